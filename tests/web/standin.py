"""The service as a process, with a few fixed replies in place of Rasa: `python standin.py HOME PORT`, until SIGTERM.

Everything else is the real thing: web server, signed webhooks, database, turns, sender, fake Twilio.
"""

import asyncio
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import uvloop

from bot.app import App, simulated
from bot.core.content import Topic
from bot.core.conversation import Outcome, Response, State, Turn
from bot.core.messages import Option
from bot.core.safeguarding import Lexicon
from bot.services.conversation import Conversation
from bot.services.inbound import Turns
from bot.services.outbound import Sender
from bot.settings import Settings, load
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.web.server import serve

MENU = (Option(label="Refugio (asilo)", payload="menu:asylum"), Option(label="Colegio", payload="menu:school"))
SCHOOL = (
    "*Sí, tu hijo puede estudiar aunque no tenga papeles.* En el colegio público es gratis.\n\n"
    "1. Te pueden pedir un documento. Si no lo tienes, firma una declaración jurada.\n"
    "2. No pueden exigirte pago, uniforme ni cuota de APAFA (la asociación de padres).\n\n"
    "Confirma en gob.pe/minedu o en tu UGEL (la oficina de educación de tu zona) antes de ir."
)


def settings(home: Path) -> Settings:
    """Of an installation in `home` that has no account; no pause between two replies to one person."""
    return replace(
        load({"PUENTE_HOME": str(home)}, dotenv=None), person_gap=0.0, organisation=home / "organisation.yml"
    )


def prepared(app: App) -> App:
    """The same, with an empty database of today's schema."""
    database = Database(app.settings.database, app.vault)
    migrate(database)
    database.close()
    return app


async def respond(state: State, turn: Turn) -> tuple[State, Response]:
    """Knows school and markup, and answers everything else with a menu."""
    if "colegio" in turn.text:
        options = (Option(label="Papeles para matricular", payload="entry:C03"),)
        return state, Response(text=SCHOOL, outcome=Outcome.ANSWER, topic=Topic.SCHOOL, options=options)
    if "<" in turn.text:
        return state, Response(text=turn.text, outcome=Outcome.SMALLTALK, topic=Topic.OUT_OF_SCOPE)
    return state, Response(
        text="Hola. ¿Sobre qué quieres saber?",
        outcome=Outcome.SMALLTALK,
        topic=Topic.THANKS_GREETING_BYE,
        options=MENU,
    )


async def work(turns: Turns, sender: Sender) -> None:
    """What the workers do, in one loop."""
    while True:
        await turns.step()
        await sender.step()
        await asyncio.sleep(0.01)


async def main(home: Path, port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    app = prepared(App(settings=simulated(settings(home), url)))
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
