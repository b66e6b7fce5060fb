"""Rasa's rule policy, asked less.

For each prediction it replays the conversation event by event into rows of states, compares every rule with each of
them, and does it all once more with the words of the last message in place of their intent. But what it answers follows
from the events alone, and those repeat: a greeting, a question, an answer. So answers are remembered by the events. And
where no rule mentions the words of a message, none can fit them. A third of a turn went there.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

import bot.engine.quiet  # noqa: F401  first: Rasa must be imported in silence

# isort: split
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, REQUESTED_SLOT, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

_KEPT: Final = 2_000
"""Conversations that are remembered; without dialogues there is a handful of kinds."""


def quicken(policy: RulePolicy, domain: Domain) -> None:
    """From now on `policy` answers the same for less. `domain` is the one it will be asked with."""
    find = policy._find_action_from_rules  # noqa: SLF001
    known: dict[tuple[Any, ...], Any] = {}
    told = frozenset(slot.name for slot in domain.slots if slot.has_features()) | {REQUESTED_SLOT}
    no_words = not any(_may_fit_words(policy._rule_key_to_state(key)) for key in policy.lookup[RULES])  # noqa: SLF001

    def asked(tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        if use_text_for_last_user_input:
            # In a dialogue the words are asked too: its own rules are looked up there, and may fit anything.
            plain = no_words and tracker.active_loop_name is None
            return (None, None, False) if plain else find(tracker, domain, use_text_for_last_user_input)
        key = _key(tracker, told)
        if key is None:
            return find(tracker, domain, use_text_for_last_user_input)
        if key not in known:
            if len(known) >= _KEPT:
                known.clear()
            known[key] = find(tracker, domain, use_text_for_last_user_input)
        return known[key]

    policy._find_action_from_rules = asked  # noqa: SLF001


def _key(tracker: Any, told: AbstractSet[str]) -> tuple[Any, ...] | None:
    """What the rules see of a conversation; None where that holds what a person wrote, or is none of the usual. `told`
    are the slots they see."""
    signs = []
    for event in tracker.events:
        if type(event) in _UNSEEN or (type(event) is SlotSet and event.key not in told):
            continue
        sign = _sign(event)
        if sign is None:
            return None
        signs.append(sign)
    return tuple(signs)


_UNSEEN: Final = frozenset({BotUttered})


def _sign(event: Event) -> tuple[Any, ...] | None:
    kind = type(event)
    if kind is UserUttered and not event.entities:
        return (kind, event.intent_name, event.use_text_for_featurization)
    if kind is ActionExecuted and event.action_text is None:
        return (kind, event.action_name, event.hide_rule_turn)
    if kind is SlotSet and (event.value is None or event.key == REQUESTED_SLOT):
        return (kind, event.key, event.value)
    if kind is ActiveLoop:
        return (kind, event.name)
    if kind is ActionExecutionRejected:
        return (kind, event.action_name)
    if kind is SessionStarted:
        return (kind,)
    if kind is DefinePrevUserUtteredFeaturization:
        return (kind, event.use_text_for_featurization)
    return None


def _may_fit_words(states: list[Mapping[str, Any]]) -> bool:
    """True where a rule may follow a message by its words: its last state is one after a pause, and asks no intent."""
    last = states[-1]
    return last.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) == ACTION_LISTEN_NAME and INTENT not in last.get(USER, {})
