"""The safety lexicon as the store has it: seeded from `flows/`, tested before it is published, and living: who listens
hears a publication with the next message."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from bot.core import phrase_tests, safeguarding, sections
from bot.core.content import Kind
from bot.core.errors import BadInput
from bot.core.safeguarding import Category, Finding, Lexicon
from bot.i18n import gettext as _
from bot.services.items import Document, Items
from bot.storage import content, items, jobs
from bot.storage.database import Database, Transaction
from bot.storage.jobs import Job

log = logging.getLogger(__name__)

TESTS: Final = "phrases"
"""The kind of job that tries a section."""
_LEASE: Final = timedelta(minutes=5)
_REMEMBERED: Final = 200
"""Tests among which that of a version is looked for."""
_SHOWN: Final = 200
"""Messages that are named of those which would now be heard, or no longer."""


class LivingLexicon:
    """What the store has; before it was seeded, what `otherwise` reads. `refresh` when something was published."""

    def __init__(self, database: Database, otherwise: Callable[[], Lexicon]) -> None:
        self._database, self._otherwise = database, otherwise
        self._known: Mapping[str, Document] | None = None
        self._lexicon = Lexicon([])
        self.refresh()

    @property
    def categories(self) -> Sequence[Category]:
        """The kinds of danger, the one that is meant where several are heard first."""
        return self._lexicon.categories

    def find(self, text: str) -> Finding | None:
        """The danger `text` tells of."""
        return self._lexicon.find(text)

    def every(self, text: str) -> list[Finding]:
        """Every danger `text` tells of."""
        return self._lexicon.every(text)

    def refresh(self) -> None:
        """Read it again where it changed. What cannot be read leaves the lexicon of before: nobody goes unheard."""
        with self._database.read() as tx:
            found = items.published(tx, items.LEXICON)
        if found == self._known:
            return
        try:
            self._lexicon = _lexicon(found) if found else self._otherwise()
        except (ValueError, KeyError):
            if self._known is None:
                raise
            log.exception("the lexicon in the store cannot be read: that of before stays")
        self._known = found


def desk(database: Database) -> Items:
    """What staff do with the sections."""
    return Items(database=database, kind=items.LEXICON, faults=_faults, kept=ask)


def document(tx: Transaction) -> dict[str, Any] | None:
    """What holds now, in the form of `lexicon.yml`; None before the first seed."""
    found = items.published(tx, items.LEXICON)
    return sections.joined(found) if found else None


def ask(tx: Transaction, section: str, number: int, by: str, now: datetime) -> None:
    """Have a version of a section tried, by a worker."""
    jobs.ask(tx, TESTS, {"section": section, "number": number, "beside": _beside(tx, section)}, by=by, now=now)


def tested(tx: Transaction, section: str, number: int) -> Job | None:
    """The newest test of this version beside the sections that hold now; None where there is none, or others have
    changed since."""
    asked = {"section": section, "number": number, "beside": _beside(tx, section)}
    return next((job for job in jobs.newest(tx, TESTS, _REMEMBERED) if job.request == asked), None)


def try_next(database: Database, look_alikes: Callable[[], Iterable[str]], *, worker: str, now: datetime) -> bool:
    """Try the oldest section that waits, against `look_alikes` and every question people ask. Returns False where none
    waits. Takes seconds."""
    with database.read() as tx:
        if not jobs.any_in(tx, TESTS, "waiting", "claimed"):
            return False
    with database.write() as tx:
        job = jobs.claim(tx, TESTS, worker=worker, now=now, until=now + _LEASE)
    if job is None:
        return False
    section = str(job.request["section"])
    with database.read() as tx:
        version = items.version(tx, items.LEXICON, section, job.request["number"])
        held = items.published(tx, items.LEXICON)
        entries = content.published(tx)
    assert version is not None
    proof = phrase_tests.prove(
        held,
        section,
        version.document,
        look_alikes=[*look_alikes(), *(text for one in entries for text in one.questions)],
        entries=frozenset(one.id for one in entries if one.kind is Kind.EMERGENCY),
    )
    result = {
        "faults": list(proof.faults[:_SHOWN]),
        "woken": [_row(one) for one in proof.woken[:_SHOWN]],
        "silenced": [_row(one) for one in proof.silenced[:_SHOWN]],
        "counts": [len(proof.faults), len(proof.woken), len(proof.silenced), proof.tested],
    }
    with database.write() as tx:
        jobs.settle(tx, job.id, "done", now, expected="claimed", result=result)
    return True


def read(name: str, given: Any) -> dict[str, dict[str, Any]]:
    """The sections of a file in the form of `lexicon.yml`. Raises BadInput naming what is wrong."""
    try:
        lexicon, problems = safeguarding.parse(name, given)
        lines = [str(one) for one in problems]
        calm = () if problems else given.get("harmless") or ()
        lines += [f"{name}: -: salta sin peligro: {text}" for text in calm if lexicon.find(str(text)) is not None]
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInput(f"{name}: {error}") from None
    if lines:
        raise BadInput(*lines)
    return sections.split(given)


def _faults(tx: Transaction, section: str, number: int, document: Document) -> list[str]:  # noqa: ARG001
    job = tested(tx, section, number)
    if job is None or job.state != "done":
        return [_("Todavía no se probaron sus frases: espera la prueba, o pídela otra vez.")]
    return [str(one) for one in job.result["faults"]]


def _beside(tx: Transaction, section: str) -> dict[str, int]:
    """The versions of the other sections that hold: a test says nothing about others."""
    standings = items.standings(tx, items.LEXICON)
    return {one.id: one.published for one in standings.values() if one.published and one.id != section}


def _row(moved: phrase_tests.Moved) -> dict[str, str]:
    return {"text": moved.text, "category": moved.category, "phrase": moved.phrase}


def _lexicon(found: Mapping[str, Document]) -> Lexicon:
    return safeguarding.parse("", sections.joined(found), prove=False)[0]
