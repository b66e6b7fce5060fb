"""Whether the team has seen a campaign on a phone before anybody else does: what an approval asks for.

What counts is a test of exactly what people will read (`Plan.wording`): another audience or hour needs no other test,
another word does. It must have left, all of it: what waits was seen by nobody, what failed would fail for everybody.
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from bot.core.messages import Status
from bot.core.plans import Kind
from bot.i18n import gettext as _
from bot.storage import attempts, campaign_tests
from bot.storage.campaigns import Campaign
from bot.storage.database import Transaction


class Rehearsed(StrEnum):
    """How far the best test of a wording came, the best one last."""

    NONE = "none"
    FAILED = "failed"
    WAITING = "waiting"
    LEFT = "left"


_BEST = list(Rehearsed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tested:
    """How far the best test came; of one that failed, Twilio's code where it gave one."""

    came: Rehearsed
    code: int | None = None


def standing(tx: Transaction, campaign: Campaign) -> Tested:
    """How far the best test of what this campaign says now came. One of several messages (a series, a text and its
    template) came as far as the one that came least far."""
    shown = campaign_tests.of(tx, campaign.id, campaign.plan.wording())
    known = attempts.shown(tx, [one.message_id for one in shown])
    tests: dict[int, list[Tested]] = defaultdict(list)
    for one in shown:
        came = _came(one.stage, known.get(one.message_id, Status.UNSENT))
        tests[one.test].append(Tested(came=came, code=one.code if came is Rehearsed.FAILED else None))
    return max((min(all_, key=_far) for all_ in tests.values()), key=_far, default=Tested(came=Rehearsed.NONE))


def _far(one: Tested) -> int:
    return _BEST.index(one.came)


def _came(stage: str, status: Status) -> Rehearsed:
    if stage in ("refused", "cancelled") or (stage == "settled" and status is Status.FAILED):
        return Rehearsed.FAILED
    if stage == "settled" and status not in (Status.UNSENT, Status.UNKNOWN):
        return Rehearsed.LEFT
    return Rehearsed.WAITING


def lacking(tx: Transaction, campaign: Campaign) -> str:
    """What is missing before it may be approved, in a line; empty: nothing. An emergency, whose plan says why it is
    one, is not asked: where a river rises nobody waits for a phone."""
    return "" if campaign.plan.kind is Kind.EMERGENCY else _missing(standing(tx, campaign))


def _missing(test: Tested) -> str:
    if test.came is Rehearsed.NONE:
        return _("Falta una prueba: envía este texto a un teléfono del equipo y míralo antes de aprobar.")
    if test.came is Rehearsed.WAITING:
        return _("La prueba de este texto va en camino: espera a verla en el teléfono.")
    if test.came is Rehearsed.LEFT:
        return ""
    if test.code:
        return _("La prueba de este texto falló (código {code} de Twilio): envía otra antes de aprobar.").format(
            code=test.code
        )
    return _("La prueba de este texto falló: envía otra antes de aprobar.")
