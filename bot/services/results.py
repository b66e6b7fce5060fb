"""What came of a campaign, put together: counts that add up, failures in plain words, the course of time, answers, what
it cost; and each recipient as a row of a spreadsheet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import text

from bot.core import chart, costs
from bot.core.campaigns import Counts
from bot.core.chart import Line
from bot.core.errors import BadInput
from bot.core.messages import Reaction
from bot.core.plans import SOURCE
from bot.i18n import gettext as _
from bot.services.preflight_page import reasons
from bot.storage import campaigns, results, spending, tallies
from bot.storage.campaigns import Campaign
from bot.storage.database import Database, Transaction
from bot.storage.results import Outcome
from bot.storage.spending import Spent

Explain = Callable[[str], tuple[Reaction, str]]
"""What an error code of the provider asks for, and a sentence for staff."""

STEPS: Final = 60
"""Steps a picture of the course of time has at most."""
_SIZES: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 720, 1440))


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """People it failed for in one way, by code, with the provider's reason in a sentence of ours."""

    group: str
    people: int
    codes: Mapping[str, int]
    sentences: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """Everything about one campaign but people. `course`: how many left, arrived, were read and failed by hours since
    the first left. `answers`: people by the words of the button they picked last."""

    campaign: Campaign
    counts: Counts
    failures: Sequence[Failure]
    began: datetime | None
    hours: float
    course: Mapping[str, Sequence[tuple[float, int]]]
    wrote: int
    opted_out: int
    answers: Mapping[str, int]
    spent: Spent
    districts: Mapping[str, int]
    languages: Mapping[str, int]

    @property
    def arrived(self) -> int:
        """People who got it, as far as that is known."""
        return self.counts.delivered + self.counts.read


def gather(database: Database, campaign_id: int, explain: Explain) -> Results:
    """Read it all as of one moment. Raises BadInput for no such campaign."""
    with database.read() as tx:
        if not tx.is_sqlite:
            tx.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        campaign = _load(tx, campaign_id)
        counts = tallies.counts(tx, campaign_id)
        began, hours, course = _course(tx, campaign_id)
        wrote, opted_out = results.responses(tx, campaign_id)
        return Results(
            campaign=campaign,
            counts=counts,
            failures=grouped(counts.why_failed, explain),
            began=began,
            hours=hours,
            course=course,
            wrote=wrote,
            opted_out=opted_out,
            answers=_answers(tx, campaign),
            spent=spending.of_campaign(tx, campaign_id),
            districts=results.arrived_by(tx, campaign_id, "district"),
            languages=results.arrived_by(tx, campaign_id, "language"),
        )


def campaign_of(database: Database, campaign_id: int) -> Campaign:
    """The campaign itself. Raises BadInput for no such campaign."""
    with database.read() as tx:
        return _load(tx, campaign_id)


def _load(tx: Transaction, campaign_id: int) -> Campaign:
    campaign = campaigns.load(tx, campaign_id)
    if campaign is None:
        raise BadInput(_("No existe la campaña {id}.").format(id=campaign_id))
    return campaign


def _course(tx: Transaction, campaign_id: int) -> tuple[datetime | None, float, dict[str, list[tuple[float, int]]]]:
    """From the first message on, in steps of a size that suits how long it took."""
    span = results.span(tx, campaign_id)
    if span is None:
        return None, 0.0, {}
    took = span[1] - span[0]
    step = next((size for size in _SIZES if took <= size * STEPS), _SIZES[-1])
    found = results.timeline(tx, campaign_id, step)
    begins = min((start for steps in found.values() for start in steps), default=span[0])
    course = {
        # What happened within a step is told at its end.
        name: chart.cumulative({_hours(start + step - begins): count for start, count in steps.items()})
        for name, steps in found.items()
    }
    return begins, _hours(took + step), course


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 4)


def _answers(tx: Transaction, campaign: Campaign) -> dict[str, int]:
    picked = campaigns.answers(tx, campaign.id)
    choices = [choice for message in campaign.plan.messages for choice in message.choices]
    names = {place: choice.label[SOURCE] for place, choice in enumerate(choices)}
    return {names.get(place, str(place + 1)): people for place, people in sorted(picked.items())}


def grouped(why_failed: Mapping[str, int], explain: Explain) -> list[Failure]:
    """Failures by what they mean for staff, the most frequent group first; together everybody it failed for."""
    groups: dict[str, dict[str, int]] = {}
    sentences: dict[str, list[str]] = {}
    for code, people in sorted(why_failed.items(), key=lambda item: (-item[1], item[0])):
        reaction, sentence = explain(code)
        name = meanings()[reaction]
        groups.setdefault(name, {})[code] = people
        if sentence not in sentences.setdefault(name, []):
            sentences[name].append(sentence)
    found = [
        Failure(group=name, people=sum(codes.values()), codes=codes, sentences=sentences[name])
        for name, codes in groups.items()
    ]
    return sorted(found, key=lambda failure: (-failure.people, failure.group))


def meanings() -> dict[Reaction, str]:
    """What a failure means for staff, by what it asks for."""
    return {
        Reaction.STOP: _("El número no sirve, o no tiene ese canal"),
        Reaction.OPT_OUT: _("Pidió no recibir mensajes"),
        Reaction.RETRY: _("El teléfono o la red fallaron, también al insistir"),
        Reaction.RECONCILE: _("Twilio falló"),
        Reaction.PAUSE: _("Algo de nuestra cuenta hay que arreglarlo"),
        Reaction.TEMPLATE: _("Meta no aceptó la plantilla o el texto"),
        Reaction.DROP: _("No se pudo entregar este mensaje"),
    }


def picture(found: Results) -> str:
    """The course of time as an SVG document."""
    names = {"left": _("salieron"), "delivered": _("entregados"), "read": _("leídos"), "failed": _("fallaron")}
    lines = [Line(name=name, points=found.course.get(key, ())) for key, name in names.items()]
    title = _("Mensajes de la campaña, desde que salió el primero")
    return chart.draw(title, lines, hours=found.hours, axis=_("desde el primer mensaje"))


def document(found: Results, zone: ZoneInfo) -> dict[str, Any]:
    """All of it in plain values: money in dollars as text, times in the service's zone."""
    counts, spent = found.counts, found.spent
    return {
        "id": found.campaign.id,
        "name": found.campaign.name,
        "state": found.campaign.state.value,
        "audience": counts.audience,
        "counts": counts.by_name(),
        "refused": dict(sorted(counts.why_refused.items())),
        "failures": [
            {"group": one.group, "people": one.people, "codes": dict(one.codes), "sentences": list(one.sentences)}
            for one in found.failures
        ],
        "began": found.began and found.began.astimezone(zone).isoformat(timespec="seconds"),
        "course": {name: [[hour, count] for hour, count in points] for name, points in found.course.items()},
        "wrote_within_72_hours": found.wrote,
        "opted_out_within_72_hours": found.opted_out,
        "answers": dict(found.answers),
        "cost": {
            "currency": costs.CURRENCY,
            "total": f"{costs.dollars(spent.total):.4f}",
            "billed": f"{costs.dollars(spent.billed):.4f}",
            "estimated": f"{costs.dollars(spent.estimated):.4f}",
            "of_people_gone": f"{costs.dollars(spent.gone):.4f}",
            "billed_messages": spent.billed_attempts,
            "estimated_messages": spent.estimated_attempts,
        },
    }


def lines(found: Results) -> Iterator[str]:
    """For a terminal."""
    yield f"{found.campaign.id} · {found.campaign.name}"
    for name, people in found.counts.by_name().items():
        if people:
            yield f"{people:>9}  {standings()[name]}"
    yield f"{found.counts.audience:>9}  " + _("en total")
    for reason, people in sorted(found.counts.why_refused.items()):
        yield f"{people:>9}  " + _("no salen: {reason}").format(reason=reasons().get(reason, reason))
    for failure in found.failures:
        codes = ", ".join(f"{code} × {people}" for code, people in failure.codes.items())
        yield f"{failure.people:>9}  {failure.group} ({codes})"
        yield from (f"{'':>11}{sentence}" for sentence in failure.sentences)
    yield f"{found.wrote:>9}  " + _("escribieron en las 72 horas siguientes")
    yield f"{found.opted_out:>9}  " + _("se dieron de baja en las 72 horas siguientes")
    for answer, people in found.answers.items():
        yield f"{people:>9}  " + _("respondieron «{answer}»").format(answer=answer)
    spent = found.spent
    yield _("Costo: US$ {total} ({billed} según Twilio, {estimated} calculado)").format(
        total=_money(spent.total), billed=_money(spent.billed), estimated=_money(spent.estimated + spent.gone)
    )


def _money(amount: int) -> str:
    return f"{costs.dollars(amount):.2f}"


def standings() -> dict[str, str]:
    """Where a recipient stands, in words."""
    return {
        "waiting": _("esperan"),
        "claimed": _("saliendo"),
        "unknown": _("sin respuesta de Twilio todavía"),
        "accepted": _("aceptados por Twilio"),
        "sent": _("enviados"),
        "delivered": _("entregados"),
        "read": _("leídos"),
        "failed": _("fallaron"),
        "refused": _("no salieron"),
        "cancelled": _("cancelados"),
    }


COLUMNS: Final = (
    "contact", "run", "channel", "status", "reason", "explanation", "left_at", "delivered_at", "read_at", "cost_usd",
    "wrote_within_72_hours", "opted_out_within_72_hours", "answer",
)  # fmt: skip
"""Of an exported file, a row for each recipient. `contact` is our number of a person, never an address."""


def rows(
    database: Database, campaign: Campaign, explain: Explain, zone: ZoneInfo, progress: Callable[[int], None]
) -> Iterator[Sequence[str]]:
    """Every recipient whose row is still there, in the order of COLUMNS, a page of them at a time."""
    choices = [choice.label[SOURCE] for message in campaign.plan.messages for choice in message.choices]
    after = done = 0
    while True:
        with database.read() as tx:
            page, after = results.outcomes(tx, campaign.id, after=after)
        if not page:
            return
        yield from (_cells(one, choices, explain, zone) for one in page)
        done += len(page)
        progress(done)


def _cells(one: Outcome, choices: Sequence[str], explain: Explain, zone: ZoneInfo) -> list[str]:
    def at(moment: datetime | None) -> str:
        return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""

    said = reasons().get(one.reason, one.reason) if one.status == "refused" else ""
    if one.status == "failed":
        said = explain(one.reason)[1]
    answer = "" if one.choice is None else choices[one.choice] if one.choice < len(choices) else str(one.choice + 1)
    return [
        str(one.contact_id),
        str(one.run),
        one.channel,
        one.status,
        one.reason,
        said,
        at(one.left_at),
        at(one.delivered_at),
        at(one.read_at),
        f"{costs.dollars(one.cost):.6f}",
        "yes" if one.wrote else "no",
        "yes" if one.opted_out else "no",
        answer,
    ]
