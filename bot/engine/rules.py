"""Rasa's rule policy, asked less.

For each prediction it replays the conversation event by event into rows of states, compares every rule with each of
them, and does it all once more with the words of the last message in place of their intent. But what it answers follows
from the events alone, and those repeat: a greeting, a question, an answer. So predictions are remembered by the events.
And where no rule mentions the words of a message, none can fit them. A third of a turn went there.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

import bot.engine.quiet  # noqa: F401  first: Rasa must be imported in silence

# isort: split
from rasa.core.policies.policy import PolicyPrediction
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


def quicken(policy: RulePolicy) -> None:
    """From now on `policy` answers the same for less where its rules mention no words."""
    find = policy._find_action_from_rules  # noqa: SLF001
    if any(_may_fit_words(policy._rule_key_to_state(key)) for key in policy.lookup[RULES]):  # noqa: SLF001
        return

    def asked(tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        # In a dialogue the words are asked too: its own rules are looked up there, and may fit anything.
        if use_text_for_last_user_input and tracker.active_loop_name is None:
            return None, None, False
        return find(tracker, domain, use_text_for_last_user_input)

    policy._find_action_from_rules = asked  # noqa: SLF001


class Predictions:
    """What comes next in conversations that were met before. Rules are the only policy that may be remembered so."""

    def __init__(self, domain: Domain) -> None:
        """`domain` is the one that predictions are made with."""
        self._told = frozenset(slot.name for slot in domain.slots if slot.has_features()) | {REQUESTED_SLOT}
        self._known: dict[tuple[Any, ...], PolicyPrediction] = {}

    def made(self, tracker: Any, make: Callable[[Any], PolicyPrediction]) -> PolicyPrediction:
        """The prediction for `tracker`; `make` is asked for one where it is the first of its kind."""
        key = None if tracker.followup_action else _key(tracker, self._told)
        if key is None:
            return make(tracker)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[key] = make(tracker)
        return found


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
