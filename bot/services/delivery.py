"""News about a message: delivery reports and answers of create calls meet here, and only add knowledge."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from bot.core.consent import ALERTS
from bot.core.messages import PROVEN, RANK, Found, Outcome, Priority, Reaction, Report, Status
from bot.services import recipients
from bot.storage import attempts, consents, contacts, outbound, reports
from bot.storage.attempts import Tried
from bot.storage.database import Database, Transaction

log = logging.getLogger(__name__)

TRIES: Final = 5
"""Attempts before a message is given up, whatever the provider says of it."""
FAILURES: Final = 3
"""Messages in a row that failed for good, after which campaigns leave an address alone."""
REST: Final = timedelta(days=30)
"""For how long, unless the person writes before."""
MARKETING_LIMIT: Final = 63049
"""Meta chose not to deliver one more marketing message to this person."""
MARKETING_REST: Final = timedelta(days=1)
"""Trying again within a day makes Meta refuse for longer (Meta, per-user marketing limits)."""
_OF_THE_ADDRESS: Final = frozenset({Reaction.RETRY, Reaction.DROP, Reaction.STOP})
"""Reactions to failures that say something about who was written to, not about us or the text."""
PAUSE: Final = 60.0
"""Seconds without a create call after the provider has refused our account or sender, unless its rule names another."""

News = Outcome | Report | Found
"""What can be told of an attempt: the answer of a create call, a delivery report, a look-up."""


def note_all(database: Database, news: Iterable[Report], now: datetime) -> None:
    """Take in delivery reports, in any order, any number of times, in one transaction, and read them when it has
    begun."""
    with database.write() as tx:
        for report in reports.advance(tx, list(news), now):
            note(tx, report, now)


def note(tx: Transaction, report: Report, now: datetime) -> None:
    """Join one report to what is known; one about an attempt not known yet is kept for when the create call returns."""
    tried = attempts.about(tx, report)
    if tried is None:
        reports.keep(tx, report, now)
        return
    if report.reaction is Reaction.OPT_OUT and tried.code != report.code:
        # Whatever has become of the message: this is about the person. The same report again tells nothing new.
        _opt_out(tx, tried, report.code, now)
    joined, news = learn(tx, tried, report, now)
    if joined is Status.FAILED:
        if tried.status is not Status.FAILED:
            failed(tx, tried, news, now)
    elif joined in PROVEN or tried.number == tried.tries:
        # Proof of delivery also ends the wait for another attempt, when it comes after a failure told too early.
        outbound.settle(tx, tried.message_id, now=now)


def learn(tx: Transaction, tried: Tried, news: News, now: datetime) -> tuple[Status, News]:
    """Join news to what is known of an attempt, with the reports that came before anybody knew whose they were. Returns
    the joined status and the news that decide what follows: an early report of a failure where that is what it was."""
    early = reports.kept(tx, news.provider_id) if news.provider_id else []
    joined = attempts.learn(tx, tried.attempt, news.status, now=now, provider_id=news.provider_id, code=news.code)
    for report in early:
        if report.reaction is Reaction.OPT_OUT:
            _opt_out(tx, tried, report.code, now)
    told = next((report for report in early if report.status is Status.FAILED), None)
    return joined, told if told is not None and news.status is not Status.FAILED else news


def failed(tx: Transaction, tried: Tried, news: News, now: datetime) -> None:
    """The one place that decides what follows a failure: try again, stop the address, or give up with a reason."""
    if news.reaction is Reaction.OPT_OUT and not isinstance(news, Report):
        _opt_out(tx, tried, news.code, now)
    if tried.number != tried.tries or attempts.is_proven(tx, tried.message_id):
        return  # an older attempt of a message that has moved on, or a newer one of a message that did arrive
    enough = tried.tries >= min(news.tries or TRIES, TRIES)
    reason = str(news.code or "failed")
    match news.reaction:
        case Reaction.RETRY if isinstance(news, Outcome) and news.code is None:
            # Nothing was reached: however long that lasts, it is no reason to leave a person without an answer.
            outbound.take_back(tx, tried.attempt, tried.message_id, now + timedelta(seconds=max(news.wait, 1.0)))
            return
        case Reaction.RETRY if not enough:
            outbound.postpone(tx, tried.message_id, now + timedelta(seconds=max(news.wait, 1.0)))
            return
        case Reaction.STOP:
            if news.code is None or attempts.endings(tx, tried.address_id, news.code) >= (news.tries or 1):
                contacts.stop(tx, tried.address_id, reason)
        case Reaction.OPT_OUT:
            contacts.stop(tx, tried.address_id, reason)
        case Reaction.PAUSE:
            log.error("the provider refuses our account or sender", extra={"code": news.code})
            if isinstance(news, Outcome):  # never created: it waits until the fault is mended or its window closes
                due = now + timedelta(seconds=news.wait or PAUSE)
                outbound.take_back(tx, tried.attempt, tried.message_id, due)
                return
            outbound.settle(tx, tried.message_id, now=now, reason=reason)
            return  # a fault of ours is no reason to try another way
        case _:
            pass
    if not recipients.by_sms(tx, tried.message_id, now):
        outbound.settle(tx, tried.message_id, now=now, reason=reason)
    if news.code == MARKETING_LIMIT:
        contacts.rest(tx, tried.address_id, now + MARKETING_REST)
    elif news.reaction in _OF_THE_ADDRESS and attempts.keeps_failing(tx, tried.address_id, FAILURES):
        contacts.rest(tx, tried.address_id, now + REST)


def _opt_out(tx: Transaction, tried: Tried, code: int | None, now: datetime) -> None:
    """The person told the provider or WhatsApp to stop: a no like one in the chat, until they say yes themselves."""
    consents.write(tx, tried.contact_id, ALERTS, given=False, at=now, source=f"twilio:{code}")
    outbound.cancel_for(tx, tried.contact_id, now=now, rank=RANK[Priority.CAMPAIGN])
