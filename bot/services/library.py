"""The published answers, in memory, read again when somebody publishes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot import i18n
from bot.clock import Clock
from bot.core.content import Entry, Kind, Topic
from bot.services import translating
from bot.storage import content
from bot.storage.database import Database


class Library:
    """What people may read now. `refresh` costs one small query; call it before each batch of turns."""

    def __init__(self, database: Database, clock: Clock, timezone: ZoneInfo) -> None:
        self._database, self._clock, self._timezone = database, clock, timezone
        self._version = -1
        self._entries: dict[str, Entry] = {}
        self._translated: dict[tuple[str, str], Entry] = {}
        self._by_topic: dict[Topic, list[Entry]] = {}
        self._followers: list[Callable[[], None]] = []

    def follow(self, refresh: Callable[[], None]) -> None:
        """Have something else that staff publish read again with the answers."""
        self._followers.append(refresh)

    def refresh(self) -> bool:
        """Read the store again if it was published to since. Returns True when something may have changed."""
        with self._database.read() as tx:
            version = content.version(tx)
            if version == self._version:
                return False
            entries = content.published(tx)
            named = {entry.id: entry for entry in entries}
            translated = translating.spoken(tx, named)
        self._version = version
        self._entries, self._translated = named, translated
        self._by_topic = {}
        for entry in entries:
            if entry.kind is Kind.ANSWER:
                self._by_topic.setdefault(entry.topic, []).append(entry)
        for follower in self._followers:
            follower()
        return True

    def entry(self, entry_id: str) -> Entry | None:
        """A published entry by id, in the language that is spoken now where it is translated into that."""
        return self._translated.get((i18n.current(), entry_id)) or self._entries.get(entry_id)

    def entries(self) -> Sequence[Entry]:
        """All published entries, by id, in Spanish."""
        return tuple(self._entries.values())

    def overdue(self) -> Sequence[Entry]:
        """Published entries whose review is past its date today: people get the official page instead."""
        today = self.today()
        return tuple(entry for entry in self._entries.values() if entry.overdue(today))

    def about(self, topics: Iterable[Topic]) -> list[Entry]:
        """The answers on these topics, in the order of the topics and then of their ids; translated as `entry` is."""
        language = i18n.current()
        found = (entry for topic in topics for entry in self._by_topic.get(topic, ()))
        return [self._translated.get((language, entry.id), entry) for entry in found]

    def today(self) -> date:
        """The calendar day where people are."""
        return self._clock().astimezone(self._timezone).date()
