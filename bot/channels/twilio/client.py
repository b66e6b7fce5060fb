"""Our Twilio: hands over one attempt, and asks what became of one whose answer was lost.

The create call is written here, because the exceptions of the `twilio` package drop the headers of an answer, and with
them Retry-After; it is also a little cheaper (tests/bench/sender_cost.py). A test holds both to the same bytes.
Everything else goes through the package.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from bot.channels.twilio import errors, webhook
from bot.channels.twilio.errors import Rule
from bot.channels.twilio.signature import CallbackTokens
from bot.channels.twilio.transport import API, Answer, Lost, SdkTransport, Transport, Unreachable, basic
from bot.core.addresses import Address
from bot.core.errors import PuenteError
from bot.core.messages import FROM_PROVIDER, Found, Listed, Order, Outcome, Status

_PAGE: Final = 50
_MOST_FOUND: Final = 500
_MOST_RECEIVED: Final = 50_000


class LookupFailed(PuenteError):
    """Twilio could not be asked. Nothing is known about the attempt; ask again in `wait` seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__("look-up failed")
        self.wait = wait


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """The account, and the API key where there is one, else the auth token. Secrets do not print."""

    account_sid: str
    auth_token: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    api_secret: str = field(default="", repr=False)

    @property
    def login(self) -> tuple[str, str]:
        """User and password of HTTP Basic."""
        return (self.api_key, self.api_secret) if self.api_key else (self.account_sid, self.auth_token)


class TwilioProvider:
    """Sends by Twilio's create call and looks messages up.

    `status_url`: the public URL of `POST /twilio/status`, without query. `messaging_service_sid`: where set, messages
    go through that service with the order's sender pinned in its pool.
    """

    def __init__(
        self,
        credentials: Credentials,
        transport: Transport,
        tokens: CallbackTokens,
        *,
        status_url: str,
        messaging_service_sid: str = "",
    ) -> None:
        self._transport, self._tokens = transport, tokens
        self._status_url, self._service = status_url, messaging_service_sid
        self._create_url = f"{API}/2010-04-01/Accounts/{credentials.account_sid}/Messages.json"
        self._auth = basic(*credentials.login)
        self.rest = Client(*credentials.login, credentials.account_sid, http_client=SdkTransport(transport))
        # The package imports its resources on first use, for about 0.3 s: not in the middle of sending.
        self._messages = self.rest.messages

    async def send(self, order: Order) -> Outcome:
        """Make one create call. Never raises for anything Twilio or the network does."""
        try:
            answer = await self._transport.post_form(self._create_url, self.form(order), self._auth, _ACCEPT)
        except Unreachable:
            return _failed(Status.FAILED, errors.ending("unreachable"))
        except Lost:
            return _failed(Status.UNKNOWN, errors.ending("lost"))
        return _outcome(answer)

    def form(self, order: Order) -> list[tuple[str, str]]:
        """The fields of the create call, in the order in which the `twilio` package writes them."""
        by_template = order.content_sid != ""
        fields = (
            ("To", order.recipient.full),
            ("StatusCallback", f"{self._status_url}?{self._tokens.query(order.attempt)}"),
            ("ContentVariables", _variables(order.content_variables) if by_template else ""),
            ("From", order.sender.full),
            ("MessagingServiceSid", self._service),
            ("Body", "" if by_template else order.text),
            ("MediaUrl", "" if by_template else order.media_url),
            ("ContentSid", order.content_sid),
        )
        return [(name, value) for name, value in fields if value]

    async def find(self, recipient: Address, *, since: datetime, sender: Address | None = None) -> list[Found]:
        """Messages to `recipient` that Twilio created at or after `since` (UTC), newest first, as Twilio lists them.

        Only the number is asked for, not the day it was sent: a message still in Twilio's queue has no such day, and
        not finding it would send it twice. Twilio's times are whole seconds. The list may lag behind: finding nothing
        proves nothing in the first seconds. Raises LookupFailed.
        """
        earliest = since.replace(microsecond=0)
        query = {"to": recipient.full, **({"from_": sender.full} if sender else {})}
        found = []
        try:
            async for message in await self._messages.stream_async(**query, limit=_MOST_FOUND, page_size=_PAGE):
                if message.date_created < earliest:
                    break
                found.append(_found(message))
        except (TwilioException, Unreachable, Lost, ValueError):
            raise LookupFailed(errors.ending("lost").wait) from None
        return found

    async def received(self, number: Address, *, since: datetime) -> list[Listed]:
        """Messages of people to `number` of ours that reached Twilio at or after `since` (UTC), oldest first.

        The list says less than the webhook did: no button behind a tap, no place, no kind of media. Raises
        LookupFailed.
        """
        query = {"to": number.full, "date_sent_after": since}
        earliest = since.replace(microsecond=0)
        try:
            pages = await self._messages.stream_async(**query, limit=_MOST_RECEIVED, page_size=1_000)
            found = [one async for one in pages if one.direction == "inbound" and one.date_created >= earliest]
        except (TwilioException, Unreachable, Lost, ValueError):
            raise LookupFailed(errors.ending("lost").wait) from None
        found.sort(key=lambda message: (message.date_created, message.sid))
        return [one for message in found if (one := webhook.listed(message)) is not None]

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


_ACCEPT: Final = {"Accept": "application/json"}


def _variables(values: dict[str, str]) -> str:
    """A JSON string, or none; Twilio refuses values with line ends, tabs or runs of blanks (error 92007)."""
    return (
        json.dumps({key: " ".join(value.split()) for key, value in values.items()}, ensure_ascii=False)
        if values
        else ""
    )


def _outcome(answer: Answer) -> Outcome:
    body = answer.body if isinstance(answer.body, dict) else {}
    if not 200 <= answer.status < 300:
        code = _int(body.get("code"))
        rule = errors.refused(answer.status, code)
        maybe_created = answer.status >= 500 or answer.status == 408
        status = Status.UNKNOWN if maybe_created else Status.FAILED
        return _failed(status, rule, code, wait=answer.retry_after)
    sid, code = str(body.get("sid") or ""), _int(body.get("error_code"))
    if not sid:
        return _failed(Status.UNKNOWN, errors.ending("lost"))
    if FROM_PROVIDER.get(str(body.get("status"))) is Status.FAILED:
        return _failed(Status.FAILED, errors.rule(code), code, sid)
    return Outcome(status=Status.ACCEPTED, provider_id=sid)


def _failed(
    status: Status, rule: Rule, code: int | None = None, sid: str = "", *, wait: float | None = None
) -> Outcome:
    return Outcome(
        status=status,
        provider_id=sid,
        code=code,
        reaction=rule.reaction,
        wait=rule.wait if wait is None else wait,
        tries=rule.tries,
    )


def _found(message: Any) -> Found:
    status = FROM_PROVIDER.get(message.status, Status.ACCEPTED)
    rule = errors.rule(message.error_code) if status is Status.FAILED else None
    return Found(
        provider_id=message.sid,
        text=message.body or "",
        status=status,
        created_at=message.date_created,
        code=message.error_code,
        reaction=rule.reaction if rule else None,
        wait=rule.wait if rule else 0.0,
        tries=rule.tries if rule else None,
    )


def _int(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
