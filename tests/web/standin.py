"""The service as one process, with a few fixed replies in place of Rasa: `python standin.py HOME PORT`, until SIGTERM.

Everything else is the real thing: web server, signed webhooks, database, turns, sender, fake Twilio.
"""

import asyncio
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import uvloop

from bot.app import App, simulated
from bot.core import content
from bot.core.content import Entry, Kind, Topic
from bot.core.conversation import Outcome, Response, State, Turn
from bot.core.messages import Option
from bot.core.safeguarding import Lexicon
from bot.services import publishing
from bot.services.conversation import Conversation
from bot.services.inbound import Turns
from bot.services.outbound import Sender
from bot.settings import load
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.web.server import serve

SCHOOL = """*Sí, tu hijo puede estudiar aunque no tenga papeles.* En el colegio público es gratis.

1. Te pueden pedir un documento. Si no lo tienes, firma una declaración jurada.
2. No pueden exigirte pago, uniforme ni cuota de APAFA (la asociación de padres).

Confirma en gob.pe/minedu o en tu UGEL (la oficina de educación de tu zona) antes de ir."""


def entry(name: str, topic: Topic, menu: str, text: str) -> Entry:
    """An answer that may be published."""
    return Entry(
        id=name,
        topic=topic,
        kind=Kind.ANSWER,
        title=menu,
        menu=menu,
        whatsapp=text,
        sms="Si, tu hijo puede estudiar aunque no tenga papeles.",
        questions=tuple(f"{menu} {number}" for number in range(5)),
        owner="equipo de educación",
        source="Ley 28044",
        source_date=date(2025, 1, 1),
        review_by=date(2999, 12, 31),
    )


ENTRIES = (
    entry("C01", Topic.SCHOOL, "Estudiar sin papeles", SCHOOL),
    entry("A01", Topic.ASYLUM, "Pedir refugio", "*Pedir refugio es gratis.* Cualquier persona puede pedirlo."),
)


def installed(home: Path, url: str) -> App:
    """An installation in `home` that has no account, with a database and two answers."""
    settings = load({"PUENTE_HOME": str(home), "PUENTE_ORGANISATION": str(home / "organisation.yml")}, dotenv=None)
    # No pause between two replies to one person: the tests do not wait for it.
    app = App(settings=simulated(replace(settings, person_gap=0.0), url))
    database = Database(app.settings.database, app.vault)
    migrate(database)
    publishing.propose(database, ENTRIES, author="test", now=app.clock())
    publishing.publish(database, app.clock())
    database.close()
    return app


async def respond(state: State, turn: Turn) -> tuple[State, Response]:
    """Knows school and what was picked, says markup back, and greets for everything else."""
    known = next((e for e in ENTRIES if e.id == turn.entry or (e.id == "C01" and "colegio" in turn.text)), None)
    if known is not None:
        text = content.sms_text(known) if turn.channel == "sms" else content.whatsapp_text(known)
        other = next(e for e in ENTRIES if e is not known)
        options = (Option(label=other.menu, payload=f"entry:{other.id}"),)
        return state, Response(
            text=text, outcome=Outcome.ANSWER, topic=known.topic, entry=known.id, confidence=0.9, options=options
        )
    text = turn.text if "<" in turn.text else "Hola. Escríbeme tu pregunta."
    return state, Response(text=text, outcome=Outcome.SMALLTALK, topic=Topic.THANKS_GREETING_BYE)


async def work(turns: Turns, sender: Sender) -> None:
    """What the workers do, in one loop."""
    while True:
        await turns.step()
        await sender.step()
        await asyncio.sleep(0.02)


async def main(home: Path, port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    app = installed(home, url)
    conversation = Conversation(respond=respond, lexicon=Lexicon([]), requests=app.requests)
    turns = Turns(
        database=app.database, conversation=conversation, library=app.library, clock=app.clock, worker="converse"
    )
    working = asyncio.create_task(work(turns, app.sender("send", landed=lambda: None)))
    await serve(app, host="127.0.0.1", port=port, own_url=url, simulator=True)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2])))
