"""What people asked in vain: without what tells who they are, alike messages together, most people first."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from bot.core import content as rules
from bot.core.addresses import Channel, parse
from bot.core.consent import ALERTS, EVERYTHING
from bot.core.content import Entry, Kind
from bot.core.errors import BadInput
from bot.core.gazetteer import Places
from bot.core.messages import Outgoing
from bot.core.redaction import redacted
from bot.i18n import gettext as _
from bot.services.finding import alike, singular, spoken
from bot.storage import audit, consents, content, outbound, profiles, unanswered
from bot.storage.database import Database, Transaction
from bot.storage.unanswered import Missed

PERIOD: Final = timedelta(days=30)
READ: Final = 1_000
"""The newest messages that are put into groups; dealing with some brings older ones."""
WINDOW: Final = timedelta(hours=23)
"""Who wrote less than this ago can still be told: WhatsApp's 24 hours, and time for the message to leave."""
_ALIKE: Final = 0.5
"""From which likeness two messages ask the same."""
_STEM: Final = 5
"""Letters of a word that count, as in the model: "pasaje", "pasajes" and "pasajito" ask for the same. Of the questions
of 25 entries at a time it puts 336 pairs together where whole words put 259, and as many of them rightly (97 %)."""
_FEW: Final = 300
"""Among fewer messages than this, words count as rare as among so many: in a handful every word would seem common."""


@dataclass(slots=True)
class Group:
    """Messages that ask the same. `words`: the stems of the first; `ids` of inbound rows; `samples`: every wording
    once, in the order of the messages, without what tells who wrote them."""

    words: tuple[str, ...]
    ids: list[int] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    samples: list[str] = field(default_factory=list)
    why: Counter[str] = field(default_factory=Counter)
    entries: Counter[str] = field(default_factory=Counter)
    newest: datetime | None = None

    def add(self, message: Missed, text: str) -> None:
        """One more."""
        self.ids.append(message.id)
        self.people.add(message.contact_id)
        self.why[message.why] += 1
        if message.entry:
            self.entries[message.entry] += 1
        if text not in self.samples:
            self.samples.append(text)
        self.newest = max(self.newest or message.received_at, message.received_at)


class Groups:
    """The groups as they are now; read again when something is new. Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._mark: object = None
        self._groups: Sequence[Group] = ()

    def all(self, tx: Transaction, now: datetime) -> Sequence[Group]:
        """Most people first."""
        with self._lock:
            mark = (unanswered.mark(tx), now.date())
            if mark != self._mark:
                self._groups = grouped(unanswered.missed(tx, now - PERIOD, READ))
                self._mark = mark
            return self._groups


def grouped(messages: Sequence[Missed]) -> list[Group]:
    """Alike messages together, most people first; what has no word in it is left out."""
    texts = [(message, redacted(message.text)) for message in messages]
    said = [(message, text, tuple(singular(word)[:_STEM] for word in spoken(text))) for message, text in texts]
    counts = Counter(word for _message, _text, words in said for word in {*words})
    rarity = {word: math.log(1 + max(len(said), _FEW) / count) for word, count in counts.items()}
    groups: list[Group] = []
    by_word: dict[str, list[Group]] = {}
    for message, text, words in said:
        if not words:
            continue
        group = _fitting(words, by_word, rarity)
        if group is None:
            group = Group(words=words)
            groups.append(group)
            for word in {*words}:
                by_word.setdefault(word, []).append(group)
        group.add(message, text)
    return sorted(groups, key=lambda one: (-len(one.people), -len(one.ids), -max(one.ids)))


def _fitting(words: tuple[str, ...], by_word: Mapping[str, list[Group]], rarity: Mapping[str, float]) -> Group | None:
    # The rarest words say which groups to look at: comparing with every group would take the square of their number.
    telling = sorted({*words}, key=lambda word: -rarity[word])[:4]
    near = {id(group): group for word in telling for group in by_word.get(word, ())}
    best = max(near.values(), key=lambda group: alike(words, group.words, rarity), default=None)
    return best if best is not None and alike(words, best.words, rarity) >= _ALIKE else None


def done(database: Database, ids: Sequence[int], *, by: str, now: datetime) -> int:
    """These need nothing more. Returns how many were open."""
    with database.write() as tx:
        count = unanswered.look_at(tx, ids, by=by, now=now)
        audit.note(tx, actor=by, act="unanswered.done", subject=str(count), now=now)
    return count


def undone(database: Database, at: datetime, *, by: str, now: datetime) -> int:
    """What `by` was done with at this moment stands in the list again. Returns how many messages that are."""
    with database.write() as tx:
        count = unanswered.look_again(tx, by=by, at=at)
        audit.note(tx, actor=by, act="unanswered.undone", subject=str(count), now=now)
    return count


def reachable(tx: Transaction, groups: Sequence[Group], now: datetime) -> list[int]:
    """Of each group, how many of those who asked can still be told."""
    told = {contact for contact, _address, _sender in _to_tell(tx, [one for group in groups for one in group.ids], now)}
    return [len(group.people & told) for group in groups]


def tell(database: Database, places: Places, ids: Sequence[int], entry_id: str, *, by: str, now: datetime) -> int:
    """Owe those who asked, and can still be written to, the answer there is now, each as it is read where they live and
    at most once. Returns how many.
    Raises BadInput where people cannot read that entry."""
    with database.write() as tx:
        entry = next((one for one in content.published(tx) if one.id == entry_id), None)
        if entry is None or entry.kind is not Kind.ANSWER:
            raise BadInput(_("Elige una respuesta publicada."))
        if entry.sensitive:
            raise BadInput(_("Es un tema sensible: no se manda a un teléfono que otra persona puede mirar."))
        to_tell = _to_tell(tx, ids, now)
        lives = profiles.districts(tx, [contact for contact, _address, _sender in to_tell])

        def there(contact_id: int) -> Entry:
            place = places.get(lives.get(contact_id, ""))
            return entry.at(place.within) if place else entry

        owed = [
            outbound.Owed(
                key=f"told:{entry_id}:{contact_id}"[:96],
                contact_id=contact_id,
                address_id=address_id,
                sender=sender,
                outgoing=Outgoing(text=_said(there(contact_id), sender)),
            )
            for contact_id, address_id, sender in to_tell
        ]
        outbound.queue(tx, owed, now)
        audit.note(tx, actor=by, act="unanswered.tell", subject=entry_id, now=now, detail={"people": len(owed)})
    return len(owed)


def _said(entry: Entry, sender: str) -> str:
    # Told in Spanish, the language of the answers; the sender's channel says which form fits.
    if parse(sender).channel is Channel.SMS:
        return f"Ya puedo responderte. {rules.sms_text(entry)}"
    return f"Ya puedo responder lo que preguntaste.\n\n{rules.whatsapp_text(entry)}"


def _to_tell(tx: Transaction, ids: Sequence[int], now: datetime) -> list[tuple[int, int, str]]:
    asked = unanswered.askers(tx, ids, now - WINDOW)
    held = consents.facts(tx, [contact for contact, _address, _sender in asked])
    return [row for row in asked if not _left(held.get(row[0], {}))]


def _left(held: Mapping[str, consents.Fact]) -> bool:
    no = (ALERTS, EVERYTHING)
    return any(scope in held and not held[scope].given for scope in no)
