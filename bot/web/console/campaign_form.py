"""A campaign as a form: what was typed becomes the mapping of a campaign file, and each problem of that goes back
beside its field. What a campaign may be is `plan_file`'s to say, for the command line and for this form alike."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from starlette.datastructures import FormData

from bot.core.audience import Audience
from bot.core.command_phrases import LANGUAGES
from bot.core.consent import Subject
from bot.core.message_file import MOST_CHOICES
from bot.core.plan_file import MOST_STEPS
from bot.core.plans import SOURCE, Anchor, Kind, Message, Plan, Route
from bot.core.repetition import Every
from bot.core.segments import plain
from bot.core.templates import Template
from bot.web.console.forms import Form

TEXT: Final = 4_000
WHENS: Final = ("hand", "once", "repeat", "series")
_LISTS: Final = ("districts", "labels", "age_bands", "children_age_bands")
_DAYS: Final = ("seen_within_days", "exclude_written_within_days")
_TICKED: Final = ("a_districts", "a_subscriptions", "a_languages", "a_exclude_campaigns")
"""Fields of several boxes."""
_FLAGS: Final = ("exclude_open_cases", "exclude_resting")
_STEP: Final = re.compile(r"series\.steps\.(\d+)\.?(.*)")


def document(form: Form, known: Mapping[str, Template]) -> dict[str, Any]:
    """The mapping of a campaign file. What the form itself can tell is wrong stands beside its field already. `known`:
    templates by sid, for the names of their variables."""
    kind = form.choice("kind", tuple(Kind), required=False) or Kind.INFORMATION.value
    route = form.choice("channel", tuple(Route), required=False) or Route.WHATSAPP.value
    when = form.choice("when", WHENS, required=False) or "hand"
    made: dict[str, Any] = {
        "name": form.text("name", most=200),
        "kind": kind,
        "channel": route,
        "emergency_reason": form.text("emergency_reason", most=500) if kind == Kind.EMERGENCY else "",
        "audience": audience(form),
    }
    if when == "series":
        made["series"] = _series(form, route, known)
    else:
        made |= _message(form, "", route, known)
    if when in ("once", "repeat"):
        made["send_at"] = form.text("send_at", required=True, most=40)
    if when == "repeat":
        made["repeat"] = {
            "every": form.choice("every", tuple(Every)),
            "until": form.text("until", required=True, most=40),
        }
    return {name: value for name, value in made.items() if value not in ("", {}, [], None)}


def audience(form: Form) -> dict[str, Any]:
    """The rule, as a mapping: what was left empty is left out."""
    made: dict[str, Any] = {
        "subscriptions": list(form.choices("a_subscriptions", tuple(Subject), required=False)),
        "languages": list(form.choices("a_languages", tuple(LANGUAGES), required=False)),
    }
    for name in _LISTS:
        typed = [one.strip() for line in form.chosen(f"a_{name}")[:500] for one in line.replace("\n", ",").split(",")]
        made[name] = [one for one in typed if one]
    for name in _DAYS:
        text = form.value(f"a_{name}").strip()
        made[name] = form.number(f"a_{name}", least=1, most=3_650) if text else None
    for name in _FLAGS:
        made[name] = form.flag(f"a_{name}")
    made["exclude_campaigns"] = [
        int(one) for one in form.chosen("a_exclude_campaigns") if one.isascii() and one.isdecimal() and len(one) < 18
    ]
    return {name: value for name, value in made.items() if value not in ([], None, False)}


def steps(form: Form) -> int:
    """How many messages a series has in this form."""
    text = form.value("steps")
    count = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
    return min(max(count, 1), MOST_STEPS)


def _series(form: Form, route: str, known: Mapping[str, Template]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "from": form.choice("anchor", tuple(Anchor)),
        "at": form.text("clock", required=True, most=10),
        "steps": [
            {"day": form.number(f"p{number}_day", least=0, most=3_650), **_message(form, f"p{number}_", route, known)}
            for number in range(1, steps(form) + 1)
        ],
    }
    until = form.text("series_until", most=40)
    return {**made, "until": until} if until else made


def _message(form: Form, where: str, route: str, known: Mapping[str, Template]) -> dict[str, Any]:
    """The words of one message; `where` stands before the names of its fields."""
    body = {language: form.text(f"{where}body_{language}", most=TEXT) for language in LANGUAGES}
    sms = {language: form.text(f"{where}sms_{language}", most=TEXT) for language in LANGUAGES}
    made: dict[str, Any] = {
        "body": _filled(body),
        "sms": _filled(sms) if route != Route.WHATSAPP else {},
        "media_url": form.text(f"{where}media_url", most=1_000) if route != Route.SMS else "",
        "buttons": _buttons(form, where),
    }
    asked = () if route == Route.SMS else tuple(LANGUAGES)
    used = {language: one for language in asked if (one := _template(form, where, language, known))}
    made |= {"template": used[SOURCE]} if set(used) == {SOURCE} else {"templates": used}
    return {name: value for name, value in made.items() if value not in ("", {}, [])}


def _template(form: Form, where: str, language: str, known: Mapping[str, Template]) -> dict[str, Any]:
    sid = form.text(f"{where}template_{language}", most=64)
    if not sid:
        return {}
    names = known[sid].variables if sid in known else ()
    values = {name: form.text(f"{where}var_{language}_{name}", most=200) for name in names}
    return {"content_sid": sid, "variables": values}


def _buttons(form: Form, where: str) -> list[dict[str, Any]]:
    made = []
    for number in range(1, MOST_CHOICES + 1):
        labels = {language: form.text(f"{where}button{number}_{language}", most=60) for language in LANGUAGES}
        opens = form.text(f"{where}button{number}_opens", most=80)
        if any(labels.values()):
            made.append({"label": _filled(labels), "opens": opens})
    return made


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text}


# Back into a form


def initial(name: str, plan: Plan) -> dict[str, object]:
    """What a form shows of a plan."""
    made: dict[str, object] = {
        "name": name,
        "kind": plan.kind.value,
        "emergency_reason": plan.emergency_reason,
        "channel": plan.route.value,
        "when": "series" if plan.series else "repeat" if plan.repetition else "once" if plan.send_at else "hand",
        "send_at": plan.send_at.isoformat(timespec="minutes") if plan.send_at else "",
        "every": plan.repetition.every.value if plan.repetition else "",
        "until": plan.repetition.until.isoformat() if plan.repetition else "",
        **of_rule(plan.audience),
    }
    if plan.series is None:
        return made | _of_message("", plan.message)
    made |= {
        "anchor": plan.series.anchor.value,
        "clock": plan.series.clock.isoformat(timespec="minutes"),
        "series_until": plan.series.until.isoformat() if plan.series.until else "",
        "steps": str(len(plan.series.steps)),
    }
    for number, step in enumerate(plan.series.steps, 1):
        made |= {f"p{number}_day": str(step.day), **_of_message(f"p{number}_", step.message)}
    return made


def of_rule(rule: Audience) -> dict[str, object]:
    """What a form shows of an audience."""
    made: dict[str, object] = {}
    for one in fields(rule):
        value = getattr(rule, one.name)
        if one.name == "channels":
            continue
        if isinstance(value, bool):
            value = "1" if value else ""
        if isinstance(value, tuple):
            words = [str(word) for word in value]
            value = words if f"a_{one.name}" in _TICKED else ", ".join(words)
        made[f"a_{one.name}"] = value or ""
    return made


def _of_message(where: str, message: Message) -> dict[str, object]:
    made: dict[str, object] = {f"{where}media_url": message.media_url}
    for language in LANGUAGES:
        made[f"{where}body_{language}"] = message.body.get(language, "")
        made[f"{where}sms_{language}"] = message.sms.get(language, "")
        template = message.templates.get(language)
        if template:
            made[f"{where}template_{language}"] = template.content_sid
            made |= {f"{where}var_{language}_{name}": value for name, value in template.variables.items()}
    for number, choice in enumerate(message.choices, 1):
        made[f"{where}button{number}_opens"] = choice.opens
        made |= {f"{where}button{number}_{language}": text for language, text in choice.label.items()}
    return made


def without_accents(form: Form, posted: FormData) -> Form:
    """The same form with SMS texts that cost less: the texts of their own where there are some, else those of
    WhatsApp. Nothing is kept of it."""
    changed = typed(posted)
    route = form.value("channel")
    for where in ("", *(f"p{number}_" for number in range(1, steps(form) + 1))):
        own = any(form.value(f"{where}sms_{language}").strip() for language in LANGUAGES)
        for language in LANGUAGES:
            text = form.value(f"{where}{'sms' if own else 'body'}_{language}")
            name = "body" if route == Route.SMS and not own else "sms"
            if text and (own or route != Route.WHATSAPP):
                changed[f"{where}{name}_{language}"] = plain(text.replace("\r\n", "\n"))
    return Form(initial=changed)


def typed(posted: FormData) -> dict[str, object]:
    """What was posted, as initial values of another form."""
    return {name: posted.getlist(name) if name in _TICKED else posted[name] for name in posted}


# What is wrong, beside its field


def beside(form: Form, lines: Sequence[str]) -> None:
    """Put each problem of a campaign file beside the field it is about; what is about none, at the top."""
    for line in lines:
        head, colon, rest = line.partition(": ")
        name = field_of(head) if colon else ""
        said = rest if name else line
        form.fail(name, said[:1].upper() + said[1:] + ("" if said.endswith((".", "?", "!")) else "."))


def field_of(path: str) -> str:
    """The field a problem's path means (`audience.districts`, `series.steps.2.body.es`, `template rosa`)."""
    step = _STEP.fullmatch(path.partition(" ")[0])
    where = f"p{step[1]}_" if step else ""
    parts = (step[2] if step else path.partition(" ")[0]).split(".")
    match parts:
        case ["audience", name, *_]:
            return f"a_{name}"
        case ["audience"]:
            return "audience"
        case ["body" | "sms" as name, *language]:
            return f"{where}{name}_{language[0] if language and language[0] in LANGUAGES else SOURCE}"
        case ["template" | "templates", "variables", name, *_]:
            return f"{where}var_{SOURCE}_{name}"
        case ["template" | "templates", language, *_] if language in LANGUAGES:
            return f"{where}template_{language}"
        case ["template" | "templates", *_]:
            return f"{where}template_{SOURCE}"
        case ["buttons", number, "label", language, *_] if language in LANGUAGES:
            return f"{where}button{number}_{language}"
        case ["buttons", number, "opens", *_]:
            return f"{where}button{number}_opens"
        case ["buttons", number, *_]:
            return f"{where}button{number}_{SOURCE}"
        case ["buttons"]:
            return f"{where}button1_{SOURCE}"
        case ["repeat", name]:
            return name
        case ["repeat"]:
            return "every"
        case ["series", "from"]:
            return "anchor"
        case ["series", "at"]:
            return "clock"
        case ["series", "until"]:
            return "series_until"
        case ["series", *_]:
            return "when"
        case ["day"]:
            return f"{where}day"
        case [name] if name in ("name", "kind", "channel", "emergency_reason", "send_at", "media_url"):
            return f"{where}{name}" if name == "media_url" else name
        case _:
            return ""
