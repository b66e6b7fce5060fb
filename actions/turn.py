"""What an action reads of the turn it speaks in."""

from collections.abc import Iterable
from typing import Any

from rasa_sdk import Tracker

from actions import Answers
from bot.core.addresses import Channel
from bot.core.content import Entry, Kind
from bot.core.payloads import Verb

Button = dict[str, str]


def channel(tracker: Tracker) -> Channel:
    """Where the reply will go. Whatever speaks to us without saying so (`rasa shell`) reads like WhatsApp."""
    metadata = tracker.latest_message.get("metadata") or {}
    return Channel.SMS if metadata.get("channel") == Channel.SMS else Channel.WHATSAPP


def candidates(tracker: Tracker) -> list[str]:
    """Ids of the entries the message may be about, best first."""
    found: Iterable[dict[str, Any]] = tracker.latest_message.get("candidates") or []
    return [candidate["entry"] for candidate in found]


def confidence(tracker: Tracker) -> float:
    """Probability of the first of `candidates`: 1 for one picked from a menu, 0 where nobody gave one."""
    found = tracker.latest_message.get("candidates") or []
    return float(found[0].get("confidence", 0.0)) if found else 0.0


def likely(tracker: Tracker, least: float, *, first: bool = True) -> list[str]:
    """The same with a probability of at least `least`; the `first` of them in any case, where it is wanted."""
    found = list(tracker.latest_message.get("candidates") or [])
    return [
        row["entry"] for place, row in enumerate(found) if (first and not place) or float(row["confidence"]) >= least
    ]


def second(tracker: Tracker) -> str:
    """Id of the entry that another question in the same message is about; empty where there is none."""
    return str(tracker.latest_message.get("second") or "")


def buttons(answers: Answers, ids: Iterable[str]) -> list[Button]:
    """A line for each of these entries that is published and an answer."""
    found = (answers.entry(entry_id) for entry_id in ids)
    return [button(entry) for entry in found if entry and entry.kind is Kind.ANSWER]


def button(entry: Entry) -> Button:
    """A line that leads to `entry`."""
    return {"title": entry.menu or entry.title, "payload": Verb.ENTRY.of(entry.id)}
