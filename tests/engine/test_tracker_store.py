"""What is remembered of a conversation between two turns."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.tracker_store import EVENTS, LIMIT, OneTurn, pack

DOMAIN = Domain.from_dict(
    {
        "version": "3.1",
        "intents": ["faq", "cita"],
        "actions": ["action_answer"],
        "slots": {
            "place": {"type": "text", "mappings": [{"type": "custom"}]},
            "age": {"type": "any", "mappings": [{"type": "custom"}]},
            "wants": {"type": "bool", "initial_value": True, "mappings": [{"type": "custom"}]},
        },
        "forms": {"place_form": {"required_slots": ["place"]}},
    }
)


def tracker(*events: object) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("7", list(events), DOMAIN.slots)


def reopened(packed: dict) -> DialogueStateTracker:
    store = OneTurn(DOMAIN)
    store.open("7", json.loads(json.dumps(packed)))
    return store.close()[0]


def turn(text: str = "algo", intent: str = "faq", action: str = "action_answer") -> list:
    return [
        UserUttered(text, {"name": intent}),
        ActionExecuted(action),
        BotUttered("una respuesta"),
        ActionExecuted("action_listen"),
    ]


def test_a_new_conversation_remembers_nothing() -> None:
    assert pack(tracker()) == {}


def test_only_the_last_turn_and_no_word_of_it_is_kept() -> None:
    packed = pack(tracker(ActionExecuted("action_listen"), *turn("secreto uno"), *turn("secreto dos", "cita")))
    assert packed == {"turn": ["action_listen", "/cita", "action_answer", "action_listen"]}


def test_a_form_goes_on_where_it_was() -> None:
    before = tracker(
        ActionExecuted("action_listen"),
        UserUttered("hola", {"name": "cita"}),
        ActionExecuted("place_form"),
        ActiveLoop("place_form"),
        SlotSet("requested_slot", "place"),
        SlotSet("age", {"years": 7}),
        ActionExecuted("action_listen"),
    )
    packed = pack(before)
    assert packed["loop"] == "place_form"
    assert packed["slots"] == {"age": {"years": 7}, "requested_slot": "place"}
    after = reopened(packed)
    assert after.active_loop_name == "place_form"
    assert after.current_slot_values() == before.current_slot_values()
    assert after.latest_action_name == "action_listen"
    then, now = before.past_states(DOMAIN)[-1], after.past_states(DOMAIN)[-1]
    assert then["user"].pop("text") == "hola"
    assert now == then
    assert pack(after) == packed


def test_slots_at_their_first_value_and_rasas_own_are_not_kept() -> None:
    packed = pack(
        tracker(SlotSet("wants", True), SlotSet("place", None), SlotSet("session_started_metadata", {"a": 1}))
    )
    assert packed == {}
    assert pack(tracker(SlotSet("wants", False))) == {"slots": {"wants": False}}


def test_a_slot_that_a_newer_model_does_not_know_is_dropped() -> None:
    assert reopened({"slots": {"gone": 1, "place": "Ate"}}).current_slot_values()["place"] == "Ate"


@given(st.lists(st.sampled_from(["faq", "cita"]), max_size=60), st.text(max_size=400))
def test_what_is_packed_stays_small_and_packing_again_changes_nothing(intents: list[str], place: str) -> None:
    events = [event for intent in intents for event in turn(place, intent)]
    packed = pack(tracker(ActionExecuted("action_listen"), *events, SlotSet("place", place)))
    assert len(json.dumps(packed)) <= LIMIT
    assert len(packed.get("turn", ())) <= EVENTS
    assert pack(reopened(packed)) == packed


def test_a_turn_of_many_actions_is_cut_to_its_end() -> None:
    actions = [ActionExecuted(f"action_{number}") for number in range(100)]
    packed = pack(tracker(ActionExecuted("action_listen"), UserUttered("x", {"name": "faq"}), *actions))
    assert len(packed["turn"]) == EVENTS
    assert packed["turn"][-1] == "action_99"


def test_a_conversation_that_outgrows_the_limit_starts_anew() -> None:
    assert pack(tracker(SlotSet("place", "x" * LIMIT))) == {}


def test_only_the_open_turn_can_be_reached() -> None:
    store = OneTurn(DOMAIN)
    with pytest.raises(RuntimeError):
        asyncio.run(store.retrieve("7"))
    store.open("7", {})
    with pytest.raises(RuntimeError):
        asyncio.run(store.get_or_create_tracker("8"))
    assert asyncio.run(store.retrieve("7")) is store.tracker
    store.close()
    with pytest.raises(RuntimeError):
        store.close()
