"""The conversation between two turns: what Rasa must know again, small enough to lie in our own state.

Rasa replays every event of a conversation to know where it stands. Its rules look at one turn, and forms at slots, the
active loop and the action before the last pause. So a conversation is packed into exactly that: slots that are set, the
loop, and the names of intents and actions of the last turn. No message text is kept. Unpacking writes events again, and
Rasa replays those.

Packed, JSON: `{"slots": {name: value}, "loop": "form_name", "turn": ["/faq", "action_answer", "action_listen"]}`; parts
that hold nothing are left out.
"""

import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

import bot.engine.quiet  # noqa: F401  first: Rasa must be imported in silence

# isort: split
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, DEFAULT_SLOT_NAMES, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

EVENTS: Final = 24
"""Names kept of the last turn: more than two guided questions ever need."""
LIMIT: Final = 16_000
"""Bytes of a packed conversation as JSON. What outgrows it starts anew: no dialogue of ours comes near."""

LENT: Final = frozenset({"place"})
"""Slots that are handed in with each turn because their home is another table."""

_KEPT_DEFAULTS: Final = frozenset({REQUESTED_SLOT})


class OneTurn(TrackerStore):
    """Holds one tracker, for the length of one turn."""

    def __init__(self, domain: Domain) -> None:
        """`domain` names the slots a tracker has."""
        super().__init__(domain)
        self.tracker: DialogueStateTracker | None = None

    def open(self, person: str, packed: Mapping[str, Any], lent: Mapping[str, Any] | None = None) -> None:
        """Begin a turn of `person` where `packed` left off; an empty mapping begins a conversation.

        `lent` are slots whose home is elsewhere (`LENT`): set for this turn and not remembered here.
        """
        tracker = DialogueStateTracker(person, ())
        tracker.slots = {slot.name: _twin(slot) for slot in self.domain.slots}
        known = tracker.slots.keys()
        for event in _events(packed, known):
            tracker.update(event)
        if lent and not tracker.events:
            # Rasa begins a conversation, and listens, only for a tracker without any event.
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        for name, value in (lent or {}).items():
            if name in known:
                tracker.update(SlotSet(name, value))
        self.tracker = tracker

    def close(self) -> tuple[DialogueStateTracker, dict[str, Any]]:
        """End the turn: the tracker as it stands, and what to remember of it."""
        tracker, self.tracker = self.tracker, None
        if tracker is None:
            raise RuntimeError("no turn is open")
        return tracker, pack(tracker)

    async def get_or_create_tracker(
        self,
        sender_id: str,
        max_event_history: int | None = None,  # noqa: ARG002
        append_action_listen: bool = True,  # noqa: ARG002
    ) -> DialogueStateTracker:
        """The tracker of the open turn."""
        if self.tracker is None or self.tracker.sender_id != sender_id:
            raise RuntimeError("no turn is open for this person")
        return self.tracker

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The same."""
        return await self.get_or_create_tracker(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Rasa hands the tracker back; it is packed by `close`."""
        self.tracker = tracker


def pack(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What to remember of `tracker`, at most `LIMIT` bytes."""
    slots = {
        name: slot.value
        for name, slot in tracker.slots.items()
        if slot.value is not None and slot.value != slot.initial_value and _kept(name)
    }
    names = [name for event in tracker.applied_events() if (name := _name(event))]
    # The last turn begins with the listen before the last message.
    starts = [place for place, name in enumerate(names) if name.startswith("/")]
    turn = names[max(0, starts[-1] - 1) :] if starts else names
    parts = {"slots": slots, "loop": tracker.active_loop_name, "turn": turn[-EVENTS:]}
    packed = {name: value for name, value in parts.items() if value}
    return packed if len(json.dumps(packed)) <= LIMIT else {}


def _kept(name: str) -> bool:
    return name not in LENT and (name not in DEFAULT_SLOT_NAMES or name in _KEPT_DEFAULTS)


def _name(event: Event) -> str:
    if isinstance(event, UserUttered):
        return f"/{event.intent_name or ''}"
    return str(event.action_name or "") if isinstance(event, ActionExecuted) else ""


def _twin(slot: Slot) -> Slot:
    """A slot like this one with a value of its own, in a tenth of the time of the `copy.copy` that a tracker uses."""
    twin = object.__new__(type(slot))
    vars(twin).update(vars(slot))
    return twin


def _events(packed: Mapping[str, Any], slots: AbstractSet[str]) -> Iterator[Event]:
    for name, value in packed.get("slots", {}).items():
        if name in slots:  # a newer model may not know it any more
            yield SlotSet(name, value)
    if packed.get("loop"):
        yield ActiveLoop(packed["loop"])
    for name in packed.get("turn", ()):
        if name.startswith("/"):
            yield UserUttered(intent={"name": name[1:]})
        else:
            yield ActionExecuted(name)
