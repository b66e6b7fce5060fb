"""Where a person can be reached: a phone number, or the id WhatsApp gives people who hide theirs (BSUID).

The forms are Twilio's: `+51999888777` for SMS, `whatsapp:+51999888777` or `whatsapp:PE.1A2B3C` for WhatsApp.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_PHONE: Final = re.compile(r"^\+[1-9][0-9]{4,14}$")
_BSUID: Final = re.compile(r"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$")


class Channel(StrEnum):
    """A way to reach people."""

    WHATSAPP = "whatsapp"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Address:
    """A channel and an identifier on it, normalised. `str()` is masked: use `full` where the address must travel."""

    channel: Channel
    identifier: str

    @property
    def full(self) -> str:
        """The address as Twilio writes it."""
        return f"whatsapp:{self.identifier}" if self.channel is Channel.WHATSAPP else self.identifier

    @property
    def is_phone(self) -> bool:
        """False for a WhatsApp user id: such a person can never be reached by SMS."""
        return self.identifier.startswith("+")

    @property
    def twin(self) -> "Address | None":
        """The same number on the other channel; None for a WhatsApp user id."""
        if not self.is_phone:
            return None
        other = Channel.SMS if self.channel is Channel.WHATSAPP else Channel.WHATSAPP
        return Address(other, self.identifier)

    def __str__(self) -> str:
        return f"{self.channel}:…{self.identifier[-2:]}"

    __repr__ = __str__


def parse(text: str) -> Address:
    """Read an address as Twilio writes it. Raises ValueError, without repeating the text, for anything else."""
    raw = text.strip()
    channel = Channel.SMS
    if raw.startswith("whatsapp:"):
        channel, raw = Channel.WHATSAPP, raw[len("whatsapp:") :].strip()
    # A form-decoded "+" arrives as a space where a sender forgot to escape it.
    if raw.isdigit() and 5 <= len(raw) <= 15:
        raw = f"+{raw}"
    if _PHONE.match(raw) or (channel is Channel.WHATSAPP and _BSUID.match(raw)):
        return Address(channel, raw)
    raise ValueError("not an address")
