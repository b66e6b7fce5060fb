"""Counting who a campaign would reach if everybody's turn were now, by the rules that will decide then.

What is counted are people, in numbers that name nobody: it can be kept and read later. What they would read, and what
that costs, is worked out from it in a moment (preflight.py).
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from bot.core import costs, policy, repetition
from bot.core.addresses import Channel
from bot.core.countries import country
from bot.core.errors import WrongKey
from bot.core.plans import Kind, Plan, Route
from bot.core.policy import WINDOW, Person, Refuse, Send, Wait
from bot.services import fanout
from bot.services.recipients import BY_SMS
from bot.services.regulations import Regulations, verdict, zone
from bot.storage import audiences, contacts, prospects, spending
from bot.storage.campaigns import Campaign
from bot.storage.database import Database, Transaction
from bot.storage.prospects import Prospect

TOLD: Final = 5_000
"""People after which whoever waits is told how far it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """People who get it alike. `leaves`: when their hours open, None for now; `by_template`, `opens` as in policy.Send;
    `home`: the country of their address; `spare`: that of an SMS address besides, None where they have none."""

    channel: Channel
    language: str
    zone: str
    leaves: datetime | None
    by_template: bool
    opens: bool
    home: str
    spare: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Headcount:
    """What was counted `at` this moment of the plan `fingerprint`. Everybody in the audience is in `going` or in
    `refused` (by reason); `excluded`: matched the rule and left out by it. `replies`: delivered this month, which use
    up what is free."""

    fingerprint: str
    at: datetime
    audience: int
    excluded: Mapping[str, int]
    refused: Mapping[str, int]
    going: Mapping[Group, int]
    replies: int

    @property
    def reached(self) -> int:
        """People who get it."""
        return sum(self.going.values())

    def document(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "hash": self.fingerprint,
            "at": self.at.isoformat(),
            "audience": self.audience,
            "excluded": dict(self.excluded),
            "refused": dict(self.refused),
            "going": [
                [one.channel.value, one.language, one.zone, one.leaves and one.leaves.isoformat(),
                 one.by_template, one.opens, one.home, one.spare, people]
                for one, people in self.going.items()
            ],
            "replies": self.replies,
        }  # fmt: skip


def read(document: Mapping[str, Any]) -> Headcount:
    """And back."""
    going = {}
    for channel, language, where, leaves, by_template, opens, home, spare, people in document["going"]:
        one = Group(
            channel=Channel(channel),
            language=language,
            zone=where,
            leaves=leaves and datetime.fromisoformat(leaves),
            by_template=by_template,
            opens=opens,
            home=home,
            spare=spare,
        )
        going[one] = people
    return Headcount(
        fingerprint=document["hash"],
        at=datetime.fromisoformat(document["at"]),
        audience=document["audience"],
        excluded=document["excluded"],
        refused=document["refused"],
        going=going,
        replies=document["replies"],
    )


def nobody_said(people: int) -> None:
    """Where nobody waits for it."""


def count(
    database: Database,
    campaign: Campaign,
    regulations: Regulations,
    now: datetime,
    told: Callable[[int], None] = nobody_said,
) -> Headcount:
    """Ask the rules about everybody, as of one moment. Reads only. `told`: called now and then with how many people
    have been looked at; what it raises ends the count."""
    plan, rule = campaign.plan, fanout.rule(campaign.plan)
    month = repetition.at(now.astimezone(regulations.zone).date().replace(day=1), time(0), regulations.zone)
    excluded = dict.fromkeys(audiences.left_out(rule), 0)
    seen: dict[Prospect, tuple[_Fate, _Fate | None]] = {}
    refused, going = Counter[str](), Counter[tuple[_Way, str, str | None]]()
    with database.read() as tx:
        found = prospects.everybody(
            tx,
            rule,
            now,
            since=[at - WINDOW for at in _moments(plan, regulations, prospects.zones(tx), now)],
            week=plan.kind is not Kind.EMERGENCY,
            by_sms=plan.route is Route.WHATSAPP_THEN_SMS,
        )
        for number, (one, sealed, spare) in enumerate(found, 1):
            if number % TOLD == 0:
                told(number)
            if one.left_out:
                excluded[one.left_out] += 1
                continue
            fates = seen.get(one)
            if fates is None:
                fates = seen[one] = _fates(one, plan, regulations, now)
            fate, otherwise = fates
            if otherwise is not None and spare is not None:
                fate, sealed, spare = otherwise, spare, None
            elif one.channel is not Channel.WHATSAPP:
                spare = None
            if isinstance(fate, str):
                refused[fate] += 1
            else:
                going[fate, _home(tx, sealed) or costs.UNKNOWN, _home(tx, spare)] += 1
        replies = spending.replies_delivered(tx, month)
    return Headcount(
        fingerprint=campaign.hash,
        at=now,
        audience=refused.total() + going.total(),
        excluded=excluded,
        refused=dict(refused.most_common()),
        going=_groups(going),
        replies=replies,
    )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Way:
    """How people who are alike get it; as in Group. Equal to itself only, which is looked up at once."""

    channel: Channel
    language: str
    zone: str
    leaves: datetime | None
    by_template: bool
    opens: bool

    def group(self, home: str, spare: str | None) -> Group:
        """With where their addresses are."""
        return Group(
            channel=self.channel,
            language=self.language,
            zone=self.zone,
            leaves=self.leaves,
            by_template=self.by_template,
            opens=self.opens,
            home=home,
            spare=spare,
        )


_Fate = str | _Way
"""Why somebody is refused, or how they get it."""


def _groups(going: Counter[tuple[_Way, str, str | None]]) -> dict[Group, int]:
    """Whoever gets it alike, together: they may differ in what decided nothing."""
    found = Counter[Group]()
    for (way, home, spare), people in going.items():
        found[way.group(home, spare)] += people
    return dict(found)


def _moments(plan: Plan, regulations: Regulations, zones: list[str], now: datetime) -> set[datetime]:
    """Now, and when the hours open of those who must wait, wherever they live."""
    open_door = policy.Terms(
        has_body=True,
        has_template=False,
        emergency=plan.kind is Kind.EMERGENCY,
        hours=regulations.hours,
        weekly_cap=1,
    )
    found = {now}
    for name in zones:
        person = Person(channel=Channel.SMS, zone=zone(name, regulations.zone))
        waits = policy.decide(person, open_door, now)
        if isinstance(waits, Wait):
            found.add(waits.until)
    return found


def _fates(one: Prospect, plan: Plan, regulations: Regulations, now: datetime) -> tuple[_Fate, _Fate | None]:
    """What becomes of somebody at their first address, and what if they have an SMS address instead."""
    assert one.channel is not None
    fate = _fate(one, one.channel, plan, regulations, now)
    may_go_by_sms = (
        plan.route is Route.WHATSAPP_THEN_SMS
        and one.channel is Channel.WHATSAPP
        and isinstance(fate, str)
        and fate in BY_SMS
    )
    if not may_go_by_sms:
        return fate, None
    return fate, _fate(prospects.elsewhere(one), Channel.SMS, plan, regulations, now)


def _fate(one: Prospect, channel: Channel, plan: Plan, regulations: Regulations, now: datetime) -> _Fate:
    """The rules' word now; of somebody who must wait, their word at the opening: the window may close till then."""
    message = plan.messages[0]
    found = verdict(one, plan, message, channel, regulations, now)
    leaves = None
    if isinstance(found, Wait):
        leaves = found.until
        found = verdict(one, plan, message, channel, regulations, leaves)
    if isinstance(found, Refuse):
        return found.reason.value
    by_template, opens = (found.by_template, found.opens) if isinstance(found, Send) else (False, False)
    return _Way(
        channel=channel,
        language=one.language,
        zone=zone(one.zone, regulations.zone).key,
        leaves=leaves,
        by_template=by_template,
        opens=opens,
    )


def _home(tx: Transaction, sealed: bytes | None) -> str | None:
    """The country of an address; None where there is none, or it does not open."""
    if sealed is None:
        return None
    try:
        return country(contacts.open_address(tx, sealed))
    except (WrongKey, ValueError):
        return None
