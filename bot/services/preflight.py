"""A look ahead: what would become of a campaign if everybody's turn were now, by the rules that will decide then; what
people would read, what it costs, and how long it takes. One page of facts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.core import costs, pace, repetition
from bot.core.addresses import Address, Channel
from bot.core.costs import Charge, Load, Range
from bot.core.countries import country
from bot.core.errors import BadInput
from bot.core.plans import Kind, Plan, Route
from bot.core.policy import Refuse, Send, Verdict, Wait
from bot.core.readings import Reading, Wording, language_read
from bot.i18n import gettext as _
from bot.services import fanout, first_words, scheduling, templates
from bot.services.facts import Facts, Place, Terms
from bot.services.pricing import charge_of
from bot.services.recipients import BY_SMS
from bot.services.regulations import Regulations, verdict, zone
from bot.services.standing import sender_problems, way_out_problems
from bot.services.way_out import answers_sms
from bot.storage import audiences, campaigns, claims, reach, recipients
from bot.storage.audiences import Member
from bot.storage.campaigns import Campaign
from bot.storage.database import Database, Transaction
from bot.storage.recipients import Prospect

CHUNK: Final = 2_000


def look(database: Database, campaign_id: int, terms: Terms, now: datetime) -> Facts:
    """Ask the rules about everybody. Reads only; a page of people at a time. Raises BadInput for no such campaign."""
    with database.read() as tx:
        campaign = campaigns.load(tx, campaign_id)
        if campaign is None:
            raise BadInput(_("No existe la campaña {id}.").format(id=campaign_id))
        rule = fanout.rule(campaign.plan)
        excluded = dict(audiences.counts(tx, rule, now).excluded)
        found = first_words.read(tx, campaign.plan, terms.preview)
        problems = [
            *sender_problems(campaign.plan, terms.regulations),
            *templates.problems(tx, campaign.plan),
            *way_out_problems(campaign.plan, terms.way_out),
            *_time_problems(campaign, terms.regulations, now),
        ]
        month = now.astimezone(terms.regulations.zone).date().replace(day=1)
        used = reach.replies_delivered(tx, repetition.at(month, time(0), terms.regulations.zone))
    walk, after = _Walk(campaign.plan, terms, found, now), 0
    while True:
        with database.read() as tx:
            members = audiences.members(tx, rule, now, after=after, limit=CHUNK)
            walk.page(tx, members)
        if len(members) < CHUNK:
            break
        after = members[-1].contact_id
    if not walk.audience:
        problems.append(_("audience: no hay nadie que cumpla esto"))
    return walk.facts(excluded, problems, free_left=terms.prices.free - used)


def _time_problems(campaign: Campaign, regulations: Regulations, now: datetime) -> list[str]:
    at = scheduling.occasion(campaign.plan, 1, regulations.zone)
    late = at is not None and at <= now and campaign.started_at is None
    return [_("send_at: esa hora ya pasó")] if late else []


@dataclass(frozen=True, slots=True)
class _Way:
    """How somebody gets it: the rules' word on an address of theirs."""

    prospect: Prospect
    channel: Channel
    verdict: Verdict


class _Walk:
    """Goes over the audience page by page and counts."""

    def __init__(self, plan: Plan, terms: Terms, readings: Sequence[Reading], now: datetime) -> None:
        self._plan, self._terms, self._now = plan, terms, now
        self._readings = {one.wording: one for one in readings}
        self.audience = self._free = self._template = self._later = self._fallback = self._new = 0
        self._refused, self._channels, self._languages, self._countries = (Counter[str]() for _n in range(4))
        self._readers, self._loads = Counter[Wording](), Counter[tuple[Charge, str, int, bool]]()
        self._zones: dict[str, tuple[int, datetime]] = {}

    def page(self, tx: Transaction, members: Sequence[Member]) -> None:
        """Count these people."""
        self.audience += len(members)
        ways = self._ways(tx, {member.address_id: member.channel for member in members})
        others = self._by_sms(tx, [way for way in ways if self._may_go_by_sms(way)])
        spare = self._spare(tx, ways)
        where = reach.opened(tx, [way.prospect.address_id for way in [*ways, *others.values()]])
        for way in ways:
            self._count(others.get(way.prospect.contact_id, way), where, spare)

    def _ways(self, tx: Transaction, channels: Mapping[int, Channel]) -> list[_Way]:
        asked = recipients.prospects(tx, channels, self._plan.audience.subscriptions, self._now)
        return [_Way(one, channels[one.address_id], self._asked(one, channels[one.address_id])) for one in asked]

    def _asked(self, one: Prospect, channel: Channel) -> Verdict:
        """The rules' word now; of somebody who must wait, their word at the opening: the window may close till then."""
        plan, message, regulations = self._plan, self._plan.messages[0], self._terms.regulations
        found = verdict(one, plan, message, channel, regulations, self._now)
        if isinstance(found, Wait):
            then = verdict(one, plan, message, channel, regulations, found.until)
            return then if isinstance(then, Refuse) else found
        return found

    def _may_go_by_sms(self, way: _Way) -> bool:
        return (
            self._plan.route is Route.WHATSAPP_THEN_SMS
            and way.channel is Channel.WHATSAPP
            and isinstance(way.verdict, Refuse)
            and way.verdict.reason in BY_SMS
        )

    def _by_sms(self, tx: Transaction, ways: Sequence[_Way]) -> dict[int, _Way]:
        """Who cannot be reached on WhatsApp and gets it by SMS, by contact."""
        people = [way.prospect.contact_id for way in ways]
        other = claims.sms_addresses(tx, people, self._now) if people else {}
        found = self._ways(tx, {one.address_id: Channel.SMS for one in other.values()}) if other else []
        return {way.prospect.contact_id: way for way in found}

    def _spare(self, tx: Transaction, ways: Sequence[_Way]) -> Mapping[int, Address]:
        """The SMS addresses of those who get it on WhatsApp: it may fail there."""
        if self._plan.route is not Route.WHATSAPP_THEN_SMS:
            return {}
        people = [
            way.prospect.contact_id
            for way in ways
            if way.channel is Channel.WHATSAPP and not isinstance(way.verdict, Refuse)
        ]
        other = claims.sms_addresses(tx, people, self._now) if people else {}
        opened = reach.opened(tx, [one.address_id for one in other.values()])
        return {who: opened[one.address_id] for who, one in other.items() if one.address_id in opened}

    def _count(self, way: _Way, where: Mapping[int, Address], spare: Mapping[int, Address]) -> None:
        if isinstance(way.verdict, Refuse):
            self._refused[way.verdict.reason.value] += 1
            return
        regulations, one = self._terms.regulations, way.prospect
        leaves = way.verdict.until if isinstance(way.verdict, Wait) else self._now
        sent = self._sent(way, leaves)
        by_template = sent is not None and sent.by_template
        if isinstance(way.verdict, Wait):
            self._later += 1
        else:
            self._template += by_template
            self._free += not by_template
        self._new += sent is not None and sent.opens
        self._channels[way.channel.value] += 1
        self._languages[one.language] += 1
        place = zone(one.zone, regulations.zone).key
        people, first = self._zones.get(place, (0, leaves))
        self._zones[place] = (people + 1, min(first, leaves))
        home = country(where[one.address_id]) if one.address_id in where else costs.UNKNOWN
        self._countries[home] += 1
        self._price(one.language, way.channel, home, by_template=by_template, certain=True)
        if one.contact_id in spare:
            self._price(one.language, Channel.SMS, country(spare[one.contact_id]), by_template=False, certain=False)

    def _sent(self, way: _Way, leaves: datetime) -> Send | None:
        """In which form it leaves, when it does."""
        if isinstance(way.verdict, Send):
            return way.verdict
        then = verdict(way.prospect, self._plan, self._plan.messages[0], way.channel, self._terms.regulations, leaves)
        return then if isinstance(then, Send) else None

    def _price(self, language: str, channel: Channel, home: str, *, by_template: bool, certain: bool) -> None:
        """Every step of a series is priced as the first one leaves; of people's wordings the first one is counted."""
        for step, message in enumerate(self._plan.messages):
            templated = by_template and bool(message.templates)
            wording = Wording(
                step=step,
                channel=channel,
                language=language_read(message, channel, language, by_template=templated),
                by_template=templated,
            )
            if step == 0 and certain:
                self._readers[wording] += 1
                self._fallback += wording.language != language
            reading = self._readings.get(wording)
            charge = charge_of(reading.category if reading else None) if templated else Charge.SERVICE
            if channel is not Channel.SMS:
                self._loads[charge, home, 1, certain] += 1
            elif sms := reading and (reading.sms_answered if answers_sms(home) else reading.sms):
                least, most = sms.least.parts, sms.most.parts
                self._loads[Charge.SMS, home, least, certain] += 1
                self._loads[Charge.SMS, home, most - least, False] += 1

    def facts(self, excluded: Mapping[str, int], problems: Sequence[str], *, free_left: int) -> Facts:
        """What was counted, and what follows from it."""
        plan, terms = self._plan, self._terms
        loads = [
            Load(charge=charge, country=home, units=units * people, certain=certain)
            for (charge, home, units, certain), people in self._loads.items()
        ]
        cost = costs.cost(terms.prices, loads, free_left=free_left)
        seconds = max((self._channels[name.value] / rate for name, rate in terms.rates.items()), default=0.0)
        starts = scheduling.occasion(plan, 1, terms.regulations.zone)
        hours = None if plan.kind is Kind.EMERGENCY else terms.regulations.hours
        return Facts(
            fingerprint=plan.fingerprint(),
            audience=self.audience,
            excluded=excluded,
            free_text=self._free,
            by_template=self._template,
            later=self._later,
            refused=dict(self._refused.most_common()),
            channels=dict(self._channels),
            languages=dict(self._languages.most_common()),
            countries=dict(self._countries.most_common()),
            readings=list(self._readings.values()),
            readers=dict(self._readers),
            fallback=self._fallback,
            places=self._places(),
            cost=cost,
            prices_as_of=terms.prices.as_of,
            times=_times(plan, terms.regulations.zone),
            seconds=seconds,
            span=pace.span(max(starts or self._now, self._now), seconds, hours, terms.regulations.zone),
            new_contacts=self._new,
            meta_limit=terms.meta_limit,
            meta_days=pace.days_for(self._new, terms.meta_limit),
            problems=list(problems),
            confirmations=first_words.given_away([*self._readings.values()]),
            warnings=list(self._warnings(cost.range, cost.unpriced)),
        )

    def _places(self) -> list[Place]:
        found = [
            Place(zone=name, people=people, first=first.astimezone(ZoneInfo(name)))
            for name, (people, first) in self._zones.items()
        ]
        return sorted(found, key=lambda place: (-place.people, place.zone))

    def _warnings(self, price: Range, unpriced: Mapping[str, int]) -> Iterable[str]:
        if self.audience and not (self._free or self._template or self._later):
            yield _("no le llega a nadie: mira por qué en «no salen»")
        for home, units in sorted(unpriced.items()):
            called = home or _("sin país a la vista")
            yield _("prices.yml: sin precio para {country} ({units} mensajes o partes)").format(
                country=called, units=units
            )
        if self._terms.meta_limit and self._new > self._terms.meta_limit:
            yield _("Meta deja escribir primero a {limit} personas en 24 horas; son {people}").format(
                limit=self._terms.meta_limit, people=self._new
            )
        for ceiling in self._terms.ceilings:
            if ceiling and price.high > ceiling:
                yield _("puede costar más que el tope de US$ {ceiling}: se pausaría al llegar").format(ceiling=ceiling)
        for reading in self._readings.values():
            if reading.sms and reading.sms.most.dear:
                letters = " ".join(reading.sms.most.dear)
                yield _("SMS ({language}): estas letras lo hacen más caro: {letters}").format(
                    language=reading.wording.language, letters=letters
                )


def _times(plan: Plan, service: ZoneInfo) -> int | None:
    """How often it comes, as far as that is known beforehand."""
    if plan.series is not None:
        return None
    number = 1
    while number < 10_000 and scheduling.occasion(plan, number + 1, service) is not None:
        number += 1
    return number
