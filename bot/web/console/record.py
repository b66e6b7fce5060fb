"""The record of who did what, and whether it is whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import Response

from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import translating
from bot.storage import audit, campaigns, items, templates
from bot.storage.audit import Act
from bot.storage.database import Transaction
from bot.web.console import act_details, words
from bot.web.console.pages import Menu, Page, only
from bot.web.console.visit import Visit

ROWS: Final = 50


def record(visit: Visit) -> Response:
    """The newest acts first, of one actor or on one subject where asked."""
    actor, subject = visit.query.get("quien", "").strip(), visit.query.get("sobre", "").strip()
    with visit.app.database.read() as tx:
        acts = audit.page(tx, actor=actor, subject=subject, offset=(visit.sheet - 1) * ROWS, limit=ROWS + 1)
        titles = {name: entry.title for name, entry in visit.desk.shelf.entries(tx).items()}
        named = _named(tx, acts[:ROWS], titles)
    local = visit.app.settings.timezone
    return visit.show(
        "record.html",
        rows=[(act, named.get(act.number, ""), act_details.told(act.detail, titles, local)) for act in acts[:ROWS]],
        more=len(acts) > ROWS,
        actor=actor,
        subject=subject,
    )


def verify(visit: Visit) -> Response:
    """Reads the whole chain."""
    with visit.app.database.read() as tx:
        verdict = audit.verify(tx)
    return visit.show("verified.html", verdict=verdict)


def _named(tx: Transaction, acts: Sequence[Act], titles: Mapping[str, str]) -> dict[int, str]:
    """By the number of an act: the title of what it was done to, where a code of ours was written down."""
    subjects: dict[str, set[str]] = defaultdict(set)
    for act in acts:
        subjects[_noun(act)].add(act.subject)
    services = {}
    if subjects["service"] or subjects["proposal"]:
        services = {name: str(row.get("name", "")) for name, row in items.newest(tx, items.SERVICE).items()}
    sections = {name: words.section(name) for name in subjects["lexicon"] | subjects["proposal"] if ":" in name}
    translated = {}
    for name in subjects["translation"]:
        entry_id, language = translating.parts(name)
        translated[name] = f"{titles.get(entry_id, entry_id)} ({words.language(language)})"
    plans = [campaigns.load(tx, int(number)) for number in subjects["campaign"] if number.isdecimal()]
    known: Mapping[str, Mapping[str, str]] = {
        "entry": titles,
        "unanswered": titles,
        "service": services,
        "lexicon": sections,
        "proposal": {**titles, **services, **sections},
        "translation": translated,
        "template": {sid: one.name for sid, one in templates.known(tx, subjects["template"]).items()},
        "campaign": {str(plan.id): plan.name for plan in plans if plan},
    }
    return {act.number: known.get(_noun(act), {}).get(act.subject, "") for act in acts}


def _noun(act: Act) -> str:
    return act.act.partition(".")[0]


PAGES: Final = (
    Page(
        path="/registro",
        view=record,
        who=only(Role.DATA_OFFICER),
        menu=Menu(label=lambda: _("Registro"), about=lambda: _("Quién hizo qué, y cuándo"), icon="list", place=90),
    ),
    Page(path="/registro/comprobar", view=verify, who=only(Role.DATA_OFFICER)),
)
