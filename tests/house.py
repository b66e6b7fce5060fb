"""One installation in one process: signed webhooks over ASGI, turns with the stand-in engine, a provider on paper.

What is left out is what other tests hold: HTTP servers, Rasa, and Twilio behind a socket (tests/rig.py has all three).
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import func, select
from starlette.types import ASGIApp, Message

from bot.app import App
from bot.channels.twilio.fake import Delivery, Phone
from bot.channels.twilio.signature import FORM, HEADER, sign
from bot.clock import Clock
from bot.core.addresses import Address, Channel, parse
from bot.core.messages import Found, Option, Order, Outcome, Outgoing, Priority, Status
from bot.services import publishing
from bot.services.inbound import Handled, Turns
from bot.services.outbound import Rules, Sender, rendered
from bot.services.safety import LivingLexicon
from bot.settings import Secret, Settings
from bot.storage import contacts, outbound, schema
from bot.storage.limits import Limit
from bot.web.server import build
from tests.conftest import Hands
from tests.services.conftest import ENTRIES, LEXICON, Engine

URL: Final = "https://puente.example"
ACCOUNT: Final = "AC" + "7" * 32
TOKEN: Final = "token-of-the-house"
OURS: Final = {Channel.WHATSAPP: "+51900000001", Channel.SMS: "+51900000002"}


@dataclass(frozen=True)
class Answer:
    """What a webhook answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def call(
    app: ASGIApp, path: str, *, method: str = "POST", body: bytes = b"", headers: Mapping[str, str] | None = None
) -> Answer:
    """One request straight into an ASGI application: a tenth of the cost of a client, so that thousands are cheap."""
    parts = urlsplit(path)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https",
        "path": parts.path, "raw_path": parts.path.encode(), "query_string": parts.query.encode(), "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 443),
    }  # fmt: skip
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    start = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    return Answer(told[0]["status"], start, b"".join(message.get("body", b"") for message in told[1:]))


class Paper:
    """A provider that writes down what it is handed. `fate` decides how each call ends; by default it is accepted.

    `orders` are the calls, `created` the messages that exist; a look-up finds these, unless it is `blind` (it fails) or
    `lagging` (it finds nothing yet).
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.fate: Callable[[Order], Awaitable[Outcome]] = self.accept
        self.orders: list[Order] = []
        self.created: dict[str, Order] = {}
        self._found: list[tuple[Address, Found]] = []
        self.looked = 0
        self.blind = self.lagging = False

    async def send(self, order: Order) -> Outcome:
        self.orders.append(order)
        return await self.fate(order)

    async def find(self, recipient: Address, *, since: datetime) -> list[Found]:
        self.looked += 1
        if self.blind:
            raise ConnectionError("no answer")
        return [] if self.lagging else [it for to, it in self._found if to == recipient and it.created_at >= since]

    def create(self, order: Order, status: Status = Status.ACCEPTED, **facts: Any) -> str:
        """From now on the message exists, whatever we are told of it. Returns its id."""
        sid = f"SM{len(self.created):016d}{order.attempt:016d}"
        self.created[sid] = order
        found = Found(provider_id=sid, text=order.text, status=status, created_at=self.clock(), **facts)
        self._found.append((order.recipient, found))
        return sid

    async def accept(self, order: Order) -> Outcome:
        """Created and told so."""
        return Outcome(status=Status.ACCEPTED, provider_id=self.create(order))

    async def refuse(self, order: Order, **outcome: Any) -> Outcome:
        """Not created and told so."""
        return Outcome(status=Status.FAILED, **outcome)

    def texts(self, person: Address) -> list[str]:
        """What one person gets to read, in order."""
        return [order.text for order in self.created.values() if order.recipient == person]


class Unlimited:
    """The rate of a sender number where it is never what a test waits for; see limits.Limit."""

    def ready(self, seconds: float) -> int:
        return int(seconds * 1e6)

    def until_free(self, seconds: float) -> float:
        return 0.0

    async def take(self) -> None:
        return

    async def close(self) -> None:
        return


class House:
    """`home` holds what it writes besides the database, which is migrated; `changes` are settings."""

    def __init__(self, home: Path, database_url: str, clock: Hands, **changes: Any) -> None:
        values: dict[str, Any] = {
            "home": home,
            "database_url": database_url,
            "account_sid": ACCOUNT,
            "auth_token": Secret(TOKEN),
            "whatsapp_from": OURS[Channel.WHATSAPP],
            "sms_from": OURS[Channel.SMS],
            "public_url": URL,
            "secret_key": Secret("secret-key-of-the-house-0123456789"),
            "data_keys": Secret("k1:data-key-of-the-house-0123456789"),
            "organisation": home / "none.yml",
        }
        self.clock, self.owed = clock, 0
        self.app = App(settings=Settings(**(values | changes)), clock=clock)
        self.database = self.app.database
        publishing.propose(self.database, ENTRIES, author="test", now=clock())
        publishing.publish(self.database, clock())
        self.app.__dict__["lexicon"] = LivingLexicon(self.database, lambda: LEXICON)
        self.web = build(self.app, own_url=URL, simulator=False)
        self.engine = Engine()
        self.app.library.refresh()
        self.turns = self.worker()
        self.provider = Paper(clock)
        self.sender = self.new_sender()

    def worker(self, name: str = "converse") -> Turns:
        """A conversation worker."""
        return self.app.turns(self.engine.respond, name)

    def new_sender(
        self, name: str = "send", *, in_flight: int = 80, limit: Limit | None = None, **rules: Any
    ) -> Sender:
        """A sending process whose rate, without a `limit`, is never what a test waits for."""
        defaults: dict[str, Any] = {"person_gap": 6.0, "lookup_grace": 60.0}
        return Sender(
            database=self.database,
            provider=self.provider,
            buckets={channel: limit or Unlimited() for channel in Channel},
            rules=Rules(**(defaults | rules)),
            regulations=self.app.regulations,
            clock=self.clock,
            worker=name,
            in_flight=in_flight,
        )

    def owe(
        self,
        text: str = "hola",
        person: str = "whatsapp:+51911111111",
        *,
        options: Sequence[Option] = (),
        priority: Priority = Priority.REPLY,
        wrote: timedelta = timedelta(0),
    ) -> None:
        """Owe somebody a message; they `wrote` that long ago."""
        self.owe_all({person: Outgoing(text=text, options=tuple(options), priority=priority)}, wrote)

    def owe_all(self, messages: Mapping[str, Outgoing], wrote: timedelta = timedelta(0)) -> None:
        """Owe each of these people a message."""
        people = [parse(person) for person in messages]
        seen = [contacts.Seen(address=one, sender=Address(one.channel, OURS[one.channel]).full) for one in people]
        with self.database.write() as tx:
            owed = [
                outbound.Owed(
                    key=f"test:{self.owed + number}",
                    contact_id=reached.contact_id,
                    address_id=reached.address_id,
                    sender=one.sender,
                    outgoing=outgoing,
                )
                for number, (reached, one, outgoing) in enumerate(
                    zip(contacts.reach(tx, seen, self.clock() - wrote), seen, messages.values(), strict=True)
                )
            ]
            outbound.queue(tx, owed, self.clock())
        self.owed += len(owed)

    def phone(self, person: str = "whatsapp:+51911111111", **options: Any) -> Phone:
        """The phone of somebody."""
        address = parse(person)
        number = Address(address.channel, OURS[address.channel])
        defaults = {"url": f"{URL}/twilio/inbound", "auth_token": TOKEN, "account_sid": ACCOUNT}
        return Phone(address=address, number=number, **(defaults | options))

    async def post(self, delivery: Delivery, path: str = "", **headers: str) -> int:
        """Post one webhook; `path` where not its own. Returns the HTTP status."""
        to = path or delivery.url.removeprefix(URL)
        return (await call(self.web, to, body=delivery.body, headers={**delivery.headers, **headers})).status

    async def report(self, attempt: int, status: str, code: int | None = None, sid: str = "") -> int:
        """A delivery report of Twilio's about an attempt of ours, signed."""
        sid = sid or f"SM{attempt:032d}"
        path = f"/twilio/status?{self.app.callback_tokens.query(attempt)}"
        pairs = [("AccountSid", ACCOUNT), ("MessageSid", sid), ("MessageStatus", status)]
        pairs += [("ErrorCode", str(code))] if code else []
        headers = {"Content-Type": FORM, HEADER: sign(TOKEN, URL + path, pairs)}
        body = "&".join(f"{name}={value}" for name, value in pairs).encode()
        return (await call(self.web, path, body=body, headers=headers)).status

    async def think(self) -> list[Handled]:
        """Turns for all that waits, time moving on where a turn must be tried again. Returns those that were taken."""
        taken: list[Handled] = []
        for _ in range(5_000):
            while handled := await self.turns.step():
                taken += handled
            if not self.rows("inbound", stage="waiting"):
                return taken
            self.clock.move(seconds=5)
        raise AssertionError(f"{self.rows('inbound', stage='waiting')} messages wait for ever")

    async def speak(self, sender: Sender | None = None) -> int:
        """Let everything leave that may leave now, and settle it. Returns how many create calls were made."""
        sender = sender or self.sender
        made = 0
        while started := await sender.step():
            made += started
            await sender.drain(5)
        return made

    def rows(self, table: str, **equal: Any) -> int:
        """How many rows of a table have these values."""
        columns = schema.metadata.tables[table].c
        query = select(func.count()).select_from(schema.metadata.tables[table])
        with self.database.read() as tx:
            return int(
                tx.connection.execute(
                    query.where(*(columns[name] == value for name, value in equal.items()))
                ).scalar_one()
            )

    def all_rows(self) -> dict[str, int]:
        """Rows of every table: nothing was written where this stays the same."""
        return {name: self.rows(name) for name in schema.metadata.tables}

    def one(self, table: str, **equal: Any) -> Mapping[str, Any]:
        """The one row of a table that has these values."""
        of = schema.metadata.tables[table]
        these = [of.c[name] == value for name, value in equal.items()]
        with self.database.read() as tx:
            return dict(tx.connection.execute(select(of).where(*these)).mappings().one())

    def column(self, table: str, name: str) -> list[Any]:
        """One column, in the order of the primary key."""
        of = schema.metadata.tables[table]
        with self.database.read() as tx:
            return list(tx.connection.execute(select(of.c[name]).order_by(*of.primary_key.columns)).scalars())

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()


def repeated(values: Iterable[Any]) -> list[Any]:
    """What occurs more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


__all__ = ["ACCOUNT", "OURS", "TOKEN", "URL", "Answer", "House", "Paper", "Unlimited", "call", "rendered", "repeated"]
