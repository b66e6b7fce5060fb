"""Histories of a campaign people write, try, approve and change in any order: nothing leaves without a yes to it."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.core.errors import BadInput
from bot.core.templates import Status
from bot.services import rehearsal
from bot.storage import campaign_tests, campaigns, profiles
from bot.storage.schema import approvals, campaign_runs, campaign_versions
from tests.conftest import NOW
from tests.house import House
from tests.services.campaigns import document, join, person, scheduler, template

TEMPLATE: Final = "HX" + "a" * 32
CHANGES: Final[dict[str, dict[str, Any]]] = {
    "nothing": {},
    "text": {"body": {"es": "Otra cosa, {nombre}."}},
    "translation": {"body": {"es": "Lávate las manos.", "en": "Wash your hands."}},
    "template": {"template": {"content_sid": TEMPLATE, "variables": {"1": "a"}}},
    "variables": {"template": {"content_sid": TEMPLATE, "variables": {"1": "b"}}},
    "button": {"buttons": [{"label": {"es": "Sí"}}]},
    "what it opens": {"buttons": [{"label": {"es": "Sí"}, "opens": "person"}]},
    "file": {"media_url": "https://files.example/a.jpg"},
    "channel": {"channel": "whatsapp_then_sms"},
    "sms": {"channel": "whatsapp_then_sms", "sms": {"es": "Otra cosa."}},
    "emergency": {"kind": "emergency", "emergency_reason": "Huaico"},
    "another reason": {"kind": "emergency", "emergency_reason": "Sismo"},
}
AUDIENCES: Final[tuple[dict[str, Any], ...]] = ({}, {"seen_within_days": 30}, {"exclude_open_cases": True})
STAFF: Final = ("olga", "ana", "rosa")
ACTS: Final = st.one_of(
    st.tuples(st.sampled_from(["ready", "ready and armed", "ready and started"])),
    st.tuples(
        st.just("edit"),
        st.sampled_from(STAFF),
        st.sampled_from(sorted(CHANGES)),
        st.sampled_from(range(len(AUDIENCES))),
        st.sampled_from(["", "once", "day"]),
    ),
    st.tuples(
        st.sampled_from(["test", "approve", "schedule", "start", "pause", "resume", "cancel", "make_cheaper"]),
        st.sampled_from(STAFF),
    ),
    st.tuples(st.just("grow"), st.integers(1, 3)),
    st.tuples(st.just("wait"), st.sampled_from([1, 6, 50])),
    st.tuples(st.sampled_from(["work", "a day goes by"])),
    st.tuples(st.just("withdraw"), st.booleans()),
)
_numbers = count(1)


class History:
    """One campaign to people of its own, in an installation that all histories share."""

    def __init__(self, house: House) -> None:
        self.house, self.number = house, next(_numbers)
        regulations = house.app.regulations
        house.clock.now = regulations.hours.next_open(NOW + timedelta(weeks=self.number), regulations.zone)
        self.began = house.clock().astimezone(regulations.zone)
        self.people = 0
        template(house, TEMPLATE)
        self.act("grow", 6)
        self.campaign = house.app.desk.create(self.document("nothing", 0, ""), "olga")

    def document(self, change: str, audience: int, when: str) -> dict[str, Any]:
        rule = {"labels": [f"h{self.number}"], **AUDIENCES[audience]}
        time: dict[str, Any] = {}
        if when:
            time["send_at"] = f"{self.began + timedelta(minutes=5):%Y-%m-%dT%H:%M}"
        if when == "day":
            time["repeat"] = {"every": "day", "until": f"{self.began + timedelta(days=4):%Y-%m-%d}"}
        return document(audience=rule, **CHANGES[change], **time)

    def act(self, name: str, *how: Any) -> None:
        house, desk = self.house, self.house.app.desk
        match name:
            case "ready" | "ready and armed" | "ready and started":
                self.act("test", "olga")
                self.act("approve", next(one for one in (*STAFF, "sara") if one not in self.wrote()))
                if name != "ready":
                    self.act("schedule" if name == "ready and armed" else "start", "olga")
            case "edit":
                desk.edit(self.campaign, self.document(*how[1:]), how[0])
            case "approve":
                desk.approve(self.campaign, how[0], confirmed=True)
            case "test":
                rehearsal.send(
                    house.database, self.campaign, self.names()[0], house.app.regulations, how[0], house.clock()
                )
                asyncio.run(house.speak())
            case "grow":
                self.people += how[0]
                self.write()
            case "wait":
                house.clock.move(minutes=how[0])
            case "work":
                for _ in range(3):
                    scheduler(house).step()
                self.write()
                asyncio.run(house.speak())
                house.clock.move(seconds=10)
            case "a day goes by":
                house.clock.move(hours=24)
                self.act("work")
            case "withdraw":
                template(house, TEMPLATE, status=Status.PAUSED if how[0] else Status.APPROVED)
            case _:
                getattr(desk, name)(self.campaign, how[0])

    def wrote(self) -> list[str]:
        with self.house.database.read() as tx:
            return campaigns.editors(tx, self.campaign)

    def names(self) -> list[str]:
        return [person(self.number * 1_000 + n) for n in range(self.people)]

    def write(self) -> None:
        """Everybody writes to us."""
        ids = join(self.house, self.names(), wrote=timedelta(0))
        with self.house.database.write() as tx:
            label = f"h{self.number}"
            known = {contact for contact, _word in profiles.labelled(tx, ids)}
            profiles.label(tx, [(contact, label) for contact in ids if contact not in known])

    def check(self) -> None:
        """Every occurrence began under a yes to this very plan, by somebody who wrote none of it, to no fewer people,
        and after the team saw its words."""
        with self.house.database.read() as tx:
            campaign = campaigns.load(tx, self.campaign)
            assert campaign is not None
            mine = self.campaign
            began = tx.connection.execute(select(campaign_runs).where(campaign_runs.c.campaign_id == mine)).all()
            yes = tx.connection.execute(
                select(approvals).where(approvals.c.campaign_id == mine).order_by(approvals.c.id)
            ).all()
            versions = tx.connection.execute(
                select(campaign_versions).where(campaign_versions.c.campaign_id == mine)
            ).all()
            seen = campaign_tests.of(tx, mine, campaign.plan.wording())
        wrote = {one.editor for one in versions}
        for run in began:
            last = [one for one in yes if one.at <= run.started_at][-1]
            assert last.hash == campaign.hash, "another plan was approved"
            assert last.by not in wrote, "their own yes"
            assert max(one.at for one in versions) <= last.at, "changed since"
            assert run.expected <= last.audience * 1.1, "to more people than were approved"
            assert seen or campaign.plan.kind == "emergency", "nobody of the team saw it"


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, min_size=4, max_size=24))
def test_whatever_people_do_nothing_leaves_without_a_second_persons_yes_to_it(
    house: House, acts: list[tuple[Any, ...]]
) -> None:
    history = History(house)
    for act in acts:
        with suppress(BadInput):
            history.act(*act)
        history.check()
