"""Danger signs of respiratory illness in an adult, a child, a pregnancy: any yes, and a number comes first.

Adults: WHO fact sheet on COVID-19, Aug 2023. Children: WHO IMCI danger signs. Pregnancy: health ministries, Hesperian,
and the signs of any adult. At what age a child wears a mask is for MINSA to say, so a child is told of none.
The bot names signs and numbers; it does not judge how ill somebody is.
"""

from collections.abc import Sequence
from typing import Final

from actions.dialogue import Choice, Dialogue, Ending, Question, Talk, hears
from actions.turn import button
from bot.i18n import gettext as _

_CHILD: Final = frozenset(
    "hijo hija hijos hijas nino nina ninos ninas bebe bebes bb chamito chamita carajito"
    " sobrino sobrina nieto nieta".split()
)
_ADULT: Final = frozenset(
    "yo adulto adulta esposo esposa marido mujer pareja mama papa madre padre abuelo abuela senor senora".split()
)
_SURE: Final = 0.75
_PREGNANT: Final = frozenset("embarazada embarazo gestante prenada".split())


def _ask_who(talk: Talk) -> str:  # noqa: ARG001
    return _("Revisemos las señales de peligro. ¿Quién está enfermo?")


def _who(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [
        Choice(value="adult", label=_("Una persona adulta")),
        Choice(value="child", label=_("Un niño o bebé")),
        Choice(value="pregnant", label=_("Una embarazada")),
    ]


def _read_who(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    if hears(text, _PREGNANT):
        return "pregnant"
    if hears(text, _CHILD):
        return "child"
    return "adult" if hears(text, _ADULT) else None


def meant(entry: str, probability: float, text: str) -> str:
    """The signs of a child only where a child is named or the message is surely about one: else those of anybody."""
    return "D02" if entry == "D10" and probability < _SURE and not hears(text, _CHILD) else entry


def _spot_who(text: str, talk: Talk) -> str | None:
    found = _read_who(text, talk)
    return None if found == "adult" else found


def _signs(who: str) -> str:
    if who == "child":
        return _(
            "• No puede beber ni mamar, o vomita todo.\n"
            "• Tiene o tuvo convulsiones (ataques).\n"
            "• Está muy dormido o no despierta.\n"
            "• Respira rápido, se le hunde el pecho o hace ruido al respirar.\n"
            "• Está morado o azul.\n"
            "• Tiene fiebre y menos de 3 meses."
        )
    adult = _(
        "• No puede respirar en reposo, o no logra decir una frase.\n"
        "• Está confundido, muy dormido o se desmayó.\n"
        "• Dolor o presión en el pecho.\n"
        "• Piel fría, pálida o azul.\n"
        "• No puede hablar o moverse."
    )
    if who != "pregnant":
        return adult
    return _(
        "• Le cuesta respirar, o fiebre.\n"
        "• Dolor o presión en el pecho, confusión o piel azul.\n"
        "• Sangrado, o se rompió la fuente.\n"
        "• Dolor de cabeza muy fuerte, visión borrosa o zumbidos.\n"
        "• Cara o manos hinchadas.\n"
        "• Dolor fuerte de barriga.\n"
        "• El bebé no se mueve.\n"
        "• Ataques, desmayo o mucho sueño."
    )


def _ask_sign(talk: Talk) -> str:
    return _("¿Tiene alguna de estas señales?\n{signs}").format(signs=_signs(talk.slots.get("danger_who", "")))


def _sign(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [
        Choice(value="yes", label=_("Sí, alguna")),
        Choice(value="no", label=_("No, ninguna")),
        Choice(value="unsure", label=_("No estoy seguro")),
    ]


def _finish(talk: Talk) -> Ending:
    if talk.slots["danger_sign"] == "yes":
        text = _(
            "*Llama al 106 (ambulancia) ahora.* Si no contestan, llama al 116 o ve a la emergencia más cercana. No "
            "esperes.\n\nNo te pueden negar la emergencia, aunque no tengas papeles ni dinero."
        )
        return Ending(text=text, urgent=True)
    if talk.slots["danger_sign"] == "unsure":
        first = _("*Si dudas, llama al 113 ahora o ve a un centro de salud.* Es gratis y atiende a toda hora.")
    else:
        first = _("*Por lo que dices, ahora no tiene señales de peligro.* Revísalas otra vez cada pocas horas.")
    care = _("Que descanse, tome líquidos y esté en un cuarto ventilado, con mascarilla si hay otros.")
    if talk.slots["danger_who"] == "child":
        care = _("Que descanse, tome agua o pecho y esté en un cuarto ventilado. Quien lo cuida, con mascarilla.")
    rest = _(
        "Si aparece una señal, llama al 106 o al 116, o ve a emergencia. Para orientación: 113, gratis, a toda hora."
    )
    links = [entry for name in ("D08-cuidar", "D08") if (entry := talk.answers.entry(name))]
    return Ending(text=f"{first}\n\n{care}\n\n{rest}", buttons=[button(entry) for entry in links], source="D02")


DANGER: Final = Dialogue(
    form="danger_form",
    starts=("D02", "D10"),
    title=lambda: _("las señales de peligro"),
    questions=(
        Question(slot="danger_who", ask=_ask_who, choices=_who, read=_read_who, spot=_spot_who),
        Question(slot="danger_sign", ask=_ask_sign, choices=_sign),
    ),
    finish=_finish,
    private=True,
)
