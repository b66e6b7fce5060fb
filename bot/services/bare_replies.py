"""What a "sí", a "no", a "no sé", a number, a "?" or half the name of a place answers: our last question, where it
asked something, and no other.

Such messages never reach the classifier: it finds an entry for each of them, and for "no" it once found a danger.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.core import bare
from bot.core.addresses import Channel
from bot.core.bare import Bare
from bot.core.chat_spelling import normalise
from bot.core.commands import Command
from bot.core.content import Topic
from bot.core.conversation import Outcome, State
from bot.core.messages import Option
from bot.core.payloads import Verb
from bot.services import around_danger, guided, wording
from bot.services.answered import further, last
from bot.services.requests import Requests
from bot.services.turned import Turned, said
from bot.storage.inbound import Waiting

USEFUL: Final = "useful"
"""Awaited after an answer: did it help?"""
_THE_OTHER: Final = re.compile(
    r"(?:(?:y|si|quiero|sobre|de|que hay de|gracias) )*(?:la|lo|el) otr[ao]"
    r"(?: (?:pregunta|cosa|consulta|tema|que (?:dije|pregunte)))?(?: por favor)?"
)
"""Said where an answer told that the other question is among the lines below."""
WHICH: Final = "which"
"""Awaited after a question back: which of these?"""


def answer(
    message: Waiting, state: State, now: datetime, *, awaiting: str, options: Sequence[Option], requests: Requests
) -> Turned | None:
    """The turn for a message that says nothing by itself; None for any other, and where a dialogue has asked.

    `options` are the lines offered last, `awaiting` what was asked with them.
    """
    kind = bare.read(message.text)
    if guided.ASKED in guided.opened(state, now)[0]:
        return None
    if kind is None:
        if options and _THE_OTHER.fullmatch(normalise(message.text)):
            kept = {**state, "awaiting": awaiting} if awaiting else state
            return said(wording.pick_one(), kept, Outcome.FALLBACK, Topic.OUT_OF_SCOPE, options)
        return _where(message, state, requests)
    if kind is Bare.WHAT_NOW:
        return _steps(message, state, requests)
    if around_danger.near(state):
        text = around_danger.told(state, wording.still_here(staff=requests.organisation.has_staff))
        return replace(said(text, state, Outcome.FALLBACK, Topic.OUT_OF_SCOPE), keep_text=False)
    if awaiting == USEFUL and kind in (Bare.YES, Bare.NO):
        return _vote(message, state, now, useful=kind is Bare.YES, requests=requests)
    if kind is Bare.NO and any(Verb.STOP.read(option.payload) for option in options):
        return requests.answer(Verb.STOP.of("alerts"), None, message, state, now)  # "anything else?", after they left
    if awaiting == WHICH and kind is Bare.NO:
        return requests.answer(Verb.MENU.of(), None, message, state, now)
    if Verb.COMMENT.read(awaiting) and kind in (Bare.YES, Bare.NO, Bare.UNSURE):
        return said(wording.thanks_yes(), state, Outcome.COMMAND, Topic.THANKS_GREETING_BYE)
    if kind is Bare.YES and len(options) == 1 and options[0].payload == Verb.MENU:
        return requests.answer(Verb.MENU.of(), None, message, state, now)
    if kind is Bare.UNSURE:
        if message.channel is Channel.SMS:
            return said(wording.write_to_me(), state, Outcome.FALLBACK, Topic.OUT_OF_SCOPE)
        return said(wording.unsure(), state, Outcome.FALLBACK, Topic.OUT_OF_SCOPE, requests.groups())
    if options and kind in (Bare.YES, Bare.NUMBER):
        kept = {**state, "awaiting": awaiting} if awaiting else state
        return said(wording.pick_one(), kept, Outcome.FALLBACK, Topic.OUT_OF_SCOPE, options)
    text = wording.menu() if kind is Bare.SIGNS else wording.reply_to_nothing()
    if message.channel is Channel.SMS:
        return said(wording.write_to_me(), state, Outcome.FALLBACK, Topic.OUT_OF_SCOPE)
    return said(text, state, Outcome.FALLBACK, Topic.OUT_OF_SCOPE, requests.groups())


def _where(message: Waiting, state: State, requests: Requests) -> Turned | None:
    """A place and no more, soon after a danger or where it may be several; None for anything else."""
    if around_danger.near(state) or (around_danger.SINCE in state and _of_danger(state, requests)):
        named = guided.named(message.text, requests.places)
        place = named or guided.moved(message.text, requests.places)
        if place is None:
            return None
        name = guided.as_said(message.text, place) if named else place.name
        text = around_danger.told(state, wording.say_where(name))
        return replace(said(text, state, Outcome.FALLBACK, Topic.OUT_OF_SCOPE), keep_text=False)
    names = guided.several(message.text, requests.places)
    if names is None:
        return None
    return said(wording.which_place(names), state, Outcome.FALLBACK, Topic.OUT_OF_SCOPE)


def _of_danger(state: State, requests: Requests) -> bool:
    """True where the answer before was about violence."""
    before = last(state, requests.library)
    return before is not None and before.topic in (Topic.GBV_PROTECTION, Topic.CHILD_PROTECTION)


def _steps(message: Waiting, state: State, requests: Requests) -> Turned | None:
    """The steps were in the answer: what follows from it is offered, and where somebody helps. None without one."""
    entry = last(state, requests.library)
    if entry is None or around_danger.near(state):
        return None
    options = () if message.channel is Channel.SMS else further(entry, requests.library)
    turned = said(wording.steps_above(), state, Outcome.ANSWER, entry.topic, options)
    return replace(turned, entry=entry.id)


def _vote(message: Waiting, state: State, now: datetime, *, useful: bool, requests: Requests) -> Turned | None:
    """A "sí" may also answer something that stood in the text: the reply leaves room for it."""
    turned = requests.answer("", Command.UP if useful else Command.DOWN, message, state, now)
    if turned is None or turned.outgoing is None or not useful:
        return turned
    return replace(turned, outgoing=replace(turned.outgoing, text=wording.thanks_yes()))
