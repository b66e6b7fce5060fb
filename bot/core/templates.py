"""WhatsApp templates: wording Meta approves once, for people outside the 24-hour window.

The rules are those of Twilio's Content API and of Meta's review, as twilio.com/docs/content documents them (limits of
`using-variables-with-content-api` and `twilio-quick-reply`). A draft that breaks one would be refused after minutes or
days; here it is refused at once, with every problem named.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from bot.core.template_languages import KNOWN, near

BODY_LIMIT: Final = 1_024
VALUE_LIMIT: Final = 1_600
MOST_VARIABLES: Final = 100
MOST_BUTTONS: Final = 10
BUTTON_LIMIT: Final = 20
NAME_LIMIT: Final = 512
VARIABLE: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_KEY: Final = re.compile(r"\S{1,16}")
_NAME: Final = re.compile(rf"[a-z0-9_]{{1,{NAME_LIMIT}}}")
_NAMED: Final = 6
"""Languages that are named where another was meant."""
_UNFIT: Final = re.compile(r"[\n\r\t]| {4}")
_WORD: Final = re.compile(r"\w+")
_LINK: Final = re.compile(r"https?://\S*|www\.\S*", re.IGNORECASE)
_BEHIND_DOMAIN: Final = re.compile(r"(https?://)?[^\s/{}]+\.[^\s/{}]+/[^{}]*", re.IGNORECASE)


class Category(StrEnum):
    """What Meta bills it as. Meta decides, and may change it."""

    UTILITY = "UTILITY"
    """Something the person asked for or agreed to: an appointment, their case, a document."""
    MARKETING = "MARKETING"
    """Everything else, and any mix."""
    AUTHENTICATION = "AUTHENTICATION"


class Status(StrEnum):
    """Where the approval stands, in Meta's words, and one of ours."""

    UNSUBMITTED = "unsubmitted"
    RECEIVED = "received"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"
    GONE = "gone"
    """No longer in the account."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A template as somebody writes it. `samples`: an example of each variable, which reviewers read."""

    name: str = ""
    language: str = ""
    category: Category = Category.MARKETING
    body: str = ""
    buttons: tuple[str, ...] = ()
    samples: Mapping[str, str] = field(default_factory=dict)

    def types(self) -> dict[str, Any]:
        """The content, as the Content API takes it: plain text beside buttons is what an SMS falls back to."""
        text: dict[str, Any] = {"twilio/text": {"body": self.body}}
        if not self.buttons:
            return text
        actions = [
            {"type": "QUICK_REPLY", "title": label, "id": f"template:{number}"}
            for number, label in enumerate(self.buttons)
        ]
        return {"twilio/quick-reply": {"body": self.body, "actions": actions}, **text}


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A template of the account. `category` is None until it was submitted; `reason` is why Meta refused it."""

    sid: str
    name: str
    language: str
    status: Status
    category: Category | None = None
    body: str = ""
    buttons: tuple[str, ...] = ()
    samples: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of its variables, in the order of the text."""
        return variables(self.body)


def variables(body: str) -> tuple[str, ...]:
    """Names in double braces, each once, in order."""
    return tuple(dict.fromkeys(found[1] for found in VARIABLE.finditer(body)))


def fill(body: str, values: Mapping[str, str]) -> str:
    """The body as a person reads it; a variable without a value stays as it is written."""
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), body)


def parse(document: Any) -> tuple[Draft, list[str]]:
    """Read a template file. Every problem, of shape or of Meta's rules, is one line that names the field."""
    if not isinstance(document, Mapping):
        return Draft(), ["se esperaba una lista de campos: name, language, category, body, variables, buttons"]
    problems = [
        f"{str(name)[:40]}: no es un campo de la plantilla"
        for name in document
        if name not in ("name", "language", "category", "body", "variables", "buttons")
    ]
    samples, buttons = document.get("variables") or {}, document.get("buttons") or []
    if not isinstance(samples, Mapping) or not all(isinstance(value, str) for value in samples.values()):
        problems.append('variables: un ejemplo de cada una, como texto: {"1": "Rosa"}')
        samples = {}
    if not isinstance(buttons, Sequence) or isinstance(buttons, str) or not all(isinstance(b, str) for b in buttons):
        problems.append("buttons: una lista de textos")
        buttons = []
    category = str(document.get("category") or "").upper()
    if category not in set(Category):
        problems.append(f"category: una de: {', '.join(Category)}")
    draft = Draft(
        name=str(document.get("name") or ""),
        language=str(document.get("language") or ""),
        category=Category(category) if category in set(Category) else Category.MARKETING,
        body=str(document.get("body") or "").strip(),
        buttons=tuple(label.strip() for label in buttons),
        samples={str(name): value for name, value in samples.items()},
    )
    return draft, [*problems, *check(draft)]


def check(draft: Draft) -> list[str]:
    """What Twilio or Meta would refuse a draft for, a line each."""
    problems = []
    if not _NAME.fullmatch(draft.name):
        problems.append(f"name: letras minúsculas sin tilde, números y «_», hasta {NAME_LIMIT}")
    if fault := _language_problem(draft.language):
        problems.append(fault)
    if not draft.body:
        problems.append("body: falta el texto")
    elif len(draft.body) > BODY_LIMIT:
        problems.append(f"body: {len(draft.body)} caracteres; caben {BODY_LIMIT}")
    return [*problems, *_variable_problems(draft), *_button_problems(draft.buttons)]


def _language_problem(code: str) -> str:
    if code in KNOWN:
        return ""
    if not code:
        return "language: falta; un código como es o es_MX"
    meant = ", ".join(near(code)[:_NAMED])
    unknown = f"language: WhatsApp no tiene plantillas en «{code[:20]}»"
    return f"{unknown}; ¿es {meant}?" if meant else unknown


def _variable_problems(draft: Draft) -> list[str]:
    body, names = draft.body, variables(draft.body)
    problems = []
    rest = VARIABLE.sub("", body)
    if stray := rest.count("{") + rest.count("}"):
        problems.append(
            f"body: {stray} {'llave suelta' if stray == 1 else 'llaves sueltas'}; una variable se escribe {{{{1}}}}"
        )
    if len(names) > MOST_VARIABLES:
        problems.append(f"body: {len(names)} variables; caben {MOST_VARIABLES}")
    problems += [
        f"body: «{name[:20]}» no puede ser el nombre de una variable" for name in names if not _KEY.fullmatch(name)
    ]
    numbers = [int(name) for name in names if name.isdecimal()]
    if numbers and (len(numbers) < len(names) or sorted(numbers) != list(range(1, len(numbers) + 1))):
        problems.append("body: las variables se numeran seguidas desde {{1}}")
    places = list(VARIABLE.finditer(body))
    if places:
        # Punctuation around the first or last one does not count: "{{1}}." still ends with a variable.
        if not _WORD.search(body[: places[0].start()]):
            problems.append("body: no puede empezar con una variable; pon una palabra antes")
        if not _WORD.search(body[places[-1].end() :]):
            problems.append("body: no puede terminar con una variable; pon una palabra después (un punto no basta)")
        if any(not body[one.end() : other.start()].strip() for one, other in pairwise(places)):
            problems.append("body: dos variables seguidas; pon una palabra entre ellas")
        words, needed = len(_WORD.findall(VARIABLE.sub(" ", body))), 2 * len(places) + 1
        if words < needed:
            for_what = "una variable" if len(places) == 1 else f"{len(places)} variables"
            written = "una palabra" if words == 1 else f"{words} palabras"
            problems.append(f"body: {written} para {for_what}; hacen falta {needed}")
    for link in _LINK.finditer(body):
        head = link[0].partition("{{")[0]
        if "{{" in link[0] and not _BEHIND_DOMAIN.fullmatch(head):
            problems.append("body: en un enlace la variable va detrás del dominio: https://ejemplo.org/{{1}}")
    for name in names:
        value = draft.samples.get(name, "")
        if not value.strip():
            problems.append(f"variables.{name[:16]}: falta un ejemplo")
        elif fault := unfit(value):
            problems.append(f"variables.{name[:16]}: {fault}")
    problems += [f"variables.{name[:16]}: no está en el texto" for name in draft.samples if name not in names]
    return problems


def _button_problems(buttons: Sequence[str]) -> list[str]:
    problems = []
    if len(buttons) > MOST_BUTTONS:
        problems.append(f"buttons: {len(buttons)}; caben {MOST_BUTTONS}")
    if len({label.casefold() for label in buttons}) < len(buttons):
        problems.append("buttons: dos dicen lo mismo")
    for label in buttons:
        if not label or len(label) > BUTTON_LIMIT:
            problems.append(f"buttons: «{label[:40]}» debe tener entre 1 y {BUTTON_LIMIT} caracteres")
        if "{{" in label:
            problems.append(f"buttons: «{label[:40]}» no puede llevar variables")
    return problems


def unfit(value: str) -> str:
    """Why this may not fill a variable of an approved template; empty where it may."""
    if not value.strip():
        return "está vacío"
    if _UNFIT.search(value):
        return "lleva un salto de línea, una tabulación o cuatro espacios seguidos"
    return f"pasa de {VALUE_LIMIT} caracteres" if len(value) > VALUE_LIMIT else ""


def check_use(template: Template | None, sid: str, given: Mapping[str, str]) -> list[str]:
    """Why a campaign may not use this template with these values, a line each. `template`: None where none is known."""
    if template is None:
        return [f"template {sid}: no está en la lista; ejecuta «puente template sync»"]
    called = f"template {template.name or sid}"
    problems = []
    if template.status is not Status.APPROVED:
        problems.append(f"{called}: no está aprobada ({SPOKEN[template.status]})")
    problems += [f"{called}: falta el valor de {{{{{name}}}}}" for name in template.variables if name not in given]
    problems += [f"{called}: no tiene la variable {{{{{name}}}}}" for name in given if name not in template.variables]
    problems += [
        f"{called}: el valor de {{{{{name}}}}} {fault}" for name, value in given.items() if (fault := unfit(value))
    ]
    return problems


SPOKEN: Final[Mapping[Status, str]] = {
    Status.UNSUBMITTED: "sin enviar a revisión",
    Status.RECEIVED: "recibida",
    Status.PENDING: "en revisión",
    Status.APPROVED: "aprobada",
    Status.REJECTED: "rechazada",
    Status.PAUSED: "en pausa por Meta",
    Status.DISABLED: "desactivada por Meta",
    Status.GONE: "ya no está en la cuenta",
}
"""As staff read them."""

ALERTS: Final[Mapping[int, Status]] = {
    63040: Status.REJECTED,
    63041: Status.PAUSED,
    63042: Status.DISABLED,
    63046: Status.APPROVED,
}
"""Codes of Twilio's debugger that tell of a template (twilio.com/docs/api/errors)."""
