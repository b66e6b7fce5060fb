"""Reads Twilio's webhooks: what a person sent, and what became of something we sent.

Parameters: https://www.twilio.com/docs/messaging/guides/webhook-request and
https://www.twilio.com/docs/messaging/guides/track-outbound-message-status. Twilio adds parameters without notice, and
every one takes part in the signature, so parsing keeps all of them as they came and cleaning happens afterwards.
"""

import json
import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_to_bytes

from bot.channels.twilio import errors, text
from bot.channels.twilio.signature import Pairs, is_form
from bot.core.addresses import Address, Channel, parse
from bot.core.errors import PuenteError
from bot.core.messages import FROM_PROVIDER, Form, Listed, Received, Report, Status

BIGGEST_BODY: Final = 256 * 1024
"""Bytes. A text of 4,096 emoji, percent-encoded and repeated in ChannelMetadata, is about 100 kB."""
MOST_FIELDS: Final = 500
"""Real messages carry about 30; ten media files add 20."""

_ID: Final = re.compile(r"[A-Za-z0-9]{2,64}")
_CONTENT: Final = re.compile(r"\bHX[0-9a-fA-F]{32}\b")
_BSUID: Final = re.compile(r"(?:whatsapp:)?([A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128})")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}")
_UNNAMED_MEDIA: Final = "application/octet-stream"
_MOST_MEDIA: Final = 10

_BY_MEDIA: Final = {
    "image/webp": Form.STICKER,  # WhatsApp uses it for nothing else
    "text/vcard": Form.CONTACT,
    "text/x-vcard": Form.CONTACT,
    "text/directory": Form.CONTACT,
}
_BY_FAMILY: Final = {"image": Form.IMAGE, "audio": Form.VOICE, "video": Form.VIDEO}
# MessageType is undocumented: it decides only where nothing else in the message does.
_BY_HINT: Final = {
    "": Form.EMPTY,
    "text": Form.EMPTY,
    "button": Form.EMPTY,
    "image": Form.IMAGE,
    "audio": Form.VOICE,
    "voice": Form.VOICE,
    "video": Form.VIDEO,
    "document": Form.DOCUMENT,
    "sticker": Form.STICKER,
    "contacts": Form.CONTACT,
    "contact": Form.CONTACT,
    "location": Form.LOCATION,
}


class BadWebhook(PuenteError):
    """A request that passed the signature check but cannot be used; answered with 400. Says no word of the content."""


class Malformed(BadWebhook):
    """Not a form, too big, or without the fields every message has."""


class WrongAccount(BadWebhook):
    """Signed with our token but for an account that is not ours."""


def parse_form(body: bytes, content_type: str) -> list[tuple[str, str]]:
    """Split a form body into pairs, in order, blanks and repeats kept: the input of the signature check.

    Bytes that are not UTF-8 become lone surrogates ("surrogateescape"), so the check still sees what was signed.
    Raises Malformed for another media type, more than `BIGGEST_BODY` bytes or more than `MOST_FIELDS` fields.
    """
    if not is_form(content_type):
        raise Malformed("not a form post")
    if len(body) > BIGGEST_BODY or body.count(b"&") >= MOST_FIELDS:
        raise Malformed("form too big")
    pairs = []
    for field in body.split(b"&"):
        if field:
            name, _, value = field.replace(b"+", b" ").partition(b"=")
            pairs.append((_decoded(name), _decoded(value)))
    return pairs


def received(pairs: Pairs, *, account_sids: Collection[str]) -> Received:
    """Understand one inbound message.

    `account_sids`: ours. Raises WrongAccount, or Malformed where message id, sender or recipient are missing or no
    address.
    """
    fields = _fields(pairs, account_sids)
    sender, recipient = _address(fields, "From"), _address(fields, "To")
    media = _media_types(fields)
    place = _place(fields)
    words = text.clean(fields.get("Body", ""))
    if sender.channel is Channel.SMS:
        words = text.clean(text.unwrap(words))
    label = text.clean(fields.get("ButtonText") or fields.get("ListTitle") or "")
    choice = text.clean(fields.get("ButtonPayload") or fields.get("ListId") or "")
    return Received(
        provider_id=_message_id(fields),
        sender=sender,
        recipient=recipient,
        form=_form(fields, media, tapped=bool(label or choice), placed=place is not None, words=words),
        text=label or words,
        choice=choice,
        external_user_id=_external_user_id(fields, sender),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        media_types=media,
        forwarded="true" in (fields.get("Forwarded"), fields.get("FrequentlyForwarded")),
        opt_out_type=_opt_out_type(fields),
    )


def listed(resource: Any) -> Listed | None:
    """A message to us as Twilio's list tells it (a resource of the `twilio` package). None where it names nobody."""
    try:
        sender, recipient = parse(resource.from_ or ""), parse(resource.to or "")
    except ValueError:
        return None
    words = text.clean(resource.body or "")
    if sender.channel is Channel.SMS:
        words = text.clean(text.unwrap(words))
    form = Form.TEXT if words else Form.UNSUPPORTED
    message = Received(
        provider_id=resource.sid,
        sender=sender,
        recipient=recipient,
        form=form,
        text=words,
        external_user_id="" if sender.is_phone else sender.identifier,
    )
    return Listed(message=message, at=resource.date_created)


def report(
    pairs: Pairs,
    *,
    query: str,
    verify: Callable[[str, str], int | None],
    account_sids: Collection[str],
    at: datetime | None = None,
) -> Report:
    """Understand one delivery report.

    `query`: the raw query string of the callback URL, where `verify` (CallbackTokens.verify) finds our attempt; without
    a valid one `attempt` is None and the report belongs to whichever attempt has its provider id. A status word we do
    not know counts as accepted: it proves that Twilio has the message, and nothing more. Raises as `received` does.
    """
    fields = _fields(pairs, account_sids)
    ours = dict(parse_qsl(query, max_num_fields=MOST_FIELDS)) if query.count("&") < MOST_FIELDS else {}
    word = (fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower()
    status = FROM_PROVIDER.get(word, Status.ACCEPTED)
    code = _code(fields.get("ErrorCode", ""))
    rule = errors.rule(code) if status is Status.FAILED else None
    return Report(
        provider_id=_message_id(fields),
        status=status,
        attempt=verify(ours.get("a", ""), ours.get("m", "")),
        code=code,
        at=at,
        reaction=rule.reaction if rule else None,
        wait=rule.wait if rule else 0.0,
        tries=rule.tries if rule else None,
    )


def alert(pairs: Pairs, *, account_sids: Collection[str]) -> tuple[int, frozenset[str]]:
    """Understand one alert of Twilio's debugger (https://www.twilio.com/docs/usage/troubleshooting/debugging-event-webhooks).

    Returns its code, 0 where it has none, and the sids of contents named anywhere in it: which field holds them is not
    documented. Raises as `received` does.
    """
    fields = _fields(pairs, account_sids)
    payload = fields.get("Payload", "")
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError):
        raise Malformed("an alert without a payload") from None
    said = document.get("error_code") if isinstance(document, dict) else None
    return _code(str(said or "")) or 0, frozenset(_CONTENT.findall(payload))


def _decoded(raw: bytes) -> str:
    return unquote_to_bytes(raw).decode("utf-8", "surrogateescape")


def _fields(pairs: Pairs, account_sids: Collection[str]) -> Mapping[str, str]:
    """First value of each name, account checked."""
    fields = dict(reversed(pairs))
    if fields.get("AccountSid", "") not in account_sids:
        raise WrongAccount("not an account of ours")
    return fields


def _message_id(fields: Mapping[str, str]) -> str:
    # SM… and MM… today; the shape is kept wide because a new prefix must not cost anybody an answer.
    for name in ("MessageSid", "SmsMessageSid", "SmsSid"):
        if _ID.fullmatch(fields.get(name, "")):
            return fields[name]
    raise Malformed("no message id")


def _address(fields: Mapping[str, str], name: str) -> Address:
    try:
        return parse(fields.get(name, ""))
    except ValueError:
        raise Malformed(f"{name} is no address") from None


def _external_user_id(fields: Mapping[str, str], sender: Address) -> str:
    """The WhatsApp user id without `whatsapp:`, as in `Address.identifier` of people who hide their number."""
    match = _BSUID.fullmatch(fields.get("ExternalUserId", "").strip())
    return match[1] if match else "" if sender.is_phone else sender.identifier


def _form(fields: Mapping[str, str], media: tuple[str, ...], *, tapped: bool, placed: bool, words: str) -> Form:
    if tapped:
        return Form.CHOICE
    if placed:
        return Form.LOCATION
    if media:
        return _BY_MEDIA.get(media[0]) or _BY_FAMILY.get(media[0].partition("/")[0], Form.DOCUMENT)
    if words:
        return Form.TEXT
    return _BY_HINT.get(fields.get("MessageType", "").lower(), Form.UNSUPPORTED)


def _media_types(fields: Mapping[str, str]) -> tuple[str, ...]:
    """Types without parameters, lower case; NumMedia and the numbered fields need not agree."""
    number = fields.get("NumMedia", "")
    told = int(number) if number.isascii() and number.isdigit() and len(number) <= 3 else 0
    types = []
    for index in range(_MOST_MEDIA):
        value = fields.get(f"MediaContentType{index}")
        if value is None and index >= told:
            break
        kind = (value or "").partition(";")[0].strip().lower()
        types.append(kind if _MEDIA_TYPE.fullmatch(kind) else _UNNAMED_MEDIA)
    return tuple(types)


def _place(fields: Mapping[str, str]) -> tuple[float, float] | None:
    """Degrees, or None where one is missing, no number, or not on Earth."""
    try:
        latitude, longitude = float(fields.get("Latitude", "")), float(fields.get("Longitude", ""))
    except ValueError:
        return None
    on_earth = math.isfinite(latitude + longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if on_earth else None


def _opt_out_type(fields: Mapping[str, str]) -> str:
    word = fields.get("OptOutType", "").strip().upper()
    return word if word in ("STOP", "START", "HELP") else ""


def _code(raw: str) -> int | None:
    raw = raw.strip()
    return int(raw) if raw.isascii() and raw.isdigit() and 0 < len(raw) <= 6 and int(raw) else None
