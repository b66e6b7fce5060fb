"""Who may act, and the list of those who work here. What is done to the list is written into the audit."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.core import staff
from bot.core.errors import BadInput
from bot.core.staff import SHELL, Role, User
from bot.i18n import gettext as _
from bot.storage import audit, sessions, users
from bot.storage.database import Transaction


def acting(tx: Transaction, name: str, *roles: Role, named: bool = False) -> str:
    """The name an act is written down under. Raises BadInput where it is not that of somebody who may.

    While no user was ever added, any name goes: there is nobody to compare it with. From then on a name must be that of
    an active user with one of `roles`; only `shell`, whoever holds the machine, needs no entry, except where `named`
    asks for a member of staff (an approval by nobody in particular is none).
    """
    if name == SHELL:
        if named and users.any_exist(tx):
            raise BadInput(_("--as: di quién eres; esto lo hace una persona del equipo."))
        return SHELL
    known = staff.name_of(name)
    if known is None:
        raise BadInput(_("--as: un nombre son letras, números, punto y guion; hasta 64."))
    if not users.any_exist(tx):
        return known
    user = users.find(tx, known)
    if user is None or not user.active:
        raise BadInput(_("--as: nadie del equipo se llama así, o ya no está activo. Mira: puente user list"))
    if not user.may(*roles):
        needed = ", ".join(sorted({*roles, Role.ADMINISTRATOR}))
        raise BadInput(_("--as: a {name} le falta uno de estos roles: {roles}").format(name=known, roles=needed))
    return known


def roles_of(words: Iterable[str]) -> frozenset[Role]:
    """Roles from their words, several in one with commas between. Raises BadInput naming each that is none."""
    asked = [word.strip() for text in words for word in text.split(",") if word.strip()]
    wrong = [word for word in asked if word not in set(Role)]
    if wrong or not asked:
        known = _("Roles: {roles}").format(roles=", ".join(Role))
        raise BadInput(*(_("--role: «{role}» no existe.").format(role=word) for word in wrong), known)
    return frozenset(map(Role, asked))


def add(tx: Transaction, text: str, roles: frozenset[Role], *, by: str, now: datetime) -> User:
    """Somebody new works here. Raises as `new_name`."""
    name = new_name(tx, text)
    if not users.add(tx, name, roles, now):  # somebody else added them just now
        raise BadInput(_taken(name))
    audit.note(tx, actor=by, act="user.add", subject=name, now=now, detail={"roles": sorted(roles)})
    return _known(tx, name)


def new_name(tx: Transaction, text: str) -> str:
    """The name that somebody new may have. Raises BadInput for one that cannot be, or is taken."""
    name = staff.name_of(text)
    if name is None:
        line = _(
            "Un nombre son letras, números, punto y guion, sin espacios; hasta 64. «shell», «system» y «release» "
            "no se pueden usar."
        )
        raise BadInput(line)
    if users.find(tx, name) is not None:
        raise BadInput(_taken(name))
    return name


def reset(tx: Transaction, name: str, *, roles: frozenset[Role] | None, active: bool, by: str, now: datetime) -> User:
    """Change roles (None leaves them) and whether they may act. Whoever may not act any more is signed out, and a link
    they have is void, for good: neither comes back with them. Raises BadInput for a name nobody has."""
    user = _known(tx, name)
    users.change(tx, user.name, roles=user.roles if roles is None else roles, active=active)
    after = _known(tx, user.name)
    if not active:
        sessions.end_all(tx, user.id)
        sessions.withdraw(tx, user.id)
    change = {"before": _facts(user), "after": _facts(after)}
    audit.note(tx, actor=by, act="user.reset", subject=user.name, now=now, detail=change)
    return after


def _known(tx: Transaction, text: str) -> User:
    user = users.find(tx, staff.name_of(text) or "")
    if user is None:
        raise BadInput(_("Nadie se llama así. Mira: puente user list"))
    return user


def _taken(name: str) -> str:
    return _("Ya existe {name}. Cambia sus roles en vez de agregarla.").format(name=name)


def _facts(user: User) -> dict[str, bool | Sequence[str]]:
    return {"roles": sorted(user.roles), "active": user.active}
