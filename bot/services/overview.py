"""How the service goes, in numbers that point at nobody: counted by the jobs worker from the rows, kept as a document,
shown by pages that only read it.

Whatever counts people, or what they wrote, is told in steps of five (`bot.core.fives`) and kept in no other form; what
counts our own work (messages out, money, time) is exact.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import text

from bot.clock import Clock
from bot.core import fives, periods
from bot.core.periods import Period
from bot.core.staff import SYSTEM
from bot.storage import jobs, overview
from bot.storage.database import Database, Transaction
from bot.storage.jobs import Job
from bot.storage.overview import Group

KIND: Final = "figures"
STANDARD: Final = (7, 30, 90)
"""Days until today that are always counted."""
OFTEN: Final = timedelta(minutes=5)
"""How old the standard periods get before they are counted again,"""
IDLE: Final = 50
"""or so many times as long as counting took, if that is longer: it may take a fiftieth of a processor."""
SHARES: Final = (0.5, 0.95)
_LEASE: Final = timedelta(minutes=5)
_BY_DAY: Final = 7
"""Days up to which the course of a topic goes by days."""
_PLACES: Final = 20
"""Places of the table of topics and places: those with most people."""

Document = Mapping[str, Any]
"""What is known of one period: JSON, without a number of people that is no multiple of five."""


class Overviews:
    """What a worker does for it. `name` marks its claims."""

    def __init__(self, database: Database, clock: Clock, timezone: ZoneInfo, name: str) -> None:
        self._database, self._clock, self._timezone, self._name = database, clock, timezone, name
        self._due: dict[int, datetime] = {}

    def step(self) -> bool:
        """Count one period: one that somebody asked for, else the standard one that is due. False where none is."""
        job = self._asked()
        if job is not None:
            period = Period(
                first=date.fromisoformat(job.request["first"]), last=date.fromisoformat(job.request["last"])
            )
            document = self._counted(period)
            with self._database.write() as tx:
                jobs.settle(tx, job.id, "done", self._clock(), expected="claimed", result=document)
            return True
        for days in STANDARD:
            began = self._clock()
            if began >= self._due.get(days, began):
                document = self._counted(periods.until_today(began.astimezone(self._timezone).date(), days))
                with self._database.write() as tx:
                    jobs.put(tx, KIND, {"days": days}, document, by=SYSTEM, now=self._clock())
                ended = self._clock()
                self._due[days] = ended + max(OFTEN, (ended - began) * IDLE)
                return True
        return False

    def _asked(self) -> Job | None:
        with self._database.read() as tx:
            if not jobs.any_in(tx, KIND, "waiting", "claimed"):
                return None
        with self._database.write() as tx:
            now = self._clock()
            return jobs.claim(tx, KIND, worker=self._name, now=now, until=now + _LEASE)

    def _counted(self, period: Period) -> Document:
        return count(self._database, period, self._timezone, self._clock())


def standard(tx: Transaction, days: int) -> Job | None:
    """The newest count of the last so many days; None before the first."""
    return jobs.answered(tx, KIND, {"days": days})


def chosen(tx: Transaction, period: Period) -> Job | None:
    """The newest count of a chosen period, which may still wait; None where nobody asked for it."""
    return jobs.answered(tx, KIND, _request(period))


def ask(tx: Transaction, period: Period, *, by: str, now: datetime) -> None:
    """Have a period counted, unless one is under way or was counted a moment ago."""
    known = chosen(tx, period)
    if known is None or (known.settled_at is not None and now - known.settled_at >= OFTEN):
        jobs.ask(tx, KIND, _request(period), by=by, now=now)


def _request(period: Period) -> dict[str, str]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


def count(database: Database, period: Period, timezone: ZoneInfo, now: datetime) -> Document:
    """Count a period, as of one moment."""
    since, until = period.instants(timezone)
    with database.read() as tx:
        if not tx.is_sqlite:
            tx.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        by_place = overview.places(tx, since, until)
        outcomes = overview.outcomes(tx, since, until)
        everybody = overview.wrote(tx, since, until)
        sample, waits = overview.waits(tx, since, until, SHARES)
        billed, estimated = overview.cost(tx, since, until)
        votes = overview.voted(tx, since, until)
        places = sorted((name for name in by_place if name), key=lambda name: (-by_place[name], name))[:_PLACES]
        return {
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "counted_at": now.isoformat(),
            "people": fives.total(by_place.values()),
            "messages_in": _messages(everybody),
            "steps": _steps(tx, period, since, until),
            "weeks": [day.isoformat() for day in period.steps(_BY_DAY).first],
            "topics": _topics(tx, period, since, until),
            "places": [
                {"place": name, "people": fives.told(by_place[name])} for name in places if fives.told(by_place[name])
            ],
            "no_place": fives.told(by_place.get("", 0)),
            "crossed": _crossed(tx, places, since, until),
            "outcomes": {name: _messages(group) for name, group in outcomes.items()},
            "handed_over": _told(overview.opened(tx, since, until, restricted=False)),
            "safety": _told(overview.opened(tx, since, until, restricted=True)),
            "votes": {"up": _messages(votes.get(True)), "down": _messages(votes.get(False))},
            "waits": {"sample": sample, "seconds": [round(wait, 3) for wait in waits]},
            "delivery": [
                {"channel": channel, "campaign": campaign, "status": status, "messages": messages}
                for (channel, campaign, status), messages in sorted(overview.delivery(tx, since, until).items())
            ],
            "cost": {"billed": billed, "estimated": estimated},
        }


def _steps(tx: Transaction, period: Period, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """By step: what people wrote, and what left."""
    steps = period.steps()
    wrote = overview.wrote_by(tx, since, until, steps)
    left = overview.left_by(tx, since, until, steps)
    return [
        {
            "day": day.isoformat(),
            "people": fives.told(wrote[number].people) if number in wrote else 0,
            "messages_in": _messages(wrote.get(number)),
            "messages_out": left.get(number, 0),
        }
        for number, day in enumerate(steps.first)
    ]


def _topics(tx: Transaction, period: Period, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Topics, the most asked for first, with their course: by weeks, as few people ask about one topic on one day."""
    steps = period.steps(_BY_DAY)
    people = overview.topics(tx, since, until)
    course = overview.topics_by(tx, since, until, steps)
    return [
        {
            "topic": name,
            "people": fives.told(people[name]),
            "steps": [fives.told(course[name].get(number, 0)) for number in range(len(steps.first))],
        }
        for name in sorted(people, key=lambda name: (-fives.told(people[name]), name))
        if fives.told(people[name])
    ]


def _crossed(tx: Transaction, places: list[str], since: datetime, until: datetime) -> dict[str, dict[str, int]]:
    """By place and topic."""
    found: dict[str, dict[str, int]] = {}
    for (topic, place), people in overview.topics_and_places(tx, since, until).items():
        if place in places and fives.told(people):
            found.setdefault(place, {})[topic] = fives.told(people)
    return found


def _told(groups: Mapping[str, int]) -> dict[str, int]:
    return {name: fives.told(people) for name, people in groups.items() if fives.told(people)}


def _messages(group: Group | None) -> int:
    """Messages of a group; of fewer than five people none are told, however many they wrote."""
    return fives.told(group.messages) if group is not None and group.people >= fives.STEP else 0
