"""Rasa's message processor, without what one process with one turn in memory does not need.

Processor time of a turn with 318 entries and a message of 82 characters: 2.1 ms with Rasa's own processor on the same
store and actions, 1.1 ms with this one, of which understanding takes 0.4. What was left out, and why, stands at each
place.
"""

from pathlib import Path
from typing import Any, NoReturn, TypeVar

import bot.engine.quiet  # noqa: F401  first: Rasa must be imported in silence

# isort: split
from rasa.core.actions.action import ActionExecutionRejection, ActionListen, RemoteAction, action_for_index
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS, MAPPING_TYPE, SlotMappingType
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected, DefinePrevUserUtteredFeaturization

from bot.engine.local_actions import LocalActions
from bot.engine.rules import Predictions, quicken
from bot.engine.tracker_store import OneTurn

_Component = TypeVar("_Component")


class Straight:
    """Runs Rasa's loaded graph node by node in one fixed order.

    Dask works out the order of a graph's nodes, and its own bookkeeping for parallel workers, anew on every run: half
    of a turn. Our graphs are four short chains, so the order is worked out once for each target.
    """

    def __init__(self, runner: DaskGraphRunner) -> None:
        """`runner` has built the nodes; they are used as they are."""
        self._schema = runner._graph_schema  # noqa: SLF001
        self._nodes = runner._instantiated_nodes  # noqa: SLF001
        self._plans: dict[str, list[tuple[str, tuple[str, ...]]]] = {}

    def run(self, inputs: dict[str, Any], targets: list[str]) -> dict[str, Any]:
        """What Rasa's runner returns: the output of each target node."""
        outputs: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in inputs.items()}
        for target in targets:
            for name, needs in self._plan(target):
                if name not in outputs:
                    outputs[name] = self._nodes[name](*[outputs[need] for need in needs])
        return {target: outputs[target][1] for target in targets}

    def components(self, kind: type[_Component]) -> list[_Component]:
        """The loaded components of this kind."""
        loaded = (node._component for node in self._nodes.values())  # noqa: SLF001
        return [component for component in loaded if isinstance(component, kind)]

    def _plan(self, target: str) -> list[tuple[str, tuple[str, ...]]]:
        if target not in self._plans:
            ordered: dict[str, tuple[str, ...]] = {}

            def visit(name: str) -> None:
                if name in ordered or name not in self._schema.nodes:
                    return
                needs = tuple(self._schema.nodes[name].needs.values())
                for need in needs:
                    visit(need)
                ordered[name] = needs

            visit(target)
            self._plans[target] = list(ordered.items())
        return self._plans[target]


class Processor(MessageProcessor):
    """Loads a model and handles messages against the tracker of one turn."""

    def __init__(self, model: Path, actions: LocalActions) -> None:
        """`model` is the archive written by training. Raises rasa.exceptions.ModelNotFound where it is none."""
        store = OneTurn(Domain.empty())
        nlg = TemplatedNaturalLanguageGenerator({})
        # Rasa's processor never takes the lock; its Agent does, which is not used here: one turn runs at a time.
        super().__init__(
            str(model), store, InMemoryLockStore(), nlg, action_endpoint=actions, on_circuit_break=_too_many_actions
        )
        self.graph_runner: Any = Straight(self.graph_runner)
        for policy in self.graph_runner.components(RulePolicy):
            quicken(policy)
        self._predictions = Predictions(self.domain)
        self._actions: dict[int, Any] = {}
        self._extracts = _extracts(self.domain)
        store.domain = self.domain
        nlg.responses = self.domain.responses

    async def parse_message(
        self, message: Any, tracker: Any = None, only_output_properties: bool = True
    ) -> dict[str, Any]:
        """Understand a message through the graph.

        Left out: copies of text, intent and entities made for a debug line that is never printed; a search for intents
        the domain does not know, which builds an empty domain each time (training and domain come from one rendering).
        """
        return dict(self._parse_message_with_graph(message, tracker, only_output_properties))

    async def run_action_extract_slots(self, output_channel: Any, tracker: Any) -> Any:
        """Fill slots from a message, as Rasa's. Left out where the domain has no slot that a message could fill: ours
        are filled by actions, and going through all of them to find that out took a twentieth of a turn."""
        return await super().run_action_extract_slots(output_channel, tracker) if self._extracts else tracker

    async def run_anonymization_pipeline(self, tracker: Any) -> None:
        """Left out: a hook of a plug-in that is not installed; nothing leaves this process."""

    def predict_next_with_tracker_if_should(self, tracker: Any) -> tuple[Any, Any]:
        """The next action and why. Left out: building every action there is to find that one by its name.

        Raises ActionLimitReached as Rasa's does.
        """
        if self.is_action_limit_reached(tracker, self.should_predict_another_action(tracker.latest_action_name)):
            raise ActionLimitReached("The limit of actions to predict has been reached.")
        prediction = self._predictions.made(tracker, self._predict_next_with_tracker)
        index = prediction.max_confidence_index
        action = self._actions.get(index)
        if action is None:
            action = action_for_index(index, self.domain, self.action_endpoint)
            if isinstance(action, ActionListen | RemoteAction):  # forms and others hold what belongs to one turn
                self._actions[index] = action
        return action, prediction

    async def _run_action(self, action: Any, tracker: Any, output_channel: Any, nlg: Any, prediction: Any) -> bool:
        """As Rasa's, with two differences.

        An action that fails raises: Rasa would log it and go on in silence, and the person would get no reply. And the
        tracker is copied for the action only where the prediction carries events that a rejection would have to undo.
        """
        seen = tracker
        if any(not isinstance(event, DefinePrevUserUtteredFeaturization) for event in prediction.events):
            seen = tracker.copy()
            seen.update_with_events(prediction.events, self.domain)
        try:
            events = await action.run(output_channel, nlg, seen, self.domain)
        except ActionExecutionRejection:
            tracker.update(ActionExecutionRejected(action.name(), prediction.policy_name, prediction.max_confidence))
            return bool(self.should_predict_another_action(action.name()))
        tracker.update_with_events(prediction.events, self.domain)
        tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)
        await self._send_bot_messages(events, tracker, output_channel)
        return bool(self.should_predict_another_action(action.name()))


def _extracts(domain: Domain) -> bool:
    """True where a message may fill a slot by itself."""
    mappings = (mapping for slot in domain.slots for mapping in slot.mappings)
    custom = str(SlotMappingType.CUSTOM)
    return ACTION_VALIDATE_SLOT_MAPPINGS in domain.user_actions or any(
        mapping.get(MAPPING_TYPE) != custom or "action" in mapping for mapping in mappings
    )


def _too_many_actions(*_: Any) -> NoReturn:
    raise ActionLimitReached("rules keep predicting actions without listening")
