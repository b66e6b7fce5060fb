"""Every form a message can take, and many it never should: nothing may break, and whoever was thanked gets a reply."""

import asyncio
import base64
import hmac
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote_from_bytes

from bot.channels.twilio.fake import Delivery, Phone
from bot.channels.twilio.fake.account import LONGEST_BODY
from bot.channels.twilio.signature import FORM, HEADER
from tests.conftest import Hands
from tests.house import TOKEN, House

Pairs = list[tuple[bytes, bytes]]

PIECES: Final = (
    "hola", "C01", "C01 o A04", "boom", "me pega", "alto", "menú", "2", "dos", "más", "sí", "salir", "borrar mis datos",
    "👍", "👎", "👨‍👩‍👧‍👦", "/faq{}", "\x00", "\x07", "\u200b", "\u202eabc", "\u2066", "\ufeff", "\ufffd", "ﷺ",
    "السلام عليكم", "שלום", "你好", "I need help please", "{{7*7}}", "{nombre}", "<script>", "%s%n", "=1+1", "ñandú",
    "'; DROP TABLE inbound; --", "n\u0303", "𝐡𝐨𝐥𝐚", "\U0010ffff", "\n" * 30, " " * 50, "a" * 300, "¿?", "x" * 76,
)  # fmt: skip
PAYLOADS: Final = (
    *"entry:C01 entry:C03 entry:GONE entry: menu menu:school menu:school:1 menu:school:x menu:: menu:school:-3".split(),
    *"menu:school:99999999999999999999 more person stop:all stop: erase: erase:no erase:yes data:copy".split(),
    *"language:en language:zz vote:up:C01 vote \0 ¡ :".split(),
    "a" * 300,
)
MEDIA: Final = (
    *"image/jpeg image/webp audio/ogg video/mp4 application/pdf text/vcard text/x-vcard nonsense".split(),
    *("", "APPLICATION/PDF; x=y", "a/" + "b" * 300),
)
JUNK: Final = (
    *b"0 -1 1e999 nan 99999999999999999999 true null \xff\xfe \xed\xa0\x80 \xc3 \xf0\x9f\x98 \x00 [] STOP".split(b" "),
    *(b"", b" ", b"\r\n", "١٢".encode(), b"whatsapp:", b"whatsapp:PE.x", b"a" * 5_000),
)
CHANGED: Final = """
    Body NumMedia Latitude Longitude MessageType ButtonText ButtonPayload ListId ListTitle Forwarded ExternalUserId WaId
    ProfileName ChannelMetadata MediaContentType0 MediaUrl0 OptOutType SmsStatus NumSegments Label Address ReferralBody
    From MessageSid SmsMessageSid SmsSid AccountSid Brandnew
""".split()


@dataclass(frozen=True, kw_only=True)
class Result:
    """`thanked` of `forms` were messages; the rest must be 0."""

    seed: int
    forms: int
    thanked: int
    broken: int
    unanswered: int
    unsendable: int
    seconds: float

    @property
    def kept(self) -> bool:
        """True when the promise held."""
        return not (self.broken or self.unanswered or self.unsendable)


def run(home: Path, database_url: str, *, forms: int, seed: int) -> Result:
    """Post `forms` generated forms and take all turns; the seed repeats it."""
    return asyncio.run(_run(home, database_url, forms, seed))


async def _run(home: Path, database_url: str, forms: int, seed: int) -> Result:
    started = time.monotonic()
    dice, clock = random.Random(seed), Hands()
    house = House(home, database_url, clock)
    people = [_person(house, number) for number in range(max(forms // 10, 100))]
    statuses: list[int] = []
    thanked: set[str] = set()
    answered: set[str] = set()
    unsendable = 0
    for _ in range(0, forms, 500):
        batch = [_form(dice, dice.choice(people)) for _ in range(min(500, forms - len(statuses)))]
        for start in range(0, len(batch), 25):
            part = batch[start : start + 25]
            told = await asyncio.gather(*(house.post(one) for one in part))
            statuses += told
            thanked |= {one.sid for one, status in zip(part, told, strict=True) if status == 200}
        for handled in await house.think():
            silent = handled.turned.outgoing is None or not handled.turned.outgoing.text.strip()
            if not silent or handled.message.opt_out_type:
                answered.add(handled.message.provider_id)
        clock.move(hours=1)  # nobody writes so much that they are taken for a robot
        before = len(house.provider.orders)
        sender = house.new_sender(person_gap=0.0)
        while await house.speak(sender):
            pass
        unsendable += sum(not _sendable(order.text) for order in house.provider.orders[before:])
    left = house.rows("outbound", stage="waiting") + house.rows("outbound", stage="claimed")
    house.close()
    return Result(
        seed=seed,
        forms=len(statuses),
        thanked=len(thanked),
        broken=sum(status >= 500 for status in statuses),
        unanswered=len(thanked - answered),
        unsendable=unsendable + left,
        seconds=round(time.monotonic() - started, 1),
    )


def _sendable(text: str) -> bool:
    """What Twilio takes: something, not too long, and real characters only."""
    return 0 < len(text) <= LONGEST_BODY and text.encode(errors="replace").decode() == text and "\x00" not in text


def _person(house: House, number: int) -> Phone:
    """A number on WhatsApp, one that also shows its WhatsApp id, a hidden one, or a number on SMS."""
    visible = f"+5191{number:07d}"
    kinds: Sequence[Callable[[], Phone]] = (
        lambda: house.phone(f"whatsapp:{visible}"),
        lambda: house.phone(f"whatsapp:{visible}", external_user_id=f"PE.{number:032x}"),
        lambda: house.phone(f"whatsapp:PE.{number - 1:032x}"),
        lambda: house.phone(visible),
    )
    return kinds[number % 4]()


def _form(dice: random.Random, phone: Phone) -> Delivery:
    """One signed form: an honest message, then perhaps fields lost, changed, added or doubled before it is signed."""
    kinds: Sequence[Callable[[], Delivery]] = (
        lambda: phone.text(_words(dice)),
        lambda: phone.text(_words(dice), forwarded=True),
        lambda: phone.text(_words(dice) * dice.choice((1, 20, 60))),
        lambda: phone.tap(_words(dice), dice.choice(PAYLOADS)),
        lambda: phone.choose(_words(dice), dice.choice(PAYLOADS)),
        lambda: phone.locate(dice.uniform(-200, 200), dice.uniform(-200, 200), label=_words(dice)),
        lambda: phone.media(dice.choice(MEDIA), caption=dice.choice(("", _words(dice)))),
        lambda: phone.deliver([("Body", "STOP"), ("OptOutType", dice.choice(("STOP", "START", "HELP")))]),
    )
    honest = dice.choice(kinds)()
    pairs: Pairs = [
        (name.encode(), value.encode(errors="replace"))
        for name, value in parse_qsl(honest.body.decode(), keep_blank_values=True)
    ]
    for _ in range(dice.choice((0, 0, 1, 2, 6))):
        name = dice.choice(CHANGED).encode()
        match dice.randrange(4):
            case 0:
                pairs = [pair for pair in pairs if pair[0] != name]
            case 1:
                pairs = [(known, dice.choice(JUNK) if known == name else value) for known, value in pairs]
            case 2:
                pairs.append((name, dice.choice(JUNK)))
            case 3:
                pairs.append((bytes(dice.randrange(256) for _ in range(dice.randrange(1, 9))), dice.choice(JUNK)))
    return _signed(phone.url, pairs)


def _signed(url: str, pairs: Pairs) -> Delivery:
    """Signed over bytes, since what is no unicode cannot be signed as text."""
    told = b"".join(name + value for name, value in sorted(set(pairs)))
    mark = base64.b64encode(hmac.digest(TOKEN.encode(), url.encode() + told, "sha1")).decode()
    body = "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in pairs).encode()
    first = dict(reversed(pairs))
    ids = (first.get(name, b"") for name in (b"MessageSid", b"SmsMessageSid", b"SmsSid"))
    sid = next((one.decode() for one in ids if re.fullmatch(rb"[A-Za-z0-9]{2,64}", one)), "")
    return Delivery(sid=sid, url=url, headers={"Content-Type": FORM, HEADER: mark}, body=body)


def _words(dice: random.Random) -> str:
    return dice.choice(("", " ", "")).join(dice.choice(PIECES) for _ in range(dice.choice((0, 1, 1, 2, 5))))
