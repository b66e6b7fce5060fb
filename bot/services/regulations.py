"""What the installation allows every campaign, and what the rules say of one message to one person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core import policy
from bot.core.addresses import Address, Channel
from bot.core.composing import Words
from bot.core.plans import SOURCE, Kind, Message, Plan
from bot.core.policy import Person, Terms, Verdict
from bot.core.quiet_hours import QuietHours
from bot.services.ceilings import Ceilings
from bot.services.pricing import Price
from bot.storage.database import Transaction
from bot.storage.prospects import Prospect
from bot.storage.recipients import Candidate


def unpriced(tx: Transaction, recipient: Address, words: Words) -> int:  # noqa: ARG001
    """Where no prices are known, a message costs nothing."""
    return 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Regulations:
    """What the installation allows, for every campaign. `senders`: our address on each channel, as Twilio writes it,
    for people who never wrote to one of ours. `price`: what a message is taken to cost when it leaves."""

    hours: QuietHours
    weekly_cap: int
    zone: ZoneInfo
    senders: Mapping[Channel, str]
    price: Price = unpriced
    ceilings: Ceilings = field(default_factory=Ceilings)


def terms(plan: Plan, message: Message, channel: Channel, regulations: Regulations) -> Terms:
    """What a campaign's message allows on a channel."""
    return Terms(
        has_body=bool(message.text(channel, SOURCE)),
        has_template=channel is Channel.WHATSAPP and bool(message.templates),
        emergency=plan.kind is Kind.EMERGENCY,
        hours=regulations.hours,
        weekly_cap=regulations.weekly_cap,
    )


def zone(name: str, fallback: ZoneInfo) -> ZoneInfo:
    """A person's time zone; the service's where it is empty or unknown to this machine."""
    if not name:
        return fallback
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return fallback


def verdict(
    one: Candidate | Prospect, plan: Plan, message: Message, channel: Channel, regulations: Regulations, now: datetime
) -> Verdict:
    """What the rules say of this message to this person now. The same for a look ahead and for the claim."""
    person = Person(
        channel=channel,
        zone=zone(one.zone, regulations.zone),
        refusal=one.refusal,
        subscribed=bool(one.subscribed),
        wrote_at=one.wrote_at,
        had_this_week=one.had_this_week,
        sensitive=bool(one.sensitive),
    )
    return policy.decide(person, terms(plan, message, channel, regulations), now)
