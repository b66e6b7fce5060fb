"""People who wait for a person: the queues."""

from typing import Final, TypeVar

from starlette.responses import Response

from bot.core.staff import Role, User
from bot.i18n import gettext as _
from bot.services import replying
from bot.storage import attention
from bot.storage.attention import Queue, Standing
from bot.storage.cases import Case
from bot.web.console.pages import Menu, Page, only
from bot.web.console.visit import Visit

CASE_WORKERS: Final = only(Role.CASE_WORKER)
ROWS: Final = 25
LAST: Final = 1_000
"""The cases over which it is said how long first replies took."""
_Asked = TypeVar("_Asked", Queue, Standing)


def queues(visit: Visit) -> Response:
    """One queue and one standing of it, with how many cases the others have. No word of anybody. Also as a piece, for a
    page that is open."""
    if visit.page.live and not visit.partial:
        return visit.go("/console/casos")
    shown = readable(visit.staff)
    queue = _one(Queue, visit.query.get("cola", ""), shown[0])
    standing = _one(Standing, visit.query.get("estado", ""), Standing.FREE)
    rows: list[Case] = []
    with visit.app.database.read() as tx:
        counts = attention.open_counts(tx, by=visit.actor)
        if queue in shown:
            offset = (visit.sheet - 1) * ROWS
            rows = attention.queued(tx, queue, standing, by=visit.actor, offset=offset, limit=ROWS + 1)
        places = attention.places(tx, {row.contact_id for row in rows})
        took = attention.first_replies(tx, queue, last=LAST) if queue in shown else []
    windows = {row.id: replying.window(places.get(row.contact_id), visit.now) for row in rows}
    return visit.show(
        "cases_list.html" if visit.page.live else "cases.html",
        rows=rows[:ROWS],
        more=len(rows) > ROWS,
        windows=windows,
        replied=len(took),
        median=took[len(took) // 2] if took else None,
        queue=queue,
        standing=standing,
        queues=shown,
        counts=counts,
        hidden=sum(counts[Queue.SAFETY, one] for one in Standing) if Queue.SAFETY not in shown else 0,
        staffed=visit.app.organisation.has_staff,
        open_now=visit.app.organisation.open_at(visit.now.astimezone(visit.app.settings.timezone)),
    )


def readable(user: User) -> list[Queue]:
    """The queues whose cases this user may read, those of danger first."""
    return [*([Queue.SAFETY] if Role.CASE_WORKER in user.roles else []), Queue.PERSON, Queue.CALL]


def _one(kind: type[_Asked], text: str, default: _Asked) -> _Asked:
    return kind(text) if text in set(kind) else default


PAGES: Final = (
    Page(
        path="/casos",
        view=queues,
        who=CASE_WORKERS,
        menu=Menu(
            label=lambda: _("Casos"),
            about=lambda: _("Responder a quienes esperan a una persona"),
            icon="chat",
            place=30,
        ),
    ),
    Page(path="/casos/lista", view=queues, who=CASE_WORKERS, live=True),
)
