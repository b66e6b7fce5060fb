"""Signing in, on every database: codes are spent once, attempts are counted before they are checked, sessions end."""

from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from sqlalchemy import func, select

from bot.core.staff import Role
from bot.services import passwords, signing_in, staff
from bot.services.signing_in import Entered, TooManyTries
from bot.storage import audit, users
from bot.storage.database import Database
from bot.storage.schema import sessions, sign_ins
from tests.conftest import Hands

PASSWORD = "un caballo lee despacio"


class Door:
    """An installation with one promoter, `rosa`, who can sign in."""

    def __init__(self, database: Database, clock: Hands) -> None:
        self.database, self.clock = database, clock
        with database.write() as tx:
            user = staff.add(tx, "rosa", frozenset({Role.PROMOTER}), by="shell", now=clock())
            token = signing_in.invite(tx, user, by="shell", now=clock())
        self.secret = signing_in.code_secret(token, "key")
        done = signing_in.accept(
            database, token, password=PASSWORD, again=PASSWORD, code=self.code(), secret=self.secret, now=clock()
        )
        assert isinstance(done, Entered)
        self.first, self.recovery = done.token, done.recovery
        clock.move(seconds=60)

    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(int(self.clock().timestamp()))

    def enter(self, **changes: str) -> Entered | None:
        fields = {"name": "rosa", "password": PASSWORD, "code": self.code(), "address": "10.0.0.1", **changes}
        return signing_in.enter(self.database, now=self.clock(), **fields)

    def inside(self, token: str) -> bool:
        return signing_in.session(self.database, token, self.clock()) is not None


@pytest.fixture
def door(database: Database, clock: Hands) -> Door:
    return Door(database, clock)


def test_one_code_and_one_recovery_code_let_in_one_of_many_at_once(door: Door) -> None:
    for changes in ({}, {"code": door.recovery[0]}):
        with ThreadPoolExecutor(6) as pool:
            entered = list(pool.map(lambda _, fields=changes: door.enter(**fields), range(6)))
        assert sum(one is not None for one in entered) == 1
        door.clock.move(minutes=16)


def test_many_guesses_at_once_are_no_way_around_the_count(door: Door) -> None:
    def guess(number: int) -> bool:
        try:
            return door.enter(password=f"no es esta {number}") is None
        except TooManyTries:
            return False

    with ThreadPoolExecutor(8) as pool:
        checked = sum(pool.map(guess, range(30)))
    assert checked == signing_in.TRIES


def test_a_success_does_not_count_as_an_attempt(door: Door) -> None:
    for _ in range(signing_in.TRIES + 3):
        assert door.enter() is not None
        door.clock.move(seconds=30)


def test_a_session_ends_with_any_change_of_roles_password_or_activity(door: Door) -> None:
    def change(*, roles: frozenset[Role] | None = None, active: bool = True) -> None:
        with door.database.write() as tx:
            staff.reset(tx, "rosa", roles=roles, active=active, by="shell", now=door.clock())

    assert door.inside(door.first)
    change()
    assert door.inside(door.first)
    change(roles=frozenset({Role.PROMOTER, Role.REVIEWER}))
    assert not door.inside(door.first)
    entered = door.enter()
    assert entered is not None
    changed = signing_in.change_password(
        door.database,
        entered.user,
        old=PASSWORD,
        new="otra frase larga y rara",
        again="otra frase larga y rara",
        address="a",
        now=door.clock(),
    )
    assert isinstance(changed, Entered)
    assert (door.inside(entered.token), door.inside(changed.token)) == (False, True)
    change(active=False)
    assert not door.inside(changed.token)


@pytest.mark.parametrize("token", ["", "x", "'", "ñ" * 1000])
def test_what_is_no_token_is_nobody(door: Door, token: str) -> None:
    assert not door.inside(token)


def test_nothing_of_a_failed_attempt_is_written_down_but_that_it_was(door: Door) -> None:
    assert door.enter(name="mi clave por error 123") is None
    assert door.enter(password="wrong password here") is None
    with door.database.read() as tx:
        acts = audit.newest(tx, limit=100)
    refused = [act for act in acts if act.act == "session.refused"]
    assert [(act.actor, act.subject, act.detail) for act in refused] == [("unknown", "rosa", "")]


def test_the_first_link_is_for_a_new_administrator_until_somebody_can_sign_in(database: Database, clock: Hands) -> None:
    first, second = signing_in.first_link(database, clock()), signing_in.first_link(database, clock())
    assert first is not None
    assert second is not None
    with database.read() as tx:
        assert [(user.name, user.roles) for user in users.listed(tx)] == [("admin", {Role.ADMINISTRATOR})]
    secret = signing_in.code_secret(second, "key")
    code = pyotp.TOTP(secret).at(int(clock().timestamp()))
    assert isinstance(
        signing_in.accept(database, second, password=PASSWORD, again=PASSWORD, code=code, secret=secret, now=clock()),
        Entered,
    )
    assert signing_in.first_link(database, clock()) is None


def test_attempts_and_sessions_of_yesterday_are_forgotten(door: Door) -> None:
    assert door.enter(password="wrong password here") is None
    door.clock.move(hours=30)
    assert door.enter() is not None
    with door.database.read() as tx:
        counts = [tx.connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (sign_ins, sessions)]
    assert counts == [0, 1]


@pytest.mark.parametrize(
    "password",
    [
        "corta",
        "contraseña123",
        "Password2026!",
        "qwertyuiop123",
        "123456789012",
        "aaaaaaaaaaaaaaa",
        "rosa rosa rosa",
        "venezuela2026",
        "puente-puente",
        "x" * 201,
        "P4ssw0rd1234",
    ],
)
def test_what_everybody_tries_first_is_no_password(password: str) -> None:
    assert passwords.faults(password, "rosa")


@pytest.mark.parametrize(
    "password", ["un caballo lee despacio", "corazon refugio salud ayuda", "k9#vLm2$qPz7w", "ñandú-ñoño-leñ4"]
)
def test_a_few_loose_words_or_many_odd_letters_are_a_password(password: str) -> None:
    assert passwords.faults(password, "rosa") == []
    kept = passwords.keep(password)
    assert kept.startswith("$argon2id$")
    assert passwords.right(kept, password)
    assert not passwords.right(kept, password + " ")
    assert not passwords.right(None, password)
    assert not passwords.right("damaged", password)
