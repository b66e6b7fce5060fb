"""Delivers what Twilio tells about messages: signed posts to their StatusCallback URLs."""

import asyncio
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import httpx

from bot.channels.twilio.fake.account import Message
from bot.channels.twilio.fake.script import Player, Step
from bot.channels.twilio.signature import FORM, HEADER, sign
from bot.channels.twilio.transport import Lost, Shards, Unreachable
from bot.clock import Clock

_LIMITS: Final = {"timeout": {"connect": 5.0, "total": 15.0}}  # Twilio's own for webhooks
_SENT: Final = {"sent", "delivered", "read", "undelivered"}


class Callbacks:
    """Moves messages through their statuses and reports them. `posted` counts answers by HTTP status, 0 for none."""

    def __init__(self, account_sid: str, token: str, player: Player, clock: Clock) -> None:
        self._account_sid, self._token, self._player, self._clock = account_sid, token, player, clock
        self._shards = Shards()
        self._tasks: set[asyncio.Task[None]] = set()
        self.posted: dict[int, int] = {}

    async def report(self, message: Message, step: Step, failure: int) -> None:
        """Move one message through its statuses and report them; returns when the last report was answered."""
        plan = ("failed",) if failure else self._player.script.callbacks
        statuses = plan if step.callbacks is None else step.callbacks
        delay = self._player.script.callback_delay
        events = [(delay * (number + 1), "", status) for number, status in enumerate(statuses)]
        if message.callback:
            events += [(when, message.callback, status) for when, status in self._player.reports(statuses)]
        now = 0.0
        async with asyncio.TaskGroup() as posts:
            for when, url, status in sorted(events):
                await asyncio.sleep(when - now)
                now = when
                if url:
                    posts.create_task(self._post(url, message, status, failure))
                else:
                    _move(message, status, failure, self._clock())

    def report_later(self, message: Message, step: Step, failure: int) -> None:
        """The same in the background."""
        task = asyncio.create_task(self.report(message, step, failure))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until nothing is left to report."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def aclose(self) -> None:
        """Drop what is left to report."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._shards.aclose()

    async def _post(self, url: str, message: Message, status: str, failure: int) -> None:
        pairs = self._fields(message, status, failure)
        request = httpx.Request(
            "POST",
            url,
            content=urlencode(pairs),
            headers={"Content-Type": FORM, HEADER: sign(self._token, url, pairs)},
            extensions=_LIMITS,
        )
        try:
            answered = (await self._shards.handle_async_request(request)).status_code
        except (Unreachable, Lost):
            answered = 0
        self.posted[answered] = self.posted.get(answered, 0) + 1

    def _fields(self, message: Message, status: str, failure: int) -> list[tuple[str, str]]:
        pairs = [
            ("SmsSid", message.sid),
            ("SmsStatus", status),
            ("MessageStatus", status),
            ("To", message.to),
            ("MessageSid", message.sid),
            ("AccountSid", self._account_sid),
            ("From", message.sender),
            ("ApiVersion", "2010-04-01"),
        ]
        if message.service:
            pairs.append(("MessagingServiceSid", message.service))
        if message.to.startswith("whatsapp:"):
            pairs.append(("ChannelPrefix", "whatsapp"))
            if status == "read":
                pairs.append(("EventType", "READ"))
        if failure and status in ("failed", "undelivered"):
            pairs.append(("ErrorCode", str(failure)))
        return pairs


def _move(message: Message, status: str, failure: int, now: datetime) -> None:
    message.status, message.updated = status, now
    message.error_code = failure or None
    if status in _SENT and message.sent is None:
        message.sent = now
