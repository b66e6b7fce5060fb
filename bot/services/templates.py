"""Templates: written and submitted by staff, decided by Meta, and watched: what was approved may be taken back."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from bot.clock import Clock
from bot.core import templates as core
from bot.core.errors import BadInput
from bot.core.plans import Plan
from bot.core.staff import Role
from bot.core.templates import Category, Draft, Status, Template
from bot.i18n import gettext as _
from bot.services import staff
from bot.storage import audit, campaigns, templates
from bot.storage.database import Database, Transaction

log = logging.getLogger(__name__)


class Contents(Protocol):
    """The provider's side: Twilio's Content API, and stand-ins of tests."""

    async def create(self, draft: Draft) -> str:
        """Create the content. Returns its sid."""

    async def submit(self, sid: str, name: str, category: Category) -> Status:
        """Ask Meta to approve it. Returns where that stands."""

    async def listing(self) -> list[Template]:
        """Every content of the account with its approval."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Synced:
    """What a look at the provider brought: templates seen there, those that stand otherwise than before, those gone."""

    seen: int
    changed: int
    gone: int


class Templates:
    """What staff do with templates. Raises BadInput with a line for each problem, and has changed nothing then."""

    def __init__(self, database: Database, contents: Contents, clock: Clock) -> None:
        self._database, self._contents, self._clock = database, contents, clock

    async def create(self, document: Any, actor: str) -> Template:
        """A new template from the mapping of a file, checked by Meta's rules first. Not submitted yet."""
        draft, problems = core.parse(document)
        with self._database.read() as tx:
            staff.acting(tx, actor, Role.OFFICER)
            if any((one.name, one.language) == (draft.name, draft.language) for one in _present(tx)):
                problems.append(_("name: ya hay una plantilla con ese nombre en ese idioma"))
        if problems:
            raise BadInput(*problems)
        sid = await self._contents.create(draft)
        made = Template(
            sid=sid,
            name=draft.name,
            language=draft.language,
            status=Status.UNSUBMITTED,
            category=draft.category,
            body=draft.body,
            buttons=draft.buttons,
            samples=draft.samples,
        )
        now = self._clock()
        with self._database.write() as tx:
            actor = staff.acting(tx, actor, Role.OFFICER)
            templates.keep(tx, made, now)
            audit.note(tx, actor=actor, act="template.create", subject=sid, now=now, detail={"name": draft.name})
        return made

    async def submit(self, sid: str, actor: str, category: Category | None = None) -> Template:
        """Hand a template to Meta's review, as the category it was written for, or another."""
        with self._database.read() as tx:
            staff.acting(tx, actor, Role.OFFICER)
            known = templates.known(tx, [sid]).get(sid)
        if known is None:
            raise BadInput(_("No existe la plantilla {sid}: ejecuta «puente template sync».").format(sid=sid))
        if known.status is not Status.UNSUBMITTED:
            said = core.SPOKEN[known.status]
            raise BadInput(_("La plantilla {name} ya está {status}.").format(name=known.name, status=said))
        meant = category or known.category
        if meant is None:
            raise BadInput(_("category: una de: {known}").format(known=", ".join(Category)))
        status = await self._contents.submit(sid, known.name, meant)
        sent, now = replace(known, status=status, category=meant), self._clock()
        with self._database.write() as tx:
            actor = staff.acting(tx, actor, Role.OFFICER)
            templates.keep(tx, sent, now)
            audit.note(tx, actor=actor, act="template.submit", subject=sid, now=now, detail={"category": meant.value})
        return sent

    async def sync(self) -> Synced:
        """Write down how every template stands at the provider now. Raises what asking raises."""
        listed, now = await self._contents.listing(), self._clock()
        with self._database.write() as tx:
            before = {one.sid: one for one in templates.listed(tx)}
            for one in listed:
                templates.keep(tx, one, now)
            seen = {one.sid for one in listed}
            gone = [sid for sid, one in before.items() if sid not in seen and one.status is not Status.GONE]
            templates.mark(tx, gone, Status.GONE, now)
        changed = sum(one.sid in before and before[one.sid].status is not one.status for one in listed)
        return Synced(seen=len(listed), changed=changed, gone=len(gone))


def listed(database: Database) -> Sequence[Template]:
    """All we know of."""
    with database.read() as tx:
        return templates.listed(tx)


def one(database: Database, sid: str) -> Template:
    """One template by its sid, or by its name where only one has it. Raises BadInput."""
    with database.read() as tx:
        found = [*templates.known(tx, [sid]).values()] or [one for one in _present(tx) if one.name == sid]
    if not found:
        raise BadInput(_("No existe la plantilla {sid}: ejecuta «puente template sync».").format(sid=sid))
    if len(found) > 1:
        raise BadInput(*(f"{one.sid} {one.language}" for one in found))
    return found[0]


def _present(tx: Transaction) -> list[Template]:
    return [one for one in templates.listed(tx) if one.status is not Status.GONE]


def problems(tx: Transaction, plan: Plan) -> list[str]:
    """Why a campaign may not use its templates as it does, a line each; none where it uses none."""
    used = [template for message in plan.messages for template in message.templates.values()]
    known = templates.known(tx, {template.content_sid for template in used})
    found = [
        line
        for template in used
        for line in core.check_use(known.get(template.content_sid), template.content_sid, template.variables)
    ]
    return list(dict.fromkeys(found))


def withdrawn(tx: Transaction, plan: Plan) -> bool:
    """True where a template of this campaign is known to be approved no longer."""
    used = {template.content_sid for message in plan.messages for template in message.templates.values()}
    return any(one.status is not Status.APPROVED for one in templates.known(tx, used).values())


ALERT: Final = "template_alert"
"""The notice of an alert that names no template of ours."""


def alerted(database: Database, clock: Clock, code: int, sids: Collection[str]) -> bool:
    """The provider's debugger tells of templates: rejected, paused, disabled, approved. Campaigns that use them are
    paused by the scheduler. Returns False where the code is about something else."""
    status = core.ALERTS.get(code)
    if status is None:
        return False
    now = clock()
    with database.write() as tx:
        known = templates.known(tx, sids)
        templates.mark(tx, known, status, now)
        if not known and status is not Status.APPROVED:
            campaigns.notify(tx, ALERT, None, str(code), now)
    log.warning("an alert about templates", extra={"code": code, "known": len(known)})
    return True
