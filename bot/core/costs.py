"""What messages cost: the price file, and the range a campaign's cost lies in before it is sent.

Money is `Decimal` in US dollars, kept in tables as whole micro-dollars. A range is honest at both ends: its low end
takes the free allowance and the cheapest reading of what is not known, its high end neither.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from bot.core.countries import UNKNOWN

CURRENCY: Final = "USD"
MICROS: Final = 1_000_000
_DEAREST: Final = Decimal(1000)
"""A message that costs more than this is a slip of the decimal point."""
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")


class Charge(StrEnum):
    """What a message is billed as."""

    SMS = "sms"
    """By part."""
    SERVICE = "service"
    """Free text on WhatsApp, inside the window."""
    MARKETING = "marketing"
    UTILITY = "utility"
    AUTHENTICATION = "authentication"
    TEMPLATE = "template"
    """A template whose category is not known: any of the three."""


CATEGORIES: Final = (Charge.MARKETING, Charge.UTILITY, Charge.AUTHENTICATION)


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """From `low` to `high`, both included, in dollars."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)

    def __add__(self, other: "Range") -> "Range":
        return Range(low=self.low + other.low, high=self.high + other.high)

    def times(self, count: int) -> "Range":
        """So many of them."""
        return Range(low=self.low * count, high=self.high * count)


@dataclass(frozen=True, kw_only=True, slots=True)
class Prices:
    """The price file. `sms`: dollars a part by country; `whatsapp`: Meta's dollars a message by country and category;
    `provider`, `failed`: what the provider adds to a WhatsApp message, and takes for one that fails; `free`: service
    messages a number and month that Meta does not charge; `as_of`: the oldest date a figure was read."""

    sms: Mapping[str, Decimal] = field(default_factory=dict)
    whatsapp: Mapping[str, Mapping[Charge, Decimal]] = field(default_factory=dict)
    provider: Decimal = Decimal(0)
    failed: Decimal = Decimal(0)
    free: int = 0
    charged_as: Charge = Charge.UTILITY
    as_of: str = ""

    def knows(self, charge: Charge, country: str) -> bool:
        """True where this country has a price of its own."""
        return country in (self.sms if charge is Charge.SMS else self.whatsapp)

    def carried(self, charge: Charge, country: str) -> Range:
        """What is paid for one message (one part of an SMS) to whoever carries it: Meta, or an SMS network. A country
        without a price lies between the cheapest and the dearest we know."""
        if charge is Charge.SMS:
            found = [self.sms[country]] if country in self.sms else [*self.sms.values()]
        else:
            rows = [self.whatsapp[country]] if country in self.whatsapp else [*self.whatsapp.values()]
            meant = CATEGORIES if charge is Charge.TEMPLATE else (self._category(charge),)
            found = [row[category] for row in rows for category in meant]
        return Range(low=min(found, default=Decimal(0)), high=max(found, default=Decimal(0)))

    def unit(self, charge: Charge, country: str) -> Range:
        """What one message (one part of an SMS) costs in all, before any free allowance."""
        fee = Decimal(0) if charge is Charge.SMS else self.provider
        return self.carried(charge, country) + Range(low=fee, high=fee)

    def estimate(self, charge: Charge, country: str, units: int = 1) -> Decimal:
        """What a message that left is taken to cost until the provider tells: the high end, so that a ceiling holds."""
        return self.unit(charge, country).high * units

    def _category(self, charge: Charge) -> Charge:
        return self.charged_as if charge is Charge.SERVICE else charge


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """Messages that cost the same: `units` messages, or parts of SMS. Those that are not `certain` may not leave at
    all (an SMS only after WhatsApp failed): they count at the high end only."""

    charge: Charge
    country: str
    units: int
    certain: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What loads cost together. `unpriced`: units by country that has no price of its own; UNKNOWN among them."""

    range: Range
    unpriced: Mapping[str, int]


def cost(prices: Prices, loads: Iterable[Load], *, free_left: int | None = None) -> Cost:
    """The range. `free_left`: service messages that are free still, at most; None: all of `prices.free`.

    What is free is Meta's part. The high end has none free: replies of the same month may use them up first.
    """
    total, unpriced = Range(), dict[str, int]()
    service: list[tuple[Decimal, int]] = []
    for load in loads:
        one = prices.unit(load.charge, load.country).times(load.units)
        total += one if load.certain else Range(high=one.high)
        if not prices.knows(load.charge, load.country):
            unpriced[load.country] = unpriced.get(load.country, 0) + load.units
        if load.charge is Charge.SERVICE and load.certain:
            service.append((prices.carried(load.charge, load.country).low, load.units))
    left = prices.free if free_left is None else min(max(free_left, 0), prices.free)
    for carried, units in sorted(service, reverse=True):
        free = min(left, units)
        left -= free
        total += Range(low=-carried * free)
    return Cost(range=total, unpriced=unpriced)


def micros(amount: Decimal) -> int:
    """Dollars as the whole micro-dollars tables keep, halves up."""
    return int((amount * MICROS).to_integral_value(rounding="ROUND_HALF_UP"))


def dollars(amount: int) -> Decimal:
    """And back."""
    return Decimal(amount) / MICROS


def parse(document: Any, file: str = "prices.yml") -> tuple[Prices, list[str]]:
    """Read the price file. Every problem is one line that names file, field and reason; what is wrong is left out."""
    reader = _Reader(file)
    if not isinstance(document, Mapping):
        return Prices(), [f"{file}: se esperaba una lista de campos"]
    for name in document:
        if name not in ("currency", "sms", "whatsapp", "provider", "service"):
            reader.problem(str(name)[:40], "no es un campo del archivo de precios")
    if document.get("currency") != CURRENCY:
        reader.problem("currency", f"solo {CURRENCY}")
    sms = {code: reader.amount(f"sms.{code}.part", row.get("part")) for code, row in reader.rows(document, "sms")}
    whatsapp = {
        code: {category: reader.amount(f"whatsapp.{code}.{category}", row.get(category)) for category in CATEGORIES}
        for code, row in reader.rows(document, "whatsapp")
    }
    provider, service = reader.row(document, "provider"), reader.row(document, "service")
    charged_as, free = service.get("charged_as"), service.get("free")
    if charged_as not in CATEGORIES:
        reader.problem("service.charged_as", f"una de: {', '.join(CATEGORIES)}")
    if not isinstance(free, int) or isinstance(free, bool) or free < 0:
        reader.problem("service.free", "un número entero, 0 o más")
        free = 0
    prices = Prices(
        sms=sms,
        whatsapp=whatsapp,
        provider=reader.amount("provider.whatsapp", provider.get("whatsapp")),
        failed=reader.amount("provider.failed", provider.get("failed")),
        free=free,
        charged_as=Charge(charged_as) if charged_as in CATEGORIES else Charge.UTILITY,
        as_of=min(reader.dates, default=""),
    )
    return prices, reader.problems


class _Reader:
    """Reads one price file; keeps what is wrong with it and the dates it names."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.problems: list[str] = []
        self.dates: list[str] = []

    def problem(self, field: str, reason: str) -> None:
        self.problems.append(f"{self._file}: {field}: {reason}")

    def rows(self, document: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
        """The countries of a section."""
        section = document.get(name)
        if not isinstance(section, Mapping) or not section:
            self.problem(name, "faltan los países")
            return []
        found = []
        for code, row in section.items():
            # An unquoted NO is Norway to us and false to YAML.
            if not isinstance(code, str) or not _COUNTRY.fullmatch(code):
                self.problem(
                    f"{name}.{str(code)[:20]}", "se espera un código de país de dos letras, entre comillas si es NO"
                )
            elif not isinstance(row, Mapping):
                self.problem(f"{name}.{code}", "se esperaba una lista de campos")
            else:
                self._origin(f"{name}.{code}", row)
                found.append((code, row))
        return found

    def row(self, document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """A section that is one row."""
        row = document.get(name)
        if not isinstance(row, Mapping):
            self.problem(name, "falta")
            return {}
        self._origin(name, row)
        return row

    def amount(self, field: str, value: Any) -> Decimal:
        """Dollars; 0 for what it has complained about."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                amount = Decimal(str(value))
                if Decimal(0) <= amount <= _DEAREST:
                    return amount
            except InvalidOperation:
                pass
        self.problem(field, f"un número de dólares entre 0 y {_DEAREST}, con punto decimal")
        return Decimal(0)

    def _origin(self, field: str, row: Mapping[str, Any]) -> None:
        """Every figure says where it comes from and when it was read."""
        if not isinstance(row.get("source"), str) or not row["source"].strip():
            self.problem(f"{field}.source", "falta de dónde sale la cifra")
        said = row.get("date")
        text = said.isoformat() if isinstance(said, date) else str(said or "")
        if _DATE.fullmatch(text):
            self.dates.append(text)
        else:
            self.problem(f"{field}.date", "falta cuándo se leyó la cifra: 2026-11 o 2026-11-30")


__all__ = [
    "CATEGORIES", "CURRENCY", "UNKNOWN", "Charge", "Cost", "Load", "Prices", "Range", "cost", "dollars", "micros",
    "parse",
]  # fmt: skip
