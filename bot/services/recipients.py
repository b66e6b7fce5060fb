"""Recipients' turn: in the transaction that claims a campaign message every rule is asked once more, and its answer is
final: it leaves, it waits for an hour that is allowed, or it is refused with a reason that is counted."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.core import composing
from bot.core.addresses import Address, Channel
from bot.core.composing import Chosen
from bot.core.countries import country
from bot.core.errors import DamagedPlan, WrongKey
from bot.core.messages import RANK, Priority
from bot.core.plans import Kind, Plan, Route, read
from bot.core.policy import Reason, Refuse, Send, Wait
from bot.services import ceilings, stopping, way_out
from bot.services.ceilings import Wanted
from bot.services.regulations import Regulations, verdict
from bot.storage import campaign_messages, campaigns, claims, contacts, recipients, runs
from bot.storage.database import Transaction
from bot.storage.departures import Due
from bot.storage.recipients import Candidate, Running

log = logging.getLogger(__name__)

_PAGE: Final = 20
"""Candidates that are looked at together at least: one query costs about as much as twenty rows of it."""
_PAGES: Final = 20
"""Pages in one transaction when most of them are refused: replies must not wait longer for the writer's place."""
_WITHOUT_NUMBER: Final = timedelta(minutes=5)
"""How long people wait who cannot be written to because a setting is missing."""
NO_SENDER: Final = "sender"
"""The notice of a campaign whose channel has no number of ours any more, and why its people wait."""
BY_HOUR: Final = "hours"
NO_PLACE: Final = "meta_limit"
"""Why somebody waits: for their hours, or for a place among the people we may write to first in 24 hours."""
BY_SMS: Final = frozenset({Reason.WINDOW_CLOSED, Reason.STOPPED, Reason.RESTING, Reason.NO_ADDRESS})
"""Refusals of an address, not of a person: another channel may serve."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claiming:
    """One claim: for whom, from when, until when."""

    worker: str
    now: datetime
    until: datetime
    next_send: datetime


class Lane:
    """Claims recipients for one sender. Remembers plans it has read; a running campaign's plan does not change."""

    def __init__(self, regulations: Regulations) -> None:
        self._regulations = regulations
        self._plans: dict[tuple[int, str], Plan] = {}
        self._turn = 0

    def claim(self, tx: Transaction, channel: Channel, limit: int, claiming: Claiming) -> list[Due]:
        """Up to `limit` messages to be sent now. Running campaigns take turns; emergencies come first."""
        due: list[Due] = []
        pages = _PAGES
        for campaign in self._order(self._readable(tx, recipients.due_campaigns(tx, channel, claiming.now), claiming)):
            plan = self.plan(campaign)
            while pages > 0 and len(due) < limit:
                page = recipients.candidates(
                    tx,
                    campaign.id,
                    channel,
                    plan.audience.subscriptions,
                    now=claiming.now,
                    limit=max(limit - len(due), _PAGE),
                )
                pages -= 1
                if not page:
                    break
                going, runs_on = self._decide(tx, campaign.id, plan, channel, page, claiming, limit - len(due))
                due += going
                if not runs_on:
                    break
            if pages <= 0 or len(due) >= limit:
                break
        return due

    def plan(self, campaign: Running) -> Plan:
        """The plan as it was approved. Raises DamagedPlan."""
        known = self._plans.get((campaign.id, campaign.hash))
        if known is None:
            if len(self._plans) > 100:
                self._plans.clear()
            known = self._plans[campaign.id, campaign.hash] = read(campaign.plan, campaign.id, campaign.hash)
        return known

    def _readable(self, tx: Transaction, found: Sequence[Running], claiming: Claiming) -> list[Running]:
        """Those whose plan reads back; the others stop, and hold up nobody."""
        good = []
        for campaign in found:
            try:
                self.plan(campaign)
            except DamagedPlan:
                stopping.stop(tx, campaign.id, stopping.DAMAGED, claiming.now)
            else:
                good.append(campaign)
        return good

    def _order(self, found: Sequence[Running]) -> list[Running]:
        if len(found) > 1:
            self._turn = (self._turn + 1) % len(found)
        turned = [*found[self._turn % max(len(found), 1) :], *found[: self._turn % max(len(found), 1)]]
        return sorted(turned, key=lambda campaign: self.plan(campaign).kind is not Kind.EMERGENCY)

    def _decide(
        self,
        tx: Transaction,
        campaign_id: int,
        plan: Plan,
        channel: Channel,
        page: Sequence[Candidate],
        claiming: Claiming,
        room: int,
    ) -> tuple[list[Due], bool]:
        """What becomes of each of a page, and whether the campaign still runs. What may leave and finds no room
        stays as it is."""
        steps = runs.steps(tx, {(campaign_id, one.run) for one in page}) if plan.series else {}
        chosen: dict[int, _Going] = {}
        refused: dict[int, str] = {}
        until: dict[int, tuple[datetime, str]] = {}
        people: set[int] = set()
        our_number = self._regulations.senders.get(channel, "")
        unsendable = False
        for one in page:
            step = steps.get((campaign_id, one.run), 0)
            pause = self._pause(one, people, claiming)
            found = pause or verdict(one, plan, plan.message_of(step), channel, self._regulations, claiming.now)
            match found:
                case Wait():
                    until[one.id] = (found.until, "" if pause else BY_HOUR)
                case Refuse():
                    refused[one.id] = found.reason.value
                case Send() if not (one.sender or our_number):
                    until[one.id], unsendable = (claiming.now + _WITHOUT_NUMBER, NO_SENDER), True
                case Send() if len(chosen) < room:
                    going = self._going(tx, campaign_id, plan, step, channel, one, found)
                    if going is None:
                        refused[one.id] = Reason.UNREADABLE.value
                    else:
                        chosen[one.id] = going
                        people.add(one.contact_id)
        if plan.route is Route.WHATSAPP_THEN_SMS and channel is Channel.WHATSAPP:
            self._try_sms(tx, page, refused, claiming.now)
        claims.refuse(tx, refused, claiming.now)
        if unsendable:  # our number was there when it started, or it would not have
            campaigns.notify(tx, NO_SENDER, campaign_id, channel.value, claiming.now)
        sealed = {row: campaign_messages.seal(tx, going.chosen) for row, going in chosen.items()}
        prices = {row: self._regulations.price(tx, going.recipient, going.words) for row, going in chosen.items()}
        runs_on = True
        if chosen:  # last: whoever works with ceilings is alone until the end of the transaction
            chosen, runs_on = self._granted(tx, campaign_id, chosen, prices, until, claiming.now)
        claims.put_off(tx, until)
        if not chosen:
            return [], runs_on
        attempts = claims.take(
            tx,
            {row: sealed[row] for row in chosen},
            {going.candidate.contact_id for going in chosen.values()},
            worker=claiming.worker,
            now=claiming.now,
            until=claiming.until,
            next_send=claiming.next_send,
            numbers={row: going.candidate.tries + 1 for row, going in chosen.items()},
            prices=prices,
        )
        return [_due(attempts[row], going) for row, going in chosen.items()], runs_on

    def _granted(
        self,
        tx: Transaction,
        campaign_id: int,
        chosen: Mapping[int, "_Going"],
        prices: Mapping[int, int],
        until: dict[int, tuple[datetime, str]],
        now: datetime,
    ) -> tuple[dict[int, "_Going"], bool]:
        """Those for whom there is money and a place; who has no place yet is put off, and without money it pauses."""
        wanted = [
            Wanted(row=row, address_id=going.candidate.address_id, price=prices[row], opens=going.opens)
            for row, going in chosen.items()
        ]
        granted = ceilings.grant(tx, self._regulations.ceilings, self._regulations.zone, wanted, now)
        until |= {row: (at, NO_PLACE) for row, at in granted.until.items()}
        if granted.reached:
            stopping.stop(tx, campaign_id, granted.reached, now)
        return {row: going for row, going in chosen.items() if row in granted.rows}, not granted.reached

    def _pause(self, one: Candidate, people: set[int], claiming: Claiming) -> Wait | None:
        """One message to a person at a time, with the pause between two that every message keeps."""
        if one.busy or one.contact_id in people:
            return Wait(until=claiming.next_send)
        # A pause longer than ours can be is one of a clock set back.
        if one.next_send_at is not None and claiming.now < one.next_send_at <= claiming.next_send:
            return Wait(until=one.next_send_at)
        return None

    def _going(
        self, tx: Transaction, campaign_id: int, plan: Plan, step: int, channel: Channel, one: Candidate, send: Send
    ) -> "_Going | None":
        """The words for this person; None where what we hold of them does not open."""
        message = plan.message_of(step)
        wanted = composing.placeholders_of(message)
        try:
            recipient = contacts.open_address(tx, one.sealed)
            known = {"nombre": _name(tx, one) if "nombre" in wanted else "", "distrito": one.district}
            chosen = Chosen(
                language=one.language,
                by_template=send.by_template,
                values={name: known[name] for name in sorted(wanted)},
                answers=channel is Channel.SMS and way_out.answers_sms(country(recipient)),
            )
            return _Going(
                candidate=one,
                chosen=chosen,
                recipient=recipient,
                words=composing.compose(campaign_id, plan, step, channel, chosen),
                leave_by=send.leave_by,
                opens=send.opens,
                sender=one.sender or self._regulations.senders.get(channel, ""),
            )
        except (WrongKey, ValueError):  # one damaged row must not hold up everybody's
            log.exception("a recipient does not open", extra={"outbound": one.id})
            return None

    def _try_sms(self, tx: Transaction, page: Sequence[Candidate], refused: dict[int, str], now: datetime) -> None:
        """Who cannot be reached on WhatsApp, and may be by SMS, gets the message there."""
        ways = {one.id: one.contact_id for one in page if refused.get(one.id) in BY_SMS}
        if ways:
            found = claims.sms_addresses(tx, ways.values(), now)
            others = {row: found[contact] for row, contact in ways.items() if contact in found}
            claims.readdress(tx, others, now)
            for row in others:
                del refused[row]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Going:
    """One message on its way out."""

    candidate: Candidate
    chosen: Chosen
    recipient: Address
    words: composing.Words
    leave_by: datetime
    opens: bool
    sender: str


def _name(tx: Transaction, one: Candidate) -> str:
    """The first name, as people are spoken to."""
    words = str(tx.open(one.name, "contacts.name") or "").split()
    return words[0] if words else ""


def _due(attempt: int, going: _Going) -> Due:
    one, words = going.candidate, going.words
    return Due(
        id=one.id,
        attempt=attempt,
        contact_id=one.contact_id,
        address_id=one.address_id,
        recipient=going.recipient,
        sender=going.sender,
        rank=RANK[Priority.CAMPAIGN],
        text=words.text,
        options=words.options,
        media_url=words.media_url,
        tries=one.tries + 1,
        window_from=one.wrote_at,
        stopped="",
        content_sid=words.content_sid,
        content_variables=words.variables,
        leave_by=going.leave_by,
    )


def by_sms(tx: Transaction, message_id: int, now: datetime) -> bool:
    """WhatsApp failed for good: the same message by SMS, where the campaign says so and the person may be written to
    there. Returns False where it ends here."""
    owner = campaign_messages.owner(tx, message_id)
    if owner is None or owner.channel is not Channel.WHATSAPP:
        return False
    try:
        if read(owner.plan, owner.campaign_id).route is not Route.WHATSAPP_THEN_SMS:
            return False
    except DamagedPlan:
        return False
    other = claims.sms_addresses(tx, [owner.contact_id], now).get(owner.contact_id)
    if other is None:
        return False
    claims.readdress(tx, {message_id: other}, now)
    return True
