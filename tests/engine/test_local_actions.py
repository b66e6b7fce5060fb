"""The seam between Rasa and the actions in our own process."""

import asyncio
from typing import Any

import pytest
from rasa.core.actions import action as rasa_action
from rasa.core.actions.action import RemoteAction
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.engine.agent import Said
from bot.engine.local_actions import LocalActions


class Echo(Action):
    """Says what it sees."""

    def __init__(self, name: str = "action_echo") -> None:
        self._name = name
        self.seen: Tracker | None = None

    def name(self) -> str:
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        self.seen = tracker
        dispatcher.utter_message(text=f"hola {tracker.get_slot('place')}", buttons=[{"title": "Sí", "payload": "yes"}])
        return [{"event": "slot", "name": "place", "value": "Comas"}]


class Refusing(Echo):
    """Does not want to run."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        raise ActionExecutionRejection("action_echo", "no")


def run(action: Action) -> list[Any]:
    tracker = DialogueStateTracker("7", [TextSlot("place", mappings=[])])
    metadata = {"channel": "sms"}
    for event in (
        ActionExecuted("action_listen"),
        SlotSet("place", "Ate"),
        UserUttered("hola", {"name": "faq"}, parse_data={"intent": {"name": "faq"}, "entities": []}, metadata=metadata),
    ):
        tracker.update(event)
    remote = RemoteAction(action.name(), LocalActions([action]))
    return asyncio.run(remote.run(Said(), TemplatedNaturalLanguageGenerator({}), tracker, Domain.empty()))


def test_a_remote_action_of_rasas_runs_in_this_process() -> None:
    action = Echo()
    said, slot = run(action)
    assert isinstance(said, BotUttered)
    assert said.text == "hola Ate"
    assert said.data["buttons"] == [{"title": "Sí", "payload": "yes"}]
    assert slot == SlotSet("place", "Comas")
    assert action.seen is not None
    assert action.seen.latest_message["metadata"] == {"channel": "sms"}
    assert action.seen.latest_message["intent"] == {"name": "faq"}
    assert [event["event"] for event in action.seen.events] == ["action", "slot", "user"]
    assert action.seen.latest_action_name == "action_listen"


def test_no_schema_is_checked_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(RemoteAction, "_validate_action_result", never)
    monkeypatch.setattr(RemoteAction, "_action_call_format", never)
    assert len(run(Echo())) == 2


def test_a_rejection_becomes_rasas_own() -> None:
    with pytest.raises(rasa_action.ActionExecutionRejection) as raised:
        run(Refusing())
    assert raised.value.action_name == "action_echo"


def test_two_actions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="action_echo"):
        LocalActions([Echo(), Echo()])


def test_an_action_nobody_built_is_named() -> None:
    remote = RemoteAction("action_other", LocalActions([Echo()]))
    tracker = DialogueStateTracker("7", [])
    with pytest.raises(LookupError, match="action_other"):
        asyncio.run(remote.run(Said(), TemplatedNaturalLanguageGenerator({}), tracker, Domain.empty()))


def test_without_our_endpoint_rasa_goes_its_own_way() -> None:
    tracker = DialogueStateTracker("7", [])
    with pytest.raises(RasaException, match="no endpoint"):
        asyncio.run(
            RemoteAction("action_echo", None).run(
                Said(), TemplatedNaturalLanguageGenerator({}), tracker, Domain.empty()
            )
        )
