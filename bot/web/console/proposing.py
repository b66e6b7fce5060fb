"""What a new release would say otherwise: taken as a draft, mixed by hand, or left. Nothing of it comes by itself."""

from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core import differences
from bot.i18n import gettext as _
from bot.services import proposing
from bot.services.editing import Moved
from bot.storage import proposals
from bot.storage.database import Transaction
from bot.storage.items import LEXICON, SERVICE
from bot.storage.proposals import ENTRY, Proposal
from bot.web.console import words
from bot.web.console.answers import EDITORS
from bot.web.console.pages import Menu, Page
from bot.web.console.visit import Visit

ROWS: Final = 50
_PLACES: Final = {ENTRY: "/console/respuestas", LEXICON: "/console/lexico", SERVICE: "/console/servicios"}


def open_ones(visit: Visit) -> Response:
    """Those nobody has decided."""
    with visit.app.database.read() as tx:
        found = proposals.undecided(tx)
    start = (visit.sheet - 1) * ROWS
    rows = [(one, words.item(one.kind, one.id, one.document)) for one in found[start : start + ROWS]]
    return visit.show("proposals.html", rows=rows, count=len(found), more=len(found) > start + ROWS)


def proposal(visit: Visit) -> Response:
    """One, against our newest wording."""
    with visit.app.database.read() as tx:
        one = _found(visit, tx)
        ours, number = proposing.ours(tx, one), proposing.number(tx, one)
    return visit.show(
        "proposal.html",
        one=one,
        title=words.item(one.kind, one.id, one.document),
        new=ours is None,
        number=number,
        changes=differences.of_documents(ours, one.document),
        edit=f"{_PLACES[one.kind]}/{quote(one.id)}/editar" if ours is not None else "",
    )


def decide(visit: Visit) -> Response:
    """Take it as a draft, or leave it."""
    form = visit.form()
    act, number = form.choice("act", ("take", "leave")), form.number("number", least=0, most=1_000_000)
    if not form.ok:
        raise HTTPException(400)
    with visit.app.database.read() as tx:
        one = proposing.find(tx, visit.path["kind"], visit.path["id"])
    if one is None:
        return visit.go("/console/propuestas", _("Esta propuesta ya se decidió."), "careful")
    app = visit.app
    if act == "leave":
        proposing.leave(app.database, one, by=visit.staff, now=visit.now)
        return visit.go("/console/propuestas", _("Queda lo nuestro."))
    try:
        proposing.take(app.database, app.places, one, base=number, by=visit.staff, now=visit.now)
    except Moved as error:
        return visit.go(f"/console/propuestas/{one.kind}/{quote(one.id)}", " ".join(error.lines), "failed")
    return visit.go(f"{_PLACES[one.kind]}/{quote(one.id)}", _("Es un borrador: léelo y mándalo a revisión."))


def _found(visit: Visit, tx: Transaction) -> Proposal:
    found = proposing.find(tx, visit.path["kind"], visit.path["id"])
    if found is None:
        raise HTTPException(404)
    return found


PAGES: Final = (
    Page(
        path="/propuestas",
        view=open_ones,
        who=EDITORS,
        menu=Menu(
            label=lambda: _("Propuestas"),
            about=lambda: _("Textos nuevos que trae una versión del programa"),
            icon="inbox",
            place=19,
        ),
    ),
    Page(path="/propuestas/{kind}/{id}", view=proposal, who=EDITORS),
    Page(path="/propuestas/{kind}/{id}", view=decide, who=EDITORS, method="POST"),
)
