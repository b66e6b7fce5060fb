"""Which paper may be for me: leads to the answer to read first. Information, not advice; never asks why they left."""

from collections.abc import Sequence
from typing import Final

from actions.dialogue import Choice, Dialogue, Ending, Question, Talk, hears, is_statement, the_one
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
_SAID_HAVE: Final = {
    "permit": frozenset("ptp cp".split()),  # a doubled letter is none in normalised text
    "card": frozenset("ce extranjeria".split()),
    "asylum": frozenset("refugio solicitante solicitud asilo".split()),
}
_NO_PERMIT: Final = frozenset("nada ninguno ninguna cedula pasaporte partida dni".split())
"""What is none of these: no paper, or one of the own country."""
_SAID_WANT: Final = {
    "refuge": frozenset("refugio asilo".split()),
    "work": frozenset("trabajar trabajo residir residencia regularizarme regularizar legalizarme".split()),
    "child": frozenset("nino nina ninos ninas hijo hija hijos hijas bebe".split()),
}


def _ask_have(talk: Talk) -> str:  # noqa: ARG001
    return _("¿Qué papel peruano tienes, aunque esté vencido? No necesito ningún número ni foto.")


def _have(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [
        Choice(value="permit", label=_("PTP o CPP")),
        Choice(value="card", label=_("Carné de extranjería")),
        Choice(value="asylum", label=_("Solicitud de refugio")),
        Choice(value="none", label=_("Ninguno, o no sé")),
    ]


def _read_have(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    """In words of their own, where they name one Peruvian paper, or only papers that are none."""
    if not is_statement(text):
        return None
    found = [value for value, words in _SAID_HAVE.items() if hears(text, words)]
    if len(found) == 1:
        return found[0]
    return "none" if not found and hears(text, _NO_PERMIT) else None


def _read_want(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    return the_one(text, _SAID_WANT) if is_statement(text) else None


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
    if talk.channel is Channel.SMS:
        return Ending(text=sms_text(entries[0]), source=entries[0].id)
    body = entries[0].whatsapp.strip()
    return Ending(text=f"{first}\n\n{body}", buttons=[button(entry) for entry in entries[1:]], source=entries[0].id)


PAPERS: Final = Dialogue(
    form="papers_form",
    starts=("B01-cual",),
    title=lambda: _("tus papeles"),
    questions=(
        Question(slot="papers_have", ask=_ask_have, choices=_have, read=_read_have),
        Question(slot="papers_want", ask=_ask_want, choices=_want, read=_read_want, needed=_has_none),
    ),
    finish=_finish,
    private=True,
)
