"""Histories of one campaign: start, pause, crash, delivery reports, opt-outs, erasure, cancel and purge in any order.

After every step each recipient is in exactly one count; at the end everybody has it once who should.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.core.addresses import Address, parse
from bot.core.consent import ALERTS
from bot.core.errors import BadInput
from bot.core.messages import Order, Outcome, Reaction, Status
from bot.services import fanout, housekeeping, rights
from bot.storage import consents, profiles, tallies
from tests.conftest import NOW, Hands
from tests.house import House
from tests.services.campaigns import OFFICER, approved, join, person, scheduler

_FATES: Final = ("accept", "accept", "accept", "lost_created", "lost", "refused", "busy", "unreachable")
_REPORTS: Final = ("sent", "delivered", "read", "undelivered", "failed")
_MOST: Final = 7


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was found. Every violation stops the run, so there is at most one."""

    seed: int
    histories: int
    steps: int
    violations: int
    what: str


class Machine(RuleBasedStateMachine):
    """One campaign to a few people of its own, in an installation that all histories share."""

    house: House
    histories = 0
    steps = 0

    @initialize(people=st.integers(1, _MOST))
    def begin(self, people: int) -> None:
        cls, house = type(self), self.house
        cls.histories += 1
        regulations = house.app.regulations
        house.clock.now = regulations.hours.next_open(NOW + timedelta(weeks=cls.histories), regulations.zone)
        self.names = [person(cls.histories * 100 + n) for n in range(people)]
        self.ids = dict(zip(self.names, join(house, self.names), strict=True))
        label = f"h{cls.histories}"
        with house.database.write() as tx:
            profiles.label(tx, [(contact, label) for contact in self.ids.values()])
        self.campaign = approved(house, audience={"labels": [label]})
        self.sender = house.new_sender(f"send-{label}", lookup_grace=5.0)
        self.senders = 1
        self.left: dict[str, int] = {}
        """Who said no or was erased, and how many orders there were then."""
        self.erased: set[str] = set()
        self.failed: set[Address] = set()
        self.first = len(house.provider.orders)
        self.before = len(house.provider.created)
        self.purged = False

    def state(self) -> str:
        return str(self.house.one("campaigns", id=self.campaign)["state"])

    def act(self, name: str) -> None:
        try:
            getattr(self.house.app.desk, name)(self.campaign, OFFICER)
        except BadInput:
            return

    @rule()
    def start(self) -> None:
        self.act("start")

    @rule()
    def pause(self) -> None:
        self.act("pause")

    @rule()
    def resume(self) -> None:
        self.act("resume")

    @precondition(lambda self: self.steps_taken() > 6)
    @rule()
    def cancel(self) -> None:
        self.act("cancel")

    def steps_taken(self) -> int:
        return len(self.house.provider.orders) - self.first + 4 * bool(self.house.rows("campaign_runs"))

    @rule(chunks=st.integers(1, 3))
    def schedule(self, chunks: int) -> None:
        for _ in range(chunks):
            scheduler(self.house).step()

    @rule(seconds=st.integers(1, 20), fates=st.lists(st.sampled_from(_FATES), min_size=1, max_size=4))
    def send(self, seconds: int, fates: list[str]) -> None:
        self.house.clock.move(seconds=seconds)
        before, running = len(self.house.provider.orders), self.state() == "running"
        self.house.provider.fate = self.fate(fates)

        async def step() -> None:
            await self.sender.step()
            await self.sender.drain(5)
            await self.sender.reconcile()

        asyncio.run(step())
        assert running or len(self.house.provider.orders) == before, "sent though it does not run"

    def created(self) -> Iterator[tuple[str, Order]]:
        """What came to be since this history began: its people are in no other."""
        return islice(self.house.provider.created.items(), self.before, None)

    def fate(self, fates: list[str]) -> Any:
        paper, coming = self.house.provider, iter(fates * 100)

        async def end(order: Order) -> Outcome:
            match next(coming):
                case "lost_created":
                    paper.create(order)
                    return Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)
                case "lost":
                    return Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)
                case "refused":
                    self.failed.add(order.recipient)
                    return await paper.refuse(order, code=63005, reaction=Reaction.DROP)
                case "busy":
                    return await paper.refuse(order, code=20429, reaction=Reaction.RETRY, wait=1.0)
                case "unreachable":
                    return await paper.refuse(order, reaction=Reaction.RETRY)
                case _:
                    return await paper.accept(order)

        return end

    @rule(reached=st.booleans(), seconds=st.integers(1, 20))
    def crash(self, reached: bool, seconds: int) -> None:
        """The sender dies with calls under way, before or after they reached the provider."""
        self.house.clock.move(seconds=seconds)
        self.house.provider.fate = self.house.provider.accept

        async def step() -> None:
            await self.sender.step()
            if reached:
                await asyncio.sleep(0)
                await asyncio.sleep(0)

        asyncio.run(step())
        name = f"send-h{type(self).histories}" + (f"-{self.senders}" if self.senders > 1 else "")
        self.senders += 1
        housekeeping.bury(self.house.database, [name], now=self.house.clock(), lookup_grace=5.0)
        self.sender = self.house.new_sender(f"send-h{type(self).histories}-{self.senders}", lookup_grace=5.0)

    @rule(which=st.integers(0, 30), status=st.sampled_from(_REPORTS))
    def report(self, which: int, status: str) -> None:
        mine = [(sid, order) for sid, order in self.created() if order.recipient.full in self.ids]
        if mine:
            sid, order = mine[which % len(mine)]
            code = 63005 if status in {"failed", "undelivered"} else None
            asyncio.run(self.house.report(order.attempt, status, code, sid))

    @rule(which=st.integers(0, _MOST))
    def opt_out(self, which: int) -> None:
        name = self.names[which % len(self.names)]
        if name in self.erased:
            return
        with self.house.database.write() as tx:
            consents.write(tx, self.ids[name], ALERTS, given=False, at=self.house.clock(), source="chat")
        self.left.setdefault(name, len(self.house.provider.orders))

    @rule(which=st.integers(0, _MOST))
    def erase(self, which: int) -> None:
        name = self.names[which % len(self.names)]
        if name not in self.erased:
            with self.house.database.write() as tx:
                rights.erase(tx, self.ids[name], self.house.clock())
            self.erased.add(name)
            self.left.setdefault(name, len(self.house.provider.orders))

    @precondition(lambda self: self.steps_taken() > 10)
    @rule()
    def purge(self) -> None:
        self.purged = True
        now = self.house.clock.move(days=401)
        housekeeping.forget(self.house.database, now - timedelta(days=90), now)

    @invariant()
    def counts_add_up(self) -> None:
        type(self).steps += 1
        with self.house.database.read() as tx:
            found = tallies.counts(tx, self.campaign)
        gone = len(self.erased)
        # Whoever was erased before having a row was never a recipient, and is no more once everybody has one.
        assert len(self.names) - gone <= found.audience <= len(self.names), (found, self.names)
        assert all(people >= 0 for people in found.by_name().values())
        assert sum(found.why_refused.values()) == found.refused
        assert sum(found.why_failed.values()) == found.failed

    @invariant()
    def nobody_gets_it_twice_or_after_a_no(self) -> None:
        created = Counter(order.recipient.full for _, order in self.created())
        assert all(created[name] <= 1 for name in self.names), created
        for name, before in self.left.items():
            later = self.house.provider.orders[before:]
            assert all(order.recipient.full != name for order in later), "written to after a no"

    def teardown(self) -> None:
        """Let it end well: everybody who should has it."""
        self.house.provider.fate = self.house.provider.accept
        self.act("start")
        self.act("resume")
        for _ in range(60):
            if self.state() in {"done", "cancelled", "approved", "draft"}:
                break
            while scheduler(self.house).step():
                pass
            asyncio.run(self.house.speak(self.sender))
            self.house.clock.move(seconds=30, hours=12 * self.purged)  # after a purge it may be a holiday
            asyncio.run(self.sender.reconcile())
        # With nobody left there is nothing to start.
        assert self.state() in {"done", "cancelled"} or len(self.erased) == len(self.names), self.state()
        self.counts_add_up()
        self.nobody_gets_it_twice_or_after_a_no()
        if self.state() == "done" and not self.purged:
            created = {order.recipient.full for _, order in self.created()}
            owed = {name for name in self.names if name not in self.left and parse(name) not in self.failed}
            assert owed <= created, "passed over"


def run(home: Path, url: str, *, histories: int, seed: int, steps: int = 15) -> Result:
    """So many histories of up to `steps`. Chunks of recipients are tiny, so that most starts are interrupted."""
    house = House(home, url, Hands())
    before, fanout.CHUNK = fanout.CHUNK, 2  # type: ignore[misc]
    machine = type("Shared", (Machine,), {"house": house, "histories": 0, "steps": 0})
    options = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    what = ""
    try:
        run_state_machine_as_test(seeded(seed)(machine), settings=options)
    except AssertionError as error:
        what = str(error) or "assertion"
    finally:
        fanout.CHUNK = before  # type: ignore[misc]
        house.close()
    return Result(seed=seed, histories=machine.histories, steps=machine.steps, violations=int(bool(what)), what=what)
