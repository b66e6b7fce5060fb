"""The record of who did what, and whether it is whole."""

from typing import Final

from starlette.responses import Response

from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.storage import audit
from bot.web.console.pages import Menu, Page, only
from bot.web.console.visit import Visit

ROWS: Final = 50


def record(visit: Visit) -> Response:
    """The newest acts first, of one actor or on one subject where asked."""
    actor, subject = visit.query.get("quien", "").strip(), visit.query.get("sobre", "").strip()
    with visit.app.database.read() as tx:
        acts = audit.page(tx, actor=actor, subject=subject, offset=(visit.sheet - 1) * ROWS, limit=ROWS + 1)
    return visit.show("record.html", acts=acts[:ROWS], more=len(acts) > ROWS, actor=actor, subject=subject)


def verify(visit: Visit) -> Response:
    """Reads the whole chain."""
    with visit.app.database.read() as tx:
        verdict = audit.verify(tx)
    return visit.show("verified.html", verdict=verdict)


PAGES: Final = (
    Page(
        path="/registro",
        view=record,
        who=only(Role.DATA_OFFICER),
        menu=Menu(label=lambda: _("Registro"), about=lambda: _("Quién hizo qué, y cuándo"), icon="list", place=90),
    ),
    Page(path="/registro/comprobar", view=verify, who=only(Role.DATA_OFFICER)),
)
