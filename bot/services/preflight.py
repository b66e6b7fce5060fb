"""A look ahead: what would become of a campaign if everybody's turn were now, by the rules that will decide then."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.core import placeholders, segments
from bot.core.addresses import Channel
from bot.core.errors import BadInput
from bot.core.plans import Plan, Route
from bot.core.policy import Refuse, Send, Wait
from bot.i18n import gettext as _
from bot.services import fanout
from bot.services.recipients import Regulations, verdict
from bot.storage import audiences, campaigns, recipients
from bot.storage.audiences import Member
from bot.storage.database import Database, Transaction

CHUNK = 2_000


@dataclass(kw_only=True, slots=True)
class Facts:
    """Counts of people. `excluded`: matched the rule and left out by it. `refused`: by reason, as things stand now."""

    audience: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    by_channel: Counter[str] = field(default_factory=Counter)
    free_text: int = 0
    """Inside the 24-hour window, or by SMS."""
    by_template: int = 0
    later: int = 0
    """Whose hours are closed now: they get it at the next opening."""
    refused: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    """Of those who get it."""
    sms_parts: dict[str, int] = field(default_factory=dict)
    """By language, the most parts an SMS of it has."""
    seconds: float = 0.0
    """How long sending takes at the allowed rate, hours not counted."""


Look = Callable[[Member], None]
"""Called once for each person who gets the message: what prices are worked out from."""


def look(
    database: Database, campaign_id: int, regulations: Regulations, rates: dict[Channel, float], now: datetime,
    each: Look = lambda _: None,
) -> Facts:  # fmt: skip
    """Ask the rules about everybody. Reads only; a page of people at a time. Raises BadInput for no such campaign."""
    with database.read() as tx:
        campaign = campaigns.load(tx, campaign_id)
        if campaign is None:
            raise BadInput(_("No existe la campaña {id}.").format(id=campaign_id))
        facts = Facts(excluded=dict(audiences.counts(tx, fanout.rule(campaign.plan), now).excluded))
    after = 0
    while True:
        with database.read() as tx:
            members = audiences.members(tx, fanout.rule(campaign.plan), now, after=after, limit=CHUNK)
            _page(tx, campaign.plan, members, regulations, now, facts, each)
        if len(members) < CHUNK:
            break
        after = members[-1].contact_id
    facts.seconds = max((facts.by_channel[channel.value] / rate for channel, rate in rates.items()), default=0.0)
    if campaign.plan.route is not Route.WHATSAPP:
        for message in campaign.plan.messages:
            for language, text in (message.sms or message.body).items():
                parts = segments.count(placeholders.longest(text)).parts
                facts.sms_parts[language] = max(parts, facts.sms_parts.get(language, 0))
    return facts


def _page(
    tx: Transaction, plan: Plan, members: list[Member], regulations: Regulations, now: datetime, facts: Facts,
    each: Look,
) -> None:  # fmt: skip
    facts.audience += len(members)
    known = {
        one.address_id: one
        for one in recipients.prospects(tx, [member.address_id for member in members], plan.audience.subscriptions, now)
    }
    for member in members:
        found = verdict(known[member.address_id], plan, plan.messages[0], member.channel, regulations, now)
        match found:
            case Refuse():
                facts.refused[found.reason.value] += 1
                continue
            case Wait():
                facts.later += 1
            case Send():
                facts.by_template += found.by_template
                facts.free_text += not found.by_template
        facts.by_channel[member.channel.value] += 1
        facts.languages[member.language] += 1
        each(member)
