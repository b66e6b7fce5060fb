"""A period of the dashboard as rows of a spreadsheet: one number a row, so that any program can pivot it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from bot.core import costs
from bot.i18n import gettext as _
from bot.web.console import case_words, words

COLUMNS: Final = ("figura", "de", "lugar", "desde", "numero")
"""What is counted, of which group, where, from which day on (a step), and the number. People and what they wrote come
in steps of five: 0 means fewer than five."""


def rows(found: Mapping[str, Any], place: Callable[[str], str]) -> Iterator[Sequence[str]]:
    """Every number of a period that is kept. `place`: the name of a place by its id."""
    first = found["first"]

    def row(what: str, of: str, number: object, *, where: str = "", since: str = first) -> Sequence[str]:
        return (what, of, where, since, str(number))

    yield row(_("personas"), "", found["people"])
    yield row(_("mensajes recibidos"), "", found["messages_in"])
    for step in found["steps"]:
        yield row(_("personas"), "", step["people"], since=step["day"])
        yield row(_("mensajes recibidos"), "", step["messages_in"], since=step["day"])
        yield row(_("mensajes enviados"), "", step["messages_out"], since=step["day"])
    for topic in found["topics"]:
        name = words.topic(topic["topic"])
        yield row(_("personas por tema"), name, topic["people"])
        for step, people in zip(found["weeks"], topic["steps"], strict=True):
            yield row(_("personas por tema"), name, people, since=step)
    for one in found["places"]:
        yield row(_("personas por lugar"), "", one["people"], where=place(one["place"]))
        for topic, people in sorted(found["crossed"].get(one["place"], {}).items()):
            yield row(_("personas por tema y lugar"), words.topic(topic), people, where=place(one["place"]))
    yield row(_("personas por lugar"), "", found["no_place"], where=_("sin lugar"))
    for name, messages in found["outcomes"].items():
        yield row(_("mensajes por respuesta"), words.outcome(name), messages)
    for kind, people in found["handed_over"].items():
        yield row(_("personas que pidieron a una persona"), case_words.kind(kind), people)
    for kind, people in found["safety"].items():
        yield row(_("personas en peligro"), case_words.kind(kind), people)
    for name, votes in found["votes"].items():
        yield row(_("votos"), {"up": _("sirvió"), "down": _("no sirvió")}[name], votes)
    for share, seconds in zip((_("la mitad"), _("95 de 100")), found["waits"]["seconds"], strict=False):
        yield row(_("segundos hasta responder"), share, seconds)
    for one in found["delivery"]:
        kind = _("entrega de campañas") if one["campaign"] else _("entrega de respuestas")
        yield row(kind, words.delivery(one["status"]), one["messages"], where=one["channel"])
    for name, amount in found["cost"].items():
        yield row(_("costo de campañas, US$"), {"billed": _("facturado"), "estimated": _("calculado")}[name],
                  f"{costs.dollars(amount):.4f}")  # fmt: skip
