"""Runs rasa_sdk actions in our own process instead of posting them to an action server.

The seam: what is not built into Rasa runs as a `RemoteAction`: it turns the tracker and the domain into JSON, posts
them, and checks the answer against a JSON schema, which alone costs about 80 ms. Rasa makes `RemoteAction`s in four
places (actions, form validation, slot extraction, slot validation), so the one method they share is replaced: where the
endpoint is a `LocalActions`, the action is called directly; any other endpoint goes Rasa's way.
"""

import dataclasses
from collections.abc import Iterable
from functools import cache, cached_property
from typing import Any

import bot.engine.quiet  # noqa: F401  first: Rasa must be imported in silence

# isort: split
from rasa.core.actions import action as rasa_action
from rasa.shared.core.events import Event, deserialise_events
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection
from rasa_sdk.utils import call_potential_coroutine


class LocalActions:
    """Stands where Rasa expects the address of an action server, and holds the actions themselves."""

    def __init__(self, actions: Iterable[Action]) -> None:
        """`actions` by their own names; two of one name are a mistake."""
        self._actions: dict[str, Action] = {}
        for item in actions:
            if item.name() in self._actions:
                raise ValueError(f"two actions are called {item.name()}")
            self._actions[item.name()] = item

    async def run(self, name: str, output: Any, nlg: Any, tracker: Any) -> list[Event]:
        """Call the action `name`; returns its messages and events as Rasa's. Exceptions of the action propagate."""
        if name not in self._actions:
            raise LookupError(f"no action is called {name}")
        dispatcher = CollectingDispatcher()
        try:
            # Actions of ours never read the domain; building it for each call would cost more than the turn.
            events = await call_potential_coroutine(self._actions[name].run(dispatcher, _Seen(tracker), {}))
        except ActionExecutionRejection as rejection:
            raise rasa_action.ActionExecutionRejection(rejection.action_name, rejection.message) from None
        said = await rasa_action.RemoteAction._utter_responses(  # noqa: SLF001
            dispatcher.messages, output, nlg, tracker
        )
        return [*said, *deserialise_events(events or [])]


class _Seen(Tracker):
    """Rasa's tracker in the SDK's form. `events` hold what the window of the conversation holds, and are worked out
    when an action asks for them: few do."""

    def __init__(self, tracker: Any) -> None:
        super().__init__(
            tracker.sender_id,
            tracker.current_slot_values(),
            {**tracker.latest_message.parse_data, "metadata": tracker.latest_message.metadata}
            if tracker.latest_message
            else {},
            [],
            tracker.is_paused(),
            tracker.followup_action,
            dataclasses.asdict(tracker.active_loop) if tracker.active_loop else {},
            tracker.latest_action_name,
        )
        del self.events
        self._of_rasa = tracker

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        return [event.as_dict() for event in self._of_rasa.events]


# Rasa looks through every class of events, and which of them are abstract, for each event that an action returns.
Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))

_run_remotely = rasa_action.RemoteAction.run


async def _run(self: Any, output_channel: Any, nlg: Any, tracker: Any, domain: Any) -> list[Event]:
    if isinstance(self.action_endpoint, LocalActions):
        return await self.action_endpoint.run(self.name(), output_channel, nlg, tracker)
    return list(await _run_remotely(self, output_channel, nlg, tracker, domain))


rasa_action.RemoteAction.run = _run
