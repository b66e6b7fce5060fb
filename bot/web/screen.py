"""What a simulated phone shows: the messages of one person on one channel, and what can be tapped below."""

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.core import segments
from bot.core.addresses import Address, Channel
from bot.core.messages import Form

KEPT: Final = 300
"""Messages one screen keeps."""
LABELS: Final = {
    Form.IMAGE: "Foto",
    Form.VOICE: "Nota de voz",
    Form.LOCATION: "Ubicación",
    Form.STICKER: "Sticker",
}
"""What stands where a phone would show the thing itself."""
# WhatsApp's rule: a star opens before a character and closes after one, within a line, and never inside a word.
_BOLD: Final = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])")
_NUMBERED: Final = re.compile(r"([1-9][0-9]?)\. (\S.*)")

Span = tuple[str, bool]
"""A piece of a text, and whether it is bold."""


class State(StrEnum):
    """How far a message of the person has come."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


STATES: Final = {State.SENT: "enviado", State.DELIVERED: "entregado", State.FAILED: "no llegó"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """Something to tap: `label` is read; `name` (`text` or `choice`) and `value` are what the phone then posts."""

    label: str
    name: str
    value: str


@dataclass(kw_only=True, slots=True)
class Line:
    """One message. `state` is None for what came from us; `parts`: what an SMS of ours costs. `at`: UTC."""

    id: str
    version: int
    text: str
    at: datetime
    form: Form = Form.TEXT
    state: State | None = None
    parts: int = 0
    options: Sequence[Mapping[str, str]] = ()


class Screen:
    """The phone of `address`. `version` gives the next of ever growing numbers, shared by all screens: whoever knows
    the highest number of what they have seen can ask for what is new or changed."""

    def __init__(self, address: Address, version: Callable[[], int]) -> None:
        self.address = address
        self._next = version
        self.version = version()
        self._lines: deque[Line] = deque(maxlen=KEPT)

    def write(self, text: str, form: Form, at: datetime) -> Line:
        """The person sends something; it counts as sent."""
        return self._add(text=text, form=form, at=at, state=State.SENT)

    def show(self, text: str, options: Sequence[Mapping[str, str]], at: datetime) -> Line:
        """Something of ours arrives."""
        parts = segments.count(text).parts if self.address.channel is Channel.SMS else 0
        return self._add(text=text, at=at, options=options, parts=parts)

    def settle(self, line: Line, state: State) -> None:
        """What became of a message the person sent."""
        self.version = line.version = self._next()
        line.state = state

    def after(self, version: int) -> list[Line]:
        """Lines added or changed since then, in the order of the conversation."""
        return [line for line in self._lines if line.version > version]

    @property
    def waiting(self) -> bool:
        """True while the last word is the person's, and arrived."""
        return bool(self._lines) and self._lines[-1].state is State.DELIVERED

    def chips(self) -> list[Chip]:
        """What can be tapped now: buttons, numbered options or thumbs of a last message of ours."""
        if not self._lines or self._lines[-1].state is not None:
            return []
        last = self._lines[-1]
        buttons = [Chip(label=row["label"], name="choice", value=row["payload"]) for row in last.options]
        thumbs = [Chip(label=thumb, name="text", value=thumb) for thumb in "👍👎" if thumb in last.text]
        return [*(buttons or numbered(last.text)), *thumbs]

    def _add(self, **facts: Any) -> Line:
        self.version = version = self._next()
        line = Line(id=f"m{version}", version=version, **facts)
        self._lines.append(line)
        return line


def spans(text: str, channel: Channel) -> list[Span]:
    """The text in pieces; `*so*` is bold on WhatsApp, and SMS knows no bold."""
    if channel is Channel.SMS:
        return [(text, False)]
    return [(piece, bool(index % 2)) for index, piece in enumerate(_BOLD.split(text)) if piece]


def numbered(text: str) -> list[Chip]:
    """The options at the end of a text: a last paragraph of nothing but lines 1., 2., 3. Steps are none."""
    chips = []
    for number, line in enumerate(text.rpartition("\n\n")[2].splitlines(), start=1):
        found = _NUMBERED.fullmatch(line)
        if found is None or found[1] != str(number):
            return []
        chips.append(Chip(label=line, name="text", value=found[1]))
    return chips


def as_json(line: Line, channel: Channel, timezone: ZoneInfo) -> dict[str, Any]:
    """A line as page and script read it; times are local to `timezone`."""
    return {
        "id": line.id,
        "mine": line.state is not None,
        "form": line.form,
        "label": LABELS.get(line.form, ""),
        "spans": spans(line.text, channel),
        "at": line.at.isoformat(timespec="seconds"),
        "time": line.at.astimezone(timezone).strftime("%H:%M"),
        "state": line.state or "",
        "said": STATES[line.state] if line.state else "",
        "cost": f"{line.parts} {'parte' if line.parts == 1 else 'partes'}" if line.parts else "",
    }
