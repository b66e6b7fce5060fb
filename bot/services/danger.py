"""Answers danger: the number first, a restricted case, and no trace of the words anywhere else."""

from datetime import datetime
from typing import Final

from bot.core import plain_danger
from bot.core.content import Topic
from bot.core.conversation import Candidate, Outcome, State
from bot.core.messages import Outgoing, Priority
from bot.core.safeguarding import Finding
from bot.services import around_danger, guided, handled, tongues
from bot.services.library import Library
from bot.services.requests import UNREAD
from bot.services.turned import Turned
from bot.storage import cases
from bot.storage.database import Transaction
from bot.storage.inbound import Waiting

_PLAINLY: Final = {
    plain_danger.Plain.PERSON: Finding(category="danger", entry="E01-emergencia"),
    plain_danger.Plain.CHILD: Finding(category="child_danger", entry="E02-emergencia"),
}


def plainly(text: str) -> Finding | None:
    """Danger that names no kind ("mi hija corre peligro"), which no phrase of the lexicon is: the police are first, for
    a child the lines for children are there too."""
    who = plain_danger.find(text)
    return _PLAINLY[who] if who else None


def answer(
    finding: Finding, message: Waiting, state: State, text: str, now: datetime, *, library: Library, staff: bool
) -> Turned:
    """The turn for a danger: no notice, no menu. `staff`: a person of ours may be asked for."""
    entry = library.entry(finding.entry)
    topic = entry.topic if entry else Topic.GBV_PROTECTION

    def open_case(tx: Transaction, message: Waiting, now: datetime) -> None:
        cases.open_case(
            tx,
            contact_id=message.contact_id,
            kind=finding.category,
            topic=topic,
            restricted=True,
            story=text,
            inbound_id=message.id,
            now=now,
        )

    # An open question of ours is dropped as well: nobody is asked for a grade after this.
    gone = {"entry", "about", "rasa", guided.ASKED, around_danger.TOLD, *UNREAD}
    state = {key: value for key, value in state.items() if key not in gone}
    state[around_danger.SINCE] = now.isoformat()
    words = around_danger.words(entry, message, tongues.of(text, state), staff=staff)
    return Turned(
        outgoing=Outgoing(text=words, priority=Priority.URGENT),
        state=state,
        outcome=Outcome.CRISIS,
        topic=topic,
        entry=finding.entry,
        confidence=1.0,
        candidates=(Candidate(entry=finding.entry, topic=topic, confidence=1.0),),
        keep_text=False,
        effects=handled.in_danger(open_case, message, text, finding.category),
    )
