"""Numbered options in a text, and how a reply picks one of them."""

import re
from collections.abc import Sequence
from typing import Final

from bot.core.chat_spelling import normalise
from bot.core.messages import Option

_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            "1 uno una primero primera", "2 dos segundo segunda", "3 tres tercero tercera tercer", "4 cuatro cuarto cuarta",
            "5 cinco quinto quinta", "6 seis sexto sexta", "7 siete septimo septima", "8 ocho octavo octava",
            "9 nueve noveno novena", "10 diez decimo decima",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_LEAD: Final = re.compile(
    r"^(?:la |el |lo |opcion |la opcion |numero |el numero |quiero |quiero la |quiero el |es la |pues la )+"
)
_KEYCAP: Final = re.compile(r"([0-9])\ufe0f?\u20e3")


def numbered(options: Sequence[Option]) -> str:
    """The options as lines a person can answer with a number; empty without options."""
    return "\n".join(f"{number}. {option.label}" for number, option in enumerate(options, start=1))


def picked(text: str, options: Sequence[Option]) -> Option | None:
    """The option that `text` names by number ("2", "dos", "la 2", "2️⃣"), by its line, or by its payload."""
    if not options or len(text) > 120:
        return None
    for option in options:
        if text == option.payload:
            return option
    words = normalise(_KEYCAP.sub(r"\1", text))
    number = _NUMBERS.get(_LEAD.sub("", words))
    if number is not None:
        return options[number - 1] if number <= len(options) else None
    for option in options:
        label = normalise(option.label)
        if label and words == label:
            return option
    return None
