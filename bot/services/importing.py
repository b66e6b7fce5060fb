"""Take in people from rows of a file: known ones learn, new ones are met, and nobody's no is ever overridden.

Safe to repeat, and to stop at any moment: each batch is one transaction, and a batch taken in twice changes nothing.
What a person said themselves (in a chat, or to the provider) outweighs any file; of two files the later date holds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any, Final

from bot import i18n
from bot.core import contact_rows
from bot.core.consent import ALERTS, EVERYTHING, IMPORTED
from bot.core.contact_rows import Row
from bot.core.gazetteer import Places
from bot.core.messages import RANK, Priority
from bot.core.said import said
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services.districts import Districts, Unlisted
from bot.storage import consents, outbound, profiles
from bot.storage.arrivals import Arrival, Met, arrive
from bot.storage.consents import Fact
from bot.storage.database import Database, Transaction

_BATCH: Final = 500
"""Rows of one transaction: short enough that nobody who writes meanwhile notices, and a third of the locks that the
smallest PostgreSQL holds (one for each number)."""
FAULTS: Final = ("fila", "columna", "motivo")
"""The columns of a file of faults."""
_DOUBTS: Final = 20
"""Spellings of districts that are told of."""
_FIELDS: Final = ("name", "district", "zone", "age_band", "children_age_band")


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFault:
    """What is wrong in which row, numbered as the spreadsheet numbers it."""

    row: int
    column: str
    reason: str


@dataclass(kw_only=True, slots=True)
class Imported:
    """What became of the rows of one file. Every row is counted once: taken (`new` or `known`), `suppressed` or wrong.

    Of those taken, `agreed` gave a yes that was written down now, `refused` a no; `unproven` say yes without all of its
    proof; `kept` say yes where a no holds that a file cannot take back.
    """

    new: int = 0
    known: int = 0
    suppressed: int = 0
    wrong: int = 0
    agreed: int = 0
    refused: int = 0
    unproven: int = 0
    kept: int = 0
    changed: int = 0
    faults: list[RowFault] = field(default_factory=list)
    unlisted: list[Unlisted] = field(default_factory=list)
    """Districts of rows that were taken which are in no list of ours."""

    @property
    def rows(self) -> int:
        """All rows read."""
        return self.new + self.known + self.suppressed + self.wrong

    def counts(self) -> dict[str, int]:
        """All numbers by their names, as the record of acts keeps them."""
        return {name: getattr(self, name) for name in _COUNTS} | {"rows": self.rows}

    def doubts(self) -> list[str]:
        """What was taken as it stands and may be a slip, in words, the most frequent first."""
        return [one.told() for one in self.unlisted[:_DOUBTS]]

    def told(self) -> list[tuple[str, int]]:
        """What became of the rows, in words and numbers, without what did not occur."""
        lines = (
            (ngettext("persona nueva", "personas nuevas", self.new), self.new),
            (ngettext("ya conocida", "ya conocidas", self.known), self.known),
            (_("de ellas, con algún cambio"), self.changed),
            (ngettext("dijo que sí, con prueba", "dijeron que sí, con prueba", self.agreed), self.agreed),
            (ngettext("dijo que no", "dijeron que no", self.refused), self.refused),
            (
                ngettext(
                    "dice que sí sin prueba completa: no se le escribe",
                    "dicen que sí sin prueba completa: no se les escribe",
                    self.unproven,
                ),
                self.unproven,
            ),
            (
                ngettext("se había dado de baja: sigue su baja", "se habían dado de baja: sigue su baja", self.kept),
                self.kept,
            ),
            (
                ngettext(
                    "borrada que pidió no recibir nada: no se guarda",
                    "borradas que pidieron no recibir nada: no se guardan",
                    self.suppressed,
                ),
                self.suppressed,
            ),
        )
        return [line for line in lines if line[1]]


_COUNTS: Final = ("new", "known", "changed", "suppressed", "wrong", "agreed", "refused", "unproven", "kept")


def take_in(
    database: Database,
    rows: Iterable[tuple[int, Mapping[str, str]]],
    *,
    gazetteer: Places,
    zones: frozenset[str],
    local: tzinfo,
    clock: Callable[[], datetime],
    progress: Callable[[int], None],
) -> Imported:
    """Read and take in all rows; `progress` hears of the rows done after each batch."""
    done = Imported()
    for batch in _batches(rows, done, gazetteer=gazetteer, zones=zones, local=local, clock=clock):
        with database.write() as tx:
            _take(tx, batch, done, clock())
        progress(done.rows)
    return done


def foresee(
    database: Database,
    rows: Iterable[tuple[int, Mapping[str, str]]],
    *,
    gazetteer: Places,
    zones: frozenset[str],
    local: tzinfo,
    clock: Callable[[], datetime],
) -> Imported:
    """What `take_in` would say of these rows now, and nothing of it kept: each batch is taken in and taken back.

    A number that comes again in the file counts as known from its second row on, and what that row would change over
    the first is not told.
    """
    done = Imported()
    seen: dict[str, bool] = {}
    for batch in _batches(rows, done, gazetteer=gazetteer, zones=zones, local=local, clock=clock):
        again = [row.address.identifier for row in batch if row.address.identifier in seen]
        done.known += sum(seen[one] for one in again)
        done.suppressed += sum(not seen[one] for one in again)
        first = [row for row in batch if row.address.identifier not in seen]
        try:
            with database.write() as tx:
                seen |= _take(tx, first, done, clock())
                raise _TakenBack
        except _TakenBack:
            pass
    return done


class _TakenBack(Exception):
    """Nothing of this transaction is kept."""


def _batches(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    done: Imported,
    *,
    gazetteer: Places,
    zones: frozenset[str],
    local: tzinfo,
    clock: Callable[[], datetime],
) -> Iterator[list[Row]]:
    """Rows without a fault in batches in which nobody occurs twice."""
    batch: dict[str, Row] = {}
    districts = Districts(gazetteer)
    for number, cells in rows:
        row, faults = contact_rows.parse(cells, zones=zones, local=local, now=clock())
        if "" in cells:
            row, faults = None, [*faults, contact_rows.Fault(column="", reason=said("más celdas que columnas"))]
        if row is None:
            done.wrong += 1
            done.faults += [
                RowFault(row=number, column=fault.column, reason=i18n.say(fault.reason)) for fault in faults
            ]
            continue
        if (district := districts.read(row.district, number)) != row.district:
            row = replace(row, district=district)
        if row.address.identifier in batch or len(batch) >= _BATCH:
            yield list(batch.values())
            batch = {}
        batch[row.address.identifier] = row
    done.unlisted = districts.unlisted()
    if batch:
        yield list(batch.values())


def _take(tx: Transaction, rows: Sequence[Row], done: Imported, now: datetime) -> dict[str, bool]:
    """Take these in. Returns by identifier whether there is such a person now."""
    met = arrive(tx, [Arrival(address=row.address, columns=_columns(tx, row)) for row in rows], now)
    pairs = [(one, row) for one, row in zip(met, rows, strict=True) if one is not None]
    done.suppressed += len(rows) - len(pairs)
    done.new += sum(one.new for one, _row in pairs)
    done.known += sum(not one.new for one, _row in pairs)
    told = _learn(tx, [(one, row) for one, row in pairs if not one.new])
    words = {(one.contact_id, word) for one, row in pairs for word in row.labels}
    words -= profiles.labelled(tx, {contact_id for contact_id, _word in words})
    profiles.label(tx, sorted(words))
    facts = consents.facts(tx, [one.contact_id for one, _row in pairs])
    fresh: list[dict[str, Any]] = []
    for one, row in pairs:
        fresh += _facts(one.contact_id, row, facts[one.contact_id], done, now)
    consents.write_all(tx, fresh)
    for fact in fresh:
        if fact["scope"] == ALERTS and not fact["given"]:
            outbound.cancel_for(tx, fact["contact_id"], now=now, rank=RANK[Priority.CAMPAIGN])
    told |= {contact_id for contact_id, _word in words} | {fact["contact_id"] for fact in fresh}
    done.changed += len(told - {one.contact_id for one, _row in pairs if one.new})
    return {row.address.identifier: one is not None for one, row in zip(met, rows, strict=True)}


def _learn(tx: Transaction, pairs: Sequence[tuple[Met, Row]]) -> set[int]:
    """What the file says and we did not know; returns of whom. A person who writes to us has chosen a language, or was
    happy with the one they read: no file changes it."""
    held = profiles.held(tx, [one.contact_id for one, _row in pairs])
    learned: set[int] = set()
    for name in (*_FIELDS, "language"):
        news = [
            (one.contact_id, told)
            for one, row in pairs
            if (told := getattr(row, name)) and told != held[one.contact_id][name]
            if name != "language" or not one.writes
        ]
        profiles.learn(tx, name, news)
        learned |= {contact_id for contact_id, _word in news}
    return learned


def _columns(tx: Transaction, row: Row) -> dict[str, Any]:
    known = profiles.Profile(**{name: getattr(row, name) for name in _FIELDS})
    return {**profiles.columns(tx, known), "language": row.language or i18n.SOURCE}


def _facts(
    contact_id: int, row: Row, held: Mapping[str, Fact], done: Imported, now: datetime
) -> Iterator[dict[str, Any]]:
    """The facts this row adds to those that hold for the person."""
    source = f"{IMPORTED}:{row.source}" if row.source else IMPORTED
    proof = row.proof

    def fact(scope: str, *, given: bool, at: datetime, version: str = "") -> dict[str, Any]:
        return {
            "contact_id": contact_id,
            "scope": scope,
            "given": given,
            "at": at,
            "source": source,
            "text_version": version,
            "reason": None,
        }

    alerts = held.get(ALERTS)
    if row.agreed is False:
        at = row.said_at or now
        if alerts is None or (alerts.given and at > alerts.at) or (alerts.given and row.said_at is None):
            done.refused += 1
            yield fact(ALERTS, given=False, at=at)
    elif proof is not None:
        everything = held.get(EVERYTHING)
        if (everything is not None and not everything.given) or not _may_say_yes(alerts, proof.at):
            done.kept += 1
        elif alerts is None or not alerts.given:
            done.agreed += 1
            yield fact(ALERTS, given=True, at=proof.at, version=proof.version)
    elif row.agreed:
        done.unproven += 1
    said = proof.at if proof is not None else now
    for subject in row.subscriptions:
        wanted = held.get(subject.scope)
        if (wanted is None or not wanted.given) and _may_say_yes(wanted, said):
            yield fact(subject.scope, given=True, at=said, version=proof.version if proof is not None else IMPORTED)


def _may_say_yes(held: Fact | None, at: datetime) -> bool:
    """A file's yes of `at` against the word that holds: never over a no the person gave themselves, and over another
    file's only when it is younger."""
    if held is None or held.given:
        return True
    return held.source.startswith(IMPORTED) and at > held.at
