"""What a training says of itself, as it was kept, in words of staff and in their language."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.web.console import words

_NAMED: Final = 3
"""Entries of a training that are named in a list."""
_LEAST: Final = re.compile(r"(?P<what>.+): (?P<value>[\d.]+%), mínimo (?P<least>[\d.]+%)")
_LOST: Final = re.compile(
    r"pierde (?P<lost>[\d.]+%) de las preguntas frente al modelo de hoy, máximo (?P<most>[\d.]+%)"
)
_READ: Final = re.compile(r"(?P<questions>\d+) preguntas de (?P<entries>\d+) fichas")
_TRAINED: Final = re.compile(r"modelo entrenado en (?P<seconds>\d+) s")
_MEASURED: Final[Mapping[str, Callable[[], str]]] = {
    "aciertos de tema en preguntas nunca vistas": lambda: _("Aciertos de tema en preguntas nunca vistas"),
    "preguntas guardadas": lambda: _("Preguntas guardadas"),
    "mensajes de peligro": lambda: _("Mensajes de peligro reconocidos"),
    "conversaciones modelo": lambda: _("Conversaciones modelo"),
}


def understood(brief: str, titles: Mapping[str, str]) -> str:
    """What a model made of a question, kept as `faq C02`: what it does, and with which answer. `titles`: by id."""
    verdict, _blank, entry = brief.partition(" ")
    said = words.verdict(verdict)
    if not entry or verdict in ("out_of_scope", "nlu_fallback"):
        return said
    title = titles.get(entry, entry)
    if verdict == "clarify":
        return _("Pregunta cuál; primero «{title}»").format(title=title)
    return _("{does}: «{title}»").format(does=said, title=title)


def learned(entries: Iterable[str], titles: Mapping[str, str]) -> str:
    """Which entries a training is about."""
    named = [titles.get(entry, entry) for entry in sorted(entries)]
    some = ", ".join(f"«{title}»" for title in named[:_NAMED])
    more = len(named) - _NAMED
    return some if more <= 0 else _("{some} y {count} más").format(some=some, count=more)


def trial(state: str) -> str:
    """Where a trial stands."""
    return {
        "waiting": _("En espera"),
        "claimed": _("Entrenando"),
        "done": _("Se puede probar"),
        "failed": _("Falló"),
        "gone": _("Ya no está: entrena otra vez"),
    }[state]


def trial_tone(state: str) -> str:
    """The colour of its badge."""
    return {"waiting": "busy", "claimed": "busy", "done": "good", "failed": "bad"}.get(state, "plain")


def reason(line: str) -> str:
    """Why a model may not speak."""
    if found := _LEAST.fullmatch(line):
        what = _MEASURED.get(found["what"], lambda: found["what"])()
        return _("{what}: {value}; el mínimo es {least}.").format(
            what=what, value=_share(found["value"]), least=_share(found["least"])
        )
    if found := _LOST.fullmatch(line):
        return _("Pierde {lost} de las preguntas que hoy responde bien; el máximo es {most}.").format(
            lost=_share(found["lost"]), most=_share(found["most"])
        )
    return line


def progress(line: str) -> str:
    """How far a training has come."""
    if found := _READ.fullmatch(line):
        return ngettext(
            "{questions} preguntas de {entries} ficha",
            "{questions} preguntas de {entries} fichas",
            int(found["entries"]),
        ).format(**found.groupdict())
    if found := _TRAINED.fullmatch(line):
        return _("modelo entrenado en {seconds} s").format(**found.groupdict())
    return {
        "Los datos están bien; entrenando, unos minutos": _("Los datos están bien; entrenando, unos minutos"),
        "comparando con el modelo de hoy": _("comparando con el modelo de hoy"),
    }.get(line, line)


def _share(text: str) -> str:
    """`84.2%` as it is written beside it."""
    return text.replace("%", " %")
