"""How much bleach makes how much water safe to drink.

2 drops of plain household bleach for each litre of clear water, 4 where it stays cloudy after settling or filtering, 30
minutes (MINSA 2017, CDC); label strengths in Peru 4 to 7.5 % (MINSA 2020), all of them right for this dose; 20 drops
are about 1 ml.
"""

import re
from collections.abc import Sequence
from typing import Final

from actions.dialogue import Choice, Dialogue, Ending, Question, Talk
from actions.turn import button
from bot.core import numbers
from bot.core.chat_spelling import normalise
from bot.i18n import gettext as _

CLEAR: Final = 2
CLOUDY: Final = 4
"""Drops for each litre."""
DROPS: Final = 20
"""Drops in a millilitre, about."""
MOST: Final = 1_100
"""Litres of the largest household tank; for more, people who know the tank decide."""
_LITRES: Final = frozenset("litro litros lt lts l ltr ltrs".split())
_STRENGTH: Final = re.compile(r"\d\s*(?:%|por ?cien)")
"""The strength on a label of bleach ("5 %"), and no litres."""
_FEW: Final = 6
"""Words of a reply that may name the number alone."""
_VESSELS: Final = frozenset(
    "balde baldes tobo tobos bidon bidones galon galones galonera galoneras botella botellas jarra jarras olla ollas"
    " tacho tachos cilindro cilindros tanque tanques tina tinas vaso vasos taza tazas pipote pipotes balon balones"
    " cubeta cubetas garrafa garrafas pote potes batea bateas tonel toneles".split()
)
"""What people carry water in: a number of these is no number of litres."""


def _ask_litres(talk: Talk) -> str:  # noqa: ARG001
    return _("Te calculo la dosis: ¿cuántos litros de agua vas a tratar? Escribe el número.")


def _again_litres() -> str:
    return _("Escribe cuántos litros son, de 1 a {most}: por ejemplo 5 o 20.").format(most=MOST)


def _no_litres(text: str) -> bool:
    """True for a number that is none of litres: below zero, or the strength on a label."""
    return numbers.below_zero(text) or _STRENGTH.search(text.lower()) is not None


def _read_litres(text: str, talk: Talk) -> str | None:
    if _no_litres(text):
        return None
    words = normalise(text).split()
    return _spot_litres(text, talk) or (
        _litres(words, [end for _value, end in numbers.read(words)]) if len(words) <= _FEW else None
    )


def _amount(text: str) -> bool:
    """An amount that is none of ours: "un millón", "-3 litros"."""
    return len(text.split()) <= _FEW and bool(numbers.numbers(text))


def _spot_litres(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    if _no_litres(text):
        return None
    words = normalise(text).split()
    return _litres(
        words, [end for _value, end in numbers.read(words) if words[end : end + 1] and words[end] in _LITRES]
    )


def _litres(words: Sequence[str], ends: Sequence[int]) -> str | None:
    """The litres whose number ends at one of `ends`, times the vessels of that size ("2 baldes de 20 litros")."""
    found = list(numbers.read(words))
    vessels = [value for value, end in found if words[end : end + 1] and words[end] in _VESSELS]
    sizes = {value for value, end in found if end in ends and not (words[end : end + 1] and words[end] in _VESSELS)}
    if len(sizes) != 1 or len(vessels) > 1:
        return None
    litres = sizes.pop() * (vessels[0] if vessels else 1)
    return str(litres) if 0 < litres <= MOST else None


def _ask_cloudy(talk: Talk) -> str:  # noqa: ARG001
    return _("Primero déjala reposar o cuélala con un paño limpio. ¿Cómo queda el agua?")


def _again_cloudy() -> str:
    return _("Responde 1 o 2.")


def _cloudy(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [Choice(value="clear", label=_("Clara")), Choice(value="cloudy", label=_("Turbia"))]


def _spot_cloudy(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    words = set(normalise(text).split())
    if words & {"turbia", "sucia", "barrosa"}:
        return "cloudy"
    return "clear" if words & {"clara", "limpia", "transparente"} else None


def _finish(talk: Talk) -> Ending:
    litres, cloudy = int(talk.slots["water_litres"]), talk.slots["water_cloudy"] == "cloudy"
    drops = litres * (CLOUDY if cloudy else CLEAR)
    amount = _("{drops} gotas").format(drops=drops)
    if drops >= 2 * DROPS:
        amount = _("{drops} gotas (unos {ml} ml)").format(drops=drops, ml=f"{drops / DROPS:g}")
    kind = _("agua turbia") if cloudy else _("agua clara")
    lines = [
        _("*Para {litres} L de {kind}: {amount} de lejía.* Mezcla, tapa y espera 30 minutos.").format(
            litres=litres, kind=kind, amount=amount
        ),
        _(
            "• Sirve la lejía líquida de 4 %, 5 %, 6 % o 7.5 % (mira la etiqueta). La dosis es la misma.\n"
            "• Sin perfume, sin detergente y que no sea gel.\n"
            "• Un olor suave a cloro es normal. No pongas más."
        ),
        _("También puedes hervirla: 3 minutos de hervor fuerte bastan."),
    ]
    sms = _(
        "*Para {litres} L de {kind}: {amount} de lejía.* Mezcla, tapa y espera 30 minutos. Solo lejía líquida "
        "(4 a 7.5 %), sin perfume ni detergente, no gel. No pongas más. O hierve 3 minutos."
    ).format(litres=litres, kind=kind, amount=amount)
    links = [entry for name in ("D06-lejia", "D06-guardar") if (entry := talk.answers.entry(name))]
    return Ending(text="\n\n".join(lines), sms=sms, buttons=[button(entry) for entry in links], source="D06")


WATER: Final = Dialogue(
    form="water_form",
    starts=("D06", "D06-turbia"),
    title=lambda: _("la dosis de lejía"),
    questions=(
        Question(
            slot="water_litres",
            ask=_ask_litres,
            again=_again_litres,
            read=_read_litres,
            spot=_spot_litres,
            vague=_amount,
        ),
        Question(
            slot="water_cloudy",
            ask=_ask_cloudy,
            again=_again_cloudy,
            choices=_cloudy,
            read=_spot_cloudy,
            spot=_spot_cloudy,
        ),
    ),
    finish=_finish,
)
