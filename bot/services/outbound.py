"""What we owe people leaves: claimed with its intention written down, sent, and settled with what became of it.

Between "the provider accepted it" and "we wrote that down" there is always a moment. An attempt caught in it is unknown
and nothing is sent again before a delivery report or a look-up has settled it.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy.exc import OperationalError

from bot.clock import Clock
from bot.core import addresses, menus, policy
from bot.core.addresses import Address, Channel
from bot.core.messages import Found, Option, Order, Outcome, Reaction, Report, Status
from bot.services import ceilings, delivery
from bot.services.recipients import Claiming, Lane
from bot.services.regulations import Regulations
from bot.storage import attempts, departures, doubts, outbound, recipients
from bot.storage.database import Database, Transaction
from bot.storage.departures import Due
from bot.storage.doubts import Doubtful
from bot.storage.limits import Limit

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
"""Longer than a create call may take (15 s) with its waits for a token."""
_AHEAD: Final = 0.4
"""Seconds of the allowed rate that are claimed ahead: enough to keep the rate, little enough that a reply does not wait
behind what was claimed before it."""
_ROOM: Final = 8
"""Part of the calls in flight that must have landed before it is worth looking for more of a campaign."""
_SOON: Final = 0.1
"""Seconds after which a sender that was busy looks again, and only then asks when the next message is due."""
_SKEW: Final = timedelta(seconds=5)
"""Our clock and the provider's may differ by this much."""
_BUTTON_TITLE: Final = 20
_BUTTON_BODY: Final = 1_024
_ROW_TITLE: Final = 24
_CHOICE_ID: Final = 200
"""Characters of rich content: body, title of a button or of a row, id (Content API, quick-reply and list-picker)."""


class Provider(Protocol):
    """Twilio, or the double of a test."""

    async def send(self, order: Order) -> Outcome:
        """One create call. Never raises for what the provider or the network did: that is an Outcome."""

    async def find(self, recipient: Address, *, since: datetime) -> list[Found]:
        """Messages to `recipient` the provider knows of since then. Raises PuenteError when it cannot be asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """The sender's settings, in seconds and messages a second."""

    person_gap: float
    lookup_grace: float
    button_templates: tuple[str, ...] = ()
    list_templates: tuple[str, ...] = ()
    """By number of rows, the first for one; an empty one is not there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Places:
    """On one channel: how many messages may be claimed now, and whether it is worthwhile to look at campaigns."""

    ready: int
    worthwhile: bool


class Sender:
    """Sends what waits. One instance per sending process; `worker` names its claims."""

    def __init__(
        self,
        *,
        database: Database,
        provider: Provider,
        buckets: dict[Channel, Limit],
        rules: Rules,
        regulations: Regulations,
        clock: Clock,
        worker: str,
        in_flight: int = 80,
        landed: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._provider = provider
        self._buckets = buckets
        self._rules = rules
        self._lane = Lane(regulations)
        self._ceilings = regulations.ceilings
        self._clock = clock
        self._worker = worker
        self._in_flight = in_flight
        self._flying: set[asyncio.Task[None]] = set()
        self._landed: list[tuple[Due, Outcome]] = []
        self._paused: dict[Channel, datetime] = {}
        self._held_back: set[Channel] = set()
        """Channels where the last look may have left messages waiting for the rate or for room in flight."""
        self._looked_in_vain = False
        self._on_landed = landed

    async def step(self, *, look: bool = True) -> int:
        """Settle what has landed and let what may leave now leave, in one transaction.

        It is a thread's: a disk or another writer that takes its time must not keep a message from its moment.
        `look`: see first whether there is anything to do, for when nobody rang. Returns how many create calls started.
        """
        now = self._clock()
        landed, self._landed = self._landed, []
        self._hold_after(landed, now)
        self._looked_in_vain = look and not landed and not self._any_due(now)
        if self._looked_in_vain:
            return 0
        places = {
            channel: _Places(ready=self._buckets[channel].ready(_AHEAD), worthwhile=self._worthwhile(channel))
            for channel in self._open(now)
        }
        try:
            due, self._held_back = await asyncio.to_thread(self._write, landed, places, now)
        except OperationalError:  # the database is away; what the provider told must not be forgotten meanwhile
            self._landed = [*landed, *self._landed]
            raise
        except Exception:  # whatever broke in claiming must not cost what has landed
            self._settle_alone(landed, now)
            raise
        for message in due:
            task = asyncio.create_task(self._send(message))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)
        return len(due)

    def _write(
        self, landed: Sequence[tuple[Due, Outcome]], places: Mapping[Channel, _Places], now: datetime
    ) -> tuple[list[Due], set[Channel]]:
        """The transaction of a step. Returns what is claimed, and where more may wait for the rate or for room."""
        room = self._in_flight - len(self._flying)
        due: list[Due] = []
        held_back: set[Channel] = set()
        with self._database.write() as tx:
            self._settle(tx, landed, now)
            for channel, here in places.items():
                free = min(room - len(due), here.ready)
                claimed = self._claim(tx, channel, now, free, campaigns=here.worthwhile) if free > 0 else []
                if len(claimed) >= free or not here.worthwhile:
                    held_back.add(channel)
                due += claimed
        return due, held_back

    async def drain(self, seconds: float) -> None:
        """Let what is under way land, at most `seconds`, and write it down."""
        if self._flying:
            await asyncio.wait(self._flying, timeout=seconds)
        landed, self._landed = self._landed, []
        self._settle_alone(landed, self._clock())

    async def close(self) -> None:
        """Give back the places in the queue of departures."""
        for bucket in self._buckets.values():
            await bucket.close()

    def until_due(self) -> float | None:
        """Seconds until it is worth looking again; None where only a ring or a landing will tell."""
        if not self._roomy():
            return None
        if self._held_back:
            return max(self._buckets[channel].until_free(_AHEAD) for channel in self._held_back)
        if not self._looked_in_vain:
            return _SOON
        with self._database.read() as tx:
            due = [at for at in (departures.next_due(tx), recipients.next_due(tx)) if at is not None]
        return (min(due) - self._clock()).total_seconds() if due else None

    def _open(self, now: datetime) -> list[Channel]:
        """Channels the provider has not just told us to leave alone."""
        return [channel for channel in self._buckets if now >= self._paused.get(channel, now)]

    @property
    def crowded(self) -> bool:
        """True where half of the places in flight are taken: what lands must make room soon."""
        return len(self._flying) * 2 > self._in_flight

    def _roomy(self) -> bool:
        """True where there is room for more than what has just landed."""
        return self._in_flight - len(self._flying) >= max(self._in_flight // _ROOM, 1)

    def _worthwhile(self, channel: Channel) -> bool:
        """True where a look at campaigns brings many at once: asking every rule costs about as much for one message as
        for twenty. Replies are looked for every time."""
        return self._roomy() and self._buckets[channel].until_free(_AHEAD) <= 0

    def _any_due(self, now: datetime) -> bool:
        open_now, next_send = self._open(now), self._next_send(now)
        room = len(self._flying) < self._in_flight
        free = [channel for channel in open_now if room and self._buckets[channel].ready(_AHEAD) > 0]
        self._held_back = {channel for channel in open_now if channel not in free or not self._worthwhile(channel)}
        with self._database.read() as tx:
            return any(
                departures.any_due(tx, channel, now=now, next_send=next_send)
                or (self._worthwhile(channel) and recipients.any_due(tx, channel, now))
                for channel in free
            )

    def _claim(self, tx: Transaction, channel: Channel, now: datetime, limit: int, *, campaigns: bool) -> list[Due]:
        """Replies first; what room they leave is the campaigns', where `campaigns` are looked at."""
        replies = self._claim_replies(tx, channel, now, limit)
        going = [message for message in replies if not self._refused(tx, message, now)]
        ceilings.opened(tx, self._ceilings, {message.address_id for message in going if _opens(message, now)}, now)
        if campaigns and len(replies) < limit:
            claiming = Claiming(worker=self._worker, now=now, until=now + LEASE, next_send=self._next_send(now))
            going += self._lane.claim(tx, channel, limit - len(replies), claiming)
        return going

    def _claim_replies(self, tx: Transaction, channel: Channel, now: datetime, limit: int) -> list[Due]:
        return departures.claim(
            tx,
            channel=channel,
            worker=self._worker,
            now=now,
            until=now + LEASE,
            next_send=self._next_send(now),
            limit=limit,
        )

    def _refused(self, tx: Transaction, message: Due, now: datetime) -> bool:
        """True where a rule forbids it, which is written down in the transaction that claimed it."""
        reason = refusal(message, now)
        if reason:
            outbound.refuse(tx, message.id, now=now, reason=reason)
        return bool(reason)

    def _next_send(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self._rules.person_gap)

    async def _send(self, message: Due) -> None:
        await self._buckets[message.recipient.channel].take()
        if message.leave_by is not None and self._clock() >= message.leave_by:
            # Held up on this machine. Nothing has left: it goes back, and every rule is asked again.
            self._landed.append((message, Outcome(status=Status.FAILED, reaction=Reaction.RETRY)))
            self._on_landed()
            return
        try:
            asked = order(message, self._rules.button_templates, self._rules.list_templates)
            outcome = await self._provider.send(asked)
            if outcome.reaction is Reaction.TEMPLATE and asked.content_sid and not message.content_sid:
                # Our template of choices, not theirs, was refused: the person gets the same words with numbers.
                log.error("a template of choices is refused", extra={"code": outcome.code})
                outcome = replace(outcome, reaction=Reaction.RETRY, tries=None)
        except Exception:
            # A fault of ours between intention and answer: whether it left is not known, and guessing may double it.
            log.exception("create call broke", extra={"attempt": message.attempt})
            outcome = Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)
        self._landed.append((message, outcome))
        if len(self._landed) == 1:
            self._on_landed()

    def _hold_after(self, landed: Sequence[tuple[Due, Outcome]], now: datetime) -> None:
        """Leave a channel alone where the provider asked for it."""
        for message, outcome in landed:
            if outcome.reaction is Reaction.PAUSE:
                hold = timedelta(seconds=outcome.wait or delivery.PAUSE)
                self._paused[message.recipient.channel] = now + hold

    def _settle_alone(self, landed: Sequence[tuple[Due, Outcome]], now: datetime) -> None:
        if not landed:
            return
        self._hold_after(landed, now)
        try:
            with self._database.write() as tx:
                self._settle(tx, landed, now)
        except OperationalError:
            self._landed = [*landed, *self._landed]
            raise

    def _settle(self, tx: Transaction, landed: Sequence[tuple[Due, Outcome]], now: datetime) -> None:
        accepted = [
            attempts.Accepted(message_id=message.id, attempt=message.attempt, provider_id=outcome.provider_id)
            for message, outcome in landed
            if outcome.status is Status.ACCEPTED and outcome.provider_id
        ]
        rest = attempts.accept(tx, accepted, now) if accepted else set()
        plain = {call.attempt for call in accepted} - rest
        for message, outcome in landed:
            if message.attempt not in plain:
                self._settle_one(tx, message, outcome, now)

    def _settle_one(self, tx: Transaction, message: Due, outcome: Outcome, now: datetime) -> None:
        tried = attempts.about(tx, Report(provider_id="", status=outcome.status, attempt=message.attempt))
        if tried is None:
            return  # erased while it was under way
        joined, news = delivery.learn(tx, tried, outcome, now)
        if joined is Status.UNKNOWN:
            doubts.hold(tx, message.id, now + timedelta(seconds=self._rules.lookup_grace))
        elif joined is not Status.FAILED:
            outbound.settle(tx, message.id, now=now)
        elif tried.status is not Status.FAILED:  # else a report came first, and what follows is decided
            delivery.failed(tx, tried, news, now)

    async def reconcile(self) -> int:
        """Look up unknown attempts whose waiting time is over, and settle them. Returns how many were settled."""
        now = self._clock()
        with self._database.read() as tx:
            doubtful = doubts.due(tx, now=now, limit=20)
        settled = 0
        for message in doubtful:
            try:
                found = await self._provider.find(message.recipient, since=message.started_at - _SKEW)
            except Exception:
                log.exception("look-up failed", extra={"attempt": message.attempt})
                # Ever less often: from some time on it no longer holds up what the person is owed after it.
                wait = max(timedelta(seconds=self._rules.lookup_grace), (now - message.started_at) / 5)
                with self._database.write() as tx:
                    doubts.look_again(tx, message.id, now + wait)
                continue
            self._judge(message, found)
            settled += 1
        return settled

    def _judge(self, message: Doubtful, found: Sequence[Found]) -> None:
        """Ours is a message with our text, not yet known to belong to another attempt. None: it never arrived."""
        now = self._clock()
        with self._database.write() as tx:
            tried = attempts.about(tx, Report(provider_id="", status=Status.UNKNOWN, attempt=message.attempt))
            if tried is None or tried.status is not Status.UNKNOWN:
                return  # erased, or a report told while we asked
            known = attempts.known_provider_ids(tx, [item.provider_id for item in found])
            texts = {message.text, rendered(message.text, message.options)}
            new = [item for item in found if item.provider_id not in known]
            ours = new if message.by_template else [item for item in new if item.text in texts]
            if ours:
                first = min(ours, key=lambda item: item.created_at)
                joined, news = delivery.learn(tx, tried, first, now)
                if joined is Status.FAILED:
                    delivery.failed(tx, tried, news, now)
                else:
                    outbound.settle(tx, message.id, now=now)
            elif message.tries >= delivery.TRIES:
                attempts.learn(tx, message.attempt, Status.FAILED, now=now)
                outbound.settle(tx, message.id, now=now, reason="gave_up")
            else:
                attempts.learn(tx, message.attempt, Status.FAILED, now=now)
                outbound.postpone(tx, message.id, now)


def _opens(message: Due, now: datetime) -> bool:
    """True where Meta counts it among the people we write to first: by a template, outside their window."""
    return message.content_sid != "" and not policy.is_open(message.recipient.channel, message.window_from, now)


def refusal(message: Due, now: datetime) -> str:
    """Why this message may not leave now; empty when it may."""
    if message.stopped:
        return "stopped"
    if message.content_sid or policy.is_open(message.recipient.channel, message.window_from, now):
        return ""
    return "window_closed"


def rendered(text: str, options: Sequence[Option]) -> str:
    """The text with its options as numbered lines, for where there are no buttons."""
    return "\n\n".join(part for part in (text, menus.numbered(options)) if part)


def order(message: Due, buttons: Sequence[str], lists: Sequence[str] = ()) -> Order:
    """Decide the form: quick-reply buttons where a Content template for that many is configured, else a list with that
    many rows, else numbered text. One fixed template for each number serves every question: it is all variables."""
    if message.content_sid:
        return Order(
            attempt=message.attempt,
            sender=addresses.parse(message.sender),
            recipient=message.recipient,
            text="",
            content_sid=message.content_sid,
            content_variables=dict(message.content_variables),
        )
    # A template with choices carries no file: these are numbered below it. Nor is one tried twice: it may be the fault.
    template = (
        ""
        if message.media_url or message.tries > 1
        else _template(message, buttons, _BUTTON_TITLE) or _template(message, lists, _ROW_TITLE)
    )
    variables: dict[str, str] = {}
    if template:
        variables["1"] = message.text
        for number, option in enumerate(message.options):
            variables[str(2 + 2 * number)], variables[str(3 + 2 * number)] = option.label, option.payload
    return Order(
        attempt=message.attempt,
        sender=addresses.parse(message.sender),
        recipient=message.recipient,
        text="" if template else rendered(message.text, message.options),
        options=message.options,
        media_url=message.media_url,
        content_sid=template,
        content_variables=variables,
    )


def _template(message: Due, templates: Sequence[str], longest: int) -> str:
    """The template for as many options as the message has, where all of it fits; else empty."""
    count = len(message.options)
    labels = [option.label for option in message.options]
    fits = (
        message.recipient.channel is Channel.WHATSAPP
        and 0 < count <= len(templates)
        and 0 < len(message.text) <= _BUTTON_BODY
        and message.text == " ".join(message.text.split())  # a template's variable holds no line ends
        and all(0 < len(label) <= longest for label in labels)
        and all(0 < len(option.payload) <= _CHOICE_ID for option in message.options)
        and len(set(labels)) == count
    )
    return templates[count - 1] if fits else ""
