"""Reads a campaign file. Every problem is one line that names the field and, in Spanish, what is wrong with it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from bot.core import audience, placeholders, segments
from bot.core.addresses import Channel
from bot.core.command_phrases import LANGUAGES
from bot.core.composing import signed
from bot.core.plans import SOURCE, Anchor, Choice, Kind, Message, Plan, Route, Series, Step, Template, WayOut
from bot.core.repetition import Every, Repetition

LONGEST_NAME: Final = 120
LONGEST_BODY: Final = 1_600
"""Characters Twilio takes in one message (error 21617 beyond)."""
MOST_PARTS: Final = 2
"""Parts an SMS of ours may have: more are dear, and not read (docs/content.md)."""
MOST_CHOICES: Final = 3
LONGEST_LABEL: Final = 20
MOST_STEPS: Final = 30
_SID: Final = re.compile(r"HX[0-9a-fA-F]{32}")
_KEY: Final = re.compile(r"[A-Za-z0-9_]{1,16}")
_OPENS: Final = re.compile(r"entry:[\w.-]{1,64}|menu(:[\w-]{1,64})?|person|")
_MESSAGE: Final = ("body", "sms", "template", "templates", "media_url", "buttons")
_FIELDS: Final = ("name", "kind", "emergency_reason", "channel", *_MESSAGE, "audience", "send_at", "repeat", "series")


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A campaign as a file describes it. Holds good only where `problems` is empty."""

    name: str
    plan: Plan
    problems: tuple[str, ...]


def read(document: Any, *, districts: Collection[str] = (), way_out: WayOut | None = None) -> Read:
    """Read the mapping of a file. `districts`: known besides those that are listed; `way_out`: below every SMS."""
    if not isinstance(document, Mapping):
        return Read(name="", plan=Plan(), problems=("se esperaba una lista de campos",))
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
        self.problems.append(f"{field}: {reason}")

    def name(self) -> str:
        name = self._document.get("name")
        if not isinstance(name, str) or not name.strip():
            self._wrong("name", "falta")
            return ""
        if len(name.strip()) > LONGEST_NAME:
            self._wrong("name", f"más de {LONGEST_NAME} letras")
        return name.strip()

    def plan(self) -> Plan:
        for field in self._document:
            if field not in _FIELDS:
                self._wrong(str(field)[:40], "no es un campo de una campaña")
        kind = self._one_of("kind", Kind, Kind.INFORMATION)
        route = self._one_of("channel", Route, Route.WHATSAPP)
        rule, problems = audience.parse(self._document.get("audience"), districts=self._districts)
        self.problems += problems
        if not self._document.get("audience"):
            self._wrong("audience", "falta: di a quién va")
        languages = rule.languages or (SOURCE,)
        series = self._series(route, languages)
        plan = Plan(
            kind=kind,
            emergency_reason=self._text("emergency_reason"),
            route=route,
            message=Message() if series else self._message("", self._document, route, languages),
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
            self._wrong("emergency_reason", "falta: una emergencia sale a cualquier hora; di por qué")
        if plan.kind is not Kind.EMERGENCY and plan.emergency_reason:
            self._wrong("emergency_reason", "solo con kind: emergency")
        if plan.repetition and plan.send_at is None:
            self._wrong("repeat", "necesita send_at: la primera vez")
        if plan.repetition and plan.send_at and plan.repetition.until < plan.send_at.date():
            self._wrong("repeat.until", "es anterior a send_at")
        if plan.series and (plan.send_at or plan.repetition):
            self._wrong("series", "no va junto con send_at ni repeat")

    def _one_of(self, field: str, words: Any, default: Any) -> Any:
        raw = self._document.get(field, default.value)
        try:
            return words(raw)
        except ValueError:
            self._wrong(field, "se conocen: {names}".format(names=", ".join(words)))
            return default

    def _text(self, field: str) -> str:
        raw = self._document.get(field)
        if raw is None:
            return ""
        if not isinstance(raw, str):
            self._wrong(field, "cada valor es un texto")
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
            self._wrong("send_at", "se espera la hora local, por ejemplo 2026-12-01T09:00")
            return None
        return moment.replace(second=0, microsecond=0)

    def _repetition(self) -> Repetition | None:
        raw = self._document.get("repeat")
        if raw is None:
            return None
        if not isinstance(raw, Mapping) or set(raw) != {"every", "until"}:
            self._wrong("repeat", "se espera every (day, week, month) y until (fecha)")
            return None
        until = self._date("repeat.until", raw["until"])
        if raw["every"] not in list(Every):
            self._wrong("repeat.every", "se conocen: {names}".format(names=", ".join(Every)))
            return None
        return None if until is None else Repetition(every=Every(raw["every"]), until=until)

    def _date(self, field: str, raw: Any) -> date | None:
        try:
            return raw if type(raw) is date else date.fromisoformat(str(raw))
        except ValueError:
            self._wrong(field, "se espera una fecha, por ejemplo 2027-01-31")
            return None

    def _series(self, route: Route, languages: Collection[str]) -> Series | None:
        raw = self._document.get("series")
        if raw is None:
            return None
        if not isinstance(raw, Mapping) or not isinstance(raw.get("steps"), list) or not raw["steps"]:
            self._wrong("series", "se espera from, at y steps")
            return None
        for field in set(raw) - {"from", "at", "until", "steps"} | set(self._document) & set(_MESSAGE):
            self._wrong(f"series.{field}", "los textos de una serie van en sus pasos (steps)")
        if raw.get("from") not in list(Anchor):
            self._wrong("series.from", "se conocen: {names}".format(names=", ".join(Anchor)))
            return None
        clock = raw.get("at", "09:00")
        try:
            # An unquoted 09:00 is a number of minutes to YAML.
            read_clock = time(*divmod(clock, 60)) if isinstance(clock, int) else time.fromisoformat(str(clock))
        except ValueError:
            self._wrong("series.at", 'se espera una hora, por ejemplo "09:00"')
            return None
        if len(raw["steps"]) > MOST_STEPS:
            self._wrong("series.steps", f"más de {MOST_STEPS} valores")
            return None
        return Series(
            anchor=Anchor(raw["from"]),
            clock=read_clock,
            until=self._date("series.until", raw["until"]) if raw.get("until") else None,
            steps=tuple(self._step(number, step, route, languages) for number, step in enumerate(raw["steps"], 1)),
        )

    def _step(self, number: int, raw: Any, route: Route, languages: Collection[str]) -> Step:
        where = f"series.steps.{number}"
        if not isinstance(raw, Mapping) or set(raw) - {"day", *_MESSAGE}:
            self._wrong(where, "se espera day y un texto (body) o una plantilla (template)")
            return Step(day=0, message=Message())
        day = raw.get("day")
        if not isinstance(day, int) or isinstance(day, bool) or not 0 <= day <= 3_650:
            self._wrong(f"{where}.day", "un número de días entre 0 y 3650")
            day = 0
        return Step(day=day, message=self._message(f"{where}.", raw, route, languages))

    # Words

    def _message(self, where: str, raw: Mapping[str, Any], route: Route, languages: Collection[str]) -> Message:
        """`where` is put before the field's name in what is said of it."""
        message = Message(
            body=self._texts(f"{where}body", raw.get("body"), languages),
            sms=self._texts(f"{where}sms", raw.get("sms"), languages),
            templates=self._templates(where, raw, languages),
            media_url=self._media(f"{where}media_url", raw.get("media_url"), route),
            choices=self._choices(f"{where}buttons", raw.get("buttons"), languages),
        )
        if not (message.body or message.templates or (message.sms and route is Route.SMS)):
            self._wrong(f"{where}body", "falta: un texto (body), una plantilla (template) o los dos")
        if route is Route.SMS and not (message.body or message.sms):
            self._wrong(f"{where}body", "un SMS necesita un texto")
        if route is Route.WHATSAPP_THEN_SMS and not (message.body or message.sms):
            self._wrong(f"{where}sms", "falta el texto del SMS")
        if message.sms and route is Route.WHATSAPP:
            self._wrong(f"{where}sms", "esta campaña no usa SMS")
        if message.templates and route is Route.SMS:
            self._wrong(f"{where}template", "una plantilla es de WhatsApp")
        self._lengths(where, message, route)
        return message

    def _texts(self, field: str, raw: Any, languages: Collection[str]) -> dict[str, str]:
        if raw is None:
            return {}
        if isinstance(raw, str):
            raw = {SOURCE: raw}
        if not isinstance(raw, Mapping) or not all(isinstance(text, str) and text.strip() for text in raw.values()):
            self._wrong(field, "se espera un texto por idioma, por ejemplo {es: …}")
            return {}
        for language in raw:
            if language not in LANGUAGES:
                self._wrong(f"{field}.{language}", f"«{str(language)[:20]}» no se conoce")
        for language in dict.fromkeys((SOURCE, *languages)):
            if language not in raw:
                self._wrong(f"{field}.{language}", "falta el texto en este idioma")
        for language, text in raw.items():
            self._placeholders(f"{field}.{language}", text)
        return {language: text.strip() for language, text in sorted((str(key), text) for key, text in raw.items())}

    def _placeholders(self, field: str, text: str) -> None:
        for name in placeholders.unknown(text):
            known = ", ".join(f"{{{one}}}" for one in placeholders.NAMES)
            self._wrong(field, f"{{{name}}} no se puede rellenar; se conocen: {known}")

    def _templates(self, where: str, raw: Mapping[str, Any], languages: Collection[str]) -> dict[str, Template]:
        one, many = raw.get("template"), raw.get("templates")
        if one is not None and many is not None:
            self._wrong(f"{where}templates", "template o templates, no los dos")
        given = {SOURCE: one} if many is None else many
        if one is None and many is None:
            return {}
        if not isinstance(given, Mapping):
            self._wrong(f"{where}templates", "se espera una plantilla por idioma")
            return {}
        if many is not None:
            for language in given:
                if language not in LANGUAGES:
                    self._wrong(f"{where}templates.{str(language)[:20]}", f"«{str(language)[:20]}» no se conoce")
            for language in dict.fromkeys((SOURCE, *languages)):
                if language not in given:
                    self._wrong(f"{where}templates.{language}", "falta la plantilla en este idioma")
        read = {
            str(language): self._template(f"{where}template", template)
            for language, template in sorted(given.items(), key=lambda pair: str(pair[0]))
        }
        return {language: template for language, template in read.items() if template}

    def _template(self, field: str, raw: Any) -> Template | None:
        if not isinstance(raw, Mapping) or set(raw) - {"content_sid", "variables"}:
            self._wrong(field, "se espera content_sid y variables")
            return None
        sid, variables = raw.get("content_sid"), raw.get("variables") or {}
        if not isinstance(sid, str) or not _SID.fullmatch(sid):
            self._wrong(f"{field}.content_sid", "se espera HX y 32 cifras o letras de la a a la f")
            return None
        if not isinstance(variables, Mapping) or len(variables) > 100:
            self._wrong(f"{field}.variables", "se espera un valor por variable, 100 como máximo")
            return None
        read = {}
        for key, value in variables.items():
            name = str(key)
            if not _KEY.fullmatch(name) or not isinstance(value, str | int) or not str(value).strip():
                self._wrong(f"{field}.variables.{name[:16]}", "no puede estar vacía")
                continue
            self._placeholders(f"{field}.variables.{name}", str(value))
            read[name] = " ".join(str(value).split())  # Twilio refuses line ends and runs of blanks in values
        return Template(content_sid=sid, variables=read)

    def _media(self, field: str, raw: Any, route: Route) -> str:
        if raw is None:
            return ""
        if not isinstance(raw, str) or not raw.startswith("https://") or len(raw) > 1_000 or raw != raw.strip():
            self._wrong(field, "se espera una dirección https://")
            return ""
        if route is Route.SMS:
            self._wrong(field, "un SMS no lleva archivos")
        return raw

    def _choices(self, field: str, raw: Any, languages: Collection[str]) -> tuple[Choice, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list) or len(raw) > MOST_CHOICES:
            self._wrong(field, f"hasta {MOST_CHOICES} botones")
            return ()
        choices = []
        for number, one in enumerate(raw, 1):
            where = f"{field}.{number}"
            if not isinstance(one, Mapping) or set(one) - {"label", "opens"}:
                self._wrong(where, "se espera label y opens")
                continue
            label = self._texts(f"{where}.label", one.get("label") or "", languages)
            for text in label.values():
                if len(text) > LONGEST_LABEL:
                    self._wrong(f"{where}.label", f"más de {LONGEST_LABEL} letras")
                if placeholders.names(text):
                    self._wrong(f"{where}.label", "un botón no se rellena: dice lo mismo a todas las personas")
            opens = one.get("opens") or ""
            if not isinstance(opens, str) or not _OPENS.fullmatch(opens):
                self._wrong(f"{where}.opens", "se espera entry:FICHA, menu, menu:TEMA o person")
                opens = ""
            choices.append(Choice(label=label, opens=opens))
        return tuple(choices)

    def _lengths(self, where: str, message: Message, route: Route) -> None:
        if route is not Route.SMS:
            for language, text in message.body.items():
                over = len(placeholders.longest(text)) - LONGEST_BODY
                if over > 0:
                    self._wrong(f"{where}body.{language}", f"{over} letras de más")
        if route is not Route.WHATSAPP:
            field = "sms" if message.sms else "body"
            for language, text in (message.sms or message.body).items():
                lines = [self._way_out.line(language, answers=answers) for answers in (False, True)]
                parts = segments.count(signed(placeholders.longest(text), max(lines, key=len)))
                if parts.parts > MOST_PARTS:
                    said = f"{parts.parts} partes de SMS; caben {MOST_PARTS}"
                    dear = " (las letras {letters} acortan cada parte)".format(letters=" ".join(parts.dear))
                    self._wrong(f"{where}{field}.{language}", said + (dear if parts.dear else ""))
