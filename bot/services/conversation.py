"""Decides one turn: what to say, what to remember, what to write down.

The order is the design: danger first, then a pick from the last menu, then words that work at any point, then things
that are not text, then understanding. Texts of dangerous and sensitive turns leave no trace in the state.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot import i18n
from bot.core import bare, commands, cries, menus, own_reminders, payloads, subject_choice
from bot.core.addresses import Channel
from bot.core.chat_spelling import normalise
from bot.core.commands import Command
from bot.core.content import Topic
from bot.core.conversation import Outcome, Response, State, Turn
from bot.core.gazetteer import Place
from bot.core.messages import Form, Option, Outgoing
from bot.core.payloads import Verb
from bot.core.safeguarding import Category, Finding
from bot.services import (
    alerts,
    around_danger,
    bare_replies,
    danger,
    discretion,
    guided,
    handled,
    tongues,
    understood,
    wording,
)
from bot.services.campaign_answers import Pick
from bot.services.requests import UNREAD, Requests
from bot.services.turned import Turned, finish, said
from bot.storage import votes
from bot.storage.database import Transaction
from bot.storage.inbound import Waiting

log = logging.getLogger(__name__)

Respond = Callable[[State, Turn], Awaitable[tuple[State, Response]]]
"""The engine: understands and answers one turn. Raises when it cannot."""
Mistaken = Callable[[str], Awaitable[bool]]
"""The trained ear: is it sure that a message the lexicon takes for danger tells of none? Raises when it cannot tell."""


class Net(Protocol):
    """The safety lexicon, living or fixed."""

    @property
    def categories(self) -> Sequence[Category]:
        """The kinds of danger there are."""

    def find(self, text: str) -> Finding | None:
        """The danger a text tells of."""


_MAY_BE_DANGER = frozenset({Form.VOICE, Form.IMAGE, Form.VIDEO, Form.LOCATION})
"""What we cannot read and people in danger send."""
_TRIES = 4
"""How often a turn may fail before the person is told that we could not read them."""
_DANGER = frozenset({around_danger.SINCE, around_danger.TOLD})


class Conversation:
    """All that a turn needs, given once. Turns share nothing but the state handed in and out."""

    def __init__(
        self,
        *,
        respond: Respond,
        lexicon: Net,
        requests: Requests,
        media_url: str = "",
        mistaken: Mistaken | None = None,
    ) -> None:
        """`media_url`: where pictures and voice files of answers are served; empty where nobody could fetch them."""
        self._respond = respond
        self._mistaken = mistaken
        self._lexicon = lexicon
        self._requests = requests
        self._library = requests.library
        self._organisation = requests.organisation
        self._media_url = media_url

    @property
    def has_staff(self) -> bool:
        """True where there are people who can be asked for."""
        return self._organisation.has_staff

    async def turn(self, message: Waiting, state: State, now: datetime) -> Turned:
        """Decide the turn for `message`. Exceptions of the engine pass through: the caller tries again."""
        with i18n.speaking(message.language):
            turned = discretion.covered(handled.back(await self._decide(message, dict(state), now), message))
            return finish(turned, message.channel, self._organisation, self._requests.days)

    async def _decide(self, message: Waiting, state: State, now: datetime) -> Turned:
        text = message.text.strip()
        options = tuple(Option(label=label, payload=payload) for label, payload in state.pop("options", ()))
        awaiting = state.pop("awaiting", "")
        if around_danger.is_over(state, now):
            state = {key: value for key, value in state.items() if key not in _DANGER}
        command = commands.find(text) if text else None
        stop = command is Command.STOP or message.opt_out_type == "STOP"
        plain = danger.plainly(text)
        finding = plain or (self._lexicon.find(text) if text else None)
        if finding is not None and (plain or not await self._taken_back(text)):
            return self._danger(finding, message, state, text, now, also_stop=stop)
        if message.opt_out_type:
            told = _provider_opt_out(message.opt_out_type, state)
            return handled.with_right(told, message, message.opt_out_type.lower()) if handled.is_on(message) else told
        if handled.is_on(message):
            return await self._handled(message, text, command, state, options, now, doubted=finding is not None)
        if message.tries > _TRIES:
            # The word stop is obeyed all the same, and nothing else of the message is tried again.
            stopped = self._requests.answer("", command, message, state, now) if stop else None
            return stopped or said(wording.broken(), state, Outcome.FALLBACK, Topic.OUT_OF_SCOPE)
        picked = menus.picked(text, options)
        if picked and command is not None and normalise(picked.label) != normalise(text):
            picked = None  # "persona" asks for one, though a line on offer may begin with that word
        pick = self._requests.campaign_answers.find(message, tapped_only=command is not None)
        if pick is not None:
            turned = await self._picked(pick, message, text, state, now)
            return replace(turned, effects=(*turned.effects, pick.effect))
        payload = message.choice or (picked.payload if picked else "")
        if awaiting == alerts.AWAITING and not payload and command is None and (named := subject_choice.chosen(text)):
            payload = alerts.payload(named)
        if entry := Verb.ENTRY.read(payload):
            return await self._understand(message, text, state, now, entry=entry)
        if illustrated := Verb.FILE.read(payload):
            shown = self._file(illustrated, message.channel, state)
            if shown is not None:
                return shown
        if guided.is_choice(payload):
            return await self._understand(message, text, state, now, choice=payload)
        more = guided.goes_on(state) if command is Command.MORE and not payload and not handled.unread(state) else ""
        if more:
            return await self._understand(message, text, state, now, choice=more)
        private = None if payload else discretion.answer(text, state)
        if private is not None:
            return private
        if command is Command.PERSON and not payload and self._organisation.has_staff and guided.wants_call(text):
            return await self._understand(message, text, state, now, choice=Verb.START.of("callback_form"))
        answer = self._requests.answer(payload, command, message, state, now)
        if answer is not None:
            return answer
        if message.located and not text:
            return await self._located(message, state, now)
        if not text:
            line = wording.unreadable(message.form)
            if message.form in _MAY_BE_DANGER:
                line = f"{line}\n\n{wording.in_danger()}"
            return said(line, state, Outcome.FALLBACK, Topic.OUT_OF_SCOPE)
        if cries.is_cry(text):
            return said(wording.cry(), state, Outcome.COMMAND, Topic.THANKS_GREETING_BYE, self._requests.groups())
        if own_reminders.meant(text):
            return self._requests.reminders(message, state, now)
        if guided.wants_to_move(text):
            return await self._understand(message, text, state, now, choice=Verb.START.of("place_form"))
        reply = bare_replies.answer(message, state, now, awaiting=awaiting, options=options, requests=self._requests)
        if reply is not None:
            return reply
        place = None if guided.ASKED in state else guided.moved(text, self._requests.places)
        if place is not None:
            return self._requests.lives(place, state)
        place = None if guided.ASKED in state else guided.named(text, self._requests.places)
        if place is not None:
            return await self._there(place, message, text, state, now)
        return await self._understand(message, text, state, now, awaiting, doubted=finding is not None)

    async def _taken_back(self, text: str) -> bool:
        """True where the ear is sure that the lexicon heard wrongly. An ear that fails takes nothing back."""
        if self._mistaken is None:
            return False
        try:
            return await self._mistaken(text)
        except Exception:  # whatever it is, the number comes first
            log.exception("the ear could not be asked; what the lexicon heard counts")
            return False

    async def _handled(
        self,
        message: Waiting,
        text: str,
        command: Command | None,
        state: State,
        options: Sequence[Option],
        now: datetime,
        *,
        doubted: bool,
    ) -> Turned:
        """A person of staff answers them: the bot only obeys, and hears danger."""
        picked = None if command else menus.picked(text, options)
        payload = message.choice or (picked.payload if picked else "")
        if handled.is_a_right(command, payload, state):
            answer = self._requests.answer(payload, command, message, state, now)
            if answer is not None:
                return handled.with_right(answer, message, payloads.split(payload)[0] or str(command))
        reason = None if payload else self._requests.reason(message, state)
        if reason is not None:
            return handled.with_right(reason, message, Verb.STOP)
        if not text or message.tries > _TRIES or bare.read(text) is not None:
            return handled.landed(message, text, state)
        heard = await self._heard(message, text, state, now)
        if heard.outcome is Outcome.CRISIS:
            return self._danger_by_ear(heard, message, state, text, now)
        return handled.landed(message, text, state, doubt=heard.doubt or doubted)

    async def _heard(self, message: Waiting, text: str, state: State, now: datetime) -> Response:
        """What the engine makes of a message; its words and its state are for nobody."""
        _state, response = await self._respond(state, _turn(message, text, now))
        return response

    async def _there(self, place: Place, message: Waiting, text: str, state: State, now: datetime) -> Turned:
        """A place and no more: where, for what was talked about. About school that is its office, or the answer about a
        city that has several; for the rest people are asked what they need there."""
        lives = replace(message, district=place.id)
        choice = guided.resumes(state)
        school = not choice and self._of_school(state)
        if school and place.office:
            turned = await self._understand(lives, text, state, now, choice=Verb.START.of("ugel_form"))
        elif school:
            turned = await self._understand(lives, text, state, now, entry=place.entry)
        else:
            turned = await self._understand(lives, text, state, now, choice=choice or Verb.START.of("services_form"))
        return replace(turned, effects=(*turned.effects, guided.lives(place.id)))

    def _of_school(self, state: State) -> bool:
        """True where the answer before was about school."""
        before = self._library.entry(_about(state))
        return before is not None and before.topic is Topic.SCHOOL

    async def _located(self, message: Waiting, state: State, now: datetime) -> Turned:
        """A shared location: the reply to an open question about the place, after an answer the same as its name, else
        where the person lives from now on."""
        place = self._requests.places.get(message.located)
        if place is None:  # the list of places was changed since
            return said(wording.unreadable(message.form), state, Outcome.FALLBACK, Topic.OUT_OF_SCOPE)
        if guided.ASKED in state:
            turned = await self._understand(message, place.name, state, now)
        elif guided.resumes(state) or _about(state):
            turned = await self._there(place, message, place.name, state, now)
        else:
            turned = self._requests.lives(place, state)
        return replace(turned, keep_text=False)

    async def _picked(self, pick: Pick, message: Waiting, text: str, state: State, now: datetime) -> Turned:
        """Go on with what a campaign's button opens."""
        if entry := Verb.ENTRY.read(pick.opens):
            return await self._understand(message, text, state, now, entry=entry)
        answer = self._requests.answer(pick.opens, None, message, state, now) if pick.opens else None
        return answer or said(wording.answer_noted(), state, Outcome.COMMAND, Topic.THANKS_GREETING_BYE)

    async def _understand(
        self,
        message: Waiting,
        text: str,
        state: State,
        now: datetime,
        awaiting: str = "",
        *,
        entry: str = "",
        choice: str = "",
        doubted: bool = False,
    ) -> Turned:
        """`doubted`: the lexicon heard a danger in it and the ear took it back, so the numbers stand above."""
        state, rested = guided.opened({key: value for key, value in state.items() if key not in UNREAD}, now)
        if rested and discretion.is_on(state):
            state, rested = guided.dropped(state), False
        # The engine was taught in five languages: what it would make of any other is chance.
        unspoken = tongues.unspoken(text, state)
        if unspoken is not None:
            return unspoken
        turn = replace(_turn(message, text, now), entry=entry, about=_about(state), choice=choice, rested=rested)
        before = state
        state, response = await self._respond(state, turn)
        response = replace(response, doubt=response.doubt or doubted)
        if response.outcome is Outcome.CRISIS:
            # The state stays as it was: no trace of this turn in it.
            return self._danger_by_ear(response, message, before, text, now)
        # Danger is heard in every language first; a greeting in another one is not worth an answer in Spanish.
        lost = response.outcome is Outcome.FALLBACK
        foreign = tongues.meant(text, before) if lost else tongues.of(text, {})
        if foreign:
            told = tongues.answer(foreign, message, before, doubt=response.doubt, groups=self._requests.groups)
            return replace(told, careful=response.doubt)
        if (voted := Verb.COMMENT.read(awaiting)) and response.outcome is not Outcome.ANSWER:
            return _comment(voted, text, state)
        return understood.told(
            response, message, state, before, now, chosen=bool(entry), requests=self._requests, at=self._at
        )

    def _file(self, entry_id: str, channel: Channel, state: State) -> Turned | None:
        """The picture or voice file of an answer, which somebody asked for; None where there is none any more."""
        entry = self._library.entry(entry_id)
        if entry is None or not entry.media or channel is Channel.SMS or not self._media_url:
            return None
        return Turned(
            outgoing=Outgoing(text=entry.title, media_url=self._at(entry.media)),
            state=state,
            outcome=Outcome.ANSWER,
            topic=entry.topic,
            entry=entry.id,
        )

    def _at(self, media: str) -> str:
        return f"{self._media_url}/{media}" if media and self._media_url else ""

    def _danger(
        self, finding: Finding, message: Waiting, state: State, text: str, now: datetime, *, also_stop: bool
    ) -> Turned:
        """Danger that the lexicon heard."""
        staff = self._organisation.has_staff
        turned = danger.answer(finding, message, state, text, now, library=self._library, staff=staff)
        return replace(turned, effects=(*turned.effects, alerts.leave("chat"))) if also_stop else turned

    def _danger_by_ear(self, heard: Response, message: Waiting, state: State, text: str, now: datetime) -> Turned:
        """Danger that the trained ear heard, and the lexicon did not."""
        category = next((one.id for one in self._lexicon.categories if one.entry == heard.entry), "danger")
        finding = Finding(category=category, entry=heard.entry)
        turned = self._danger(finding, message, state, text, now, also_stop=False)
        return replace(turned, confidence=heard.confidence, candidates=heard.candidates)


def _about(state: State) -> str:
    """The entry that was talked about last, empty where there was none."""
    return str(state.get("about") or state.get("entry", ""))


def _turn(message: Waiting, text: str, now: datetime) -> Turn:
    """A message as the engine is given it."""
    return Turn(
        person=str(message.contact_id),
        text=text,
        channel=message.channel,
        locale=message.language,
        place=message.district,
        at=now,
    )


def _provider_opt_out(kind: str, state: State) -> Turned:
    """Twilio has already acted and answered: we only write it down."""
    topic = Topic.OPT_IN if kind == "START" else Topic.OPT_OUT
    effects = {"START": (alerts.join("twilio", "twilio:START"),), "STOP": (alerts.leave("twilio"),)}.get(kind, ())
    return Turned(outgoing=None, state=state, outcome=Outcome.COMMAND, topic=topic, effects=effects)


def _comment(entry_id: str, text: str, state: State) -> Turned:
    def keep(tx: Transaction, message: Waiting, now: datetime) -> None:  # noqa: ARG001
        votes.comment(tx, contact_id=message.contact_id, entry_id=entry_id, text=text)

    thanks = said(wording.thanks_comment(), state, Outcome.COMMAND, Topic.THANKS_GREETING_BYE)
    return replace(thanks, effects=(keep,), keep_text=False)  # a comment has its home beside the vote
