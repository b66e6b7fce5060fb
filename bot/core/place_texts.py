"""What an answer says otherwise in some places: the texts beside the general one, chosen by where a person lives.

In a content file they are a list (`by_place`, docs/content.md); in a cell of a spreadsheet, and where two wordings are
compared, they are lines:

    ## Tumbes, Piura
    The WhatsApp text there.
    ## SMS
    The SMS there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_HEAD: Final = "## "
_SMS: Final = "## SMS"
_FIELDS: Final = frozenset({"places", "whatsapp", "sms"})


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceText:
    """In `places` (districts or cities of the gazetteer) people read this instead; of an empty form the general one."""

    places: tuple[str, ...]
    whatsapp: str = ""
    sms: str = ""

    def __str__(self) -> str:
        """As lines of a cell."""
        lines = [_HEAD + ", ".join(self.places)]
        if self.whatsapp:
            lines.append(self.whatsapp)
        if self.sms:
            lines += [_SMS, self.sms]
        return "\n".join(lines)

    def document(self) -> dict[str, Any]:
        """As plain values; what is empty is left out."""
        texts = {"whatsapp": self.whatsapp, "sms": self.sms}
        return {"places": list(self.places), **{name: text for name, text in texts.items() if text}}


def chosen(texts: Iterable[PlaceText], names: Iterable[str]) -> PlaceText | None:
    """The text for somebody whose place has these names, the narrowest first (`gazetteer.Place.within`)."""
    found = list(texts)
    return next((text for name in names for text in found if name in text.places), None)


def from_document(row: Any) -> PlaceText:
    """One of the list. Raises ValueError for what is none."""
    if not isinstance(row, Mapping):
        raise ValueError("«by_place» debe ser una lista de textos con «places»")
    unknown = sorted(str(key) for key in row if key not in _FIELDS)
    if unknown:
        raise ValueError(f"campo desconocido en «by_place»: {', '.join(unknown)}")
    names = row.get("places") or ()
    if isinstance(names, str) or not isinstance(names, Sequence):
        raise ValueError("«places» de «by_place» debe ser una lista")
    return PlaceText(
        places=tuple(str(name).strip() for name in names),
        whatsapp=str(row.get("whatsapp") or "").strip(),
        sms=str(row.get("sms") or "").strip(),
    )


def from_lines(text: str) -> list[dict[str, Any]]:
    """A cell again, as the list of a content file."""
    rows: list[dict[str, Any]] = []
    field, lines = "whatsapp", list[str]()

    def end() -> None:
        if rows:
            rows[-1][field] = "\n".join(lines).strip()
        elif any(line.strip() for line in lines):
            rows.append({"places": [], "whatsapp": "\n".join(lines).strip()})

    for line in text.splitlines():
        if not line.startswith(_HEAD):
            lines.append(line)
            continue
        end()
        lines = []
        if line.strip() == _SMS:
            field = "sms"
            continue
        field = "whatsapp"
        names = line.removeprefix(_HEAD).split(",")
        rows.append({"places": [name.strip() for name in names if name.strip()]})
    end()
    return rows


def faults(texts: Iterable[PlaceText]) -> list[str]:
    """Every rule these break by themselves, as sentences: no place, no text, one place twice, a line that would be
    read as the head of another."""
    found: list[str] = []
    seen: set[str] = set()
    for text in texts:
        where = ", ".join(text.places)
        if not text.places:
            found.append("hay un texto por lugar sin lugar")
        if not (text.whatsapp or text.sms):
            found.append(f"en {where}: falta el texto")
        found += [f"en {name}: hay dos textos para el mismo lugar" for name in text.places if name in seen]
        seen |= set(text.places)
        if any(line.startswith(_HEAD) for one in (text.whatsapp, text.sms) for line in one.splitlines()):
            found.append(f"en {where}: una línea no puede empezar con «##»")
    return found


def unknown(texts: Iterable[PlaceText], known: Collection[str]) -> list[str]:
    """A sentence for each place that is not `known` (`gazetteer.Places.names`): nobody would ever be told."""
    return [
        f"en {name}: no se conoce ese lugar (flows/places.yml)"
        for text in texts
        for name in text.places
        if name not in known
    ]
