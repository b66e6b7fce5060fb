"""What was answered last: what follows from it, and what to say instead of the same once more."""

from collections.abc import Mapping
from typing import Any, Final

from bot import i18n
from bot.core.content import Entry
from bot.core.conversation import State
from bot.core.messages import Option
from bot.core.payloads import Verb
from bot.services.library import Library

_RELATED: Final = 3
_TIMES: Final = "times"
"""In the state: how often the entry of the last answer was said in a row."""
_ENOUGH: Final = 2
"""A third time says nothing that the first two did not say."""


def last(state: Mapping[str, Any], library: Library) -> Entry | None:
    """The entry that was answered just before; None where something else came since."""
    answered = state.get("entry", "")
    return library.entry(answered) if answered and state.get("about") == answered else None


def further(entry: Entry, library: Library) -> tuple[Option, ...]:
    """Lines below an answer that was not enough: its related entries, and where somebody helps."""
    found = (library.entry(link) for link in entry.related)
    options = [Option(label=other.menu, payload=Verb.ENTRY.of(other.id)) for other in found if other and other.menu]
    near = Option(label=i18n.gettext("Ayuda cerca de mí"), payload=Verb.START.of("services_form"))
    return (*options[:_RELATED], near)


def counted(state: State, entry_id: str) -> bool:
    """Count an answer in `state`, before it is written there as the last one; True where it was said often enough."""
    times = int(state.get(_TIMES, 1)) if state.get("entry") == state.get("about") == entry_id else 0
    state[_TIMES] = times + 1
    return times >= _ENOUGH
