"""What waits for somebody besides single answers, campaigns and cases: a line each, with how many and where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import learning, linking, state
from bot.storage import items, jobs
from bot.storage.attention import Standing, open_counts
from bot.web.console import system
from bot.web.console.answers import IN_REVIEW
from bot.web.console.attention import readable
from bot.web.console.visit import Visit


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """`count` of something that is done at `to`."""

    text: str
    count: int
    to: str
    tone: str = "busy"


def of(visit: Visit) -> list[Duty]:
    """Everything that waits for whoever visits, by their roles."""
    return [duty for roles, find in _BY_ROLE if visit.may(*roles) for duty in find(visit) if duty.count]


def _cases(visit: Visit) -> Iterator[Duty]:
    """What they have taken on."""
    with visit.app.database.read() as tx:
        counts = open_counts(tx, by=visit.actor)
    for queue in readable(visit.staff):
        to = f"/console/casos?cola={queue.value}&estado={Standing.MINE.value}"
        yield Duty(text=_("Casos que tomaste"), count=counts[queue, Standing.MINE], to=to)


def _answers(visit: Visit) -> Iterator[Duty]:
    """Answers that step back until somebody reads them again."""
    library = visit.app.library
    library.refresh()
    late = len(library.overdue())
    yield Duty(text=_("Respuestas vencidas: no se dicen hasta que alguien las revise"), count=late,
               to="/console/calendario", tone="bad")  # fmt: skip
    with visit.app.database.read() as tx:
        lost = len(linking.lost(tx))
    yield Duty(text=_("Páginas oficiales que no abren"), count=lost, to="/console/respuestas?rotas=1")


def _reviews(visit: Visit) -> Iterator[Duty]:
    """What others sent, and trainings that ask for a decision."""
    kinds = {
        items.LEXICON: (_("Secciones del léxico por revisar"), "/console/lexico"),
        items.SERVICE: (_("Servicios por revisar"), "/console/servicios"),
        items.TRANSLATION: (_("Traducciones por revisar"), f"/console/respuestas?traduccion={IN_REVIEW}"),
    }
    with visit.app.database.read() as tx:
        for kind, (text, to) in kinds.items():
            found = items.standings(tx, kind).values()
            sent = sum(one.state == "review" and one.sent_by != visit.actor for one in found)
            yield Duty(text=text, count=sent, to=to)
        undecided = len(jobs.newest(tx, learning.KIND, 20, *learning.UNDECIDED))
    yield Duty(text=_("Aprendizajes que esperan tu decisión"), count=undecided, to="/console/aprendizaje")


def _machine(visit: Visit) -> Iterator[Duty]:
    """What does not do well in the installation."""
    found = state.gather(visit.app.database, visit.app.settings, visit.app.explain, visit.now)
    yield Duty(
        text=_("Avisos del sistema"), count=len(system.troubles(visit, found)), to="/console/sistema", tone="bad"
    )


_BY_ROLE: Final[tuple[tuple[tuple[Role, ...], Callable[[Visit], Iterator[Duty]]], ...]] = (
    ((Role.CASE_WORKER,), _cases),
    ((Role.PROMOTER, Role.REVIEWER), _answers),
    ((Role.REVIEWER,), _reviews),
    ((Role.ADMINISTRATOR,), _machine),
)
