"""A new release brings texts of its own: it proposes them to an editor and never overwrites (decision 11).

What the release says is compared with what it said when it was looked at last, not with what people read: what staff
changed here is not proposed back to them, and what the release changed is, once.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from bot.core.errors import BadInput
from bot.core.gazetteer import Places
from bot.core.staff import User
from bot.i18n import gettext as _
from bot.services import directory, editing, safety
from bot.services.flows import Document, Release
from bot.storage import audit, content, items, proposals
from bot.storage.database import Database, Transaction
from bot.storage.items import LEXICON, SERVICE
from bot.storage.proposals import ENTRY, Proposal


def look(database: Database, release: Release, now: datetime) -> int:
    """Find out what a release says anew. Returns how many proposals there are more. Broken files propose
    nothing: `puente faq check` says what is wrong."""
    with database.read() as tx:
        if proposals.release(tx) == release.mark:
            return 0
    given = list(_given(release))
    opened = 0
    with database.write() as tx:
        content.lock(tx)
        known, newest = proposals.seen(tx), _newest(tx)
        for kind, name, document in given:
            digest = _digest(document)
            if known.get((kind, name)) == digest:
                continue
            ours = newest.get((kind, name))
            same = ours is not None and (_plain(ours) == _plain(document) or _had(tx, kind, name, document))
            proposals.keep(tx, kind, name, digest, None if same else document, now)
            opened += not same
        proposals.looked(tx, release.mark)
    return opened


def ours(tx: Transaction, proposal: Proposal) -> Document | None:
    """The newest wording here of what is proposed; None where there is none."""
    return _newest(tx).get((proposal.kind, proposal.id))


def find(tx: Transaction, kind: str, item_id: str) -> Proposal | None:
    """One that is open."""
    return next((one for one in proposals.undecided(tx) if (one.kind, one.id) == (kind, item_id)), None)


def take(database: Database, places: Places, proposal: Proposal, *, base: int, by: User, now: datetime) -> None:
    """The release's wording becomes a draft on top of version `base` (0: there is none). Raises Conflict."""
    if proposal.kind == ENTRY:
        editing.save(database, content.from_document(dict(proposal.document)), base=base, by=by, now=now)
    else:
        desk = safety.desk(database) if proposal.kind == LEXICON else directory.desk(database, places)
        desk.save(proposal.id, proposal.document, base=base, by=by, now=now)
    _decide(database, proposal, "taken", by=by, now=now)


def leave(database: Database, proposal: Proposal, *, by: User, now: datetime) -> None:
    """Ours stays, or has what matters of theirs already."""
    _decide(database, proposal, "left", by=by, now=now)


def number(tx: Transaction, proposal: Proposal) -> int:
    """The newest version here; 0 where there is none."""
    if proposal.kind == ENTRY:
        entry = content.standings(tx, proposal.id).get(proposal.id)
        return entry.number if entry else 0
    item = items.standings(tx, proposal.kind, proposal.id).get(proposal.id)
    return item.number if item else 0


def _decide(database: Database, proposal: Proposal, state: str, *, by: User, now: datetime) -> None:
    with database.write() as tx:
        if not proposals.decide(tx, proposal.kind, proposal.id, state, by=by.name):
            raise BadInput(_("Esta propuesta ya se decidió."))
        act = "proposal.take" if state == "taken" else "proposal.leave"
        audit.note(tx, actor=by.name, act=act, subject=proposal.id, now=now, detail={"kind": proposal.kind})


def _given(release: Release) -> Iterator[tuple[str, str, Document]]:
    entries, problems = release.entries
    if not problems:
        for entry in entries:
            yield ENTRY, entry.id, content.to_document(entry)
    for kind, (documents, problems) in ((LEXICON, release.lexicon), (SERVICE, release.services)):
        if not problems:
            for name, document in documents.items():
                yield kind, name, document


def _newest(tx: Transaction) -> dict[tuple[str, str], Document]:
    found: dict[tuple[str, str], Document] = {
        (ENTRY, name): content.to_document(entry) for name, (_number, entry, _live) in content.newest(tx).items()
    }
    for kind in (LEXICON, SERVICE):
        found |= {(kind, name): document for name, document in items.newest(tx, kind).items()}
    return found


def _had(tx: Transaction, kind: str, name: str, document: Document) -> bool:
    """Whether a wording of before said exactly this: then staff changed it since, and the release did not."""
    if kind == ENTRY:
        return any(content.to_document(one.entry) == document for one in content.history(tx, name, 50))
    return any(_plain(one.document) == _plain(document) for one in items.history(tx, kind, name, 50))


def _plain(document: Document) -> Document:
    """Without what only orders sections: a category's number changes when another comes before it."""
    return {name: value for name, value in document.items() if name != "place"}


def _digest(document: Document) -> bytes:
    return sha256(json.dumps(_plain(document), sort_keys=True, ensure_ascii=False).encode()).digest()
