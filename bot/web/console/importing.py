"""People from a file: what it would change, then exactly that file; no number is shown."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core import contact_rows
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import people_files
from bot.services.people_files import Looked
from bot.web.console.campaigns import OFFICERS
from bot.web.console.forms import Form, too_heavy
from bot.web.console.pages import Page
from bot.web.console.sheet import TYPES
from bot.web.console.visit import Visit

_HOME: Final = "/console/audiencias/importar"
_SHOWN: Final = 100
"""Wrong cells on the page; the file has them all."""


def door(visit: Visit) -> Response:
    """What a file looks like, and the field to send one."""
    return _door(visit, Form())


def xlsx(visit: Visit) -> Response:
    """A file to begin with, as a workbook."""
    return _sample(visit, "xlsx")


def csv(visit: Visit) -> Response:
    """A file to begin with, as CSV."""
    return _sample(visit, "csv")


def look(visit: Visit) -> Response:
    """Reads a file and finds what it would change; changes nothing."""
    form = Form()
    chosen = visit.upload("file")
    if chosen is None:
        form.fail("file", _("Elige un archivo."))
        return _door(visit, form, 422)
    app = visit.app
    try:
        number = people_files.look(
            app.database,
            *chosen,
            gazetteer=app.places,
            local=app.settings.timezone,
            by=visit.actor,
            clock=app.clock,
        )
    except BadInput as error:
        form.fail("file", *error.lines)
        return _door(visit, form, 422)
    return visit.go(f"{_HOME}/{number}")


def too_big(visit: Visit) -> Response:
    """A file that is not even looked at."""
    form = Form()
    form.fail("file", too_heavy(people_files.BIGGEST))
    return _door(visit, form, 413)


def looked(visit: Visit) -> Response:
    """What a file would change, or what it changed."""
    one = _looked(visit)
    if one is None:
        return _gone(visit)
    found = one.imported
    return visit.show(
        "import_looked.html",
        number=visit.number("number"),
        taken=one.taken,
        found=found,
        faults=found.faults[:_SHOWN],
        more=max(0, len(found.faults) - _SHOWN),
    )


def take(visit: Visit) -> Response:
    """Takes in that file."""
    app, number = visit.app, visit.number("number")
    if _looked(visit) is None:
        return _gone(visit)
    people_files.take(
        app.database,
        number,
        gazetteer=app.places,
        local=app.settings.timezone,
        by=visit.actor,
        clock=app.clock,
    )
    return visit.go(f"{_HOME}/{number}")


def faults(visit: Visit) -> Response:
    """What is wrong by row, as a file. Rows are named by their number: it holds nothing of anybody."""
    one = _looked(visit)
    if one is None:
        raise HTTPException(404)
    return visit.file("errores.csv", people_files.faults(one.imported), TYPES["csv"])


def _looked(visit: Visit) -> Looked | None:
    return people_files.looked(visit.app.database, visit.number("number"), visit.now)


def _gone(visit: Visit) -> Response:
    """The file waits no longer: to the door, with the reason."""
    form = Form()
    form.fail(
        "file",
        _("Ese archivo ya no espera: pasó una hora, o alguien borró sus datos. Envíalo otra vez y mira qué cambia."),
    )
    return _door(visit, form, 404)


def _sample(visit: Visit, kind: str) -> Response:
    made = people_files.sample(f".{kind}", _("+51… (borra esta fila)"))
    return visit.file(f"contactos.{kind}", made, TYPES[kind])


def _door(visit: Visit, form: Form, status: int = 200) -> Response:
    meant = _meant()
    return visit.show(
        "import.html",
        status,
        form=form,
        columns=[(name, meant[name]) for name in contact_rows.COLUMNS],
        most=people_files.MOST,
        megabytes=people_files.BIGGEST // 10**6,
    )


def _meant() -> dict[str, str]:
    """What stands in each column."""
    return {
        "address": _(
            "Su número con + y código de país: +51 y nueve cifras, o whatsapp:+51… La única que no puede faltar."
        ),
        "channel": _("whatsapp o sms, si el número no lo dice. Sin ninguno de los dos, es SMS."),
        "name": _("Su nombre. Se guarda cifrado."),
        "language": _("es, en, pt, fr o ht. El de quien ya nos escribe no cambia."),
        "district": _("Su distrito; con o sin tildes y mayúsculas."),
        "zone": _("Zona horaria, por ejemplo America/Lima. Vacía: la de esta instalación."),
        "age_band": _("Su edad: 18-29, 60+."),
        "children_age_band": _("La edad de sus hijas e hijos: 0-5."),
        "labels": _("Palabras tuyas, separadas con punto y coma: taller norte; Comas."),
        "subscriptions": _(
            "Temas: salud, educacion, documentos, proteccion, ayuda, alertas; separados con punto y coma."
        ),
        "consent": _("yes o no: si aceptó recibir mensajes."),
        "consent_at": _("Cuándo lo dijo: 2026-10-31 o 31/10/2026 9:30."),
        "consent_source": _("Dónde está la prueba: ficha taller Comas. Sin nombres de personas."),
        "consent_text": _("El texto que aceptó, o su código corto: v2."),
    }


PAGES: Final = (
    Page(path="/audiencias/importar", view=door, who=OFFICERS),
    Page(
        path="/audiencias/importar",
        view=look,
        who=OFFICERS,
        method="POST",
        biggest=4 * people_files.BIGGEST,
        too_big=too_big,
    ),
    Page(path="/audiencias/ejemplo.xlsx", view=xlsx, who=OFFICERS),
    Page(path="/audiencias/ejemplo.csv", view=csv, who=OFFICERS),
    Page(path="/audiencias/importar/{number}", view=looked, who=OFFICERS),
    Page(path="/audiencias/importar/{number}", view=take, who=OFFICERS, method="POST"),
    Page(path="/audiencias/importar/{number}/errores.csv", view=faults, who=OFFICERS),
)
"""A file somewhat too large is read, so that a line can say by how much; a far larger one is cut off."""
