"""The rules of sending a campaign's message to one person, decided at the moment of sending.

`decide` is the only place that says whether a message may leave, must wait, or is refused. It is given facts read in
the transaction that claims the message, so what was true a second ago does not count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.addresses import Channel
from bot.core.quiet_hours import QuietHours

WINDOW: Final = timedelta(hours=23, minutes=55)
"""WhatsApp's free text is allowed for 24 hours after the person's last message; five minutes early, because the
provider judges at delivery."""
WEEK: Final = timedelta(days=7)
MARGIN: Final = timedelta(seconds=30)
"""What is claimed this shortly before the hours end waits for the next morning: it could still be on its way at the
end. As long as a claimed campaign message may wait for its turn (`Due.leave_by`)."""


class Reason(StrEnum):
    """Why a person does not get a campaign's message. Kept with the message and counted."""

    OPTED_OUT = "opted_out"
    """Said no to campaigns, to everything, or to the subject."""
    NO_CONSENT = "no_consent"
    """Never said yes."""
    NO_ADDRESS = "no_address"
    """Has no address on the campaign's channel."""
    STOPPED = "stopped"
    """The address must not or cannot be written to."""
    RESTING = "resting"
    """The address keeps failing and is left alone for a while."""
    WINDOW_CLOSED = "window_closed"
    """More than 24 hours since they wrote, and the campaign has no template."""
    WEEKLY_CAP = "weekly_cap"
    """Had as many campaign messages in seven days as anybody may have."""
    SENSITIVE_CASE = "sensitive_case"
    """In danger, or telling us something that must stay between them and a case worker."""
    SAME_PERSON = "same_person"
    """Two contacts turned out to be one person, who has this message already."""
    UNREADABLE = "unreadable"
    """Our row of this person does not open."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What is known about one person and the address the message would go to, read in the claiming transaction."""

    channel: Channel
    zone: ZoneInfo
    refusal: str = ""
    """Why no campaign may write to this address at all (`storage.consents.refusal`), empty where it may."""
    subscribed: bool = True
    """Still wants to hear of one of the campaign's subjects; True for a campaign without any."""
    wrote_at: datetime | None = None
    """When they last wrote on this address."""
    had_this_week: int = 0
    """Campaign messages claimed for them in the last seven days, this one not counted."""
    sensitive: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What the campaign and the installation allow."""

    has_body: bool
    has_template: bool
    emergency: bool
    hours: QuietHours
    weekly_cap: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Send:
    """It may leave now, as free text or by the template, until `leave_by`."""

    by_template: bool
    opens: bool
    """It opens a conversation with somebody who is outside the window: Meta limits these (core.pace)."""
    leave_by: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """It may leave from `until` on."""

    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Refuse:
    """It never leaves."""

    reason: Reason


Verdict = Send | Wait | Refuse


def decide(person: Person, terms: Terms, now: datetime) -> Verdict:
    """What becomes of the message now. Refusals that last come first, so that nobody waits for a no.

    An emergency breaks the hours and the weekly cap, and nothing else (docs/decisions).
    """
    if reason := _lasting(person, terms, now):
        return Refuse(reason=reason)
    if not terms.emergency:
        # Asked for both ends of the time it may be on its way.
        for moment in (now, now + MARGIN):
            opening = terms.hours.next_open(moment, person.zone)
            if opening > moment:
                return Wait(until=opening)
    by_template = not _free_text(person, terms, now)
    return Send(
        by_template=by_template,
        opens=by_template and not is_open(person.channel, person.wrote_at, now),
        leave_by=now + MARGIN,
    )


def _lasting(person: Person, terms: Terms, now: datetime) -> Reason | None:
    if person.refusal:
        return Reason(person.refusal)
    if not person.subscribed:
        return Reason.OPTED_OUT
    if person.sensitive:
        return Reason.SENSITIVE_CASE
    if not terms.emergency and person.had_this_week >= terms.weekly_cap:
        return Reason.WEEKLY_CAP
    by_template = terms.has_template and person.channel is Channel.WHATSAPP
    if not by_template and not _free_text(person, terms, now):
        return Reason.WINDOW_CLOSED
    return None


def _free_text(person: Person, terms: Terms, now: datetime) -> bool:
    """True where there is a body and it may go."""
    return terms.has_body and is_open(person.channel, person.wrote_at, now)


def is_open(channel: Channel, wrote_at: datetime | None, now: datetime) -> bool:
    """True where free text may go to an address: on SMS always, on WhatsApp inside the window after `wrote_at`, when
    the person last wrote there (None: never)."""
    return channel is Channel.SMS or (wrote_at is not None and now - wrote_at < WINDOW)
