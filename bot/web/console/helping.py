"""Help: how each work begins, in a few steps, for whoever does it. The guides in docs/ tell the rest."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.web.console.pages import STAFF, Menu, Page
from bot.web.console.visit import Visit


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide:
    """The beginning of one work. What stands in «» is written on a page like that; `path` is where it begins."""

    role: Role
    title: str
    path: str
    steps: tuple[str, ...]


def guides() -> tuple[Guide, ...]:
    """One for each role, in the reader's language."""
    return (
        Guide(
            role=Role.PROMOTER,
            title=_("Corregir una respuesta"),
            path="/respuestas",
            steps=(
                _("Abre «Respuestas» y busca como escribe la gente, con errores y todo."),
                _("Abre la respuesta y toca «Editar»."),
                _("Cambia el texto. Debajo ves cuántas letras tiene; más allá, cómo queda en el teléfono."),
                _("Toca «Enviar a revisión» y di qué cambió y por qué. Con «Guardar borrador» sigues después."),
                _("¿Otras preguntas? Con «Entrenar con este borrador y probar» le preguntas antes de publicar."),
                _("En «Sin respuesta» está lo que preguntaron y no supimos: agrégalo a una ficha o escribe una nueva."),
            ),
        ),
        Guide(
            role=Role.REVIEWER,
            title=_("Revisar y publicar"),
            path="",
            steps=(
                _("En «Inicio» está lo que espera tu revisión. Ábrelo y mira «Qué cambia», palabra por palabra."),
                _("«Publicar»: el siguiente mensaje ya lo dice."),
                _("«Devolver con un comentario»: vuelve a quien lo escribió."),
                _("¿Salió mal? En la ficha abre «Versiones», elige una y toca «Recuperar como borrador»."),
            ),
        ),
        Guide(
            role=Role.OFFICER,
            title=_("Hacer una campaña"),
            path="/campanas",
            steps=(
                _("Abre «Campañas» y toca «Nueva»: qué dice, a quién va, cuándo."),
                _("«Guardar borrador y revisar» muestra a cuántas personas llega, qué leen y cuánto cuesta."),
                _("Con «Enviar prueba» la lees en un teléfono del equipo."),
                _("«Enviar a aprobación»: la aprueba otra persona."),
                _("Aprobada, «Empezar ahora» o «Programar». «Pausar» la detiene en dos segundos."),
            ),
        ),
        Guide(
            role=Role.APPROVER,
            title=_("Aprobar una campaña"),
            path="",
            steps=(
                _("En «Inicio» está la que espera tu sí."),
                _("Lee la página entera: textos, personas, hora, costo."),
                _("Al final, aprueba, o toca «Devolver con un comentario». Tu sí vale para lo que leíste."),
            ),
        ),
        Guide(
            role=Role.CASE_WORKER,
            title=_("Atender a una persona"),
            path="/casos",
            steps=(
                _("Abre «Casos». Lo que está «En peligro» va primero."),
                _("«Tomar el caso»: el asistente calla y respondes tú."),
                _("Escribe en «Tu respuesta» y toca «Enviar». Lo que va en «Nota» nunca se envía."),
                _("Al terminar, «Cerrar el caso»: el asistente vuelve y se lo dice a la persona."),
                _("Peligro ahora: 105 Policía, 106 ambulancia, Línea 100 violencia. No pidas detalles ni documentos."),
            ),
        ),
        Guide(
            role=Role.DATA_OFFICER,
            title=_("Entregar o borrar lo que se guarda de una persona"),
            path="/personas",
            steps=(
                _("Abre «Datos de una persona» y busca su número. Que lo buscaste queda en el registro."),
                _("«Descargar sus datos» hace un archivo para entregárselo."),
                _("«Borrar sus datos» no se puede deshacer."),
                _("En «Registro» ves quién hizo qué. «Comprobar» dice si alguien cambió algo."),
            ),
        ),
        Guide(
            role=Role.ADMINISTRATOR,
            title=_("Invitar al equipo"),
            path="/equipo",
            steps=(
                _("Abre «Equipo», escribe un nombre, marca sus roles y toca «Invitar»."),
                _("Entrega el enlace en persona: sirve una vez, durante 48 horas."),
                _("¿Perdió su contraseña o su teléfono? Abre su nombre y toca «Hacer un enlace»."),
                _("A quien se va, quítale «Trabaja aquí». Su nombre queda en el registro."),
                _("Mira «Sistema» cada día: dice qué anda mal y qué hacer."),
            ),
        ),
    )


def help_page(visit: Visit) -> Response:
    """The beginnings of the reader's own work; an administrator reads all."""
    return visit.show("help.html", guides=[guide for guide in guides() if visit.may(guide.role)])


PAGES: Final = (
    Page(
        path="/ayuda",
        view=help_page,
        who=STAFF,
        menu=Menu(label=lambda: _("Ayuda"), about=lambda: _("Para empezar, paso a paso"), icon="question", place=99),
    ),
)
