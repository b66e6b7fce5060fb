"""What the record keeps beside an act, a mapping in our own words, in words of staff."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.core import audience
from bot.core.templates import Category
from bot.i18n import gettext as _
from bot.services.importing import Imported
from bot.web.console import campaign_words, case_words, rendering, words

Lines = Sequence[tuple[str, str]]
"""A label and the words."""

LABELS: Final[Mapping[str, Callable[[], str]]] = {
    "version": lambda: _("Versión"),
    "revision": lambda: _("Versión"),
    "to": lambda: _("A"),
    "roles": lambda: _("Roles"),
    "active": lambda: _("Trabaja aquí"),
    "hash": lambda: _("Huella"),
    "audience": lambda: _("Personas"),
    "people": lambda: _("Personas"),
    "contact": lambda: _("A la persona"),
    "of": lambda: _("Copia de la campaña"),
    "confirmed": lambda: _("Textos que se leen con la pantalla bloqueada, confirmados"),
    "at": lambda: _("Desde"),
    "reason": lambda: _("Por qué"),
    "template": lambda: _("Plantilla"),
    "name": lambda: _("Nombre"),
    "category": lambda: _("Clase"),
    "rows": lambda: _("Filas"),
    "bytes": lambda: _("Tamaño"),
    "entries": lambda: _("Fichas"),
    "need": lambda: _("Para qué"),
    "kind": lambda: _("De"),
}
"""Names of what is kept, and how staff call them; besides them `before`, `after` and `rule`, and what a file of people
brought (`Imported`)."""


def told(detail: str, titles: Mapping[str, str], timezone: ZoneInfo) -> Lines:
    """The lines of one act. `detail`: JSON, or empty; `titles`: of entries, by id. What a release before or after this
    one keeps stays as it is written."""
    kept: dict[str, Any] = json.loads(detail) if detail else {}
    counts = {name: count for name, count in kept.items() if name in Imported.__dataclass_fields__}
    if "known" in counts:
        return [(label[:1].upper() + label[1:], str(count)) for label, count in Imported(**counts).told()]
    lines: list[tuple[str, str]] = []
    for name in sorted(kept, key=_order):
        if name in ("before", "after", "rule"):
            lines += _change(name, kept[name], titles, timezone)
        else:
            lines.append((LABELS[name]() if name in LABELS else name, _value(name, kept[name], titles, timezone)))
    return lines


def _order(name: str) -> tuple[int, str]:
    places = [*LABELS, "rule", "before", "after"]
    return (places.index(name) if name in places else len(places)), name


def _change(name: str, value: Any, titles: Mapping[str, str], timezone: ZoneInfo) -> Lines:
    """How something was, how it is now: a member of the team, or the rule of an audience."""
    label = {"before": _("Antes"), "after": _("Ahora"), "rule": _("Quiénes")}[name]
    if isinstance(value, Mapping):
        said = "; ".join(f"{LABELS[key]()}: {_value(key, value[key], titles, timezone)}" for key in sorted(value))
        return [(label, said)]
    if not value:
        return [] if name == "rule" else [(label, "—")]
    rule, _problems = audience.parse(json.loads(value))
    said = "; ".join(f"{asked}: {answer}" for asked, answer in campaign_words.audience(rule))
    return [(label, said or _("todas las personas"))]


def _value(name: str, value: Any, titles: Mapping[str, str], timezone: ZoneInfo) -> str:
    match name:
        case "at":
            return rendering.moment(datetime.fromisoformat(value).astimezone(timezone))
        case "active":
            return _("sí") if value else _("no")
        case "roles":
            return ", ".join(words.role(one) for one in value) or "—"
        case "entries":
            return ", ".join(f"«{titles[one]}»" if one in titles else one for one in value) or "—"
        case "bytes":
            return rendering.megabytes(value)
        case "category" if value in list(Category):
            return campaign_words.category(value)
        case "reason":
            return campaign_words.notice(value)
        case "need":
            return dict(case_words.needs()).get(value, str(value))
        case "kind":
            return words.proposed(value)
        case "of" | "contact":
            return f"n.º {value}"
    return rendering.number(value) if isinstance(value, int) else str(value)
