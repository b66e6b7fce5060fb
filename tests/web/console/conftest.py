"""A console with staff in it: somebody for each role, and browsers that are signed in as them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from bot.app import App
from bot.core.staff import Role
from bot.services import publishing, signing_in, staff
from bot.settings import load
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.web.console import areas
from bot.web.server import build
from tests.conftest import Hands
from tests.services.conftest import ENTRIES

BASE = "http://desk.example"
PASSWORD = "un caballo lee despacio"


class Browser:
    """What a member of staff sees: sends what a browser sends, and the form token of the page it looked at last."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.proof = ""

    def get(self, path: str, **options: Any) -> httpx.Response:
        answer: httpx.Response = self.client.get(path, **options)
        self._look(answer)
        return answer

    def post(self, path: str, data: Any = None, **options: Any) -> httpx.Response:
        """Posts a form with the token, follows no redirect."""
        headers = {"Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
        answer: httpx.Response = self.client.post(
            path, data={"proof": self.proof, **(data or {})}, headers=headers, **options
        )
        self._look(answer)
        return answer

    def _look(self, answer: httpx.Response) -> None:
        found = answer.text.partition('name="proof" value="')[2].partition('"')[0]
        self.proof = found or self.proof


class Staffed:
    """An installation with its console. `secrets` holds what makes each person's one-time codes."""

    def __init__(self, app: App, clock: Hands) -> None:
        self.app, self.clock = app, clock
        self.web = build(app, own_url=BASE, simulator=False)
        self.pages = areas.PAGES
        self.secrets: dict[str, str] = {}
        self._stack = ExitStack()
        # One loop for all requests, as in a real installation: without, each request would start a thread of its own.
        self._portal = self._stack.enter_context(start_blocking_portal())

    def join(self, name: str, *roles: Role) -> None:
        """Somebody starts to work here and can sign in."""
        with self.app.database.write() as tx:
            user = staff.add(tx, name, frozenset(roles), by="shell", now=self.clock())
            token = signing_in.invite(tx, user, by="shell", now=self.clock())
        secret = signing_in.code_secret(token, "k")
        done = signing_in.accept(
            self.app.database,
            token,
            password=PASSWORD,
            again=PASSWORD,
            code=self._code(secret),
            secret=secret,
            now=self.clock(),
        )
        assert isinstance(done, signing_in.Entered)
        self.secrets[name] = secret
        self.clock.move(seconds=60)

    def code(self, name: str) -> str:
        """The code their app shows now."""
        return self._code(self.secrets[name])

    def _code(self, secret: str) -> str:
        return pyotp.TOTP(secret).at(int(self.clock().timestamp()))

    def browser(self, name: str = "", **options: Any) -> Browser:
        """A new browser, signed in as `name` where one is given."""
        client = TestClient(self.web, base_url=BASE, raise_server_exceptions=False, follow_redirects=False, **options)
        client.portal = self._portal
        self._stack.callback(client.close)
        browser = Browser(client)
        if name:
            browser.get("/console/entrar")
            answer = browser.post("/console/entrar", {"name": name, "password": PASSWORD, "code": self.code(name)})
            assert answer.status_code == 303, answer.text
            self.clock.move(seconds=60)
            browser.get("/console/cuenta")
        return browser

    def close(self) -> None:
        """Close every browser and the database."""
        self._stack.close()
        self.app.database.close()


def opened(home: Path, clock: Hands, **changes: Any) -> App:
    """The parts of an installation in `home`."""
    settings = load({"PUENTE_HOME": str(home)}, dotenv=None)
    changes = {"organisation": home / "none.yml", "public_url": BASE, **changes}
    return App(settings=replace(settings, **changes), clock=clock)


@pytest.fixture(scope="session")
def staffed_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A home folder with somebody for each role, called like it, and answers; made once, to be copied."""
    home, clock = tmp_path_factory.mktemp("staffed"), Hands()
    app = opened(home, clock)
    database = Database(app.settings.database, app.vault)
    migrate(database)
    publishing.propose(database, ENTRIES, author="release", now=clock())
    publishing.publish(database, clock())
    database.close()
    desk = Staffed(app, clock)
    for role in Role:
        desk.join(role.value, role)
    desk.close()
    return home, desk.secrets


@pytest.fixture
def new_desk(
    tmp_path: Path, staffed_home: tuple[Path, dict[str, str]], clock: Hands
) -> Iterator[Callable[..., Staffed]]:
    made = []
    clock.move(hours=1)

    def make(**changes: Any) -> Staffed:
        home = tmp_path / "home"
        shutil.copytree(staffed_home[0], home)
        app = opened(home, clock, **changes)
        made.append(Staffed(app, clock))
        made[-1].secrets.update(staffed_home[1])
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def desk(new_desk: Callable[..., Staffed]) -> Staffed:
    """With somebody for each role, called like it."""
    return new_desk()


@pytest.fixture
def new_postgres_desk(new_desk: Callable[..., Staffed], new_postgres: Callable[..., str]) -> Callable[..., Staffed]:
    """As `new_desk` on PostgreSQL, with somebody for each of the roles asked for."""

    def make(*roles: Role, **changes: Any) -> Staffed:
        desk = new_desk(database_url=new_postgres(), **changes)
        publishing.propose(desk.app.database, ENTRIES, author="release", now=desk.clock())
        publishing.publish(desk.app.database, desk.clock())
        for role in roles:
            desk.join(role.value, role)
        return desk

    return make
