"""The safety lexicon, section by section: written, tried against its tests and look-alikes, reviewed, published."""

from typing import Any, Final

from starlette.responses import Response

from bot import yaml_loader
from bot.core import sections
from bot.core.content import Kind
from bot.i18n import gettext as _
from bot.services import safety
from bot.storage import content, items
from bot.storage.items import Standing
from bot.web.console.answers import EDITORS
from bot.web.console.forms import Form
from bot.web.console.item_desk import Area
from bot.web.console.pages import Menu, Page
from bot.web.console.visit import Visit

LINES: Final = 3_000
LONGEST: Final = 600
"""Characters of a phrase or a message."""
TRIED: Final = 400
"""Characters of a message that is tried out."""
_LISTS: Final = {"phrases": 12, "examples": 8, "never": 4, "harmless": 6, "recent": 3}
"""Lists of a category in the order of the form, and how many lines of each are seen at once."""

AREA: Final = Area(
    kind=items.LEXICON,
    path="/lexico",
    desk=lambda visit: safety.desk(visit.app.database),
    view=lambda visit, form, status, seen: section(visit, form, status, seen=seen),
    withdraws=False,
)


def lexicon(visit: Visit) -> Response:
    """The sections; with `q`, those in which these letters stand. With `m`, what would wake for a message."""
    sought, tried = visit.query.get("q", "").strip()[:100], visit.query.get("m", "").strip()[:TRIED]
    with visit.app.database.read() as tx:
        newest, standings = items.newest(tx, items.LEXICON), items.standings(tx, items.LEXICON)
    if tried:
        visit.app.lexicon.refresh()  # this process hears nobody, so nothing else tells it of a publication
    rows = [
        (standings[name], document, _stands_in(document, sought))
        for name, document in sorted(newest.items(), key=lambda one: _order(*one))
    ]
    return visit.show(
        "lexicon.html",
        rows=[row for row in rows if not sought or row[2]],
        form=Form(initial={"q": sought, "m": tried}),
        heard=visit.app.lexicon.every(tried) if tried else (),
        limit=TRIED,
    )


def section(visit: Visit, form: Form | None = None, status: int = 200, *, seen: int = 0) -> Response:
    """One section: its draft, what the test of it says, and its history. `form`, `seen`: as in `Area.view`."""
    with visit.app.database.read() as tx:
        shown = AREA.shown(visit, tx, form, seen)
        standing: Standing = shown["standing"]
        test = safety.tested(tx, standing.id, standing.number) if standing.state else None
    page = "phrase_test.html" if visit.partial else "section.html"
    return visit.show(page, status, test=test, problems=(), **shown)


def edit(visit: Visit) -> Response:
    """The newest wording, to be changed."""
    with visit.app.database.read() as tx:
        standing, document = AREA.standing(visit, tx)
    return _form(visit, Form(initial=document), standing, 200)


def new(visit: Visit) -> Response:
    """A new kind of danger."""
    return _form(visit, Form(initial={"place": 99}), None, 200)


def create(visit: Visit) -> Response:
    """Keeps a new kind of danger as a draft."""
    form = visit.form()
    name = form.text("id", required=True, most=40)
    section_id = f"{sections.CATEGORY}{name}"
    with visit.app.database.read() as tx:
        if items.standings(tx, items.LEXICON, section_id):
            form.fail("id", _("Ya existe una categoría con este código."))
    if name and not name.replace("_", "").isalnum():
        form.fail("id", _("Solo letras, números y guion bajo."))
    return _kept(visit, form, section_id, None)


def change(visit: Visit) -> Response:
    """Keeps what was typed as a draft; it is tried at once."""
    with visit.app.database.read() as tx:
        standing, _document = AREA.standing(visit, tx)
    return _kept(visit, visit.form(), standing.id, standing)


def test(visit: Visit) -> Response:
    """Have it tried again."""
    form = visit.form()
    number = form.version()

    def act() -> str:
        with visit.app.database.write() as tx:
            standing, _document = AREA.standing(visit, tx)
            if standing.number == number:
                safety.ask(tx, standing.id, number, visit.actor, visit.now)
        return _("Se prueba otra vez.")

    return AREA.steps.take(visit, form, number, act)


def file(visit: Visit) -> Response:
    """What holds now, in the form of `flows/safeguarding/lexicon.yml`."""
    with visit.app.database.read() as tx:
        document = safety.document(tx)
    return visit.file("lexicon.yml", yaml_loader.written(document).encode(), "application/yaml; charset=utf-8")


def _kept(visit: Visit, form: Form, section_id: str, standing: Standing | None) -> Response:
    document = _document(form, section_id)
    said = _("Borrador guardado. Sus frases se están probando.")
    return AREA.save(visit, form, section_id, document, standing, writing=_form, said=said)


def _document(form: Form, section_id: str) -> dict[str, Any]:
    if not section_id.startswith(sections.CATEGORY):
        return {"lines": list(form.lines("lines", most=LINES, longest=LONGEST))}
    lists = {name: list(form.lines(name, most=LINES, longest=LONGEST)) for name in sections.PHRASES}
    if not lists["phrases"]:
        form.fail("phrases", _("Falta llenar esto."))
    return {
        "place": form.number("place", least=1, most=999),
        "entry": form.text("entry", required=True, most=64),
        "description": form.text("description", most=400),
        **{name: lines for name, lines in lists.items() if lines},
    }


def _form(visit: Visit, form: Form, standing: Standing | None, status: int, *, theirs: bool = False) -> Response:
    with visit.app.database.read() as tx:
        emergencies = [(one.id, one.title) for one in content.published(tx) if one.kind is Kind.EMERGENCY]
    return visit.show(
        "section_writing.html",
        status,
        form=form,
        standing=standing,
        theirs=theirs,
        category=standing is None or standing.id.startswith(sections.CATEGORY),
        emergencies=emergencies,
        lists=_LISTS,
        base=standing.number if standing else 0,
        back=AREA.page(standing.id) if standing else f"/console{AREA.path}",
    )


def _order(name: str, document: Any) -> tuple[int, int, str]:
    kinds = (sections.CATEGORY, sections.LIST, sections.GROUP)
    kind = next(place for place, prefix in enumerate(kinds) if name.startswith(prefix))
    return kind, document.get("place", 0), name


def _stands_in(document: Any, sought: str) -> list[str]:
    lines = [line for value in document.values() if isinstance(value, list) for line in value]
    return [line for line in lines if sought.casefold() in line.casefold()][:5] if sought else []


PAGES: Final = (
    Page(
        path="/lexico",
        view=lexicon,
        who=EDITORS,
        menu=Menu(
            label=lambda: _("Léxico"),
            about=lambda: _("Las palabras de peligro que encienden la red de seguridad"),
            icon="alert",
            place=17,
        ),
    ),
    Page(path="/lexico/archivo.yml", view=file, who=EDITORS),
    Page(path="/lexico/nueva", view=new, who=EDITORS),
    Page(path="/lexico/nueva", view=create, who=EDITORS, method="POST", once=True),
    Page(path="/lexico/{id}", view=section, who=EDITORS),
    Page(path="/lexico/{id}/prueba", view=section, who=EDITORS, live=True),
    Page(path="/lexico/{id}/editar", view=edit, who=EDITORS),
    Page(path="/lexico/{id}/editar", view=change, who=EDITORS, method="POST"),
    Page(path="/lexico/{id}/probar", view=test, who=EDITORS, method="POST"),
    *AREA.pages(),
)
