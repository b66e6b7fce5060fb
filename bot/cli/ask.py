"""`puente ask` and `puente chat`: the whole conversation path, without web or Twilio."""

import asyncio
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated, Any, Final

import typer

from bot.app import App
from bot.cli.common import app_from_environment
from bot.core.addresses import Address, Channel
from bot.core.errors import BadInput
from bot.core.messages import Form, Received
from bot.core.payloads import Verb
from bot.i18n import gettext as _
from bot.i18n import languages, ngettext
from bot.services import inbound, library, models, trials, trying
from bot.services.outbound import rendered
from bot.services.turned import Turned
from bot.storage import contacts, content
from bot.storage import inbound as inbox

LINGER: Final = 120.0
"""Seconds that the model of a trial stays in memory after the last question: loading it takes ten."""
LOOK: Final = 0.25
"""Seconds between two looks for a question."""
_OURS = Address(Channel.WHATSAPP, "+51900000001")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("ask", help=_("Responde una pregunta, o una por línea en JSON (--jsonl), como lo haría el chat."))(ask)
    app.command("chat", help=_("Conversa en la terminal."))(chat)


class Room:
    """A private copy of the service: today's answers and model, a database of its own that is gone afterwards."""

    def __init__(self, folder: Path, channel: str, locale: str) -> None:
        home = app_from_environment(level="error")
        home.prepare()
        home.library.refresh()
        self._app = App(replace(home.settings, database_url=f"sqlite:///{folder / 'ask.db'}"), home.clock, home.root)
        self._publish(home.library)
        self._channel, self._locale = Channel(channel), locale
        self._sent = 0
        self._people: dict[str, int] = {}

    def _publish(self, source: library.Library) -> None:
        from bot.storage.database import Database
        from bot.storage.migrate import migrate

        database = Database(self._app.settings.database, self._app.vault)
        migrate(database)
        with database.write() as tx:
            now = self._app.clock()
            numbers: dict[str, int | None] = {
                entry.id: content.draft(tx, entry, author="ask", now=now) for entry in source.entries()
            }
            content.publish(tx, numbers, now)
        database.close()

    async def open(self) -> None:
        """Load the model."""
        engine = await self._app.engine()
        self._turns = self._app.turns(engine.respond, "ask", engine.mistaken, robots=False)

    async def say(self, text: str, person: str, *, greeted: bool) -> tuple[Turned, float]:
        """One message and its turn, with the milliseconds from claim to written reply."""
        number = self._people.setdefault(person, len(self._people) + 1)
        self._sent += 1
        message = Received(
            provider_id=f"SM{self._sent:032x}",
            sender=Address(self._channel, f"+519{number:08d}"),
            recipient=Address(self._channel, _OURS.identifier),
            form=Form.TEXT if text.strip() else Form.EMPTY,
            text=text,
        )
        now = self._app.clock()
        inbound.receive(self._app.database, [message], now)
        with self._app.database.write() as tx:
            contact_id = contacts.find(tx, message.sender)
            assert contact_id is not None
            if not contacts.state(tx, contact_id):
                contacts.set_language(tx, contact_id, self._locale)
                if greeted:
                    contacts.remember(tx, {contact_id: {"notice": self._app.organisation.notice_version}}, now)
        started = perf_counter()
        handled = await self._turns.step(limit=1)
        elapsed = (perf_counter() - started) * 1_000
        if not handled:
            with self._app.database.read() as tx:
                waiting = inbox.waiting_count(tx)
            raise BadInput(
                ngettext(
                    "El turno falló; queda {count} mensaje sin responder.",
                    "El turno falló; quedan {count} mensajes sin responder.",
                    waiting,
                ).format(count=waiting)
            )
        return handled[0].turned, elapsed


def as_json(line_id: Any, turned: Turned, elapsed: float) -> dict[str, Any]:
    """One answer in the form that scripts outside rely on."""
    outgoing = turned.outgoing
    return {
        "id": line_id,
        "outcome": turned.outcome.value,
        "topic": turned.topic.value,
        "entry": turned.entry,
        "confidence": round(turned.confidence, 4),
        "candidates": [
            {"entry": one.entry, "topic": one.topic.value, "confidence": round(one.confidence, 4)}
            for one in turned.candidates
        ],
        "offered": [
            entry for option in (outgoing.options if outgoing else ()) if (entry := Verb.ENTRY.read(option.payload))
        ],
        "replies": [{"text": outgoing.text, "buttons": [option.label for option in outgoing.options]}]
        if outgoing
        else [],
        "ms": round(elapsed, 2),
    }


def lines_of(source: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """JSON objects with a text, one a line, numbered. Raises BadInput naming the line."""
    for number, raw in enumerate(source, start=1):
        if not raw.strip():
            continue
        try:
            row = json.loads(raw)
        except ValueError:
            raise BadInput(_("línea {number}: no es JSON").format(number=number)) from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise BadInput(_("línea {number}: falta «text»").format(number=number))
        yield number, row


async def answers(rows: Iterable[tuple[int, dict[str, Any]]], channel: str, locale: str) -> list[dict[str, Any]]:
    """The whole path for each row; rows of one conversation are one person's consecutive turns."""
    with TemporaryDirectory(prefix="puente-ask-") as folder:
        room = Room(Path(folder), channel, locale)
        await room.open()
        said = []
        for number, row in rows:
            person = row.get("conversation")
            name = f"c:{person}" if person is not None else f"n:{number}"
            turned, elapsed = await room.say(row["text"], name, greeted=person is None)
            said.append(as_json(row.get("id", str(number)), turned, elapsed))
        return said


_Channel = Annotated[str, typer.Option(help=_("whatsapp o sms."))]
_Locale = Annotated[str, typer.Option(help=_("Idioma de la persona."))]


def ask(
    text: Annotated[str, typer.Argument(help=_("La pregunta."))] = "",
    jsonl: Annotated[bool, typer.Option("--jsonl", help=_("Lee un objeto JSON por línea de la entrada."))] = False,
    channel: _Channel = "whatsapp",
    locale: _Locale = "es",
    as_document: Annotated[bool, typer.Option("--json", help=_("Escribe la respuesta en JSON."))] = False,
    trial: Annotated[int, typer.Option("--trial", hidden=True)] = 0,
) -> None:
    """Answer one question, or many. `trial`: what staff ask the model of a trial in the console, until they stop."""
    if trial:
        asyncio.run(_answer_trial(trial))
        return
    _check(channel, locale)
    if jsonl:
        for row in asyncio.run(_stream(channel, locale)):
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    if not text:
        raise BadInput(_('Falta la pregunta: puente ask "como pido refugio"'))
    (row,) = asyncio.run(answers([(1, {"id": "1", "text": text})], channel, locale))
    if as_document:
        typer.echo(json.dumps(row, ensure_ascii=False))
        return
    for reply in row["replies"]:
        typer.echo("\n\n".join(filter(None, [reply["text"], _numbered(reply["buttons"])])))


async def _answer_trial(number: int) -> None:
    app = app_from_environment()
    with app.database.read() as tx:
        trial = trials.find(tx, number)
    if trial is None or trial.state != "done":
        raise BadInput(f"{number}: there is no such trial")
    kept = trials.kept(trial)
    path = app.settings.models / kept.file
    models.check(path, kept.digest)
    engine = await app.engine(path)
    silent = 0.0
    while silent < LINGER and trials.wanted(app.database, number):
        kind = trials.questions(number)
        worker = f"trial-{os.getpid()}"
        if await trying.answer_next(app.database, engine.understand, worker=worker, clock=app.clock, kind=kind):
            silent = 0.0
        else:
            silent += LOOK
            await asyncio.sleep(LOOK)


async def _stream(channel: str, locale: str) -> list[dict[str, Any]]:
    return await answers(list(lines_of(sys.stdin)), channel, locale)


def chat(channel: _Channel = "whatsapp", locale: _Locale = "es") -> None:
    """Talk until end of file or an empty Ctrl-D."""
    _check(channel, locale)
    asyncio.run(_chat(channel, locale))


async def _chat(channel: str, locale: str) -> None:
    with TemporaryDirectory(prefix="puente-chat-") as folder:
        room = Room(Path(folder), channel, locale)
        typer.echo(_("Cargando el modelo…"), err=True)
        await room.open()
        typer.echo(_("Escribe tu mensaje. Ctrl-D para terminar."), err=True)
        while True:
            try:
                text = await asyncio.to_thread(input, "> ")
            except (EOFError, KeyboardInterrupt):
                return
            turned, _elapsed = await room.say(text, "c:chat", greeted=False)
            if turned.outgoing:
                typer.echo(f"\n{rendered(turned.outgoing.text, turned.outgoing.options)}\n")


def _numbered(labels: list[str]) -> str:
    return "\n".join(f"{number}. {label}" for number, label in enumerate(labels, start=1))


def _check(channel: str, locale: str) -> None:
    problems = []
    if channel not in {"whatsapp", "sms"}:
        problems.append(_("--channel: whatsapp o sms"))
    if locale not in languages():
        problems.append(_("--locale: {known}").format(known=", ".join(languages())))
    if problems:
        raise BadInput(*problems)
