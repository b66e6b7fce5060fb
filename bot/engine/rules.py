"""Rasa's rule policy, asked less.

For each prediction it compares every rule with every state of the conversation, and once more with the words of the
last message in place of their intent. Conversations repeat: which rules fit a row of states is remembered. And where no
rule mentions the words of a message, none can fit them. A third of a turn went there.
"""

from collections.abc import Mapping
from typing import Any, Final

import bot.engine.quiet  # noqa: F401  first: Rasa must be imported in silence

# isort: split
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER
from rasa.shared.nlu.constants import ACTION_NAME, INTENT, TEXT

_KEPT: Final = 2_000
"""Rows of states that are remembered; a conversation of ours has a handful of kinds."""


def quicken(policy: RulePolicy) -> None:
    """From now on `policy` answers the same for less."""
    fits, find = policy._get_possible_keys, policy._find_action_from_rules  # noqa: SLF001
    known: dict[tuple[int, str], set[str]] = {}
    no_words = not any(_may_fit_words(policy._rule_key_to_state(key)) for key in policy.lookup[RULES])  # noqa: SLF001

    def remembered(lookup: dict[str, str], states: list[dict[str, Any]]) -> set[str]:
        if any(TEXT in state.get(USER, ()) for state in states):
            return set(fits(lookup, states))  # what a person wrote is not kept
        key = (id(lookup), repr(states))
        if key not in known:
            if len(known) >= _KEPT:
                known.clear()
            known[key] = fits(lookup, states)
        return set(known[key])

    def asked(tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        # In a dialogue the words are asked too: its own rules are looked up there, and may fit anything.
        if use_text_for_last_user_input and no_words and tracker.active_loop_name is None:
            return None, None, False
        return find(tracker, domain, use_text_for_last_user_input)

    policy._get_possible_keys = remembered  # noqa: SLF001
    policy._find_action_from_rules = asked  # noqa: SLF001


def _may_fit_words(states: list[Mapping[str, Any]]) -> bool:
    """True where a rule may follow a message by its words: its last state is one after a pause, and asks no intent."""
    last = states[-1]
    return last.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) == ACTION_LISTEN_NAME and INTENT not in last.get(USER, {})
