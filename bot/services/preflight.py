"""A look ahead: what would become of a campaign if everybody's turn were now, what people would read, what it costs,
and how long it takes. One page of facts, worked out from a count of everybody (headcount.py)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core import costs, pace
from bot.core.addresses import Channel
from bot.core.costs import Charge, Load, Range
from bot.core.errors import BadInput
from bot.core.plans import Kind, Plan
from bot.core.readings import Reading, Wording, language_read
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import first_words, headcount, scheduling, templates, tested
from bot.services.facts import Facts, Place, Terms
from bot.services.headcount import Group, Headcount
from bot.services.pricing import charge_of
from bot.services.regulations import Regulations
from bot.services.standing import sender_problems, way_out_problems
from bot.services.tested import Rehearsed
from bot.services.way_out import answers_sms
from bot.storage import campaigns
from bot.storage.campaigns import Campaign
from bot.storage.database import Database, Transaction


def look(database: Database, campaign_id: int, terms: Terms, now: datetime) -> Facts:
    """Count everybody and say what follows from it. Reads only. Raises BadInput for no such campaign."""
    with database.read() as tx:
        campaign = campaigns.load(tx, campaign_id)
    if campaign is None:
        raise BadInput(_("No existe la campaña {id}.").format(id=campaign_id))
    counted = headcount.count(database, campaign, terms.regulations, now)
    with database.read() as tx:
        return facts(tx, campaign, terms, counted, now)


def facts(tx: Transaction, campaign: Campaign, terms: Terms, counted: Headcount, now: datetime) -> Facts:
    """What follows from a count of this very plan; what forbids an approval is asked now, not then."""
    problems = [
        *sender_problems(campaign.plan, terms.regulations),
        *templates.problems(tx, campaign.plan),
        *way_out_problems(campaign.plan, terms.way_out),
        *_time_problems(campaign, terms.regulations, now),
    ]
    if not counted.audience:
        problems.append(_("audience: no hay nadie que cumpla esto"))
    readings = first_words.read(tx, campaign.plan, terms.preview)
    test, lacking = tested.standing(tx, campaign).came, tested.lacking(tx, campaign)
    return _Weighing(campaign.plan, terms, readings, counted).facts(problems, test, lacking)


def _time_problems(campaign: Campaign, regulations: Regulations, now: datetime) -> list[str]:
    at = scheduling.occasion(campaign.plan, 1, regulations.zone)
    late = at is not None and at <= now and campaign.started_at is None
    return [_("send_at: esa hora ya pasó")] if late else []


class _Weighing:
    """Goes over the groups of a count and adds up."""

    def __init__(self, plan: Plan, terms: Terms, readings: Sequence[Reading], counted: Headcount) -> None:
        self._plan, self._terms, self._counted = plan, terms, counted
        self._readings = {one.wording: one for one in readings}
        self._free = self._template = self._later = self._fallback = self._new = 0
        self._channels, self._languages, self._countries = (Counter[str]() for _n in range(3))
        self._readers, self._loads = Counter[Wording](), Counter[tuple[Charge, str, int, bool]]()
        self._zones: dict[str, tuple[int, datetime]] = {}
        for group, people in counted.going.items():
            self._add(group, people)

    def _add(self, group: Group, people: int) -> None:
        if group.leaves is not None:
            self._later += people
        elif group.by_template:
            self._template += people
        else:
            self._free += people
        self._new += people * group.opens
        self._channels[group.channel.value] += people
        self._languages[group.language] += people
        self._countries[group.home] += people
        leaves = group.leaves or self._counted.at
        known, first = self._zones.get(group.zone, (0, leaves))
        self._zones[group.zone] = (known + people, min(first, leaves))
        self._price(people, group.language, group.channel, group.home, by_template=group.by_template, certain=True)
        if group.spare is not None:
            self._price(people, group.language, Channel.SMS, group.spare, by_template=False, certain=False)

    def _price(
        self, people: int, language: str, channel: Channel, home: str, *, by_template: bool, certain: bool
    ) -> None:
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
                self._readers[wording] += people
                self._fallback += people * (wording.language != language)
            reading = self._readings.get(wording)
            charge = charge_of(reading.category if reading else None) if templated else Charge.SERVICE
            if channel is not Channel.SMS:
                self._loads[charge, home, 1, certain] += people
            elif sms := reading and (reading.sms_answered if answers_sms(home) else reading.sms):
                least, most = sms.least.parts, sms.most.parts
                self._loads[Charge.SMS, home, least, certain] += people
                self._loads[Charge.SMS, home, most - least, False] += people

    def facts(self, problems: Sequence[str], test: Rehearsed, lacking: str) -> Facts:
        """What was counted, and what follows from it."""
        plan, terms, counted = self._plan, self._terms, self._counted
        loads = [
            Load(charge=charge, country=home, units=units * people, certain=certain)
            for (charge, home, units, certain), people in self._loads.items()
        ]
        cost = costs.cost(terms.prices, loads, free_left=terms.prices.free - counted.replies)
        seconds = max((self._channels[name.value] / rate for name, rate in terms.rates.items()), default=0.0)
        starts = scheduling.occasion(plan, 1, terms.regulations.zone)
        hours = None if plan.kind is Kind.EMERGENCY else terms.regulations.hours
        return Facts(
            fingerprint=counted.fingerprint,
            audience=counted.audience,
            excluded=counted.excluded,
            free_text=self._free,
            by_template=self._template,
            later=self._later,
            refused=counted.refused,
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
            span=pace.span(max(starts or counted.at, counted.at), seconds, hours, terms.regulations.zone),
            new_contacts=self._new,
            meta_limit=terms.meta_limit,
            meta_days=pace.days_for(self._new, terms.meta_limit),
            problems=list(problems),
            test=test,
            lacking=lacking,
            confirmations=first_words.given_away([*self._readings.values()]),
            warnings=list(self._warnings(cost.range, cost.unpriced, test)),
        )

    def _places(self) -> list[Place]:
        found = [
            Place(zone=name, people=people, first=first.astimezone(ZoneInfo(name)))
            for name, (people, first) in self._zones.items()
        ]
        return sorted(found, key=lambda place: (-place.people, place.zone))

    def _warnings(self, price: Range, unpriced: Mapping[str, int], test: Rehearsed) -> Iterable[str]:
        if self._plan.kind is Kind.EMERGENCY and test is not Rehearsed.LEFT:
            yield _("nadie del equipo la vio en un teléfono: una emergencia puede salir sin prueba")
        if self._counted.audience and not (self._free or self._template or self._later):
            yield _("no le llega a nadie: mira por qué en «no salen»")
        for home, units in sorted(unpriced.items()):
            called = home or _("sin país a la vista")
            yield ngettext(
                "prices.yml: sin precio para {country} ({units} mensaje o parte)",
                "prices.yml: sin precio para {country} ({units} mensajes o partes)",
                units,
            ).format(country=called, units=units)
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
