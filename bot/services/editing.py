"""An answer is written, sent to review, given back or published; people read nothing that nobody reviewed.

Everything names the revision it was decided on. Where another has come meanwhile it is refused, so that two editors
cannot overwrite each other and nobody publishes what they did not read.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.core import content as rules
from bot.core.content import Entry, Kind
from bot.core.errors import BadInput
from bot.core.staff import Role, User
from bot.i18n import gettext as _
from bot.services import learning
from bot.storage import audit, content, jobs, remarks
from bot.storage.content import Standing
from bot.storage.database import Database, Transaction


class Moved(BadInput):
    """Somebody came first: it is not as it was when this was decided on."""


class Conflict(Moved):
    """Somebody else has written another version meanwhile; `standing` is how it is now."""

    def __init__(self, standing: Standing | None) -> None:
        super().__init__(changed_meanwhile(standing.author if standing else "?"))
        self.standing = standing


def changed_meanwhile(who: str) -> str:
    """What is said to whoever comes second."""
    return _("{who} lo cambió mientras tanto. Mira su texto y decide qué queda; lo tuyo sigue aquí.").format(who=who)


def save(database: Database, entry: Entry, *, base: int, by: User, now: datetime) -> int:
    """Keep a wording as the newest revision, where `base` still is that (0: a new entry). Returns its number; `base`
    where nothing changed. Raises Conflict."""
    with database.write() as tx:
        return _save(tx, entry, base=base, by=by, now=now)


def save_all(
    database: Database, entries: Sequence[Entry], *, base: Mapping[str, int], job: int, by: User, now: datetime
) -> int:
    """Keep the entries of a spreadsheet that was looked at (`job`) as drafts, all or none. Returns how many changed.
    Raises Conflict where one has changed since, BadInput for a spreadsheet that was used."""
    with database.write() as tx:
        if not jobs.settle(tx, job, "done", now, expected="preview"):
            raise BadInput(_("Este archivo ya se usó."))
        numbers = [_save(tx, entry, base=base.get(entry.id, 0), by=by, now=now) for entry in entries]
    return sum(number != base.get(entry.id, 0) for entry, number in zip(entries, numbers, strict=True))


def save_and_send(database: Database, entry: Entry, *, base: int, comment: str, by: User, now: datetime) -> int:
    """Keep a wording and send it to review, or neither. Raises Conflict, and BadInput for what the rules forbid."""
    with database.write() as tx:
        number = _save(tx, entry, base=base, by=by, now=now)
        if number == base and not content.standings(tx, entry.id)[entry.id].state:
            raise BadInput(_("no cambió nada: no hay qué mandar a revisión"))
        _send(tx, entry.id, number, comment=comment, by=by, now=now)
    return number


def send(database: Database, entry_id: str, number: int, *, comment: str, by: User, now: datetime) -> None:
    """Send the newest revision to review. Raises Conflict, and BadInput for what the rules forbid."""
    with database.write() as tx:
        content.lock(tx)
        _send(tx, entry_id, number, comment=comment, by=by, now=now)


def give_back(database: Database, entry_id: str, number: int, *, comment: str, by: User, now: datetime) -> None:
    """Not yet: back to who wrote it, with a reason."""
    with database.write() as tx:
        content.lock(tx)
        _expect(tx, entry_id, number, "review", "scheduled")
        content.stand(tx, entry_id, "returned")
        remarks.note(tx, entry_id, number, author=by.name, kind="returned", text=comment, now=now)
        audit.note(tx, actor=by.name, act="entry.return", subject=entry_id, now=now, detail={"revision": number})


def publish(database: Database, entry_id: str, number: int, *, comment: str, by: User, now: datetime) -> int | None:
    """People read it from the next message on. Returns the id of the training its questions need; None where only
    texts changed. Raises Conflict, and BadInput where it was not sent, its author asks, or the rules forbid."""
    with database.write() as tx:
        content.lock(tx)
        standing = _expect(tx, entry_id, number, "review", "scheduled")
        _second_person(standing, by)
        return _publish(tx, {entry_id: number}, by=by.name, comment=comment, now=now)


def schedule(database: Database, entry_id: str, number: int, *, at: datetime, by: User, now: datetime) -> None:
    """People read it from then on. Raises as `publish`, and BadInput for a moment that has passed."""
    if not now < at < now + timedelta(days=366):
        raise BadInput(_("Elige un momento que todavía no pasó, dentro de un año."))
    with database.write() as tx:
        content.lock(tx)
        standing = _expect(tx, entry_id, number, "review", "scheduled")
        _second_person(standing, by)
        _obey(tx, [entry_id])
        content.stand(tx, entry_id, "scheduled", by=standing.sent_by, at=at)
        remarks.note(tx, entry_id, number, author=by.name, kind="scheduled", text=at.isoformat(), now=now)
        audit.note(tx, actor=by.name, act="entry.schedule", subject=entry_id, now=now, detail={"revision": number})


def publish_due(database: Database, now: datetime) -> list[str]:
    """Publish what was scheduled for by now. What breaks a rule by then goes back to its author, with the reason."""
    with database.read() as tx:
        if not content.due(tx, now):
            return []
    done = []
    with database.write() as tx:
        content.lock(tx)
        for entry_id, number in content.due(tx, now).items():
            try:
                _publish(tx, {entry_id: number}, by="schedule", comment="", now=now)
                done.append(entry_id)
            except BadInput as error:
                content.stand(tx, entry_id, "returned")
                remarks.note(
                    tx, entry_id, number, author="schedule", kind="returned", text="\n".join(error.lines), now=now
                )
    return done


def discard(database: Database, entry_id: str, number: int, *, by: User, now: datetime) -> None:
    """The draft is dropped: the text people read is the newest again. Raises BadInput for an entry nobody reads yet."""
    with database.write() as tx:
        content.lock(tx)
        standing = _expect(tx, entry_id, number)
        if standing.published is None:
            raise BadInput(_("Esta ficha nunca se publicó: no hay un texto al que volver."))
        fresh = _again(tx, entry_id, standing.published, by=by, now=now)
        remarks.note(tx, entry_id, fresh, author=by.name, kind="discarded", now=now)
        audit.note(tx, actor=by.name, act="entry.discard", subject=entry_id, now=now, detail={"revision": number})


def restore(database: Database, entry_id: str, number: int, *, base: int, by: User, now: datetime) -> int:
    """An earlier wording becomes a draft. Returns its new number. Raises Conflict."""
    with database.write() as tx:
        content.lock(tx)
        _expect(tx, entry_id, base)
        old = content.revision(tx, entry_id, number)
        if old is None:
            raise BadInput(_("Esa versión no existe."))
        fresh = content.draft(tx, old.entry, author=by.name, now=now)
        remarks.note(tx, entry_id, fresh, author=by.name, kind="restored", text=str(number), now=now)
        audit.note(tx, actor=by.name, act="entry.restore", subject=entry_id, now=now, detail={"revision": number})
    return fresh


def withdraw(database: Database, entry_id: str, number: int, *, by: User, now: datetime) -> int | None:
    """Nobody reads it any more. Refuses, naming them, while others link to it, and for what the safety net speaks."""
    with database.write() as tx:
        content.lock(tx)
        standing = _expect(tx, entry_id, number)
        if standing.published is None:
            raise Moved(_("Esta ficha no está publicada."))
        live = {entry.id: entry for entry in content.published(tx)}
        if live[entry_id].kind is Kind.EMERGENCY:
            raise BadInput(_("La dice la red de seguridad cuando alguien está en peligro: no se puede retirar."))
        linking = sorted(f"«{one.title}»" for one in linked_from(tx, entry_id))
        if linking:
            line = _("Otras fichas enlazan a esta: {titles}. Quita primero esos enlaces.")
            raise BadInput(line.format(titles=", ".join(linking)))
        content.publish(tx, {entry_id: None}, now)
        remarks.note(tx, entry_id, number, author=by.name, kind="withdrawn", now=now)
        job = learning.ask(tx, {entry_id: standing.published}, by=by.name, now=now)
        audit.note(tx, actor=by.name, act="entry.withdraw", subject=entry_id, now=now)
    return job


def linked_from(tx: Transaction, entry_id: str) -> list[Entry]:
    """Entries that link to this one, as people read them or as a draft."""
    linking = {one.id: one for one in content.mentioning(tx, entry_id) if entry_id in one.related}
    return list(linking.values())


def problems(tx: Transaction, entry: Entry) -> list[str]:
    """Every rule this wording breaks, by itself and among what people read now."""
    others = [(one.id, one) for one in content.published(tx) if one.id != entry.id]
    among = [one.reason for one in rules.cross_faults([*others, (entry.id, entry)]) if one.entry == entry.id]
    return [*rules.faults(entry), *among]


def _save(tx: Transaction, entry: Entry, *, base: int, by: User, now: datetime) -> int:
    content.lock(tx)
    standing = content.standings(tx, entry.id).get(entry.id)
    if (standing.number if standing else 0) != base:
        raise Conflict(standing)
    if standing is not None:
        newest = content.revision(tx, entry.id, base)
        if newest is not None and newest.entry == entry:
            return base
    number = content.draft(tx, entry, author=by.name, now=now)
    audit.note(tx, actor=by.name, act="entry.save", subject=entry.id, now=now, detail={"revision": number})
    return number


def _send(tx: Transaction, entry_id: str, number: int, *, comment: str, by: User, now: datetime) -> None:
    standing = _expect(tx, entry_id, number, "draft", "returned")
    _obey(tx, [entry_id])
    content.stand(tx, entry_id, "review", by=by.name)
    remarks.note(tx, entry_id, standing.number, author=by.name, kind="sent", text=comment, now=now)
    audit.note(tx, actor=by.name, act="entry.send", subject=entry_id, now=now, detail={"revision": number})


def _publish(tx: Transaction, numbers: dict[str, int | None], *, by: str, comment: str, now: datetime) -> int | None:
    """Publish these newest revisions; ask for a training where questions changed."""
    before = {entry.id: entry for entry in content.published(tx)}
    standings = content.standings(tx, *numbers)
    _obey(tx, list(numbers))
    content.publish(tx, numbers, now)
    after = {entry.id: entry for entry in content.published(tx)}
    asked = {
        entry_id: standings[entry_id].published
        for entry_id in numbers
        if entry_id not in before or learning.taught(before[entry_id]) != learning.taught(after[entry_id])
    }
    for entry_id, number in numbers.items():
        remarks.note(tx, entry_id, number or 0, author=by, kind="published", text=comment, now=now)
    job = learning.ask(tx, asked, by=by, now=now) if asked else None
    for entry_id, number in numbers.items():
        audit.note(tx, actor=by, act="entry.publish", subject=entry_id, now=now, detail={"revision": number})
    return job


def _again(tx: Transaction, entry_id: str, number: int, *, by: User, now: datetime) -> int:
    """A wording of before is the newest and the published one. Returns its new number."""
    old = content.revision(tx, entry_id, number)
    assert old is not None
    fresh = content.draft(tx, old.entry, author=by.name, now=now)
    content.publish(tx, {entry_id: fresh}, now)
    return fresh


def _expect(tx: Transaction, entry_id: str, number: int, *states: str) -> Standing:
    """How the entry stands. Raises Conflict where `number` is not its newest revision, Moved for another state."""
    standing = content.standings(tx, entry_id).get(entry_id)
    if standing is None or standing.number != number:
        raise Conflict(standing)
    if states and standing.state not in states:
        raise Moved(_("Esta ficha ya no está en ese paso. Vuelve a cargar la página."))
    return standing


def _second_person(standing: Standing, by: User) -> None:
    if by.name in (standing.author, standing.sent_by) and Role.ADMINISTRATOR not in by.roles:
        raise BadInput(_("Lo escribiste tú: lo publica otra persona."))


def _obey(tx: Transaction, entry_ids: Sequence[str]) -> None:
    """Raise BadInput naming every rule that these drafts break, by themselves or among what people read."""
    newest = content.newest(tx)
    found = [reason for name in entry_ids for reason in problems(tx, newest[name][1])]
    if found:
        raise BadInput(*found)
