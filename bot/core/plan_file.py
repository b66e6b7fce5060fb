"""Reads a campaign file. Every problem is one line that names the field and, in Spanish, what is wrong with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from bot.core import audience
from bot.core.addresses import Channel
from bot.core.message_file import FIELDS, Messages
from bot.core.plans import SOURCE, Anchor, Kind, Message, Plan, Route, Series, Step, WayOut
from bot.core.repetition import Every, Repetition
from bot.core.said import placed, said

LONGEST_NAME: Final = 120
MOST_STEPS: Final = 30
_FIELDS: Final = ("name", "kind", "emergency_reason", "channel", *FIELDS, "audience", "send_at", "repeat", "series")


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A campaign as a file describes it. Holds good only where `problems` is empty."""

    name: str
    plan: Plan
    problems: tuple[str, ...]


def read(document: Any, *, districts: Collection[str] = (), way_out: WayOut | None = None) -> Read:
    """Read the mapping of a file. `districts`: known besides those that are listed; `way_out`: below every SMS."""
    if not isinstance(document, Mapping):
        return Read(name="", plan=Plan(), problems=(said("se esperaba una lista de campos"),))
    reader = _Reader(document, districts, way_out or WayOut())
    plan = reader.plan()
    return Read(name=reader.name(), plan=plan, problems=tuple(dict.fromkeys(reader.problems)))


class _Reader:
    def __init__(self, document: Mapping[str, Any], districts: Collection[str], way_out: WayOut) -> None:
        self._document = document
        self._districts = districts
        self._way_out = way_out
        self.problems: list[str] = []

    def _wrong(self, field: str, reason: str) -> None:
        self.problems.append(placed(field, reason))

    def name(self) -> str:
        name = self._document.get("name")
        if not isinstance(name, str) or not name.strip():
            self._wrong("name", said("falta"))
            return ""
        if len(name.strip()) > LONGEST_NAME:
            self._wrong("name", said("más de {most} letras", most=LONGEST_NAME))
        return name.strip()

    def plan(self) -> Plan:
        for field in self._document:
            if field not in _FIELDS:
                self._wrong(str(field)[:40], said("no es un campo de una campaña"))
        kind = self._one_of("kind", Kind, Kind.INFORMATION)
        route = self._one_of("channel", Route, Route.WHATSAPP)
        rule, problems = audience.parse(self._document.get("audience"), districts=self._districts)
        self.problems += problems
        if not self._document.get("audience"):
            self._wrong("audience", said("falta: di a quién va"))
        languages = rule.languages or (SOURCE,)
        messages = Messages(self._wrong, route=route, languages=languages, way_out=self._way_out)
        series = self._series(messages)
        plan = Plan(
            kind=kind,
            emergency_reason=self._text("emergency_reason"),
            route=route,
            message=Message() if series else messages.read("", self._document),
            audience=rule,
            send_at=self._moment(),
            repetition=self._repetition(),
            series=series,
            way_out=self._way_out if Channel.SMS in route.channels else WayOut(),
        )
        self._together(plan)
        return plan

    def _together(self, plan: Plan) -> None:
        """What fields must agree on."""
        if plan.kind is Kind.EMERGENCY and not plan.emergency_reason:
            self._wrong("emergency_reason", said("falta: una emergencia sale a cualquier hora; di por qué"))
        if plan.kind is not Kind.EMERGENCY and plan.emergency_reason:
            self._wrong("emergency_reason", said("solo con kind: emergency"))
        if plan.repetition and plan.send_at is None:
            self._wrong("repeat", said("necesita send_at: la primera vez"))
        if plan.repetition and plan.send_at and plan.repetition.until < plan.send_at.date():
            self._wrong("repeat.until", said("es anterior a send_at"))
        if plan.series and (plan.send_at or plan.repetition):
            self._wrong("series", said("no va junto con send_at ni repeat"))

    def _one_of(self, field: str, words: Any, default: Any) -> Any:
        raw = self._document.get(field, default.value)
        try:
            return words(raw)
        except ValueError:
            self._wrong(field, said("se conocen: {names}", names=", ".join(words)))
            return default

    def _text(self, field: str) -> str:
        raw = self._document.get(field)
        if raw is None:
            return ""
        if not isinstance(raw, str):
            self._wrong(field, said("cada valor es un texto"))
            return ""
        return raw.strip()

    # Time

    def _moment(self) -> datetime | None:
        raw = self._document.get("send_at")
        if raw is None:
            return None
        try:
            # YAML reads some spellings of a time itself.
            moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None or not isinstance(raw, datetime | str):
            self._wrong("send_at", said("se espera la hora local, por ejemplo 2026-12-01T09:00"))
            return None
        return moment.replace(second=0, microsecond=0)

    def _repetition(self) -> Repetition | None:
        raw = self._document.get("repeat")
        if raw is None:
            return None
        if not isinstance(raw, Mapping) or set(raw) != {"every", "until"}:
            self._wrong("repeat", said("se espera every (day, week, month) y until (fecha)"))
            return None
        until = self._date("repeat.until", raw["until"])
        if raw["every"] not in list(Every):
            self._wrong("repeat.every", said("se conocen: {names}", names=", ".join(Every)))
            return None
        return None if until is None else Repetition(every=Every(raw["every"]), until=until)

    def _date(self, field: str, raw: Any) -> date | None:
        try:
            return raw if type(raw) is date else date.fromisoformat(str(raw))
        except ValueError:
            self._wrong(field, said("se espera una fecha, por ejemplo 2027-01-31"))
            return None

    def _series(self, messages: Messages) -> Series | None:
        raw = self._document.get("series")
        if raw is None:
            return None
        if not isinstance(raw, Mapping):
            self._wrong("series", said("se espera from, at y steps"))
            return None
        for field in set(raw) - {"from", "at", "until", "steps"} | set(self._document) & set(FIELDS):
            self._wrong(f"series.{field}", said("los textos de una serie van en sus pasos (steps)"))
        anchor = raw.get("from")
        if anchor not in list(Anchor):
            self._wrong("series.from", said("se conocen: {names}", names=", ".join(Anchor)))
            anchor = Anchor.CONSENT
        steps = raw.get("steps")
        if not isinstance(steps, list) or not steps:
            self._wrong("series.steps", said("se espera una lista de pasos, cada uno con day y un texto (body)"))
            steps = []
        if len(steps) > MOST_STEPS:
            self._wrong("series.steps", said("más de {most} valores", most=MOST_STEPS))
            steps = steps[:MOST_STEPS]
        return Series(
            anchor=Anchor(anchor),
            clock=self._clock("series.at", raw.get("at", "09:00")),
            until=self._date("series.until", raw["until"]) if raw.get("until") else None,
            steps=tuple(self._step(number, step, messages) for number, step in enumerate(steps, 1)),
        )

    def _clock(self, field: str, raw: Any) -> time:
        try:
            # An unquoted 09:00 is a number of minutes to YAML.
            return time(*divmod(raw, 60)) if isinstance(raw, int) else time.fromisoformat(str(raw))
        except (ValueError, OverflowError):
            self._wrong(field, said('se espera una hora, por ejemplo "09:00"'))
            return time()

    def _step(self, number: int, raw: Any, messages: Messages) -> Step:
        where = f"series.steps.{number}"
        if not isinstance(raw, Mapping) or set(raw) - {"day", *FIELDS}:
            self._wrong(where, said("se espera day y un texto (body) o una plantilla (template)"))
            return Step(day=0, message=Message())
        day = raw.get("day")
        if not isinstance(day, int) or isinstance(day, bool) or not 0 <= day <= 3_650:
            self._wrong(f"{where}.day", said("un número de días entre 0 y 3650"))
            day = 0
        return Step(day=day, message=messages.read(f"{where}.", raw))
