"""What the provider tells about a message: status callbacks and answers of create calls meet here and only add knowledge."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.core.messages import Outcome, Reaction, Report, Status
from bot.storage import contacts, outbound
from bot.storage.database import Database, Transaction
from bot.storage.outbound import Tried

log = logging.getLogger(__name__)

TRIES: Final = 5
"""Attempts before a message is given up."""

React = Callable[[int | None], tuple[Reaction, float]]
"""Provider error code → what to do, and seconds to wait before doing it again."""


def note(database: Database, report: Report, react: React, now: datetime) -> bool:
    """Take in one delivery report, in any order and any number of times. Returns False when its attempt is unknown."""
    with database.write() as tx:
        tried = outbound.attempt_for(tx, report)
        if tried is None:
            outbound.keep_report(tx, report, now)
            return False
        before = tried.status
        joined = outbound.learn(
            tx, tried.attempt, report.status, now=now, provider_id=report.provider_id, code=report.code
        )
        if joined is Status.FAILED and before is not Status.FAILED:
            reaction, wait = react(report.code)
            act(tx, tried, Outcome(status=Status.FAILED, code=report.code, reaction=reaction, wait=wait), now)
        elif tried.stage == "claimed" and tried.number == tried.tries:
            outbound.settle(tx, tried.message_id, now=now)
    return True


def act(tx: Transaction, tried: Tried, outcome: Outcome, now: datetime) -> None:
    """The one place that decides what follows a failure: try again, stop the address, or give up with a reason."""
    if tried.number != tried.tries:
        return  # an older attempt of a message that has moved on
    reason = str(outcome.code or "failed")
    match outcome.reaction:
        case Reaction.RETRY if tried.tries < TRIES:
            outbound.postpone(tx, tried.message_id, now + timedelta(seconds=max(outcome.wait, 1.0)))
            return
        case Reaction.STOP:
            contacts.stop(tx, tried.address_id, reason)
        case Reaction.OPT_OUT:
            contacts.stop(tx, tried.address_id, reason)
            contacts.consent(tx, tried.contact_id, "alerts", given=False, at=now, source="twilio:21610")
        case Reaction.PAUSE:
            log.error("the provider refuses our account or sender", extra={"code": outcome.code})
        case _:
            pass
    outbound.settle(tx, tried.message_id, now=now, reason=reason)
