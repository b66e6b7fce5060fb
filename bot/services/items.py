"""Sections of the safety lexicon and services of the directory: written, sent to review, published, like entries.

As in `editing`: everything names the version it was decided on, and nobody publishes what they wrote themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.errors import BadInput
from bot.core.staff import RELEASE, Role, User
from bot.i18n import gettext as _
from bot.services.editing import Moved, changed_meanwhile
from bot.storage import audit, content, items
from bot.storage.database import Database, Transaction
from bot.storage.items import Standing

Document = Mapping[str, Any]


class Conflict(Moved):
    """Somebody else has changed it meanwhile; `standing` is how it is now."""

    def __init__(self, standing: Standing | None) -> None:
        super().__init__(changed_meanwhile(standing.author if standing else "?"))
        self.standing = standing


def _nothing(tx: Transaction, item_id: str, number: int, by: str, now: datetime) -> None:
    """Nothing follows from a version."""


@dataclass(frozen=True, kw_only=True)
class Items:
    """What staff do with the items of one kind. `faults` says what keeps a version from review and publication (the
    transaction, its id, number and document); `kept` is told of each new version, in its transaction."""

    database: Database
    kind: str
    faults: Callable[[Transaction, str, int, Document], list[str]]
    kept: Callable[[Transaction, str, int, str, datetime], None] = _nothing

    def save(self, item_id: str, document: Document, *, base: int, by: User, now: datetime) -> int:
        """Keep a wording as the newest version, where `base` still is that (0: a new item). Returns its number; `base`
        where nothing changed. Raises Conflict."""
        with self.database.write() as tx:
            content.lock(tx)
            standing = items.standings(tx, self.kind, item_id).get(item_id)
            if (standing.number if standing else 0) != base:
                raise Conflict(standing)
            newest = items.version(tx, self.kind, item_id, base)
            if newest is not None and newest.document == document:
                return base
            return self._keep(tx, item_id, document, act="save", by=by.name, now=now)

    def take_over(self, documents: Mapping[str, Document], *, by: str, now: datetime) -> list[str]:
        """Keep as drafts what differs from the newest version, from a file say; all or none. Returns the ids. Raises
        BadInput naming those that somebody has a draft of: a file overwrites nobody."""
        with self.database.write() as tx:
            content.lock(tx)
            newest, standings = items.newest(tx, self.kind), items.standings(tx, self.kind)
            changed = [name for name, document in documents.items() if newest.get(name) != document]
            taken = [standings[name] for name in changed if name in standings and standings[name].state]
            if taken:
                line = _("{name}: {who} tiene un borrador; publícalo o descártalo primero")
                raise BadInput(*(line.format(name=one.id, who=one.author) for one in taken))
            for name in changed:
                self._keep(tx, name, documents[name], act="save", by=by, now=now)
        return changed

    def send(self, item_id: str, number: int, *, comment: str, by: User, now: datetime) -> None:
        """Send the newest version to review. Raises Conflict, and BadInput for what the rules forbid."""
        with self.database.write() as tx:
            content.lock(tx)
            self._expect(tx, item_id, number, "draft", "returned")
            self._obey(tx, item_id, number)
            items.stand(tx, self.kind, item_id, "review", by=by.name)
            self._note(tx, item_id, number, "sent", comment, by=by.name, now=now)

    def give_back(self, item_id: str, number: int, *, comment: str, by: User, now: datetime) -> None:
        """Not yet: back to who wrote it, with a reason."""
        with self.database.write() as tx:
            content.lock(tx)
            self._expect(tx, item_id, number, "review")
            items.stand(tx, self.kind, item_id, "returned")
            self._note(tx, item_id, number, "returned", comment, by=by.name, now=now)

    def publish(self, item_id: str, number: int, *, comment: str, by: User, now: datetime) -> None:
        """It holds from the next message on. Raises Conflict, and BadInput where it was not sent, its author asks, or
        the rules forbid."""
        with self.database.write() as tx:
            content.lock(tx)
            standing = self._expect(tx, item_id, number, "review")
            if by.name in (standing.author, standing.sent_by) and Role.ADMINISTRATOR not in by.roles:
                raise BadInput(_("Lo escribiste tú: lo publica otra persona."))
            self._obey(tx, item_id, number)
            items.publish(tx, self.kind, {item_id: number}, now)
            self._note(tx, item_id, number, "published", comment, by=by.name, now=now)

    def discard(self, item_id: str, number: int, *, by: User, now: datetime) -> None:
        """The draft is dropped: what holds is the newest again. Raises BadInput where nothing holds yet."""
        with self.database.write() as tx:
            content.lock(tx)
            standing = self._expect(tx, item_id, number, "draft", "review", "returned")
            if standing.published is None:
                raise BadInput(_("Esto nunca se publicó: no hay un texto al que volver."))
            old = items.version(tx, self.kind, item_id, standing.published)
            assert old is not None
            fresh = self._keep(tx, item_id, old.document, act="discard", by=by.name, now=now)
            items.publish(tx, self.kind, {item_id: fresh}, now)
            items.note(tx, self.kind, item_id, fresh, author=by.name, act="discarded", text="", now=now)

    def restore(self, item_id: str, number: int, *, base: int, by: User, now: datetime) -> int:
        """An earlier wording becomes a draft. Returns its new number. Raises Conflict."""
        with self.database.write() as tx:
            content.lock(tx)
            self._expect(tx, item_id, base)
            old = items.version(tx, self.kind, item_id, number)
            if old is None:
                raise BadInput(_("Esa versión no existe."))
            fresh = self._keep(tx, item_id, old.document, act="restore", by=by.name, now=now)
            items.note(tx, self.kind, item_id, fresh, author=by.name, act="restored", text=str(number), now=now)
        return fresh

    def withdraw(self, item_id: str, number: int, *, by: User, now: datetime) -> None:
        """It holds no longer; its history stays."""
        with self.database.write() as tx:
            content.lock(tx)
            if self._expect(tx, item_id, number).published is None:
                raise Moved(_("Esto no está publicado."))
            items.publish(tx, self.kind, {item_id: None}, now)
            self._note(tx, item_id, number, "withdrawn", "", by=by.name, now=now)

    def seed(self, documents: Mapping[str, Document], now: datetime) -> int:
        """Fill an empty store. Returns how many were published; 0 where there is something of this kind."""
        if not documents:
            return 0
        with self.database.read() as tx:
            if not items.is_empty(tx, self.kind):
                return 0
        with self.database.write() as tx:
            content.lock(tx)
            if not items.is_empty(tx, self.kind):
                return 0
            numbers: dict[str, int | None] = {
                name: items.draft(tx, self.kind, name, document, author=RELEASE, now=now)
                for name, document in documents.items()
            }
            items.publish(tx, self.kind, numbers, now)
        return len(documents)

    def _keep(self, tx: Transaction, item_id: str, document: Document, *, act: str, by: str, now: datetime) -> int:
        number = items.draft(tx, self.kind, item_id, document, author=by, now=now)
        self.kept(tx, item_id, number, by, now)
        audit.note(tx, actor=by, act=f"{self.kind}.{act}", subject=item_id, now=now, detail={"version": number})
        return number

    def _note(self, tx: Transaction, item_id: str, number: int, act: str, text: str, *, by: str, now: datetime) -> None:
        items.note(tx, self.kind, item_id, number, author=by, act=act, text=text, now=now)
        verb = {"sent": "send", "returned": "return", "published": "publish", "withdrawn": "withdraw"}[act]
        audit.note(tx, actor=by, act=f"{self.kind}.{verb}", subject=item_id, now=now, detail={"version": number})

    def _expect(self, tx: Transaction, item_id: str, number: int, *states: str) -> Standing:
        standing = items.standings(tx, self.kind, item_id).get(item_id)
        if standing is None or standing.number != number:
            raise Conflict(standing)
        if states and standing.state not in states:
            raise Moved(_("Esto ya no está en ese paso. Vuelve a cargar la página."))
        return standing

    def _obey(self, tx: Transaction, item_id: str, number: int) -> None:
        version = items.version(tx, self.kind, item_id, number)
        assert version is not None
        found = self.faults(tx, item_id, number, version.document)
        if found:
            raise BadInput(*found)
