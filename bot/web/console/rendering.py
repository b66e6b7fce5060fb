"""Templates: how they are found, what they may call, and how dates and names of ours read in them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.i18n import current, gettext, ngettext
from bot.web.console import act_words, case_words, words

TEMPLATES: Final = Path(__file__).parent / "templates"
_LOCALES: Final = {"es": "es_PE", "en": "en_GB"}


def environment(static: Path, timezone: ZoneInfo) -> Environment:
    """The templates of the console. Everything is escaped, and a name that is not there is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    marks = {path.name: sha256(path.read_bytes()).hexdigest()[:8] for path in static.iterdir() if path.is_file()}

    def asset(name: str) -> str:
        return f"/console/static/{name}?v={marks[name]}"

    made.globals.update(asset=asset, words=words, case_words=case_words, act_words=act_words)
    made.filters.update(short_day=short_day, seconds=seconds, money=money, megabytes=megabytes)
    made.filters.update(local=moment, weekday=weekday)
    made.filters.update(
        written_day=written_day,
        day=day,
        month=month,
        moment=_in(timezone, moment),
        clock=_in(timezone, clock),
        number=number,
    )
    return made


def day(value: date) -> str:
    """`28 nov. 2026`."""
    return format_date(value, "d MMM y", locale=_locale())


def written_day(value: str) -> str:
    """The same of a day as documents hold it, `2026-11-28`; what is no day stays as it is."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def short_day(value: date) -> str:
    """`28 nov.`."""
    return format_date(value, "d MMM", locale=_locale())


def seconds(value: float) -> str:
    """`0.8 s`, `12 s`, `3 min`: as exact as it matters."""
    if value < 10:
        return f"{format_decimal(round(value, 1), locale=_locale())} s"
    if value < 120:
        return f"{round(value)} s"
    return f"{format_decimal(round(value / 60), locale=_locale())} min"


def money(value: Decimal) -> str:
    """`12.50`."""
    return str(format_decimal(value, format="#,##0.00", locale=_locale()))


def megabytes(value: float) -> str:
    """`512 MB`, `1.5 GB`."""
    if value < 1_000_000_000:
        return f"{number(round(value / 1_000_000))} MB"
    return f"{number(round(value / 1_000_000_000, 1))} GB"


def month(value: date) -> str:
    """`diciembre de 2026`."""
    return format_skeleton("yMMMM", value, locale=_locale())


def moment(value: datetime) -> str:
    """`28 nov. 2026, 10:05`."""
    return format_datetime(value, "d MMM y, HH:mm", locale=_locale())


def weekday(value: date) -> str:
    """`lunes`."""
    return format_date(value, "EEEE", locale=_locale())


def clock(value: datetime) -> str:
    """`10:05`."""
    return format_time(value, "HH:mm", locale=_locale())


def number(value: float) -> str:
    """`12 345`, as the reader's country writes it."""
    return str(format_decimal(value, locale=_locale()))


def _in(timezone: ZoneInfo, show: Callable[[datetime], str]) -> Callable[[datetime], str]:
    return lambda value: show(value.astimezone(timezone))


def _locale() -> str:
    return _LOCALES.get(current(), current())
