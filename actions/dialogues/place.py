"""Where the person lives: asked once by whatever needs it, remembered on the contact, changed when they say so."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from actions.dialogue import PLACE as SLOT
from actions.dialogue import Choice, Dialogue, Ending, Question, Talk
from bot.core.chat_spelling import normalise
from bot.i18n import gettext as _

ELSEWHERE: Final = "Otro"
"""A place we know nothing about. Remembered as well, so that nobody is asked twice."""
_AROUND: Final = frozenset("vivo vivimos estoy estamos en de yo soy por ahora".split())
_OTHER: Final = frozenset(
    "abancay|amazonas|ancash|apurimac|ayacucho|cajamarca|chachapoyas|chiclayo|chimbote|chincha|cusco|cuzco|huacho"
    "|huancavelica|huancayo|huanuco|huaral|huaraz|ica|ilo|iquitos|jaen|juliaca|junin|lambayeque|loreto"
    "|madre dios|moquegua|moyobamba|nazca|pasco|cerro pasco|pisco|piura|provincia|pucallpa|puerto maldonado|puno"
    "|san martin region|sullana|talara|tarapoto|tingo maria|ucayali|barranca|canete|paita".split("|")
)
"""Regions and towns of Peru that `flows/places.yml` need not hold: each answers the question and is no mistake."""


def _ask(talk: Talk) -> str:  # noqa: ARG001
    return _("¿En qué distrito o ciudad vives? Escríbelo, por ejemplo: Comas, Villa El Salvador, Tacna.")


def _again() -> str:
    return _("No reconocí ese lugar. En Lima, escribe tu distrito; fuera de Lima, la ciudad.")


def _choices(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [Choice(value=ELSEWHERE, label=_("Otro lugar del Perú"))]


def _read(text: str, talk: Talk) -> str | None:
    found = talk.setting.places.asked(text)
    if found:
        return found.id
    words = [word for word in normalise(text).split() if word not in _AROUND]
    return ELSEWHERE if " ".join(words) in _OTHER else None


def _amiss(text: str, talk: Talk) -> str:
    names = [place.name for place in talk.setting.places.begun(text)]
    return _("Hay más de uno: {places}.").format(places=", ".join(names)) if names else ""


def _spot(text: str, talk: Talk) -> str | None:
    found = talk.setting.places.spotted(text)
    return found.id if found else None


def _vague(text: str) -> bool:
    return set(normalise(text).split()) <= {"en", "lima", "peru", "aqui", "vivo", "no", "se"}


QUESTION: Final = Question(
    slot=SLOT, ask=_ask, again=_again, choices=_choices, read=_read, spot=_spot, vague=_vague, amiss=_amiss
)
"""Shared by every dialogue that needs the place."""


def changed() -> str:
    """Below what depends on the place."""
    return _("¿Te mudaste? Escribe CAMBIAR MI LUGAR.")


def _finish(talk: Talk) -> Ending:
    said = talk.slots["new_place"]
    place = talk.setting.places.get(said)
    if place is None:
        line = _("Listo. Lo recordaré para tus próximas preguntas. De tu zona tengo poca información.")
    else:
        line = _("Listo: {place}. Lo recordaré para tus próximas preguntas.").format(place=place.full)
    return Ending(text=line, place=said)


PLACE: Final = Dialogue(
    form="place_form",
    starts=("lugar",),
    title=lambda: _("tu lugar"),
    questions=(replace(QUESTION, slot="new_place"),),
    finish=_finish,
    feedback=False,
)
"""Changing it: always asks, whatever is known."""
