"""A phone on a page. What is typed there becomes a signed webhook over HTTP, as Twilio would send it; what the fake
Twilio accepts for that phone appears on its screen. Never in production."""

import asyncio
import hmac
import json
import re
import secrets
from collections import OrderedDict
from itertools import count
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import httpx
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.app import FAKE_PATH, App
from bot.channels.twilio.fake import Delivery, FakeTwilio, Phone
from bot.core.addresses import Address, Channel, parse
from bot.core.errors import BadSettings
from bot.core.messages import Form
from bot.i18n import gettext as _
from bot.web.screen import LABELS, Screen, State, as_json

PHONES: Final = 500
"""Screens kept; the one unused for longest goes first."""
LONGEST: Final = 4_096
"""Characters of a WhatsApp message (Twilio's limit for what people send)."""
BIGGEST: Final = 64 * 1024
HOLD: Final = 1.0
"""Seconds a question for news is kept open while there is none. Short, because a stop waits for it."""
LOOK: Final = 0.04
"""Seconds between two looks into the ledger meanwhile: what a person waits at most beyond what the service took."""
PLACE: Final = (-12.0464, -77.0428)
"""Where a shared location is: the main square of Lima."""
_MEDIA: Final = {Form.IMAGE: "image/jpeg", Form.VOICE: "audio/ogg", Form.STICKER: "image/webp"}
_PERSON: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_TRY: Final = (
    "buenas como ago pa meter a mi ijo al colegio si no tengo papeles",
    "Perdí mi carné de solicitante de refugio",
    "tengo fiebre y tos, será covid?",
)


class Simulator:
    """The pages and the phones behind them. Everything is in memory and forgotten with the process.

    Raises BadSettings in production, and where `app.settings` are not those of a simulated account.
    """

    def __init__(self, app: App, fake: FakeTwilio, *, own_url: str) -> None:
        settings = app.settings
        if settings.production:
            raise BadSettings(_("PUENTE_ENV: en producción no hay simulador"))
        if not settings.api_url.endswith(FAKE_PATH):
            raise BadSettings("TWILIO_ACCOUNT_SID: the simulator only serves where no account is configured")
        self._app, self._fake, self._settings = app, fake, settings
        self._webhook = f"{own_url}/twilio/inbound"
        # Our own address is reached directly, whatever proxy the environment names.
        self._client = httpx.AsyncClient(timeout=10, trust_env=False)
        self._screens: OrderedDict[str, Screen] = OrderedDict()
        # From the clock: a page that outlives this process asks the next one for what is newer than it knows.
        self._versions = count(int(app.clock().timestamp() * 1_000))
        self._seen = len(fake.ledger.entries)
        pages = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = pages.get_template("simulator.html")

    def routes(self) -> list[Route]:
        """The page, and what its script talks to."""
        return [
            Route("/simulator", self.page),
            Route("/simulator/messages", self.messages, methods=["GET"]),
            Route("/simulator/messages", self.send, methods=["POST"]),
        ]

    async def aclose(self) -> None:
        """Close the connections to the webhook."""
        await self._client.aclose()

    async def page(self, request: Request) -> Response:
        """The phone with its conversation so far. Without a `person` in the query a new one begins."""
        person, channel = request.query_params.get("person") or secrets.token_hex(8), _channel(request.query_params)
        screen = self._screen(person, channel)
        self._collect()

        def link(to: Channel) -> str:
            return f"/simulator?{urlencode({'person': person, 'channel': to})}"

        return HTMLResponse(
            self._template.render(
                name=self._app.organisation.name or "Puente",
                person=person,
                channel=channel.value,
                links={to.value: link(to) for to in Channel},
                labels=LABELS if channel is Channel.WHATSAPP else {},
                examples=_TRY,
                longest=LONGEST,
                **self._news(screen, 0),
            )
        )

    async def messages(self, request: Request) -> Response:
        """What is new on a person's screen: `after` is the mark of an earlier answer, empty for everything.

        The answer comes at once when there is something, else after `HOLD` seconds.
        """
        query = request.query_params
        screen = self._screen(query.get("person", ""), _channel(query))
        after = query.get("after", "")
        seen = int(after) if after.isdecimal() and len(after) < 20 else 0
        await self._await_news(screen, seen)
        return JSONResponse(self._news(screen, seen))

    async def send(self, request: Request) -> Response:
        """Send something as the person: `text`; or `choice`, the payload of a button, with its `label`; or `form`, one
        of image, voice, location and sticker. JSON is answered with JSON (202, or 502 where our webhook did not take
        it), a posted form with the page. 400 for what no phone sends."""
        fields, script = await _fields(request)
        person, channel = str(fields.get("person", "")), _channel(fields)
        screen = self._screen(person, channel)
        delivery, text, form = self._built(fields, screen)
        self._collect()
        line = screen.write(text, form, self._app.clock())
        self._fake.note_inbound(screen.address.full)
        delivered = await self._deliver(delivery)
        screen.settle(line, State.DELIVERED if delivered else State.FAILED)
        if script:
            return JSONResponse({"id": line.id}, 202 if delivered else 502)
        # Without script nobody asks for the reply, so the page waits for it a moment.
        await self._await_news(screen, line.version)
        return RedirectResponse(f"/simulator?{urlencode({'person': person, 'channel': channel})}#end", 303)

    def _built(self, fields: dict[str, Any], screen: Screen) -> tuple[Delivery, str, Form]:
        """The webhook request, and what the person's own screen shows of it."""
        phone = self._phone(screen.address)
        text, choice, wanted = (_text(fields, name) for name in ("text", "choice", "form"))
        if screen.address.channel is Channel.SMS and (choice or wanted):
            raise HTTPException(400, "SMS carries text only")
        if wanted == Form.LOCATION:
            return phone.locate(*PLACE), "", Form.LOCATION
        if wanted:
            try:
                form = Form(wanted)
                return phone.media(_MEDIA[form], caption=text), text, form
            except (ValueError, KeyError):
                raise HTTPException(400, f"form: {', '.join(LABELS)}") from None
        if choice:
            labels = {chip.value: chip.label for chip in screen.chips() if chip.name == "choice"}
            label = _text(fields, "label") or labels.get(choice, choice)
            return phone.tap(label, choice), label, Form.CHOICE
        if not text:
            raise HTTPException(400, "nothing to send: text, choice or form is missing")
        return phone.text(text), text, Form.TEXT

    async def _deliver(self, delivery: Delivery) -> bool:
        try:
            answer = await self._client.post(self._webhook, content=delivery.body, headers=delivery.headers)
        except httpx.HTTPError:
            return False
        return answer.is_success

    def _phone(self, address: Address) -> Phone:
        settings = self._settings
        whatsapp = address.channel is Channel.WHATSAPP
        return Phone(
            url=f"{settings.public_url.rstrip('/')}/twilio/inbound",
            auth_token=settings.auth_token.reveal(),
            account_sid=settings.account_sid,
            address=address,
            number=parse(f"whatsapp:{settings.whatsapp_from}" if whatsapp else settings.sms_from),
            name="Persona de prueba",
        )

    def _screen(self, person: str, channel: Channel) -> Screen:
        if not _PERSON.fullmatch(person):
            raise HTTPException(400, "person: 8 to 64 letters, digits, - or _")
        address = self._address(person, channel)
        screen = self._screens.get(address.full) or Screen(address, self._versions.__next__)
        self._screens[address.full] = screen
        self._screens.move_to_end(address.full)
        while len(self._screens) > PHONES:
            self._screens.popitem(last=False)
        return screen

    def _address(self, person: str, channel: Channel) -> Address:
        """The same number for the same id, on both channels. +999 is no country's (ITU-T E.164: kept in reserve), so
        nobody can have it."""
        key = self._settings.secret_key.reveal().encode()
        mark = hmac.digest(key, b"puente/simulated-person\0" + person.encode(), "sha256")
        return Address(channel, f"+999{int.from_bytes(mark[:8], 'big') % 10**11:011d}")

    def _collect(self) -> None:
        """Bring what the fake accepted meanwhile to the screens it is for."""
        for entry in self._fake.ledger.after(self._seen):
            self._seen = entry.number
            screen = self._screens.get(entry.to)
            if screen is not None and not entry.failure:
                screen.show("\n".join(part for part in (entry.media_url, entry.body) if part), entry.options, entry.at)

    async def _await_news(self, screen: Screen, seen: int) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + HOLD
        self._collect()
        while screen.version <= seen and loop.time() < end:
            await asyncio.sleep(LOOK)
            self._collect()

    def _news(self, screen: Screen, seen: int) -> dict[str, Any]:
        channel, timezone = screen.address.channel, self._settings.timezone
        return {
            "after": screen.version,
            "lines": [as_json(line, channel, timezone) for line in screen.after(seen)],
            "chips": [{"label": chip.label, "name": chip.name, "value": chip.value} for chip in screen.chips()],
            "waiting": screen.waiting,
        }


def _channel(fields: Any) -> Channel:
    try:
        return Channel(fields.get("channel") or Channel.WHATSAPP)
    except ValueError:
        raise HTTPException(400, "channel: whatsapp or sms") from None


def _text(fields: dict[str, Any], name: str) -> str:
    """A field as text that can be written; what is no character becomes a question mark, as at Twilio."""
    text = str(fields.get(name) or "").strip().encode(errors="replace").decode()
    if len(text) > LONGEST:
        raise HTTPException(400, f"{name}: at most {LONGEST} characters")
    return text


async def _fields(request: Request) -> tuple[dict[str, Any], bool]:
    """What was posted, and whether a script posted it (JSON) rather than a form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BIGGEST:
            raise HTTPException(413)
    script = request.headers.get("content-type", "").startswith("application/json")
    try:
        fields = json.loads(body) if script else dict(parse_qsl(body.decode()))
    except ValueError:
        raise HTTPException(400, "neither JSON nor a form") from None
    if not isinstance(fields, dict):
        raise HTTPException(400, "not a JSON object")
    return fields, script
