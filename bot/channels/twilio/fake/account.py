"""The fake's memory: messages, rich content, who wrote when, who opted out; and what it refuses."""

import json
import re
import secrets
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from typing import Any, Final

from bot.channels.twilio.fake.content import Content, Rendered
from bot.core import segments
from bot.core.addresses import Address, Channel, parse

WINDOW: Final = timedelta(hours=24)
LONGEST_BODY: Final = 1600
WHATSAPP_PRICE: Final = 0.025
PART_PRICE: Final = 0.25
"""Dollars this world charges for a WhatsApp message and for a part of an SMS."""
_SERVICE: Final = re.compile(r"MG[0-9a-fA-F]{32}")
_CONTENT: Final = re.compile(r"HX[0-9a-fA-F]{32}")

# Numbers of Twilio's test credentials (https://www.twilio.com/docs/iam/test-credentials).
MAGIC_TO: Final = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
MAGIC_FROM: Final = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}


class Refusal(Exception):
    """The create call is answered with this code; nothing is created."""

    def __init__(self, code: int, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass(slots=True, kw_only=True)
class Message:
    """One message as Twilio keeps it."""

    sid: str
    sender: str
    to: str
    body: str
    service: str
    media: tuple[str, ...]
    callback: str
    created: datetime
    listed_from: float
    """Monotonic seconds from which look-ups see it."""
    status: str = "queued"
    error_code: int | None = None
    sent: datetime | None = None
    updated: datetime
    inbound: bool = False

    def resource(self, account_sid: str) -> dict[str, Any]:
        """Twilio's own fields and no other; with a Messaging Service the sender is unknown until one is chosen."""
        path = f"/2010-04-01/Accounts/{account_sid}/Messages/{self.sid}"
        chosen = self.status != "accepted"
        return {
            "account_sid": account_sid,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": self.sent and format_datetime(self.sent),
            "date_updated": format_datetime(self.updated),
            "direction": "inbound" if self.inbound else "outbound-api",
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender if chosen else None,
            "messaging_service_sid": self.service or None,
            "num_media": str(len(self.media)),
            "num_segments": str(self._parts()) if chosen else "0",
            "price": self.price(),
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{path}/Media.json"},
            "to": self.to,
            "uri": f"{path}.json",
        }

    def _parts(self) -> int:
        return 1 if self.to.startswith("whatsapp:") else segments.count(self.body).parts

    def price(self) -> str | None:
        """A negative amount, as at Twilio: known some time after the message was sent, and not for one that failed."""
        if self.status not in ("sent", "delivered", "read"):
            return None
        return f"-{WHATSAPP_PRICE if self.to.startswith('whatsapp:') else PART_PRICE * self._parts():.5f}"


@dataclass(slots=True, kw_only=True)
class Account:
    """`senders`: addresses that belong to it; empty accepts any. `window`: whether the 24 hours are enforced."""

    senders: Collection[str] = ()
    window: bool = True
    lookup_lag: float = 0.0
    messages: dict[str, Message] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)
    last_inbound: dict[str, datetime] = field(default_factory=dict)
    opted_out: set[str] = field(default_factory=set)

    def accept(self, fields: Mapping[str, list[str]], now: datetime) -> tuple[Message, Rendered, int]:
        """Create a message from the fields of a create call.

        Returns it, what the person would read, and the code with which it will fail later (0: it will not). Raises
        Refusal for what Twilio answers with an error at once.
        """
        one = {name: values[0] for name, values in fields.items()}
        sender, service = one.get("From", ""), one.get("MessagingServiceSid", "")
        recipient = self._checked(one, sender, service)
        rendered, approved = self._rendered(one, fields.get("MediaUrl", []))
        message = Message(
            sid=("MM" if rendered.media else "SM") + secrets.token_hex(16),
            sender=sender,
            to=recipient.full,
            body=rendered.body,
            service=service,
            media=rendered.media,
            callback=one.get("StatusCallback", ""),
            created=now,
            updated=now,
            listed_from=time.monotonic() + self.lookup_lag,
            status="accepted" if service else "queued",
        )
        self.messages[message.sid] = message
        return message, rendered, self._later(recipient, approved, now)

    def spent(self) -> Decimal:
        """Dollars that messages have cost so far."""
        return -sum((Decimal(price) for one in self.messages.values() if (price := one.price())), Decimal(0))

    def receive(self, *, sid: str, sender: str, to: str, body: str, at: datetime) -> None:
        """Somebody wrote to us, and whether our webhook heard of it or not, this is listed."""
        self.messages[sid] = Message(
            sid=sid, sender=sender, to=to, body=body, service="", media=(), callback="",
            created=at, updated=at, sent=at, listed_from=time.monotonic() + self.lookup_lag,
            status="received", inbound=True,
        )  # fmt: skip
        self.last_inbound[sender] = at

    def shown(self, sid: str) -> Message | None:
        """One message, once look-ups see it."""
        message = self.messages.get(sid)
        return message if message and message.listed_from <= time.monotonic() else None

    def listed(self, to: str = "", sender: str = "") -> list[Message]:
        """Messages a look-up shows, newest first."""
        now = time.monotonic()
        return [
            message
            for message in reversed(self.messages.values())
            if message.listed_from <= now and to in ("", message.to) and sender in ("", message.sender)
        ]

    def _checked(self, one: Mapping[str, str], sender: str, service: str) -> Address:
        to = one.get("To", "")
        if not to:
            raise Refusal(21604)
        if not sender and not service:
            raise Refusal(21603)
        if service and not _SERVICE.fullmatch(service):
            raise Refusal(21705)
        if code := MAGIC_TO.get(to) or MAGIC_FROM.get(sender):
            raise Refusal(code)
        try:
            recipient = parse(to)
        except ValueError:
            raise Refusal(21211) from None
        if sender and self.senders and sender not in self.senders:
            raise Refusal(63007 if sender.startswith("whatsapp:") else 21606)
        if sender and sender.startswith("whatsapp:") != (recipient.channel is Channel.WHATSAPP):
            raise Refusal(21910)
        if recipient.channel is Channel.SMS and recipient.full in self.opted_out:
            raise Refusal(21610)
        return recipient

    def _rendered(self, one: Mapping[str, str], media: list[str]) -> tuple[Rendered, bool]:
        """What the person reads, and whether it is an approved template."""
        body, content_sid = one.get("Body", ""), one.get("ContentSid", "")
        if not content_sid:
            if not body and not media:
                raise Refusal(21619)
            if len(body) > LONGEST_BODY:
                raise Refusal(21617)
            if len(media) > 10:
                raise Refusal(21623)
            return Rendered(body=body, media=tuple(media)), False
        content = self.contents.get(content_sid)
        # Twilio ignores Body beside ContentSid; here it is a fault, because one of the two texts was not meant.
        if content is None or body or not _CONTENT.fullmatch(content_sid):
            raise Refusal(21655)
        return content.rendered(_variables(one.get("ContentVariables", "{}"))), content.approval == "approved"

    def _later(self, recipient: Address, approved: bool, now: datetime) -> int:
        if recipient.channel is Channel.SMS:
            return 0
        if recipient.full in self.opted_out:
            return 21610
        last = self.last_inbound.get(recipient.full)
        return 63016 if self.window and not approved and (last is None or now - last >= WINDOW) else 0


def _variables(raw: str) -> Mapping[str, str]:
    """Raises Refusal where Twilio does: no JSON object, or a value that is empty, no text, or has line ends or tabs."""
    try:
        values = json.loads(raw)
    except ValueError:
        raise Refusal(21656) from None
    if not isinstance(values, dict) or len(values) > 100:
        raise Refusal(21656)
    for value in values.values():
        if not isinstance(value, str) or not value.strip() or re.search(r"[\n\r\t]| {4}", value):
            raise Refusal(21656)
    return values
