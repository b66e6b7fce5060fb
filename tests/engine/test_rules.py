"""Asking the rule policy less changes none of its answers, in dialogues as little as outside them."""

import asyncio
import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RulePolicy

from bot.core.conversation import State, Turn
from bot.engine.agent import Engine
from tests.engine.world import Cita, Shelf, ValidateCita

SAID = st.sampled_from(
    [
        "komo me labo las manosss??",
        "hola",
        "quiero sacar una cita",
        "mañana",
        "no",
        "xyz",
        "cuanto cuesta",
        "cancelar",
        "",
    ]
)


def watched(model: Path) -> tuple[Engine, list[tuple[Any, Any]]]:
    """An engine, and both predictions, ours and Rasa's own, of all that comes next from now on."""
    engine = asyncio.run(Engine.load(model, Shelf(), [Cita(), ValidateCita()]))
    processor, answers = engine._processor, list[tuple[Any, Any]]()
    quick, rasas = processor._predictions.made, processor._predict_next_with_tracker
    (node,) = (node for node in processor.graph_runner._nodes.values() if isinstance(node._component, RulePolicy))
    ours, plain = node._component, copy.copy(node._component)
    del plain._find_action_from_rules

    def made(tracker: Any, make: Any) -> Any:
        asked_for = tracker.followup_action
        mine = quick(tracker, make)
        tracker.trigger_followup_action(asked_for)
        node._component = plain
        answers.append((told(mine), told(rasas(tracker))))
        node._component = ours
        return mine

    processor._predictions.made = made
    return engine, answers


def told(prediction: Any) -> tuple[Any, ...]:
    # When it was written and by which model is stamped on an event later.
    events = [{**event.as_dict(), "timestamp": None, "metadata": None} for event in prediction.events]
    return (
        prediction.max_confidence_index,
        prediction.max_confidence,
        prediction.policy_name,
        prediction.is_end_to_end_prediction,
        prediction.hide_rule_turn,
        events,
    )


def test_every_answer_in_every_conversation_is_the_one_rasa_gives(model: Path) -> None:
    engine, answers = watched(model)

    @settings(max_examples=60, deadline=None)
    @given(talk=st.lists(SAID, min_size=1, max_size=6))
    def talks(talk: list[str]) -> None:
        state: State = {}
        for text in talk:
            turn = replace(Turn(person="7", text=text), entry="" if text else "D05")
            state, _ = asyncio.run(engine.respond(state, turn))
        assert [mine for mine, _ in answers] == [theirs for _, theirs in answers]
        answers[1:] = []

    talks()
    assert answers
