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
    """An engine, and both answers of every question its rules are asked from now on."""
    engine = asyncio.run(Engine.load(model, Shelf(), [Cita(), ValidateCita()]))
    (policy,) = engine._processor.graph_runner.components(RulePolicy)
    plain, quick, answers = copy.copy(policy), policy._find_action_from_rules, list[tuple[Any, Any]]()
    del plain._find_action_from_rules

    def asked(tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        mine, theirs = (
            find(tracker, domain, use_text_for_last_user_input) for find in (quick, plain._find_action_from_rules)
        )
        # Where no rule was found, what it is called says nothing.
        answers.append(tuple(it if it[0] else (None, it[2]) for it in (mine, theirs)))  # type: ignore[arg-type]
        return mine

    policy._find_action_from_rules = asked
    return engine, answers


def test_every_answer_in_every_conversation_is_the_one_rasa_gives(model: Path) -> None:
    engine, answers = watched(model)

    @settings(max_examples=60, deadline=None)
    @given(talk=st.lists(SAID, min_size=1, max_size=6))
    def talks(talk: list[str]) -> None:
        state: State = {}
        for text in talk:
            turn = replace(Turn(person="7", text=text), entry="" if text else "D05")
            state, _ = asyncio.run(engine.respond(state, turn))
        assert all(mine == theirs for mine, theirs in answers)
        answers[1:] = []

    talks()
    assert answers
