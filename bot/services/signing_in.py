"""Staff come in and go out: password and one-time code, links for the first time, and what ends a session."""

import hmac
import secrets
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import pyotp

from bot.core import staff
from bot.core.errors import BadInput, PuenteError
from bot.core.staff import SHELL, Role, User
from bot.i18n import gettext as _
from bot.services import passwords
from bot.services import staff as staff_list
from bot.storage import audit, credentials, sessions, sign_ins, users
from bot.storage.database import Database, Transaction
from bot.storage.sessions import Session

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
INVITED: Final = timedelta(hours=48)
WINDOW: Final = timedelta(minutes=15)
TRIES: Final = 10
"""Failed attempts within `WINDOW` for one account from one address."""
WIDE_TRIES: Final = 50
"""The same for one account from anywhere, and for any account from one address: an office has one address, and whoever
guesses from many must not get ten attempts from each."""
FRESH: Final = timedelta(minutes=1)
"""A session is written down as used at most this often."""
STEP: Final = 30
"""Seconds a one-time code holds (RFC 6238)."""
RECOVERY: Final = 10
_FIRST: Final = "admin"
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that are taken for others: 0 o, 1 l i."""


class TooManyTries(PuenteError):
    """Somebody may be guessing: nothing is checked until `WINDOW` has passed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """Somebody came in: the token for their cookie, and recovery codes where they were just made. `left`: how many
    they still have, where they came in with one."""

    token: str
    user: User
    recovery: Sequence[str] = ()
    left: int | None = None


def enter(database: Database, *, name: str, password: str, code: str, address: str, now: datetime) -> Entered | None:
    """Sign in with a one-time code or a recovery code. None where anything is wrong, without saying what.

    The attempt is counted before it is checked, so that many at once are no way around the count. Raises TooManyTries.
    """
    account = staff.name_of(name) or ""
    keys = [f"pair:{account}:{address}", f"account:{account}", f"address:{address}"]
    with database.write() as tx:
        sign_ins.hold(tx)
        limits = zip(keys, (TRIES, WIDE_TRIES, WIDE_TRIES), strict=True)
        if any(sign_ins.count(tx, key, now - WINDOW) >= most for key, most in limits):
            raise TooManyTries
        sign_ins.note(tx, keys, now)
        sign_ins.forget(tx, now - timedelta(days=1))
        sessions.forget(tx, ended_before=now - timedelta(days=1), now=now)
        user = users.find(tx, account)
        known = credentials.find(tx, user.id) if user is not None and user.active else None
    right = passwords.right(known.password if known else None, password)
    with database.write() as tx:
        if user is None or known is None or not right or not _spend(tx, user, known.code_secret, code, now):
            if user is not None:
                audit.note(tx, actor="unknown", act="session.refused", subject=user.name, now=now)
            return None
        sign_ins.clear(tx, keys, now)
        token = _start(tx, user, now)
        left = credentials.recovery_left(tx, user.id) if _step(known.code_secret, code, now) is None else None
    return Entered(token=token, user=user, left=left)


def session(database: Database, token: str, now: datetime, *, use: bool = True) -> Session | None:
    """Who shows this token; `use` keeps it alive."""
    if not token:
        return None
    with database.read() as tx:
        found = sessions.find(tx, token, started_after=now - LONGEST, seen_after=now - IDLE)
    if use and found is not None and now - found.seen_at >= FRESH:
        with database.write() as tx:
            sessions.seen(tx, token, now)
    return found


def leave(database: Database, token: str, user: User, now: datetime) -> None:
    """Sign out."""
    with database.write() as tx:
        sessions.end(tx, token)
        audit.note(tx, actor=user.name, act="session.end", subject=user.name, now=now)


def invite(tx: Transaction, user: User, *, by: str, now: datetime) -> str:
    """A link's token with which `user` chooses password and one-time codes, within `INVITED` and once."""
    token = secrets.token_urlsafe(24)
    sessions.invite(tx, token, user.id, now + INVITED)
    audit.note(tx, actor=by, act="user.invite", subject=user.name, now=now)
    return token


def first_link(database: Database, now: datetime) -> str | None:
    """The token of a link for whoever sets this installation up, until somebody can sign in: for a new administrator
    `admin`, or for the first administrator there is. None where somebody can."""
    with database.write() as tx:
        if credentials.any_exist(tx):
            return None
        known = [user for user in users.listed(tx) if user.active and Role.ADMINISTRATOR in user.roles]
        user = known[0] if known else staff_list.add(tx, _FIRST, frozenset({Role.ADMINISTRATOR}), by=SHELL, now=now)
        return invite(tx, user, by=SHELL, now=now)


def code_secret(token: str, key: str) -> str:
    """The secret of the one-time codes that belongs to an invitation: the same each time its page is shown, so that a
    mistake in the form does not make a scanned code worthless. `key`: PUENTE_SECRET_KEY."""
    return b32encode(hmac.digest(key.encode(), b"puente/one-time-codes\0" + token.encode(), sha256)[:20]).decode()


def provisioning(user: User, secret: str, issuer: str) -> str:
    """What an authenticator app reads from a square: `otpauth://…`."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=user.name, issuer_name=issuer)


def accept(
    database: Database, token: str, *, password: str, again: str, code: str, secret: str, now: datetime
) -> Entered | dict[str, list[str]]:
    """Use an invitation: choose a password, show that the app gives codes of `secret`, and come in.

    `again`: the password as it was typed a second time. Returns everything that is wrong by field (`password`, `again`,
    `code`) where something is; nothing has changed then. Raises BadInput for a link that is used or has expired.
    """
    with database.read() as tx:
        user = sessions.invited(tx, token, now)
    if user is None:
        raise BadInput(_("Este enlace ya se usó o venció. Pide otro a quien administra."))
    wrong = _chosen("password", password, again, user.name)
    step = _step(secret, code, now)
    if step is None:
        wrong["code"] = [_("El código no coincide. Escribe el que muestra tu aplicación ahora.")]
    if wrong or step is None:
        return wrong
    kept = passwords.keep(password)
    with database.write() as tx:
        if sessions.invited(tx, token, now) is None or not sessions.use_invitation(tx, token):
            raise BadInput(_("Este enlace ya se usó o venció. Pide otro a quien administra."))
        credentials.keep(tx, user.id, password=kept, code_secret=secret, now=now)
        credentials.use_step(tx, user.id, step)
        sessions.end_all(tx, user.id)
        codes = _new_recovery(tx, user)
        audit.note(tx, actor=user.name, act="user.accept", subject=user.name, now=now)
        fresh = _start(tx, user, now)
    return Entered(token=fresh, user=user, recovery=codes)


def change_password(
    database: Database, user: User, *, old: str, new: str, again: str, address: str, now: datetime
) -> Entered | dict[str, list[str]]:
    """Choose another password. Every session of before ends, this one too; a new one begins.

    Returns everything that is wrong by field (`old`, `new`, `again`) where something is; nothing has changed then.
    Raises TooManyTries.
    """
    key = f"password:{user.name}:{address}"
    with database.write() as tx:
        sign_ins.hold(tx)
        if sign_ins.count(tx, key, now - WINDOW) >= TRIES:
            raise TooManyTries
        sign_ins.note(tx, [key], now)
        known = credentials.find(tx, user.id)
    wrong = _chosen("new", new, again, user.name)
    if known is None or not passwords.right(known.password, old):
        wrong["old"] = [_("No es tu contraseña de ahora.")]
    if wrong:
        return wrong
    kept = passwords.keep(new)
    with database.write() as tx:
        credentials.change_password(tx, user.id, kept, now)
        sessions.end_all(tx, user.id)
        sign_ins.clear(tx, [key], now)
        token = _start(tx, user, now)
        audit.note(tx, actor=user.name, act="user.password", subject=user.name, now=now)
    return Entered(token=token, user=user)


def tell(database: Database, token: str, notice: str) -> None:
    """Leave word for the next page of this session; empty once it was said."""
    with database.write() as tx:
        sessions.tell(tx, token, notice)


def new_recovery(database: Database, user: User, now: datetime) -> list[str]:
    """New recovery codes; the earlier ones are void."""
    with database.write() as tx:
        codes = _new_recovery(tx, user)
        audit.note(tx, actor=user.name, act="user.recovery", subject=user.name, now=now)
    return codes


def _chosen(field: str, password: str, again: str, name: str) -> dict[str, list[str]]:
    """What is wrong with a password that was typed into `field` and a second time into `again`."""
    wrong = {}
    if faults := passwords.faults(password, name):
        wrong[field] = faults
    if password != again:
        wrong["again"] = [_("No es igual a la de arriba.")]
    return wrong


def _start(tx: Transaction, user: User, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    sessions.start(tx, token, user.id, now)
    audit.note(tx, actor=user.name, act="session.start", subject=user.name, now=now)
    return token


def _spend(tx: Transaction, user: User, secret: str, code: str, now: datetime) -> bool:
    """A one-time code that was not used yet, or a recovery code."""
    step = _step(secret, code, now)
    if step is not None:
        return credentials.use_step(tx, user.id, step)
    return credentials.use_recovery(tx, user.id, "".join(letter for letter in code.lower() if letter in _LETTERS))


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The time step a code belongs to: this one, or a neighbour for clocks that differ; None where it is wrong."""
    given = "".join(letter for letter in code if not letter.isspace())
    step = int(now.timestamp()) // STEP
    codes = pyotp.TOTP(secret, interval=STEP)
    fitting = [near for near in (step - 1, step, step + 1) if hmac.compare_digest(_ascii(given), codes.at(near * STEP))]
    return fitting[0] if fitting else None


def _ascii(text: str) -> str:
    return text if text.isascii() else ""


def _new_recovery(tx: Transaction, user: User) -> list[str]:
    codes = ["".join(secrets.choice(_LETTERS) for _letter in range(10)) for _code in range(RECOVERY)]
    credentials.keep_recovery(tx, user.id, codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]
