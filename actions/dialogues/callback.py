"""Being called back by the organisation: only where somebody has hours, and only what they can keep is promised."""

from collections.abc import Sequence
from typing import Final

from actions.dialogue import Choice, Dialogue, Ending, Question, Setting, Talk, Task
from bot.i18n import gettext as _


def _ask_about(talk: Talk) -> str:  # noqa: ARG001
    return _("¿De qué quieres hablar? No hace falta que cuentes más aquí.")


def _about(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [
        Choice(value="papers", label=_("Papeles o refugio")),
        Choice(value="school", label=_("Colegio")),
        Choice(value="health", label=_("Salud")),
        Choice(value="other", label=_("Otra cosa")),
    ]


def _ask_when(talk: Talk) -> str:  # noqa: ARG001
    return _("¿A qué hora puedes hablar?")


def _when(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [
        Choice(value="morning", label=_("En la mañana")),
        Choice(value="afternoon", label=_("En la tarde")),
        Choice(value="any", label=_("A cualquier hora")),
    ]


def _finish(talk: Talk) -> Ending:
    if talk.setting.organisation.open_at(talk.at):
        first = _("Listo, avisé al equipo. Hoy hay quien atienda.")
    else:
        first = _("Listo, avisé al equipo. Ahora está fuera de horario: verá tu pedido cuando vuelva.")
    rest = _(
        "Te llamarían a este número. No puedo prometer la hora. Si tu número está oculto, escribe PERSONA y te "
        "responden por aquí.\n\nSi es urgente, llama al 105 (Policía) o al 106 (ambulancia)."
    )
    fields = {"about": talk.slots["call_about"], "when": talk.slots["call_when"]}
    return Ending(text=f"{first}\n\n{rest}", tasks=(Task(kind="callback", fields=fields),))


def _staffed(setting: Setting) -> bool:
    return setting.organisation.has_staff


CALLBACK: Final = Dialogue(
    form="callback_form",
    starts=("llamada",),
    title=lambda: _("la llamada"),
    questions=(
        Question(slot="call_about", ask=_ask_about, choices=_about),
        Question(slot="call_when", ask=_ask_when, choices=_when),
    ),
    finish=_finish,
    possible=_staffed,
    feedback=False,
    private=True,
)
