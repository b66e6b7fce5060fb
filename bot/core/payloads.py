"""What stands behind a line or a button: a verb and what it is about, as `entry:C05` or `menu`.

It leaves with a message of ours, and comes back from outside: what is read may be anything.
"""

from enum import StrEnum


class Verb(StrEnum):
    """What picking a line does."""

    ENTRY = "entry"
    """Answers with an entry: its id."""
    FILE = "file"
    """Brings the picture or voice file of an answer: the id of its entry."""
    START = "start"
    """Begins a guided dialogue: its form."""
    RESUME = "resume"
    """Goes on with a dialogue that stepped aside: its form."""
    FORM = "form"
    """Replies to a question of a dialogue: form, slot, value."""
    CAMPAIGN = "campaign"
    """Is a campaign's button: campaign, place from 0."""
    MENU = "menu"
    """Opens the menu: nothing, a group, or group and page from 0."""
    MORE = "more"
    PERSON = "person"
    LANGUAGE = "language"
    """Changes the language: its code."""
    SUBJECTS = "subjects"
    """Chooses subjects of campaigns: with + between, or `all`."""
    REMINDER = "reminder"
    """Drops a reminder: its number."""
    CALLED = "called"
    """Says whether the call came: `yes`, `no`."""
    STOP = "stop"
    """Stops `alerts` or `all`."""
    DATA = "data"
    ERASE = "erase"
    """Asks to be erased; `yes`, `no` once asked whether they mean it."""
    COMMENT = "comment"
    """Behind no line, but awaited after a vote against an entry, by its id: what was missing in it."""

    def of(self, *about: object) -> str:
        """The payload that does this with that."""
        return ":".join([self.value, *map(str, about)])

    def read(self, payload: str) -> str:
        """What a payload is about; empty where it is about nothing, or of another verb."""
        verb, about = split(payload)
        return about if verb == self else ""


def split(payload: str) -> tuple[str, str]:
    """The verb, if it is one, and what it is about."""
    verb, _colon, about = payload.partition(":")
    return verb, about
