"""What a campaign says to whom and when: the part of it that a second person approves, word for word.

A plan is read from a campaign file (docs/campaigns.md) and kept as canonical JSON; `Plan.fingerprint` is what an
approval holds on to.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, NoReturn

from bot.core.addresses import Channel
from bot.core.audience import Audience
from bot.core.errors import DamagedPlan
from bot.core.repetition import Every, Repetition

SOURCE: Final = "es"
"""What a person reads whose language a campaign does not have."""


class Kind(StrEnum):
    """What sort of campaign."""

    INFORMATION = "information"
    EMERGENCY = "emergency"
    """Leaves at any hour and beyond the weekly cap; its plan says why (`emergency_reason`)."""


class Route(StrEnum):
    """Over which channel."""

    WHATSAPP = "whatsapp"
    SMS = "sms"
    WHATSAPP_THEN_SMS = "whatsapp_then_sms"

    @property
    def channels(self) -> tuple[Channel, ...]:
        """In the order of preference."""
        if self is Route.WHATSAPP_THEN_SMS:
            return (Channel.WHATSAPP, Channel.SMS)
        return (Channel.SMS,) if self is Route.SMS else (Channel.WHATSAPP,)


class Anchor(StrEnum):
    """The date of a person that a series counts from."""

    JOINED = "joined"
    """The day we first knew them."""
    CONSENT = "consent"
    """The day they last said yes to campaigns."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """Wording Meta approved: its id at Twilio, and what fills its variables (placeholders allowed)."""

    content_sid: str
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A quick reply under the message: its words by language, and what the conversation goes on with.

    `opens` is an entry (`entry:C05`), a menu (`menu`, `menu:school`), `person`, or empty: the answer is only counted.
    """

    label: Mapping[str, str]
    opens: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What people read. `body` and `sms` by language; without `sms` the body serves both channels."""

    body: Mapping[str, str] = field(default_factory=dict)
    sms: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    """By language."""
    media_url: str = ""
    choices: tuple[Choice, ...] = ()

    def texts(self, channel: Channel) -> Mapping[str, str]:
        """The words for this channel, by language."""
        return self.sms if channel is Channel.SMS and self.sms else self.body

    def spoken(self, channel: Channel, language: str) -> str:
        """The language somebody who speaks `language` reads it in."""
        return language if self.texts(channel).get(language) else SOURCE

    def text(self, channel: Channel, language: str) -> str:
        """The words for this channel and language, else the source language's; empty where there are none."""
        return self.texts(channel).get(self.spoken(channel, language), "")

    def template(self, language: str) -> Template | None:
        """The template for this language, else the source language's."""
        return self.templates.get(language) or self.templates.get(SOURCE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One message of a series, so many days after the person's own date."""

    day: int
    message: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Messages relative to a date of each person, every day at `clock`, local time of the service, until `until`."""

    anchor: Anchor
    clock: time
    until: date | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WayOut:
    """The last line of every SMS, by language: how to get no more of them. `elsewhere` is for people who cannot answer
    an SMS of ours, `answer` for those who can. Part of what is approved."""

    elsewhere: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, str] = field(default_factory=dict)

    def line(self, language: str, *, answers: bool) -> str:
        """The line in this language, else in the source language; empty where there is none."""
        lines = self.answer if answers else self.elsewhere
        return lines.get(language) or lines.get(SOURCE, "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Everything that is approved. `send_at`: naive, local time of the service; None: when somebody starts it."""

    kind: Kind = Kind.INFORMATION
    emergency_reason: str = ""
    route: Route = Route.WHATSAPP
    message: Message = field(default_factory=Message)
    audience: Audience = field(default_factory=Audience)
    send_at: datetime | None = None
    repetition: Repetition | None = None
    series: Series | None = None
    way_out: WayOut = field(default_factory=WayOut)

    def fingerprint(self) -> str:
        """SHA-256, in hex, of the canonical plan: any change of text, way out, template, media, channel, kind, audience
        or time makes another."""
        return sha256(canonical(self).encode()).hexdigest()

    def wording(self) -> str:
        """The same of what people read, whoever they are and whenever it leaves: what a test shows."""
        document = to_document(self)
        said = {name: document.get(name) for name in ("channel", "message", "way_out")}
        said["steps"] = document["series"]["steps"] if self.series else None
        return sha256(_plain(said).encode()).hexdigest()

    def message_of(self, step: int) -> Message:
        """The message of a step of a series (its place in the list); of any other campaign the one message."""
        return self.series.steps[step].message if self.series else self.message

    @property
    def messages(self) -> tuple[Message, ...]:
        """Every message somebody may get."""
        return tuple(step.message for step in self.series.steps) if self.series else (self.message,)


def canonical(plan: Plan) -> str:
    """The plan as JSON, the same text for equal plans."""
    return _plain(to_document(plan))


def _plain(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_document(plan: Plan) -> dict[str, Any]:
    """The plan in plain values; what is empty is left out."""
    document: dict[str, Any] = {
        "kind": plan.kind.value,
        "emergency_reason": plan.emergency_reason,
        "channel": plan.route.value,
        "message": None if plan.series else _message(plan.message),
        "audience": json.loads(plan.audience.canonical()),
        "send_at": plan.send_at and plan.send_at.isoformat(timespec="minutes"),
        "repeat": plan.repetition
        and {"every": plan.repetition.every.value, "until": plan.repetition.until.isoformat()},
        "series": plan.series
        and {
            "from": plan.series.anchor.value,
            "at": plan.series.clock.isoformat(timespec="minutes"),
            "until": plan.series.until and plan.series.until.isoformat(),
            "steps": [{"day": step.day, **_message(step.message)} for step in plan.series.steps],
        },
        "way_out": plan.way_out != WayOut()
        and {"elsewhere": dict(plan.way_out.elsewhere), "answer": dict(plan.way_out.answer)},
    }
    return {name: value for name, value in document.items() if value not in (None, "", False)}


def _message(message: Message) -> dict[str, Any]:
    document: dict[str, Any] = {
        "body": dict(message.body),
        "sms": dict(message.sms),
        "templates": {
            language: {"content_sid": template.content_sid, "variables": dict(template.variables)}
            for language, template in message.templates.items()
        },
        "media_url": message.media_url,
        "buttons": [{"label": dict(choice.label), "opens": choice.opens} for choice in message.choices],
    }
    return {name: value for name, value in document.items() if value}


def read(text: str, campaign_id: int, fingerprint: str = "") -> Plan:
    """A plan from what `canonical` wrote. Raises DamagedPlan, which names the campaign, where that makes none, or one
    that says less: a part that is not understood would widen the audience. `fingerprint`: what the text must have,
    where it is known."""
    try:
        plan = from_document(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        return damaged(campaign_id)
    if canonical(plan) != text or (fingerprint and plan.fingerprint() != fingerprint):
        return damaged(campaign_id)
    return plan


def damaged(campaign_id: int) -> NoReturn:
    """Say so."""
    raise DamagedPlan(f"El plan de la campaña {campaign_id} no se puede leer: cámbialo (edit) o cancélala (cancel).")


def from_document(document: Mapping[str, Any]) -> Plan:
    """A plan from what `to_document` made of it. Nothing is checked: only what was read from a file is kept."""
    from bot.core.audience import parse

    repeat, series = document.get("repeat"), document.get("series")
    return Plan(
        kind=Kind(document["kind"]),
        emergency_reason=document.get("emergency_reason", ""),
        route=Route(document["channel"]),
        message=_message_of(document.get("message", {})),
        audience=parse(document["audience"], districts=document["audience"].get("districts", ()))[0],
        send_at=datetime.fromisoformat(document["send_at"]) if document.get("send_at") else None,
        repetition=repeat and Repetition(every=Every(repeat["every"]), until=date.fromisoformat(repeat["until"])),
        series=series and _series_of(series),
        way_out=WayOut(**document.get("way_out", {})),
    )


def _series_of(document: Mapping[str, Any]) -> Series:
    return Series(
        anchor=Anchor(document["from"]),
        clock=time.fromisoformat(document["at"]),
        until=date.fromisoformat(document["until"]) if document.get("until") else None,
        steps=tuple(Step(day=step["day"], message=_message_of(step)) for step in document["steps"]),
    )


def _message_of(document: Mapping[str, Any]) -> Message:
    return Message(
        body=document.get("body", {}),
        sms=document.get("sms", {}),
        templates={language: Template(**template) for language, template in document.get("templates", {}).items()},
        media_url=document.get("media_url", ""),
        choices=tuple(Choice(**choice) for choice in document.get("buttons", ())),
    )
