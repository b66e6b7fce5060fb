"""The engine: one turn in, one reply out, with Rasa's graph, policies and processor in between."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from bot.engine.quiet import silence  # first: Rasa must be imported in silence

# isort: split
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa_sdk import Action

import actions
from actions import Answers
from actions.dialogue import Setting
from bot import i18n
from bot.core.content import Kind, Topic
from bot.core.conversation import Candidate, Outcome, Response, State, Task, Turn
from bot.core.messages import Option
from bot.core.payloads import Verb
from bot.engine.local_actions import LocalActions
from bot.engine.nlu.intents import ABOUT, CALM
from bot.engine.nlu.model import DANGER, MOST
from bot.engine.processor import Processor
from bot.engine.tracker_store import OneTurn

_OUTCOMES: Final = {
    "action_answer": Outcome.ANSWER,
    "action_clarify": Outcome.CLARIFY,
    "action_fallback": Outcome.FALLBACK,
}
_CHOICE: Final = {"text": "", "intent": {"name": "choice", "confidence": 1.0}, "entities": [], "candidates": []}
"""What understanding would have said of a line picked in a guided dialogue."""


__all__ = ["Engine", "Setting"]


class Said(OutputChannel):
    """Collects what the actions say; nothing is sent from here."""

    def __init__(self) -> None:
        """Empty until the turn runs."""
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Rasa wants channels to have a name."""
        return "puente"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:  # noqa: ARG002
        """Keep one message."""
        self.messages.append(message)


class Engine:
    """A loaded model and the actions that speak for it. One turn runs at a time."""

    def __init__(self, processor: Processor, store: OneTurn, answers: Answers) -> None:
        """Use `load`."""
        self._processor = processor
        self._store = store
        self._answers = answers
        self._one = asyncio.Lock()

    @classmethod
    async def load(
        cls, model: Path, answers: Answers, extra: Sequence[Action] = (), setting: Setting | None = None
    ) -> "Engine":
        """Load a trained model (seconds; off the event loop). `setting` is what guided dialogues know besides the
        answers; `extra` are further actions.

        Raises rasa.exceptions.ModelNotFound where `model` is not a model.
        """
        return await asyncio.to_thread(cls._load, model, answers, extra, setting or Setting())

    @classmethod
    def _load(cls, model: Path, answers: Answers, extra: Sequence[Action], setting: Setting) -> "Engine":
        with silence():
            processor = Processor(model, LocalActions([*actions.build(answers, setting), *extra]))
        return cls(processor, processor.tracker_store, answers)

    async def understand(self, text: str) -> dict[str, Any]:
        """Only the understanding, outside any conversation: Rasa's parse, `intent` (the verdict) and `candidates`."""
        return await self._processor.parse_message(UserMessage(_harmless(text)))

    async def mistaken(self, text: str) -> bool:
        """True where `text`, which the lexicon takes for danger, surely tells of none."""
        return bool((await self.understand(text)).get(CALM))

    async def respond(self, state: State, turn: Turn) -> tuple[State, Response]:
        """One turn: the new state (only its key `rasa` differs) and the reply. What goes wrong inside propagates."""
        said = Said()
        packed = state.get("rasa") or {}
        metadata: dict[str, Any] = {"channel": str(turn.channel), ABOUT: _served(packed) or turn.about}
        if turn.at is not None:
            metadata["at"] = turn.at.isoformat()
        if turn.rested:
            metadata["rested"] = True
        if turn.choice:
            metadata["choice"] = turn.choice
        message = UserMessage(
            _harmless(turn.text),
            said,
            turn.person,
            parse_data=_CHOICE if turn.choice else self._chosen(turn.entry) if turn.entry else None,
            metadata=metadata,
        )
        async with self._one:
            with i18n.speaking(turn.locale):
                self._store.open(turn.person, packed, {"place": turn.place} if turn.place else None)
                await self._processor.handle_message(message)
                tracker, packed = self._store.close()
        response = self._response(tracker, said)
        place = str(tracker.slots["place"].value or "") if "place" in tracker.slots else ""
        return {**state, "rasa": packed}, replace(response, place=place) if place != turn.place else response

    def _chosen(self, entry_id: str) -> dict[str, Any]:
        """What understanding would have said, for an entry picked from a menu."""
        entry = self._answers.entry(entry_id)
        if entry is None:
            return {"text": "", "intent": {"name": "nlu_fallback", "confidence": 1.0}, "entities": [], "candidates": []}
        name = "smalltalk" if entry.kind is Kind.SMALLTALK else "faq"
        return {
            "text": "",
            "intent": {"name": name, "confidence": 1.0},
            "entities": [],
            "candidates": [{"entry": entry.id, "topic": str(entry.topic), "confidence": 1.0}],
        }

    def _response(self, tracker: Any, said: Said) -> Response:
        understood = tracker.latest_message.parse_data
        intent = understood["intent"]
        candidates = tuple(self._candidate(row) for row in understood.get("candidates") or ())
        outcome = self._outcome(tracker, str(intent["name"]))
        notes: dict[str, Any] = {}
        for message in said.messages:
            notes |= message.get("custom") or {}
        if outcome is not Outcome.CRISIS and notes.get("serving") and not notes.get("aside"):
            outcome, candidates = Outcome.FORM, self._served(str(notes["serving"]), candidates)
        first = candidates[0] if candidates else None
        if outcome is Outcome.FALLBACK and (intent["name"] == "out_of_scope" or first is None):
            topic = Topic.OUT_OF_SCOPE
        else:
            topic = first.topic if first else Topic.OUT_OF_SCOPE
        return Response(
            text="\n\n".join(message["text"] for message in said.messages if message.get("text")),
            outcome=outcome,
            topic=topic,
            entry=first.entry if first and outcome is not Outcome.FALLBACK else "",
            confidence=float(intent["confidence"]),
            candidates=candidates,
            options=tuple(
                Option(label=button["title"], payload=button["payload"])
                for message in said.messages
                for button in message.get("buttons") or ()
                # Under an open question there are only its own lines: a number must mean one thing.
                if not notes.get("asks") or Verb.FORM.read(button["payload"])
            ),
            asks=bool(notes.get("asks")),
            urgent=bool(notes.get("urgent")),
            private=bool(notes.get("private")),
            done=bool(notes.get("done")),
            tasks=tuple(
                Task(kind=custom["task"], fields=custom["fields"])
                for message in said.messages
                if "task" in (custom := message.get("custom") or {})
            ),
            # A bare "no sé" in a dialogue is a reply; the lexicon has heard it before.
            doubt=bool(understood.get("doubt"))
            and (outcome is not Outcome.FORM or len(understood["text"].split()) > 3),
        )

    def _served(self, entry_id: str, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """The entry a guided dialogue serves, in front of what else the message may have been about."""
        entry = self._answers.entry(entry_id)
        if entry is None:
            return candidates
        sure = next((one.confidence for one in candidates if one.entry == entry_id), 1.0)
        mine = Candidate(entry=entry.id, topic=entry.topic, confidence=sure)
        return (mine, *(one for one in candidates if one.entry != entry_id))[:MOST]

    def _candidate(self, row: Mapping[str, Any]) -> Candidate:
        """The topic is the published entry's: a danger is learnt as one topic of its own."""
        entry = self._answers.entry(row["entry"])
        topic = entry.topic if entry else Topic.GBV_PROTECTION if row["topic"] == DANGER else Topic(row["topic"])
        return Candidate(entry=row["entry"], topic=topic, confidence=row["confidence"])

    @staticmethod
    def _outcome(tracker: Any, intent: str) -> Outcome:
        """From the last action that was not a pause; whatever is none of ours belongs to a guided dialogue, which may
        also have taken for a reply what sounded like danger."""
        outcome = Outcome.FORM
        for event in reversed(tracker.events):
            if isinstance(event, UserUttered):
                break
            if isinstance(event, ActionExecuted) and event.action_name in _OUTCOMES:
                outcome = _OUTCOMES[event.action_name]
                break
        if outcome is Outcome.ANSWER and intent == DANGER:
            return Outcome.CRISIS
        return Outcome.SMALLTALK if outcome is Outcome.ANSWER and intent == "smalltalk" else outcome


def _served(packed: Mapping[str, Any]) -> str:
    """The entry that a dialogue serves whose question is open; empty where none is."""
    return str(packed.get("slots", {}).get("serving") or "") if packed.get("loop") else ""


def _harmless(text: str) -> str:
    """Rasa takes a text that begins with "/" for an intent; people must not be able to write those."""
    text = text.strip()
    while text.startswith("/"):
        text = text[1:].strip()
    return text
