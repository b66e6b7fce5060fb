"""Which paper may be for me: leads to the answer to read first. Information, not advice; never asks why they left."""

from collections.abc import Sequence
from typing import Final

from actions.dialogue import Choice, Dialogue, Ending, Question, Talk
from actions.turn import button
from bot.core.addresses import Channel
from bot.core.content import sms_text
from bot.i18n import gettext as _

_READ: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("permit", ""): ("B03", "B02", "B05"),
    ("card", ""): ("B03-prorroga", "B09-actualizar", "B04"),
    ("asylum", ""): ("A11", "A05", "A12"),
    ("none", "refuge"): ("A04", "A13", "A08"),
    ("none", "work"): ("B02", "B02-irregular", "B07"),
    ("none", "child"): ("B06", "B06-nacidos", "C01"),
    ("none", "unsure"): ("B01", "B02", "B16"),
}
"""What a person has and looks for, and the entries to read, the first in full."""


def _ask_have(talk: Talk) -> str:  # noqa: ARG001
    return _("¿Qué papel peruano tienes, aunque esté vencido? No necesito ningún número ni foto.")


def _again() -> str:
    return _("Responde con el número de tu opción.")


def _have(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [
        Choice(value="permit", label=_("PTP o CPP")),
        Choice(value="card", label=_("Carné de extranjería")),
        Choice(value="asylum", label=_("Solicitud de refugio")),
        Choice(value="none", label=_("Ninguno, o no sé")),
    ]


def _ask_want(talk: Talk) -> str:  # noqa: ARG001
    return _("¿Qué buscas?")


def _want(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [
        Choice(value="refuge", label=_("Protección de refugio")),
        Choice(value="work", label=_("Residir y trabajar")),
        Choice(value="child", label=_("Papeles de un niño")),
        Choice(value="unsure", label=_("No sé")),
    ]


def _has_none(talk: Talk) -> bool:
    return talk.slots.get("papers_have", "none") == "none"


def _finish(talk: Talk) -> Ending:
    have = talk.slots["papers_have"]
    want = talk.slots["papers_want"] if have == "none" else ""
    entries = [entry for name in _READ[have, want] if (entry := talk.answers.entry(name))]
    first = _("Esto es información, no consejo legal. El Estado decide. Por lo que me dices, lee primero esto:")
    if not entries:
        return Ending(text=_("Pide ayuda legal gratis antes de decidir: 1884."))
    body = sms_text(entries[0]) if talk.channel is Channel.SMS else entries[0].whatsapp.strip()
    return Ending(text=f"{first}\n\n{body}", buttons=[button(entry) for entry in entries[1:]], source=entries[0].id)


PAPERS: Final = Dialogue(
    form="papers_form",
    starts=("B01-cual",),
    title=lambda: _("tus papeles"),
    questions=(
        Question(slot="papers_have", ask=_ask_have, again=_again, choices=_have),
        Question(slot="papers_want", ask=_ask_want, again=_again, choices=_want, needed=_has_none),
    ),
    finish=_finish,
    private=True,
)
