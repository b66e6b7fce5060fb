"""Robots do not talk to robots: after a few rounds we say that we pause, tell staff, and wait for a person.

Danger, cries for help and the wish for a person are always answered, and so is every tap. A stop is always obeyed, and
rights are answered however much was said before. What we would have said waits for the words that end the pause.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot import i18n
from bot.core import commands, cries, loops
from bot.core.addresses import Channel
from bot.core.commands import Command
from bot.core.content import Topic
from bot.core.conversation import Outcome, State
from bot.core.loops import Say
from bot.core.messages import Option, Outgoing, Priority
from bot.core.segments import plain
from bot.services import around_danger, handled, wording
from bot.services.turned import Turned
from bot.storage import campaigns
from bot.storage.database import Transaction
from bot.storage.inbound import Waiting

NOTICE: Final = "loop"
"""The notice staff get; its detail is the number of the contact."""
_ROUNDS: Final = "rounds"
_HELD: Final = "held"
"""In the state: the reply that waits for the end of a pause, as text and options."""


def resumed(message: Waiting, state: State) -> Turned | None:
    """The turn for the words that end a pause: what was not said. None where nothing waits or these are other words."""
    held = state.get(_HELD)
    if not held or handled.is_on(message) or not loops.goes_on(message.text):
        return None
    text, options = held
    left = _without(state)
    if options:
        left["options"] = options
    return Turned(
        outgoing=Outgoing(text=text, options=tuple(Option(label=label, payload=payload) for label, payload in options)),
        state=left,
        outcome=Outcome.COMMAND,
        topic=Topic.THANKS_GREETING_BYE,
        effects=(_over,),
    )


def kept_short(turned: Turned, message: Waiting, before: State, now: datetime, *, staff: bool) -> Turned:
    """The turn, or what is left of it where somebody answers us like a robot.

    `before`: the state it began with; `staff`: there are people who can be asked for.
    """
    outgoing = turned.outgoing
    if outgoing is None:
        return turned
    state = _without(turned.state)
    known = loops.read(before.get(_ROUNDS))
    ended = (_over,) if known.told or known.full else ()
    # A stop is urgent as well: it is obeyed always, and confirmed until it comes back like an echo.
    danger = turned.outcome is Outcome.CRISIS
    danger = danger or (outgoing.priority is Priority.URGENT and turned.outcome is not Outcome.COMMAND)
    # What we are about to say, and they just did: no person in danger says that, and no mark is needed to know it.
    echo = loops.is_echo(message.text, outgoing.text)
    if message.choice or (danger and not echo):
        return replace(turned, state=state, effects=(*turned.effects, *ended))  # no mark of these words
    if (
        handled.unread(before) and commands.find(message.text) is Command.MORE
    ):  # a copy of somebody's data is many pages; it ends by itself
        return replace(turned, state={**state, _ROUNDS: known.to_list()})
    form = turned.outcome is Outcome.FORM
    rounds = known.heard(message.text, now, echo=echo, keep=turned.keep_text)
    counted = not form
    verdict = rounds.verdict(form=form, counted=counted)
    if verdict is not Say.IT:
        command = commands.find(message.text)
        if command is Command.PERSON or cries.is_cry(message.text):
            return replace(turned, state=state, effects=(*turned.effects, *ended))
        right = command in handled.RIGHTS
        if right or turned.careful or around_danger.near(before):
            counted = False
            verdict = rounds.verdict(form=form, counted=False)
        if verdict is Say.PAUSE and right:
            # The last words are what was asked for.
            after = rounds.paused(outgoing.text, now)
            return replace(turned, state={**state, _ROUNDS: after.to_list()}, effects=(*turned.effects, _tell))
    if verdict is Say.IT:
        after = rounds.said(outgoing.text, now, counted=counted, keep=turned.keep_text)
        over = ended if not (after.told or after.full) else ()
        return replace(turned, state={**state, _ROUNDS: after.to_list()}, effects=(*turned.effects, *over))
    state[_HELD] = [outgoing.text, state.pop("options", [])]
    if verdict is Say.NOTHING:
        return replace(turned, outgoing=None, state={**state, _ROUNDS: rounds.to_list()})
    with i18n.speaking(message.language):
        text = wording.pause(staff=staff)
    if message.channel is Channel.SMS:
        text = plain(text.replace("*", ""))
    told = (_tell,) if verdict is Say.PAUSE else ()
    state[_ROUNDS] = rounds.paused(text, now).to_list()
    pause = replace(outgoing, text=text, options=(), media_url="")
    return replace(turned, outgoing=pause, state=state, effects=(*turned.effects, *told))


def _without(state: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in state.items() if key not in (_ROUNDS, _HELD)}


def _tell(tx: Transaction, message: Waiting, now: datetime) -> None:
    campaigns.notify(tx, NOTICE, None, str(message.contact_id), now, each=True)


def _over(tx: Transaction, message: Waiting, now: datetime) -> None:
    campaigns.over(tx, NOTICE, now, detail=str(message.contact_id))
