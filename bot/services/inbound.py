"""A message comes in: stored once, answered once.

`receive` is all the webhook does. `Turns` claims waiting messages, has each decided, and writes reply, state and
settlement in one transaction: a crash before it repeats the turn from the same state, a crash after it repeats nothing.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.exc import OperationalError

from bot.clock import Clock
from bot.core.geography import Areas
from bot.core.messages import Received
from bot.services import loops
from bot.services.conversation import Conversation
from bot.services.library import Library
from bot.services.turned import Turned
from bot.storage import attention, contacts, inbound, outbound
from bot.storage.database import Database, Transaction
from bot.storage.inbound import Waiting

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=30)
"""How long a claim holds. A turn takes milliseconds; the claims of a dead worker are given back at once."""
BATCH: Final = 32
"""People answered in one round: it shares the cost of making the replies durable, and the first waits for the last.
Each round is two transactions, and whoever else writes waits for both."""
SHARED: Final = timedelta(seconds=1)
"""Turns of a batch are written together as long as that keeps none waiting longer: slow ones must not outlive the lease
of those behind them."""
RETRY: Final = timedelta(seconds=2)
"""Pause before a failed turn is tried again, times the number of tries so far."""


def receive(database: Database, messages: Iterable[Received], now: datetime, areas: Areas | None = None) -> list[bool]:
    """Store messages in one transaction, and read them when it has begun. For each: True when it is new, False for a
    repeat of one already here.

    Of a shared location only the district is stored, where `areas` know it: coordinates never are.
    """
    with database.write() as tx:
        return inbound.store(tx, [placed(message, areas) for message in messages] if areas else list(messages), now)


def placed(message: Received, areas: Areas) -> Received:
    """A shared location as the district it lies in, where `areas` know it."""
    if message.latitude is None or message.longitude is None:
        return message
    return replace(message, district=areas.find(message.latitude, message.longitude))


@dataclass(frozen=True, kw_only=True, slots=True)
class Handled:
    """One message and what its turn came to."""

    message: Waiting
    turned: Turned


class Turns:
    """Takes turns for waiting messages. One instance per worker; `worker` names its claims."""

    def __init__(
        self,
        *,
        database: Database,
        conversation: Conversation,
        library: Library,
        clock: Clock,
        worker: str,
        robots: bool = True,
    ) -> None:
        """`robots`: whoever writes may be one; not so at a terminal."""
        self._database = database
        self._conversation = conversation
        self._library = library
        self._clock = clock
        self._worker = worker
        self._robots = robots

    async def step(self, limit: int = BATCH, *, look: bool = True) -> list[Handled]:
        """Claim up to `limit` people's oldest message and answer each. Returns what was answered; empty when idle.

        `look`: see first whether anything waits, for when nobody rang. The turns of a batch are written in one
        transaction, or in a few where they are slow: at high load this shares the cost of making it durable, at low
        load a batch is one message.
        """
        now = self._clock()
        claimed, states = self._claim(now, limit, look=look)
        if not claimed:
            return []
        self._library.refresh()
        written: list[Handled] = []
        decided: list[Handled] = []
        failed: list[Waiting] = []
        for message in claimed:
            if self._clock() - now > SHARED:
                written += self._write(decided, failed)
                decided, failed, now = [], [], self._clock()
            await asyncio.sleep(0)  # heartbeat and stop get their turn between two people
            try:
                turned = await self._turn(message, states[message.contact_id], now)
                decided.append(Handled(message=message, turned=turned))
            except Exception:
                # Whatever broke, the message must not be lost and must not stop the others: it waits and is tried
                # again, and after several tries the person is told that it could not be read.
                log.exception("turn failed", extra={"inbound": message.id, "tries": message.tries})
                failed.append(message)
        return written + self._write(decided, failed)

    async def _turn(self, message: Waiting, state: dict[str, Any], now: datetime) -> Turned:
        if not self._robots:
            return await self._conversation.turn(message, state, now)
        resumed = loops.resumed(message, state)
        if resumed is not None:
            return resumed
        turned = await self._conversation.turn(message, state, now)
        return loops.kept_short(turned, message, state, now, staff=self._conversation.has_staff)

    def _claim(self, now: datetime, limit: int, *, look: bool) -> tuple[list[Waiting], dict[int, dict[str, Any]]]:
        if look:
            with self._database.read() as tx:
                if not inbound.any_waiting(tx, now):
                    return [], {}
        with self._database.write() as tx:
            claimed = inbound.claim(tx, worker=self._worker, now=now, until=now + LEASE, limit=limit)
            people = [message.contact_id for message in claimed]
            by_staff = attention.handled(tx, people)
            if by_staff:
                claimed = [replace(message, handling=by_staff.get(message.contact_id)) for message in claimed]
            return claimed, contacts.states(tx, people)

    def _write(self, decided: list[Handled], failed: list[Waiting]) -> list[Handled]:
        """Write a batch; where one turn of it cannot be written, the others are, and it is tried again."""
        if not decided and not failed:
            return []
        try:
            return self._write_all(decided, failed)
        except OperationalError:
            raise  # the database is away: the claims run out and everything is tried again
        except Exception:
            log.exception("batch not written")
        written: list[Handled] = []
        for handled in decided:
            try:
                written += self._write_all([handled], [])
            except Exception:
                log.exception("turn not written", extra={"inbound": handled.message.id})
                failed = [*failed, handled.message]
        self._write_all([], failed)
        return written

    def _write_all(self, decided: list[Handled], failed: list[Waiting]) -> list[Handled]:
        now = self._clock()
        with self._database.write() as tx:
            for message in failed:
                inbound.put_back(tx, message.id, worker=self._worker, due=now + RETRY * message.tries)
            decided = self._still_ours(tx, decided, now)
            mine = inbound.settle(tx, [_settled(handled) for handled in decided], worker=self._worker, now=now)
            written = [handled for handled in decided if handled.message.id in mine]
            contacts.remember(tx, {one.message.contact_id: one.turned.state for one in written}, now)
            for handled in written:
                for effect in handled.turned.effects:
                    effect(tx, handled.message, now)
            outbound.queue(tx, [owed for handled in written if (owed := _reply(handled))], now)
        return written

    def _still_ours(self, tx: Transaction, decided: list[Handled], now: datetime) -> list[Handled]:
        """Those whose answer may be written: where staff took over, or gave back, since the message was claimed, it
        waits for a turn that knows of it. Whoever takes over waits for this transaction: one of both answers."""
        people = [handled.message.contact_id for handled in decided]
        contacts.hold(tx, people)
        by_staff = attention.handled(tx, people)
        ours = []
        for handled in decided:
            before, after = handled.message.handling, by_staff.get(handled.message.contact_id)
            if before.is_as(after) if before else after is None:
                ours.append(handled)
            else:
                inbound.put_back(tx, handled.message.id, worker=self._worker, due=now)
        return ours


def _settled(handled: Handled) -> inbound.Settled:
    turned = handled.turned
    return inbound.Settled(
        id=handled.message.id,
        outcome=turned.outcome,
        topic=turned.topic,
        entry=turned.entry,
        confidence=turned.confidence,
        keep_text=turned.keep_text,
    )


def _reply(handled: Handled) -> outbound.Owed | None:
    message, outgoing = handled.message, handled.turned.outgoing
    if outgoing is None:
        return None
    return outbound.Owed(
        key=f"reply:{message.id}",
        contact_id=message.contact_id,
        address_id=message.address_id,
        inbound_id=message.id,
        sender=message.sender,
        outgoing=outgoing,
    )
