"""Real entries and dialogues on a real model, small enough to train in seconds; turns written to both databases."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from actions.dialogue import Setting
from bot.core.content import Entry, Kind
from bot.core.conversation import Response, State, Turn
from bot.core.messages import Form
from bot.core.organisation import Organisation
from bot.engine import training
from bot.engine.agent import Engine
from bot.services import flows
from bot.services.conversation import Conversation
from bot.services.inbound import Handled, Turns
from bot.services.library import Library
from bot.services.requests import Requests
from bot.storage import content
from bot.storage.crypto import Vault
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.conftest import NOW, Hands, named
from tests.services.conftest import Talk

ROOT = Path(__file__).resolve().parents[2]
LIMA = ZoneInfo("America/Lima")
NEIGHBOURS = (
    "D05", "D07-como", "A07", "B04", "B06", "B16", "C01", "C05", "C08-cobran", "E05-prueba", "E08-nopagan",
    "hola", "gracias", "ok_listo", "pedir_persona", "no_entiendo", "otro_idioma", "fuera_deportes", "fuera_clima",
)  # fmt: skip
"""Entries beside those that dialogues lead to: questions to interrupt with, small talk, none of ours."""


def shelf() -> list[Entry]:
    """The entries that dialogues serve, what they lead to, and some neighbours to tell them from."""
    from actions.dialogues import DIALOGUES

    entries, problems = flows.read_entries(ROOT)
    assert problems == []
    wanted = {entry for dialogue in DIALOGUES for entry in dialogue.starts} | set(NEIGHBOURS)
    return [entry for entry in entries if entry.id in wanted or entry.kind is Kind.EMERGENCY]


@pytest.fixture(scope="session")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the shelf, with the real configuration, dialogues and safety lexicon."""
    root = tmp_path_factory.mktemp("speaking")
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, root / name)
    for path in (ROOT / "flows").glob("*/flow.yml"):
        (root / "flows" / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, root / "flows" / path.parent.name / path.name)
    (root / "flows" / "safeguarding").mkdir()
    for name in ("safeguarding/lexicon.yml", "gate.yml"):
        shutil.copy(ROOT / "flows" / name, root / "flows" / name)
    return training.train(shelf(), root, root=root, report=lambda line: None)


class Spoken(Talk):
    """One installation with the real engine and real answers, in which every conversation is a new person's."""

    def __init__(self, database: Database, clock: Hands, organisation: Organisation, model: Path) -> None:
        self.database, self.clock, self._sent, self._people = database, clock, 0, 0
        entries, problems = flows.read_entries(ROOT)
        places, more = flows.read_places(ROOT)
        directory, most = flows.read_directory(ROOT, places)
        lexicon, worse = flows.read_lexicon(ROOT)
        assert [*problems, *more, *most, *worse] == []
        with database.write() as tx:
            # The phrases are in the model and not needed again.
            quiet = [replace(entry, questions=()) for entry in entries]
            numbers: dict[str, int | None] = {e.id: content.draft(tx, e, author="t", now=clock()) for e in quiet}
            content.publish(tx, numbers, clock())
        library = Library(database, clock, LIMA)
        library.refresh()
        setting = Setting(places=places, directory=directory, organisation=organisation, timezone=LIMA)
        self.real = asyncio.run(Engine.load(model, library, setting=setting))
        self.organisation = organisation
        requests = Requests(
            database=database, library=library, organisation=organisation, timezone=LIMA, days=90, places=places
        )
        conversation = Conversation(respond=self._respond, lexicon=lexicon, requests=requests)
        self.turns = Turns(database=database, conversation=conversation, library=library, clock=clock, worker="w")

    async def _respond(self, state: State, turn: Turn) -> tuple[State, Response]:
        # A lock of asyncio belongs to the loop that first waited for it, and each turn of a test has its own.
        self.real._one = asyncio.Lock()
        return await self.real.respond(state, turn)

    def somebody(self, above: int = 0) -> "Spoken":
        """From now on somebody new writes, on Monday morning."""
        self._people += 1
        self.clock.now = NOW
        self.person = f"whatsapp:+519{above + self._people:08d}"
        return self

    def located(self, district: str) -> Handled:
        """They share where they are, and the map knows the district."""
        return self.say(form=Form.LOCATION, district=district)

    def say(self, text: str = "", **fields: object) -> Handled:
        """The person of this conversation writes."""
        return super().say(text, **({"person": self.person} | fields))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def one_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database of each kind for all conversations."""
    keys = Vault({"k1": "first-data-key-of-the-tests-0123456789"}, "lookup-secret-of-the-tests-0123456789")
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE conversations TEMPLATE template_puente")
        database = Database(named(server, "conversations"), keys)
    else:
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('conversations') / 'puente.db'}", keys)
        migrate(database)
    yield database
    database.close()


@pytest.fixture(scope="session")
def installation(one_database: Database, speaking: Path) -> Spoken:
    """Without an organisation: nobody is promised."""
    return Spoken(one_database, Hands(), Organisation(), speaking)


@pytest.fixture(scope="session")
def office(one_database: Database, speaking: Path) -> Spoken:
    """With an organisation whose people answer on weekdays."""
    hours = {day: (time(9), time(17)) for day in range(5)}
    office = Spoken(one_database, Hands(), Organisation(name="Ejemplo", hours=hours), speaking)
    office._sent = 1_000_000  # ids of messages are told apart from those of the other installation
    return office


@pytest.fixture
def staffed(office: Spoken) -> Spoken:
    return office.somebody(5_000)


@pytest.fixture
def spoken(installation: Spoken) -> Spoken:
    return installation.somebody()
