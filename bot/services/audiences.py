"""Rules that choose people, kept under a name."""

from typing import Any

from bot.clock import Clock
from bot.core.audience import label
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import staff
from bot.storage import audiences, audit
from bot.storage.audiences import Saved
from bot.storage.database import Database


class Taken(BadInput):
    """The name has another rule than whoever saves has seen."""


def save(
    database: Database, name: str, mapping: Any, actor: str, clock: Clock, *, seen: str | None = None
) -> tuple[Saved, int]:
    """Keep the rule that `mapping` describes. Returns it and how many people it chooses now.

    `seen`: the canonical rule under this name when the change began, empty for none; another one by now raises Taken.
    None: whatever had the name is replaced. Raises BadInput with a line for each problem, and has kept nothing then.
    """
    with database.write() as tx:
        author = staff.acting(tx, actor, Role.OFFICER)
        spelled = label(name)
        if spelled is None:
            raise BadInput(_("Un nombre de audiencia tiene hasta 64 letras."))
        rule, problems = audiences.read(tx, mapping)
        if problems:
            raise BadInput(*problems)
        before = audiences.load(tx, spelled)
        had = before.rule.canonical() if before else ""
        if seen is not None and seen != had:
            raise Taken(
                _("Otra persona cambió esta audiencia mientras tanto. Ábrela otra vez.")
                if seen
                else _("Ya hay una audiencia con ese nombre.")
            )
        now = clock()
        audiences.save(tx, spelled, rule, author=author, now=now)
        change = {"before": had, "after": rule.canonical()}
        audit.note(tx, actor=author, act="audience.save", subject=spelled, now=now, detail=change)
        return Saved(name=spelled, rule=rule, author=author, created_at=now), audiences.count(tx, rule, now)
