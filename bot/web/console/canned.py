"""Ready phrases: everybody who attends to cases uses and changes the same ones."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services.replying import MOST
from bot.storage import audit, canned
from bot.storage.canned import Phrase
from bot.storage.database import Transaction
from bot.web.console.attention import CASE_WORKERS
from bot.web.console.forms import Form
from bot.web.console.pages import Page
from bot.web.console.visit import Visit

_TITLE: Final = 80
STARTERS: Final = (
    ("Saludo", "Hola, soy del equipo. Ya leí tu mensaje. ¿Qué es lo más urgente para ti ahora?"),
    ("Audios y fotos", "Aquí no puedo escuchar audios ni ver fotos. ¿Me lo escribes, aunque sea corto?"),
    ("Necesito un momento", "Déjame averiguarlo. No hace falta que esperes mirando el teléfono."),
    ("¿Puedes hablar?", "¿Es buen momento y estás en un lugar seguro para escribirnos?"),
    ("Sin papeles", "No me mandes fotos de tus papeles ni sus números. Dime solo qué papel tienes y si está vigente."),
    ("Despedida", "Me despido por ahora. Si necesitas algo más, escribe persona."),
)  # fmt: skip
"""Words to begin with, in the language people are answered in."""


def phrases(visit: Visit) -> Response:
    """All of them, and a new one."""
    return _listed(visit, Form())


def add(visit: Visit) -> Response:
    """A new one."""
    form = visit.form()
    title, text = _words(form)
    if form.ok:
        with visit.app.database.write() as tx:
            if canned.add(tx, [(title, text)], author=visit.actor, now=visit.now):
                _note(visit, tx, "phrase.add", title)
            else:
                form.fail("title", _("Ya hay una frase con ese título."))
    return visit.go("/console/frases", _("Guardada.")) if form.ok else _listed(visit, form, 422)


def start(visit: Visit) -> Response:
    """The ones we suggest."""
    with visit.app.database.write() as tx:
        count = canned.add(tx, STARTERS, author=visit.actor, now=visit.now)
        _note(visit, tx, "phrase.add", str(count))
    return visit.go(
        "/console/frases",
        ngettext(
            "{count} frase agregada. Cámbiala a tu modo.",
            "{count} frases agregadas. Cámbialas a tu modo.",
            count,
        ).format(count=count),
    )


def phrase(visit: Visit) -> Response:
    """One of them."""
    one = _one(visit)
    return visit.show("phrase.html", phrase=one, form=Form(initial={"title": one.title, "text": one.text}))


def change(visit: Visit) -> Response:
    """Other words."""
    one, form = _one(visit), visit.form()
    title, text = _words(form)
    if form.ok:
        with visit.app.database.write() as tx:
            if canned.change(tx, one.id, title=title, text=text, author=visit.actor, now=visit.now):
                _note(visit, tx, "phrase.change", str(one.id))
            else:
                form.fail("title", _("Ya hay una frase con ese título."))
    if not form.ok:
        return visit.show("phrase.html", 422, phrase=one, form=form)
    return visit.go("/console/frases", _("Guardada."))


def drop(visit: Visit) -> Response:
    """Gone."""
    one = _one(visit)
    with visit.app.database.write() as tx:
        canned.drop(tx, one.id)
        _note(visit, tx, "phrase.drop", str(one.id))
    return visit.go("/console/frases", _("Borrada."))


def _words(form: Form) -> tuple[str, str]:
    return form.text("title", required=True, most=_TITLE), form.text("text", required=True, most=MOST)


def _note(visit: Visit, tx: Transaction, act: str, subject: str) -> None:
    audit.note(tx, actor=visit.actor, act=act, subject=subject[:64], now=visit.now)


def _listed(visit: Visit, form: Form, status: int = 200) -> Response:
    with visit.app.database.read() as tx:
        found = canned.listed(tx)
    return visit.show("phrases.html", status, phrases=found, form=form)


def _one(visit: Visit) -> Phrase:
    with visit.app.database.read() as tx:
        found = canned.one(tx, visit.number("id"))
    if found is None:
        raise HTTPException(404)
    return found


PAGES: Final = (
    Page(path="/frases", view=phrases, who=CASE_WORKERS),
    Page(path="/frases", view=add, who=CASE_WORKERS, method="POST", once=True),
    Page(path="/frases/sugeridas", view=start, who=CASE_WORKERS, method="POST"),
    Page(path="/frases/{id}", view=phrase, who=CASE_WORKERS),
    Page(path="/frases/{id}", view=change, who=CASE_WORKERS, method="POST"),
    Page(path="/frases/{id}/borrar", view=drop, who=CASE_WORKERS, method="POST"),
)
