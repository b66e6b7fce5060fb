"""What the engine understood, as the person reads it: what stands under an answer and above it, what is remembered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.core.addresses import Channel
from bot.core.content import Topic
from bot.core.conversation import Outcome, Response, State
from bot.core.messages import Outgoing, Priority
from bot.services import (
    answered,
    around_danger,
    bare_replies,
    discretion,
    guided,
    reminder_words,
    reminding,
    small_talk,
    tongues,
    wording,
)
from bot.services.library import Library
from bot.services.requests import Requests
from bot.services.turned import Turned, for_person, illustrated, under_answer
from bot.storage.inbound import Waiting

_OFFERED: Final = 3
"""How many of the candidates a message may well mean: as many as people are asked back about."""


def told(
    response: Response,
    message: Waiting,
    state: State,
    before: State,
    now: datetime,
    *,
    chosen: bool,
    requests: Requests,
    at: Callable[[str], str],
) -> Turned:
    """The turn for a response without danger. `before`: the state the engine was given, `state`: what it made of it;
    `chosen`: the entry was picked from a menu; `at`: where a file of an answer is served, empty where nowhere."""
    library, organisation = requests.library, requests.organisation
    near = around_danger.near(before) and not chosen
    if near and not response.asks and around_danger.goes_on(message.text, response.outcome):
        state = dict(before)
        response = replace(
            response, outcome=Outcome.FALLBACK, topic=Topic.OUT_OF_SCOPE, entry="", options=(), tasks=(), place=""
        )
    state = guided.noted(state, response, now)
    body, options, media = response.text, response.options, ""
    before_that = answered.last(state, library)
    often = response.outcome is Outcome.ANSWER and answered.counted(state, response.entry)
    if response.outcome in (Outcome.ANSWER, Outcome.CLARIFY) or response.done:
        state["about"] = response.entry
    if response.outcome is Outcome.CLARIFY:
        state["awaiting"] = bare_replies.WHICH
    if response.outcome is Outcome.ANSWER or response.done:
        state["entry"] = response.entry
        tongues.forget(state)
        said_once = library.entry(response.entry)
        if often and said_once and not (chosen or response.asks or message.channel is Channel.SMS):
            body, options = wording.answered_above(), answered.further(said_once, library)
        elif not response.asks and not response.urgent and not discretion.is_on(state):
            body, options = under_answer(message.channel, body, options)
            if message.channel is not Channel.SMS:
                state["awaiting"] = bare_replies.USEFUL
            if response.outcome is Outcome.ANSWER:
                media, options = illustrated(library.entry(response.entry), message.channel, options)
    elif response.outcome is Outcome.SMALLTALK and not response.asks:
        new = state.get("notice") != organisation.notice_version
        body, options = small_talk.reply(
            response, message, new=new, last=before_that, groups=requests.groups, staff=organisation.has_staff
        )
    elif response.outcome is Outcome.FALLBACK and organisation.has_staff:
        options = (*options, for_person())
    if any(task.kind == reminding.REMINDER for task in response.tasks) and requests.full(message):
        body = reminder_words.too_many_reminders(reminding.MOST)
    careful = response.doubt or around_danger.SINCE in before
    if near or (response.doubt and not chosen):
        if response.outcome in (Outcome.FALLBACK, Outcome.SMALLTALK):
            body, options = wording.still_here(staff=organisation.has_staff), ()
        body = around_danger.told(state, body)
    return Turned(
        outgoing=Outgoing(
            text=body,
            options=options,
            priority=Priority.URGENT if response.urgent else Priority.REPLY,
            media_url=at(media) if not careful else "",
        ),
        state=state,
        outcome=response.outcome,
        topic=response.topic,
        entry=response.entry,
        confidence=response.confidence,
        candidates=response.candidates,
        keep_text=not careful and not response.private and not _is_sensitive(response, library),
        careful=response.doubt,
        effects=guided.effects(response, organisation, requests.timezone),
    )


def _is_sensitive(response: Response, library: Library) -> bool:
    """True where the message is, or may well be, about something whose words must not be kept."""
    meant = [response.entry] if response.outcome is Outcome.ANSWER else [one.entry for one in response.candidates]
    found = (library.entry(entry_id) for entry_id in meant[:_OFFERED])
    return any(entry is not None and entry.sensitive for entry in found)
