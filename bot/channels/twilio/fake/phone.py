"""A person's phone, as our webhook meets it: the signed posts Twilio makes for what the person sends."""

import json
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from bot.channels.twilio.signature import FORM, HEADER, Pairs, sign
from bot.core import segments
from bot.core.addresses import Address, Channel

_REPORTED: Final = ("SmsMessageSid", "SmsSid", "MessageSid")
_MESSAGE_TYPE: Final = {"image": "image", "audio": "audio", "video": "video"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One webhook request, ready to be posted, as often as one likes: a repeat is what Twilio's retry looks like."""

    sid: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """Builds deliveries from `address` to our `number`, over the channel of both.

    `url`: the public URL of `POST /twilio/inbound`. `external_user_id`: the WhatsApp user id (`PE.…`) that goes with a
    visible number; a hidden one is the address itself. Field names and order follow captured requests.
    """

    url: str
    auth_token: str
    account_sid: str
    address: Address
    number: Address
    name: str = "Usuario"
    external_user_id: str = ""

    def text(self, body: str, *, sid: str = "", forwarded: bool = False) -> Delivery:
        """A typed message; on SMS too."""
        return self.deliver([("Body", body), *([("Forwarded", "true")] if forwarded else [])], sid=sid)

    def tap(self, title: str, payload: str, *, sid: str = "") -> Delivery:
        """A tap on a quick-reply button."""
        fields = [("Body", title), ("ButtonText", title), ("ButtonPayload", payload), ("ButtonType", "REPLY")]
        return self.deliver(fields, kind="button", sid=sid)

    def choose(self, title: str, row_id: str, *, sid: str = "") -> Delivery:
        """A row picked from a list."""
        return self.deliver([("Body", title), ("ListTitle", title), ("ListId", row_id)], kind="interactive", sid=sid)

    def locate(self, latitude: float, longitude: float, *, label: str = "", sid: str = "") -> Delivery:
        """A shared location."""
        place = [("Body", ""), ("Latitude", str(latitude)), ("Longitude", str(longitude))]
        return self.deliver([*place, *([("Label", label)] if label else [])], kind="location", sid=sid)

    def media(self, content_type: str, *, caption: str = "", sid: str = "") -> Delivery:
        """A photo, voice note, sticker, contact card or document, by its media type."""
        sid = sid or _sid("MM")
        media = f"https://api.twilio.com/2010-04-01/Accounts/{self.account_sid}/Messages/{sid}/Media/{_sid('ME')}"
        fields = [("Body", caption), ("NumMedia", "1"), ("MediaContentType0", content_type), ("MediaUrl0", media)]
        return self.deliver(fields, kind=_MESSAGE_TYPE.get(content_type.partition("/")[0], "document"), sid=sid)

    def deliver(self, fields: Pairs, *, kind: str = "text", sid: str = "") -> Delivery:
        """Any message: `fields` over those that every message has. `kind`: MessageType, WhatsApp only."""
        sid = sid or _sid("SM")
        common = {
            **dict.fromkeys(_REPORTED, sid),
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "SmsStatus": "received",
            "NumMedia": "0",
            "NumSegments": "1",
            "From": self.address.full,
            "To": self.number.full,
            **(
                self._whatsapp(kind) if self.address.channel is Channel.WHATSAPP else _sms(dict(fields).get("Body", ""))
            ),
            **dict(fields),
        }
        # Twilio's own encoder turns what is no character into a question mark before it signs.
        pairs = [(name, value.encode(errors="replace").decode()) for name, value in sorted(common.items())]
        headers = {
            "Content-Type": f"{FORM}; charset=UTF-8",
            HEADER: sign(self.auth_token, self.url, pairs),
            "I-Twilio-Idempotency-Token": f"{sid}-in",
            "User-Agent": "TwilioProxy/1.1",
        }
        return Delivery(sid=sid, url=self.url, headers=headers, body=urlencode(pairs).encode())

    def _whatsapp(self, kind: str) -> dict[str, str]:
        visible = {"WaId": self.address.identifier.removeprefix("+")} if self.address.is_phone else {}
        context = {"ProfileName": self.name, **visible}
        user_id = self.external_user_id or ("" if self.address.is_phone else self.address.identifier)
        return {
            "MessageType": kind,
            "ProfileName": self.name,
            "ReferralNumMedia": "0",
            "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": context}}),
            **visible,
            **({"ExternalUserId": f"whatsapp:{user_id}"} if user_id else {}),
        }


def _sms(body: str) -> dict[str, str]:
    """Geodata comes empty as often as not, and blank fields take part in the signature."""
    places = {f"{side}{part}": "" for side in ("From", "To") for part in ("City", "State", "Zip")}
    return {**places, "FromCountry": "PE", "ToCountry": "PE", "NumSegments": str(segments.count(body).parts)}


def _sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)
