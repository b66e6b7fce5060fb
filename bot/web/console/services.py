"""The directory of services: found, written, reviewed, published, withdrawn."""

from typing import Any, Final

from starlette.responses import Response

from bot import yaml_loader
from bot.core.directory import Need
from bot.i18n import gettext as _
from bot.services import directory
from bot.storage import items
from bot.storage.items import Standing
from bot.web.console import words
from bot.web.console.answers import EDITORS
from bot.web.console.forms import Form
from bot.web.console.item_desk import Area
from bot.web.console.pages import Menu, Page
from bot.web.console.visit import Visit

_TEXTS: Final = ("address", "phone", "hours", "note", "confirm_at")

AREA: Final = Area(
    kind=items.SERVICE,
    path="/servicios",
    desk=lambda visit: directory.desk(visit.app.database, visit.app.places),
    view=lambda visit, form, status, seen: service(visit, form, status, seen=seen),
)


def services(visit: Visit) -> Response:
    """All of them, by need and words."""
    query = visit.query
    sought, need = query.get("q", "").strip()[:100].casefold(), query.get("necesidad", "")
    with visit.app.database.read() as tx:
        newest, standings = items.newest(tx, items.SERVICE), items.standings(tx, items.SERVICE)
    day = visit.today.isoformat()
    rows = [
        (standings[name], document, str(document.get("review_by", "")) < day)
        for name, document in newest.items()
        if need in ("", *document.get("needs", ())) and sought in f"{name} {_words(document)}".casefold()
    ]
    return visit.show(
        "services.html",
        rows=[row for row in rows if not query.get("vencidos") or row[2]],
        form=Form(initial=dict(query)),
        needs=_needs(),
    )


def service(visit: Visit, form: Form | None = None, status: int = 200, *, seen: int = 0) -> Response:
    """One service: its draft and its history. `form`, `seen`: as in `Area.view`."""
    with visit.app.database.read() as tx:
        shown = AREA.shown(visit, tx, form, seen)
    name, document = shown["standing"].id, shown["document"]
    problems = directory.problems(name, document, visit.app.places) if shown["standing"].state else []
    return visit.show("service.html", status, problems=problems, **shown)


def new(visit: Visit) -> Response:
    """An empty form."""
    return _form(visit, Form(initial={}), None, 200)


def create(visit: Visit) -> Response:
    """Keeps a new service as a draft."""
    form = visit.form()
    name = form.text("id", required=True, most=64)
    if name and not name.replace("-", "").replace("_", "").isalnum():
        form.fail("id", _("Solo letras, números, guion y guion bajo."))
    with visit.app.database.read() as tx:
        if name and items.standings(tx, items.SERVICE, name):
            form.fail("id", _("Ya existe un servicio con este código."))
    return _kept(visit, form, name, None)


def edit(visit: Visit) -> Response:
    """The newest wording, to be changed."""
    with visit.app.database.read() as tx:
        standing, document = AREA.standing(visit, tx)
    return _form(visit, Form(initial=document), standing, 200)


def change(visit: Visit) -> Response:
    """Keeps what was typed as a draft."""
    with visit.app.database.read() as tx:
        standing, _document = AREA.standing(visit, tx)
    return _kept(visit, visit.form(), standing.id, standing)


def file(visit: Visit) -> Response:
    """What holds now, in the form of `flows/services/directory.yml`."""
    with visit.app.database.read() as tx:
        document = directory.document(items.published(tx, items.SERVICE))
    return visit.file("directory.yml", yaml_loader.written(document).encode(), "application/yaml; charset=utf-8")


def _kept(visit: Visit, form: Form, name: str, standing: Standing | None) -> Response:
    document = _document(form)
    if form.ok:
        problems = directory.problems(name, document, visit.app.places)
        if problems:
            form.fail("", *problems)
    return AREA.save(visit, form, name, document, standing, writing=_form)


def _document(form: Form) -> dict[str, Any]:
    days = {name: form.day(name, required=True) for name in ("source_date", "review_by")}
    document: dict[str, Any] = {
        "name": form.text("name", required=True, most=120),
        "needs": list(form.choices("needs", tuple(Need))),
        "places": list(form.lines("places", most=60, longest=80)),
        "cities": list(form.lines("cities", most=30, longest=80)),
        **{name: form.text(name, most=300) for name in _TEXTS},
        "source": form.text("source", required=True, most=200),
        **{name: day.isoformat() if day else "" for name, day in days.items()},
    }
    return {name: value for name, value in document.items() if value not in ("", [])}


def _form(visit: Visit, form: Form, standing: Standing | None, status: int, *, theirs: bool = False) -> Response:
    return visit.show(
        "service_writing.html",
        status,
        form=form,
        standing=standing,
        theirs=theirs,
        needs=[(value, said, "") for value, said in _needs()],
        base=standing.number if standing else 0,
        back=AREA.page(standing.id) if standing else f"/console{AREA.path}",
    )


def _needs() -> list[tuple[str, str]]:
    return [(one.value, words.need(one)) for one in Need]


def _words(document: Any) -> str:
    return " ".join(str(value) for name, value in document.items() if name in ("name", "places", "cities", *_TEXTS))


PAGES: Final = (
    Page(
        path="/servicios",
        view=services,
        who=EDITORS,
        menu=Menu(
            label=lambda: _("Servicios"), about=lambda: _("A dónde puede ir o llamar la gente"), icon="list", place=18
        ),
    ),
    Page(path="/servicios/archivo.yml", view=file, who=EDITORS),
    Page(path="/servicios/nuevo", view=new, who=EDITORS),
    Page(path="/servicios/nuevo", view=create, who=EDITORS, method="POST", once=True),
    Page(path="/servicios/{id}", view=service, who=EDITORS),
    Page(path="/servicios/{id}/editar", view=edit, who=EDITORS),
    Page(path="/servicios/{id}/editar", view=change, who=EDITORS, method="POST"),
    *AREA.pages(),
)
