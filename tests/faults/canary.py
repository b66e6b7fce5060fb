"""Fifty made-up people talk to a real installation at debug level; then their traces are looked for everywhere."""

import asyncio
import base64
import gzip
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

import httpx
import psycopg

from bot.channels.twilio.fake import Delivery, Phone
from bot.core.addresses import Address, Channel
from tests import rig as rigs
from tests.rig import OURS, ROOT, TOKEN, Rig, deliver

NUMBERS: Final = "+5198765{:04d}"
"""What no other number here begins with."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody made up, unlike anything else in the world."""

    number: str
    user_id: str
    name: str
    word: str
    place: tuple[float, float]

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be found."""
        return self.number, self.user_id, self.name, self.word, *(f"{part}" for part in self.place)

    @property
    def says(self) -> tuple[str, ...]:
        """Questions, commands, danger, comments, another language, and a word that is in nothing we ever write."""
        return (
            f"hola soy {self.word} como pido refugio",
            f"mi pareja me pega, soy {self.word}",
            f"quiero hablar con una persona {self.word}",
            "👎",
            f"no entendí {self.word}",
            f"motivo {self.word}",
            f'/faq{{"x": "{self.word}"}}',
            f"I need help please, my name is {self.word}",
            f"mi numero es {self.number[3:]} {self.word}",
            "mis datos",
        )


def people(count: int = 50) -> list[Person]:
    """The same every time."""
    return [
        Person(
            number=NUMBERS.format(1000 + number * 7),
            user_id=f"PE.canario{number:04d}zz",
            name=f"Zoraida Quispicanchi{number:02d}",
            word=f"canarioxyzzy{number:02d}",
            place=(-12.0431871 - number / 1e5, -77.0282364 - number / 1e5),
        )
        for number in range(count)
    ]


def writings(secret: str) -> Iterator[bytes]:
    """Every way in which somebody might have written `secret` down."""
    plain = {secret, secret.lower(), secret.upper()}
    if secret.startswith("+51"):
        digits = secret[3:]
        plain |= {
            secret[1:],
            digits,
            f"{digits[:3]} {digits[3:6]} {digits[6:]}",
            f"{digits[:3]}-{digits[3:6]}-{digits[6:]}",
        }
        plain |= {f"+51 {digits[:3]} {digits[3:6]} {digits[6:]}", f"whatsapp:{secret}"}
    for text in plain:
        yield text.encode()
        yield text.encode("utf-16-le")
        yield text.encode().hex().encode()
        for quoted in (quote(text, safe=""), quote_plus(text)):
            yield quoted.encode()
        yield from _base64(text.encode())


def _base64(raw: bytes) -> Iterator[bytes]:
    """The letters that `raw` becomes wherever it begins inside a longer text, without those its neighbours share."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        whole = coded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        if len(whole) >= 8:
            yield whole
            yield whole.replace(b"+", b"-").replace(b"/", b"_")


def hits(places: Mapping[str, bytes], known: Iterable[Person]) -> dict[str, int]:
    """By place: how many secrets can be found there. Places without one are left out, and no secret is told."""
    found: dict[str, int] = defaultdict(int)
    for person in known:
        for secret in person.secrets:
            ways = set(writings(secret))
            for name, content in places.items():
                found[name] += any(way in content for way in ways)
    return {name: count for name, count in found.items() if count}


def files(folder: Path, *, leave: Iterable[Path] = ()) -> dict[str, bytes]:
    """Every file below `folder`, compressed ones also unpacked."""
    places = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in set(leave):
            content = path.read_bytes()
            places[str(path.relative_to(folder))] = content
            if content[:2] == b"\x1f\x8b":
                places[f"{path.relative_to(folder)} (unpacked)"] = gzip.decompress(content)
    return places


@dataclass(frozen=True, kw_only=True)
class Result:
    """`hits`: by place, secrets found there; there must be none."""

    people: int
    messages: int
    places: int
    bytes_searched: int
    hits: dict[str, int]
    seconds: float

    @property
    def kept(self) -> bool:
        """True when the promise held."""
        return not self.hits


def run(home: Path, *, count: int = 50, seed: int = 20261123, settings: dict[str, str] | None = None) -> Result:
    """Real processes, Rasa included, with faults at the provider. The fake's own files are its truth and left out."""
    started = time.monotonic()
    known = people(count)
    script = {"seed": seed, "lookup_lag": 0.2, "chances": [
        {"fault": "too_many", "probability": 0.05, "seconds": 1}, {"fault": "cut_after", "probability": 0.05},
        {"fault": "error_after", "probability": 0.05}, {"fault": "refuse", "probability": 0.05, "code": 21617},
    ]}  # fmt: skip
    with rigs.running(home, settings={"PUENTE_LOG_LEVEL": "debug", **(settings or {})}, script=script) as rig:
        messages = asyncio.run(_talk(rig, known, random.Random(seed)))
        places = asyncio.run(_asked(rig))
        for words in (
            ["backup", str(home / "copy.puente")],
            ["doctor"],
            ["case", "list"],
            ["contacts", "show", OURS.full],
        ):
            places[f"puente {words[0]}"] = _command(rig, *words)
        places |= _rows(rig.environment.get("DATABASE_URL", ""))
    places |= files(home, leave=[rig.ledger_path, *(home / "var" / "models").rglob("*")])
    return Result(
        people=len(known),
        messages=messages,
        places=len(places),
        bytes_searched=sum(map(len, places.values())),
        hits=hits(places, known),
        seconds=round(time.monotonic() - started, 1),
    )


async def _talk(rig: Rig, known: Iterable[Person], dice: random.Random) -> int:
    """Everybody says everything, in pieces and as pictures too. Returns how many messages were taken in."""
    sent = 0

    async def one(client: httpx.AsyncClient, person: Person) -> None:
        nonlocal sent
        for delivery in _messages(rig, person):
            await deliver(client, delivery)
            sent += 1
            await asyncio.sleep(dice.uniform(0, 0.05))
        forged = _messages(rig, person)[0]
        answer = await client.post(forged.url, content=forged.body + b"&x=1", headers=forged.headers)
        assert answer.status_code == 403

    async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=10)) as client:
        await asyncio.gather(*(one(client, person) for person in known))
        end = time.monotonic() + 120
        while time.monotonic() < end:
            metrics = (await client.get(f"{rig.url}/metrics")).text
            if "puente_inbound_waiting 0\n" in metrics and "puente_outbound_waiting 0\n" in metrics:
                return sent
            await asyncio.sleep(0.2)
    raise RuntimeError("not everybody was answered")


def _messages(rig: Rig, person: Person) -> list[Delivery]:
    phone = _phone(rig, person, Address(Channel.WHATSAPP, person.number), person.user_id)
    hidden = _phone(rig, person, Address(Channel.WHATSAPP, person.user_id))
    return [
        *(phone.text(words) for words in person.says),
        phone.locate(*person.place, label=person.word),
        phone.media("image/jpeg", caption=person.word),
        phone.tap(person.word, f"entry:{person.word}"),
        hidden.text(f"gracias {person.word}"),
    ]


def _phone(rig: Rig, person: Person, address: Address, user_id: str = "") -> Phone:
    return Phone(
        url=f"{rig.url}/twilio/inbound",
        auth_token=TOKEN,
        account_sid=rigs.ACCOUNT,
        address=address,
        number=OURS,
        name=person.name,
        external_user_id=user_id,
    )


async def _asked(rig: Rig) -> dict[str, bytes]:
    """What anybody may ask of the running service."""
    async with httpx.AsyncClient(timeout=60) as client:
        paths = ("/metrics", "/health/ready", "/health/live", "/", "/twilio/inbound", "/nowhere")
        return {path: (await client.get(rig.url + path)).content for path in paths}


def _rows(url: str) -> dict[str, bytes]:
    """The tables of a PostgreSQL as they would be copied; those of SQLite are searched as a file."""
    if not url.startswith("postgresql"):
        return {}
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        places = {}
        for (name,) in tables:
            with connection.cursor().copy(f"COPY {name} TO STDOUT") as copy:
                places[f"table {name}"] = b"".join(bytes(block) for block in copy)
    return places


def _command(rig: Rig, *words: str) -> bytes:
    environment = {**rig.environment, "LANG": "es_PE.UTF-8", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=ROOT, env=environment, capture_output=True, check=False, timeout=120
    )
    return done.stdout + done.stderr
