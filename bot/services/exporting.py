"""People as rows of a contacts file: what `importing` reads, so that a file can be mended and taken in again."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.core.consent import ALERTS, EVERYTHING, Subject
from bot.storage import audiences, consents, profiles
from bot.storage.audiences import Saved
from bot.storage.database import Database, Transaction
from bot.storage.profiles import Listed

_PAGE = 1_000


def rows(
    database: Database, saved: Saved | None, now: datetime, progress: Callable[[int], None]
) -> Iterator[Sequence[str]]:
    """Everybody, or the members of a saved audience, a row for each address; cells in the order of COLUMNS."""
    after: int | None = 0
    done = 0
    while after is not None:
        with database.read() as tx:
            listed, after = profiles.page(tx, after=after, limit=_PAGE)
            if saved is not None and listed:
                chosen = _chosen(tx, saved, now, listed)
                listed = [one for one in listed if one.contact_id in chosen]
            facts = consents.facts(tx, {one.contact_id for one in listed})
        for one in listed:
            yield _cells(one, facts[one.contact_id])
        done += len(listed)
        progress(done)


def _chosen(tx: Transaction, saved: Saved, now: datetime, listed: Sequence[Listed]) -> set[int]:
    first, last = listed[0].contact_id, listed[-1].contact_id
    members = audiences.members(tx, saved.rule, now, after=first - 1, limit=_PAGE)
    return {member.contact_id for member in members if member.contact_id <= last}


def _cells(one: Listed, facts: dict[str, consents.Fact]) -> list[str]:
    alerts, everything = facts.get(ALERTS), facts.get(EVERYTHING)
    if everything is not None and not everything.given:
        alerts = everything
    profile = one.profile
    return [
        one.address.full,
        one.address.channel.value,
        profile.name,
        one.language,
        profile.district,
        profile.zone,
        profile.age_band,
        profile.children_age_band,
        ";".join(profile.labels),
        ";".join(subject for subject in Subject if (fact := facts.get(subject.scope)) is not None and fact.given),
        "" if alerts is None else "yes" if alerts.given else "no",
        alerts.at.isoformat(timespec="seconds") if alerts else "",
        alerts.source if alerts else "",
        alerts.text_version if alerts else "",
    ]
