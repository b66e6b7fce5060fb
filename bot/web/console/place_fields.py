"""The part of an answer's form that says something else in some places: numbered fields, one set more than are used."""

from collections.abc import Iterable, Mapping
from typing import Final

from bot.core.gazetteer import Places
from bot.core.place_texts import PlaceText
from bot.i18n import gettext as _
from bot.web.console.forms import Form

MOST: Final = 12
"""Texts by place of one answer."""
_TEXT: Final = 4_000


def initial(texts: Iterable[PlaceText]) -> Mapping[str, str]:
    """What stands in the fields."""
    found = {}
    for number, text in enumerate(texts):
        found[f"at_{number}"] = ", ".join(text.places)
        found[f"at_{number}_whatsapp"], found[f"at_{number}_sms"] = text.whatsapp, text.sms
    return found


def shown(form: Form) -> list[int]:
    """The numbers of the sets that are shown: those with something in them, and one more."""
    filled = [number for number in range(MOST) if any(form.value(name) for name in _names(number))]
    free = next((number for number in range(MOST) if number not in filled), None)
    return sorted([*filled, *([] if free is None else [free])])


def read(form: Form, places: Places) -> tuple[PlaceText, ...]:
    """The texts that were typed; a set with nothing in it is none. Places are kept as the gazetteer writes them."""
    found = []
    for number in range(MOST):
        where, whatsapp, sms = _names(number)
        if any(form.value(name).strip() for name in (where, whatsapp, sms)):
            names = _places(form, where, places)
            text = PlaceText(places=names, whatsapp=form.text(whatsapp, most=_TEXT), sms=form.text(sms, most=_TEXT))
            found.append(text)
    return tuple(found)


def _names(number: int) -> tuple[str, str, str]:
    return f"at_{number}", f"at_{number}_whatsapp", f"at_{number}_sms"


def _places(form: Form, name: str, places: Places) -> tuple[str, ...]:
    known = places.names()
    found = []
    for typed in form.text(name, required=True).split(","):
        written = " ".join(typed.split())
        place = None if written in known else places.get(written)
        if written and written not in known and place is None:
            form.fail(name, _("No conocemos «{place}». Escríbelo como está en la lista.").format(place=written))
        elif written:
            found.append(place.id if place else written)
    return tuple(dict.fromkeys(found))
