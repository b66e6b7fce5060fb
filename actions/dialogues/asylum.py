"""My asylum case is pending since before 7 February 2026: what the law asked for, and what is left to do.

Source: DL 1719, single transitional provision, and L27891 arts. 13.1, 13.2, 17. Dates of the platform and whether late
updates are accepted were not found, and are said to be unknown.
"""

from collections.abc import Sequence
from typing import Final

from actions.dialogue import Choice, Dialogue, Ending, Question, Talk, hears, yes_or_no
from actions.turn import button
from bot.i18n import gettext as _

_MAIL: Final = frozenset({"correo", "correos", "email", "gmail"})


def _ask_updated(talk: Talk) -> str:  # noqa: ARG001
    return _("Veamos tu caso. ¿Actualizaste tus datos en la página de la Cancillería en 2026?")


def _yes_no(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [
        Choice(value="yes", label=_("Sí")),
        Choice(value="no", label=_("No")),
        Choice(value="unsure", label=_("No sé")),
    ]


def _ask_prints(talk: Talk) -> str:  # noqa: ARG001
    return _("¿Ya fuiste a Migraciones a dejar huellas y foto por tu caso?")


def _ask_mail(talk: Talk) -> str:  # noqa: ARG001
    return _("¿Todavía usas el correo que diste en tu solicitud?")


def _did(text: str, talk: Talk) -> str | None:
    """A yes or a no to what they did; of their mail they speak before they are asked about it ("no tengo correo")."""
    return None if hears(text, _MAIL) else yes_or_no(text, talk)


def _updated(talk: Talk) -> bool:
    return talk.slots.get("pending_updated", "yes") == "yes"


def _finish(talk: Talk) -> Ending:
    lines = []
    if talk.slots["pending_updated"] != "yes":
        lines += [
            _("*No lo des por perdido, pero pregunta hoy.* La ley manda archivar los casos sin actualizar."),
            _(
                "No sabemos si aceptan actualizar tarde.\n"
                "1. Busca en tu correo, también en el spam, mensajes de la Cancillería.\n"
                "2. Pregunta por tu caso en gob.pe/rree.\n"
                "3. Pide ayuda legal gratis: 📞 1884.\n"
                "4. Si te llegó una negativa, hay 15 días hábiles para reclamar."
            ),
        ]
    elif talk.slots["pending_prints"] == "yes":
        lines.append(_("*Ya hiciste lo que pide la ley.* Ahora la Comisión para los Refugiados te llamará."))
    else:
        lines.append(
            _(
                "*Te faltan las huellas y la foto.* Saca la cita en la página de Migraciones: es gratis. Si no vas, "
                "pueden archivar tu caso."
            )
        )
    if talk.slots["pending_mail"] == "yes":
        lines.append(
            _(
                "Responde cada correo de la Comisión. Si no confirmas en 5 días hábiles, el aviso vale igual y corren "
                "los plazos."
            )
        )
    else:
        lines.append(
            _(
                "*Da tu correo y celular nuevos cuanto antes.* La Comisión avisa por correo, y el aviso vale aunque no "
                "lo leas."
            )
        )
    lines.append(_("No pagues a nadie. Esto es información, no consejo legal."))
    links = [entry for name in ("A05-estado", "A06-correo", "A16") if (entry := talk.answers.entry(name))]
    return Ending(text="\n\n".join(lines), sms=_sms(talk), buttons=[button(entry) for entry in links], source="A05")


def _sms(talk: Talk) -> str:
    """The same in two parts."""
    if talk.slots["pending_updated"] != "yes":
        first = _(
            "*No lo des por perdido, pero pregunta hoy* en gob.pe/rree o en ayuda legal gratis: 1884. No sabemos si "
            "aceptan actualizar tarde. Si te negaron, hay 15 días hábiles para reclamar."
        )
    elif talk.slots["pending_prints"] == "yes":
        first = _("*Ya hiciste lo que pide la ley.* Ahora la Comisión para los Refugiados te llamará.")
    else:
        first = _(
            "*Te faltan las huellas y la foto.* Saca cita gratis en Migraciones. Si no vas, pueden archivar tu caso."
        )
    if talk.slots["pending_mail"] == "yes":
        mail = _("Responde cada correo: si no, a los 5 días hábiles vale igual.")
    else:
        mail = _("Da tu correo y celular nuevos: la Comisión avisa por correo.")
    return f"{first} {mail} " + _("No pagues a nadie.")


PENDING: Final = Dialogue(
    form="pending_form",
    starts=("A05", "A05-estado"),
    title=lambda: _("tu caso"),
    questions=(
        Question(slot="pending_updated", ask=_ask_updated, choices=_yes_no, read=_did),
        Question(slot="pending_prints", ask=_ask_prints, choices=_yes_no, read=_did, needed=_updated),
        Question(slot="pending_mail", ask=_ask_mail, choices=_yes_no, read=yes_or_no),
    ),
    finish=_finish,
)
