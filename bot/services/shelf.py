"""The newest wording of every entry, in memory, for lists and searching; read again when one was added."""

from collections.abc import Iterable, Mapping
from threading import Lock, Thread
from typing import Final

from bot.core.content import Entry
from bot.services.finding import Finder
from bot.storage import content
from bot.storage.database import Transaction

_NEAREST: Final = 3


class Shelf:
    """Threads may share it."""

    def __init__(self) -> None:
        self._lock, self._finding = Lock(), Lock()
        self._mark = self._found = -1
        self._entries: dict[str, Entry] = {}
        self._finder = Finder()
        self._nearest: dict[str, list[str]] = {}
        self._asked: tuple[int, dict[str, str]] = (-1, {})

    def entries(self, tx: Transaction) -> Mapping[str, Entry]:
        """The newest wording of each entry, published or not, by id."""
        mark = content.mark(tx)
        with self._lock:
            if mark != self._mark:
                self._entries = {name: entry for name, (_, entry, _) in content.newest(tx).items()}
                self._mark = mark
            return self._entries

    def find(self, tx: Transaction, query: str, limit: int = 50) -> list[str]:
        """Ids of the entries that fit what somebody types, best first."""
        entries = self.entries(tx)
        with self._finding:
            self._read(entries)
            return self._finder.find(query, limit)

    def nearest(self, tx: Transaction, text: str) -> list[str]:
        """The few entries that come nearest, best first; none while the questions are still being read, which nobody
        waits for here. Remembered for as long as the wordings stay."""
        self.warm(tx)
        if self._found != self._mark:
            return []
        with self._finding:
            if text not in self._nearest:
                self._nearest[text] = self._finder.find(text, _NEAREST)
            return self._nearest[text]

    def asking(self, tx: Transaction, texts: Iterable[str]) -> list[str]:
        """The entries whose newest wording has one of these texts, letter for letter, as a way to ask; each once."""
        entries = self.entries(tx)
        mark, asked = self._asked
        if mark != self._mark:
            asked = {_plain(question): entry.id for entry in entries.values() for question in entry.questions}
            self._asked = (self._mark, asked)
        return list(dict.fromkeys(found for text in texts if (found := asked.get(_plain(text)))))

    def warm(self, tx: Transaction) -> None:
        """Get ready for a search in the background: the first one must not wait for all questions to be read."""
        entries = self.entries(tx)
        if self._found != self._mark and not self._finding.locked():
            Thread(target=self._warm, args=(entries,), daemon=True).start()

    def _warm(self, entries: Mapping[str, Entry]) -> None:
        with self._finding:
            self._read(entries)

    def _read(self, entries: Mapping[str, Entry]) -> None:
        if self._found != self._mark:
            self._nearest.clear()
            self._finder.update(entries.values())
            self._found = self._mark


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
