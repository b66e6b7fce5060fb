"""The answers: found, filtered, and each with all there is to know about it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core import content as rules
from bot.core import differences, segments
from bot.core.addresses import Channel
from bot.core.content import Entry
from bot.core.gazetteer import Places
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import editing, linking, translating, trials
from bot.storage import content, items, remarks
from bot.storage.content import Revision, Standing
from bot.storage.database import Transaction
from bot.storage.remarks import Remark
from bot.web.console import words
from bot.web.console.forms import Form
from bot.web.console.meanwhile import MAKING, Act, Meanwhile, since
from bot.web.console.pages import Access, Menu, Page, only
from bot.web.console.visit import Visit
from bot.web.screen import spans

EDITORS: Final[Access] = only(Role.PROMOTER, Role.REVIEWER)
REVIEWERS: Final[Access] = only(Role.REVIEWER)
ROWS: Final = 50
IN_REVIEW: Final = "revisar"
"""The list of answers with a translation that waits for a reviewer: `?traduccion=revisar`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of the list."""

    entry: Entry
    state: str
    author: str
    overdue: bool
    broken: bool
    views: int
    up: int
    down: int


_ORDERS: Final[dict[str, Callable[[Row], Any]]] = {
    "": lambda row: row.entry.id,
    "vistas": lambda row: -row.views,
    "votos": lambda row: (-row.down, row.up),
    "vence": lambda row: row.entry.review_by or date.max,
}


def answers(visit: Visit) -> Response:
    """The list. What is typed narrows it while one types (htmx asks for the piece below the filters)."""
    query = visit.query
    visit.app.library.refresh()
    late = {one.id for one in visit.app.library.overdue()}
    with visit.app.database.read() as tx:
        by_name = _rows(visit, tx, late)
        asked = query.get("q", "").strip()[:200]
        found = visit.desk.shelf.find(tx, asked) if asked else None
        if found is None:
            visit.desk.shelf.warm(tx)
        lacking = _lacking(tx, query.get("traduccion", ""))
        pages = linking.lost(tx) if query.get("rotas") else []
    if found is not None:
        rows = [by_name[name] for name in found if name in by_name]
    else:
        rows = sorted(by_name.values(), key=_ORDERS.get(query.get("orden", ""), _ORDERS[""]))
    owners = sorted({row.entry.owner for row in by_name.values() if row.entry.owner})
    kept = [row for row in rows if _wanted(row, query) and (lacking is None or row.entry.id in lacking)]
    start = (visit.sheet - 1) * ROWS
    return visit.show(
        "answers_list.html" if visit.partial else "answers.html",
        rows=kept[start : start + ROWS],
        more=len(kept) > start + ROWS,
        count=len(kept),
        pages=pages,
        owners=owners,
        translations=[
            (IN_REVIEW, words.state("review")),
            *(
                (f"{code}:{state}", f"{words.language(code)}: {words.translated(state)}")
                for code in translating.languages()
                for state in (translating.MISSING, translating.STALE)
            ),
        ],
        form=Form(initial=dict(query)),
    )


def answer(visit: Visit, form: Form | None = None, status: int = 200, *, seen: int = 0) -> Response:
    """One answer: how people see it, where its draft stands, what was said about it, what it was before. `form`: a
    step that could not be taken, with the reason; `seen`: the version it was decided on, where another came first."""
    with visit.app.database.read() as tx:
        standing, entry = standing_of(visit, tx)
        live = content.revision(tx, entry.id, standing.published) if standing.published else None
        history = content.history(tx, entry.id, 30)
        said = remarks.of_entry(tx, entry.id, 30)
        views, votes = visit.desk.counts.taken(tx, visit.now)
        linked = editing.linked_from(tx, entry.id)
        problems = editing.problems(tx, entry) if standing.state else []
        translated = _translated(tx, live.entry) if live else []
        pages = linking.of_entry(tx, entry)
        shelf = visit.desk.shelf.entries(tx)
        before = content.revision(tx, entry.id, seen) if seen else None
    titles = {name: shelf[name].title for name in entry.related if name in shelf}
    return visit.show(
        "answer.html",
        status,
        entry=entry,
        standing=standing,
        state=state_of(standing),
        live=live.entry if live else None,
        changes=differences.of_entries(live.entry if live else None, entry) if standing.state else [],
        history=history,
        said=said,
        views=views.get(entry.id, 0),
        votes=votes.get(entry.id, (0, 0)),
        linked=linked,
        titles=titles,
        translated=translated,
        pages=pages,
        meanwhile=_meanwhile(before, standing, entry, said),
        problems=problems,
        teaches=bool(standing.state) and not problems and trials.changes(live.entry if live else None, entry),
        overdue=live is not None and live.entry.overdue(visit.today),
        mine=visit.actor in (standing.author, standing.sent_by) and not visit.may(Role.ADMINISTRATOR),
        form=form or Form(),
        elsewhere=elsewhere(entry),
        **shown(entry),
    )


def wording(visit: Visit) -> Response:
    """One wording of before, against the newest."""
    with visit.app.database.read() as tx:
        standing, entry = standing_of(visit, tx)
        old = content.revision(tx, entry.id, visit.number("number"))
    if old is None:
        raise HTTPException(404)
    return visit.show(
        "wording.html",
        entry=entry,
        standing=standing,
        old=old,
        changes=differences.of_entries(entry, old.entry),
        elsewhere=elsewhere(old.entry),
        **shown(old.entry),
    )


def calendar(visit: Visit) -> Response:
    """What has to be read again, and by whom, in the order of time."""
    # What people read now: a draft with a later date makes nothing less overdue.
    visit.app.library.refresh()
    now, asked = visit.today, visit.query.get("responsable", "")
    live = [entry for entry in visit.app.library.entries() if entry.review_by]
    until = now + timedelta(days=120)
    due = sorted(
        (one for one in live if one.review_by and one.review_by <= until and asked in ("", one.owner)),
        key=lambda one: (one.review_by, one.id),
    )
    months: dict[str, list[Entry]] = {}
    for one in due:
        assert one.review_by is not None
        months.setdefault("" if one.review_by < now else f"{one.review_by:%Y-%m}", []).append(one)
    return visit.show(
        "calendar.html",
        months=months,
        owners=[(owner, owner) for owner in sorted({one.owner for one in live if one.owner})],
        form=Form(initial={"responsable": asked}),
    )


def standing_of(visit: Visit, tx: Transaction) -> tuple[Standing, Entry]:
    """How the entry of this address stands, and its newest wording. 404 where there is none."""
    standing = content.standings(tx, visit.path["id"]).get(visit.path["id"])
    newest = content.revision(tx, standing.entry_id, standing.number) if standing else None
    if standing is None or newest is None:
        raise HTTPException(404)
    return standing, newest.entry


def state_of(standing: Standing) -> str:
    """A word for where it stands: that of its draft, else whether people read it."""
    return standing.state or ("live" if standing.published else "withdrawn")


def shown(entry: Entry) -> dict[str, Any]:
    """An entry as phones show it."""
    whatsapp, sms = rules.whatsapp_text(entry), rules.sms_text(entry)
    return {
        "whatsapp": spans(whatsapp, Channel.WHATSAPP),
        "whatsapp_length": len(whatsapp),
        "sms": spans(sms, Channel.SMS),
        "sms_cost": segments.count(sms),
    }


def within(places: Places, name: str) -> tuple[str, ...]:
    """The names somebody's place has who lives there (`gazetteer.Place.within`)."""
    place = next((one for one in places.all if one.id == name), None)
    return place.within if place else (name,)


def elsewhere(entry: Entry) -> list[tuple[str, dict[str, Any]]]:
    """What is said otherwise in some places: where, and as phones show it there."""
    return [(", ".join(text.places), shown(entry.at(text.places))) for text in entry.by_place]


def _meanwhile(before: Revision | None, standing: Standing, entry: Entry, said: Sequence[Remark]) -> Meanwhile | None:
    if before is None:
        return None
    steps = [
        Act(who=one.author, what=words.remark(one.kind), at=one.at, number=one.number, made=one.kind in MAKING)
        for one in said[:1]
    ]
    return Meanwhile(
        acts=since(before.number, standing, steps[0] if steps else None),
        changes=differences.of_entries(before.entry, entry),
    )


def _rows(visit: Visit, tx: Transaction, late: Collection[str]) -> dict[str, Row]:
    entries, standings = visit.desk.shelf.entries(tx), content.standings(tx)
    views, votes = visit.desk.counts.taken(tx, visit.now)
    broken = linking.broken(tx, entries)
    return {
        name: Row(
            entry=entries[name],
            state=state_of(standing),
            author=standing.author,
            overdue=name in late,
            broken=name in broken,
            views=views.get(name, 0),
            up=votes.get(name, (0, 0))[0],
            down=votes.get(name, (0, 0))[1],
        )
        for name, standing in standings.items()
        if name in entries
    }


def _translated(tx: Transaction, entry: Entry) -> list[tuple[str, str, str]]:
    """Each language people can choose: its code, its name, and how the translation into it stands."""
    if not translating.can_be(entry):
        return []
    held = items.newest(tx, items.TRANSLATION)
    return [
        (code, words.language(code), translating.state(entry, held.get(translating.name(entry.id, code))))
        for code in translating.languages()
    ]


def _lacking(tx: Transaction, asked: str) -> set[str] | None:
    """Entries whose translation stands as asked (`en:stale`), or one of whose translations waits for a reviewer
    (IN_REVIEW); None where nobody asked."""
    if asked == IN_REVIEW:
        sent = (one.id for one in items.standings(tx, items.TRANSLATION).values() if one.state == "review")
        return {translating.parts(name)[0] for name in sent}
    language, _colon, state = asked.partition(":")
    if language not in translating.languages():
        return None
    live = {entry.id: entry for entry in content.published(tx)}
    return {name for name, one in translating.states(tx, live, language).items() if one == state}


def _wanted(row: Row, query: Mapping[str, str]) -> bool:
    return (
        query.get("tema", "") in ("", row.entry.topic)
        and query.get("estado", "") in ("", row.state)
        and query.get("responsable", "") in ("", row.entry.owner)
        and (not query.get("vencidas") or row.overdue)
        and (not query.get("rotas") or row.broken)
    )


PAGES: Final = (
    Page(
        path="/respuestas",
        view=answers,
        who=EDITORS,
        menu=Menu(
            label=lambda: _("Respuestas"),
            about=lambda: _("Lo que la gente recibe: buscar, corregir, escribir"),
            icon="book",
            place=10,
        ),
    ),
    Page(
        path="/calendario",
        view=calendar,
        who=EDITORS,
        menu=Menu(
            label=lambda: _("Calendario"),
            about=lambda: _("Qué hay que volver a leer, y quién"),
            icon="calendar",
            place=14,
        ),
    ),
    Page(path="/respuestas/{id}", view=answer, who=EDITORS),
    Page(path="/respuestas/{id}/version/{number}", view=wording, who=EDITORS),
)
