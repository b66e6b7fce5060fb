"""What people pick of a campaign's buttons: counted, and taken up by the conversation."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.core import composing, menus
from bot.core.errors import DamagedPlan
from bot.core.payloads import Verb
from bot.core.plans import read
from bot.services.turned import Effect
from bot.storage import campaign_messages, campaigns
from bot.storage.database import Database, Transaction
from bot.storage.inbound import Waiting

FRESH: Final = timedelta(days=3)
"""How long words or a number may mean a campaign's button; a tap on the button itself may come at any time."""
_PAYLOAD: Final = re.compile(rf"{Verb.CAMPAIGN}:(\d{{1,18}}):(\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """Which button of which campaign, and what the conversation goes on with; empty: nothing more."""

    campaign_id: int
    place: int
    opens: str

    @property
    def effect(self) -> Effect:
        """Count it, in the transaction of the turn."""

        def count(tx: Transaction, message: Waiting, now: datetime) -> None:
            campaigns.answer(tx, self.campaign_id, message.contact_id, self.place, now)

        return count


class Answers:
    """Finds what was picked. `find` returns None for whatever is no answer to a campaign."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, message: Waiting, *, tapped_only: bool) -> Pick | None:
        """A tapped button, or, unless `tapped_only`, words that name one of the newest campaign message, as long as
        nothing else was said to the person since."""
        tapped = _PAYLOAD.fullmatch(message.choice)
        if message.choice and tapped is None and not message.text:
            return None
        if tapped is None and (tapped_only or not message.campaigned or len(message.text) > menus.LONGEST):
            return None
        with self._database.read() as tx:
            since = message.received_at - FRESH
            offered = campaign_messages.offered(
                tx, message.contact_id, int(tapped[1]) if tapped else None, since=None if tapped else since
            )
        if offered is None:
            return None
        try:
            asked = read(offered.plan, offered.campaign_id).message_of(offered.step)
        except DamagedPlan:
            return None  # a broken campaign keeps nobody from being answered
        if tapped:
            place = int(tapped[2])
        else:
            options = composing.options(offered.campaign_id, asked, offered.language)
            picked = menus.picked(message.text.strip(), options)
            place = options.index(picked) if picked else len(asked.choices)
        if place >= len(asked.choices):
            return None
        return Pick(campaign_id=offered.campaign_id, place=place, opens=asked.choices[place].opens)
