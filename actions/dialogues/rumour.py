"""A rumour somebody heard: kept for staff as it goes around, without who told us."""

from collections.abc import Sequence
from typing import Final

from actions.dialogue import Choice, Dialogue, Ending, Question, Talk, Task, is_statement, the_one
from bot.core.rumours import scrubbed
from bot.i18n import gettext as _

_FEWEST: Final = 3
"""Words of the shortest rumour."""
_SAID: Final = {
    "whatsapp": frozenset("whatsapp wasap whasap wsp guasap grupo cadena audio".split()),
    "networks": frozenset("facebook face tiktok instagram internet youtube redes".split()),
    "media": frozenset("radio television tele noticias noticiero periodico diario".split()),
    "person": frozenset(
        "vecino vecina amigo amiga conocido conocida familiar senor senora mama papa primo prima hermano hermana cunada"
        " paisano paisana companero companera gente calle dijo dijeron conto contaron alguien persona".split()
    ),
}


def _ask_text(talk: Talk) -> str:  # noqa: ARG001
    return _("Escríbeme el rumor como lo oíste, sin nombres ni teléfonos de nadie.")


def _again_text() -> str:
    return _("Es muy corto para entenderlo.")


def _read_text(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    return None if _short(text) else scrubbed(text)


def _short(text: str) -> bool:
    return len(text.split()) < _FEWEST


def _ask_heard(talk: Talk) -> str:  # noqa: ARG001
    return _("¿Dónde lo viste u oíste?")


def _heard(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [
        Choice(value="whatsapp", label="WhatsApp"),
        Choice(value="networks", label=_("Facebook, TikTok u otra red")),
        Choice(value="media", label=_("Radio, TV o periódico")),
        Choice(value="person", label=_("Me lo dijo alguien")),
    ]


def _read_heard(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    """In words of their own, where they name one of the four."""
    return the_one(text, _SAID) if is_statement(text) else None


def _finish(talk: Talk) -> Ending:
    text = _(
        "Gracias. Lo anoté sin tu nombre ni tu número. Lo leerá el equipo que cuida las respuestas.\n\n"
        "Mientras tanto, no lo reenvíes. Si quieres saber si es verdad, escríbeme: «¿es verdad que…?» y tu duda."
    )
    fields = {"text": talk.slots["rumour_text"], "heard": talk.slots["rumour_heard"]}
    return Ending(text=text, tasks=(Task(kind="rumour", fields=fields),))


RUMOUR: Final = Dialogue(
    form="rumour_form",
    starts=("rumor",),
    title=lambda: _("lo que me contabas"),
    questions=(
        Question(slot="rumour_text", ask=_ask_text, again=_again_text, read=_read_text, vague=_short),
        Question(slot="rumour_heard", ask=_ask_heard, choices=_heard, read=_read_heard),
    ),
    finish=_finish,
    feedback=False,
    private=True,
)
