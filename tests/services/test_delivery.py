"""What delivery reports change: they come early, late, twice, in any order. Full length: `python -m tests.faults`."""

import asyncio
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.twilio import errors
from bot.core.addresses import parse
from bot.core.messages import Order, Outcome, Outgoing, Reaction, Report, Status
from bot.services import delivery
from bot.storage import contacts
from tests.faults import reports
from tests.house import House

PERSON = "whatsapp:+51911111111"
SMS = "+51911111111"


def told(house: House, attempt: int, status: str, code: int | None = None, sid: str = "") -> int:
    """Twilio reports; `sid` where it is not the one the create call returned."""
    return asyncio.run(house.report(attempt, status, code, sid or next(iter(house.provider.created), "SM" + "9" * 32)))


def sent(house: House, person: str = PERSON) -> None:
    """A message of ours that was accepted."""
    house.owe("hola", person)
    asyncio.run(house.speak())


def message(house: House) -> tuple[str, str]:
    row = house.one("outbound")
    return row["stage"], row["reason"]


def test_every_order_of_reports_and_answer_ends_alike(tmp_path: Path, database_url: str) -> None:
    result = reports.run(tmp_path, database_url, exhaustive=2, histories=0, seed=20261123)
    assert result.kept, result
    assert result.histories > 350


NEWS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from([s for s in Status if s is not Status.UNSENT]), st.sampled_from("==≠?")
    ),
    max_size=12,
)
"""Which of three messages, what of it, and by which name: as it should be, another's provider id, provider id alone."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(news=NEWS)
def test_reports_that_come_together_change_what_they_would_one_by_one(
    house: House, news: list[tuple[int, Status, str]]
) -> None:
    ends = []
    for together in (True, False):
        house.clock.move(hours=1)
        for person in range(3):
            house.owe("hola", f"whatsapp:+5191111111{person}")
        asyncio.run(house.speak())
        sent = list(zip(house.column("attempts", "id"), house.column("attempts", "provider_id"), strict=True))[-3:]
        reports = [
            Report(
                provider_id=f"SM{number}{together}" if name == "≠" else sent[number][1],
                attempt=None if name == "?" else sent[number][0],
                status=status,
                code=63016 if status is Status.FAILED else None,
            )
            for number, status, name in news
        ]
        kept = house.rows("reports")
        for batch in [reports] if together else [[report] for report in reports]:
            delivery.note_all(house.database, batch, house.clock())
        rows = [house.one("attempts", id=attempt) for attempt, _ in sent]
        ends.append(
            (
                [
                    (row["status"], row["code"], row["provider_id"] == sid)
                    for row, (_, sid) in zip(rows, sent, strict=True)
                ],
                [house.one("outbound", id=row["message_id"])["stage"] for row in rows],
                house.rows("reports") - kept,
            )
        )
    assert ends[0] == ends[1]


def test_reports_about_messages_nobody_knows_are_thanked_for_and_change_nothing(house: House) -> None:
    sent(house)
    before = house.one("attempts")
    for attempt, sid in ((999, "SM" + "8" * 32), (1, "SM" + "8" * 32)):
        for status in ("sent", "delivered", "failed", "nonsense", ""):
            assert told(house, attempt, status, sid=sid) == 200
    assert house.one("attempts") == before


def test_a_report_before_the_answer_is_joined_with_it(house: House) -> None:
    async def early(order: Order) -> Outcome:
        sid = house.provider.create(order)
        assert await house.report(order.attempt, "delivered", sid=sid) == 200
        return Outcome(status=Status.ACCEPTED, provider_id=sid)

    house.provider.fate = early
    sent(house)
    assert house.one("attempts")["status"] == "delivered"
    assert message(house) == ("settled", "")


def test_a_retry_that_a_report_asked_for_before_the_answer_is_still_made(house: House) -> None:
    async def early(order: Order) -> Outcome:
        sid = house.provider.create(order)
        assert await house.report(order.attempt, "failed", 63018, sid=sid) == 200
        return Outcome(status=Status.ACCEPTED, provider_id=sid)

    house.provider.fate = early
    sent(house)
    assert message(house) == ("waiting", "")
    house.provider.fate = house.provider.accept
    house.clock.move(hours=1)
    asyncio.run(house.speak())
    assert house.column("attempts", "status") == ["failed", "accepted"]


def test_a_lost_answer_is_settled_by_a_report_without_asking(house: House) -> None:
    async def lost(order: Order) -> Outcome:
        house.provider.create(order)
        return Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)

    house.provider.fate = lost
    sent(house)
    assert message(house)[0] == "claimed"
    assert told(house, 1, "sent") == 200
    assert message(house) == ("settled", "")
    house.clock.move(hours=1)
    assert asyncio.run(house.sender.reconcile()) == 0
    assert house.provider.looked == 0


def test_proof_of_delivery_ends_the_wait_for_another_attempt(house: House) -> None:
    sent(house)
    told(house, 1, "failed", 63018)
    assert message(house)[0] == "waiting"
    told(house, 1, "delivered")
    house.clock.move(hours=1)
    asyncio.run(house.speak())
    assert len(house.provider.orders) == 1
    assert message(house) == ("settled", "")


def test_a_late_proof_for_an_older_attempt_keeps_a_newer_failure_from_another_try(house: House) -> None:
    sent(house)
    first = next(iter(house.provider.created))
    told(house, 1, "failed", 63018)
    house.clock.move(hours=1)
    asyncio.run(house.speak())
    told(house, 1, "delivered", sid=first)
    told(house, 2, "failed", 63018, sid=list(house.provider.created)[1])
    house.clock.move(hours=1)
    asyncio.run(house.speak())
    assert len(house.provider.orders) == 2
    assert house.column("attempts", "status") == ["delivered", "failed"]


def consequences(rule: errors.Rule, code: int) -> tuple[int, str, str, int]:
    """Attempts, reason, why the address is stopped, how many times a no was written down."""
    attempts = min(rule.tries, delivery.TRIES) if rule.reaction is Reaction.RETRY else 1
    stops = rule.reaction is Reaction.OPT_OUT or (rule.reaction is Reaction.STOP and rule.tries == 1)
    return attempts, str(code), str(code) if stops else "", int(rule.reaction is Reaction.OPT_OUT)


def test_a_late_failure_has_the_consequence_its_code_names(house: House) -> None:
    """Every code of the table at once, each on a person of its own; by SMS, where no window closes during a retry."""
    people = {f"+519{code:08d}": code for code in errors.RULES}
    house.owe_all({person: Outgoing(text="hola") for person in people})

    async def run() -> None:
        reported: set[str] = set()
        for _ in range(delivery.TRIES + 2):
            while await house.speak():
                pass
            for sid, order in list(house.provider.created.items()):
                if sid not in reported:
                    reported.add(sid)
                    code = people[order.recipient.full]
                    assert await house.report(order.attempt, "undelivered", code, sid) == 200
            house.clock.move(hours=9)

    asyncio.run(run())
    assert len(people) >= 60
    for person, code in people.items():
        with house.database.read() as tx:
            contact_id = contacts.find(tx, parse(person))
        row = house.one("outbound", contact_id=contact_id)
        assert row["stage"] == "settled"
        found = (
            house.rows("attempts", message_id=row["id"]),
            row["reason"],
            house.one("addresses", contact_id=contact_id)["stopped"],
            house.rows("consents", contact_id=contact_id, given=False, source=f"twilio:{code}"),
        )
        assert (code, *found) == (code, *consequences(errors.RULES[code], code))


def test_a_number_that_may_only_be_off_is_stopped_when_it_happens_again(house: House) -> None:
    assert errors.RULES[30004].tries == 2
    stopped = []
    for number in (1, 2):
        sent(house, SMS)
        told(house, number, "undelivered", 30004, list(house.provider.created)[-1])
        stopped.append(house.one("addresses")["stopped"])
        house.clock.move(minutes=1)
    assert stopped == ["", "30004"]


def test_who_told_twilio_to_stop_is_stopped_and_their_no_is_dated(house: House) -> None:
    sent(house)
    told(house, 1, "failed", 21610)
    no = house.one("consents")
    assert (no["scope"], no["given"], no["at"], no["source"]) == ("alerts", False, house.clock(), "twilio:21610")
    told(house, 1, "failed", 21610)
    assert house.rows("consents") == 1


def test_a_stop_that_is_told_without_our_attempt_before_the_answer_is_kept_for_it(house: House) -> None:
    async def early(order: Order) -> Outcome:
        sid = house.provider.create(order)
        told = Report(provider_id=sid, status=Status.FAILED, attempt=None, code=21610, reaction=Reaction.OPT_OUT)
        delivery.note_all(house.database, [told], house.clock())
        assert house.rows("consents") == 0
        return Outcome(status=Status.ACCEPTED, provider_id=sid)

    house.provider.fate = early
    sent(house)
    assert (house.one("consents")["given"], house.one("addresses")["stopped"]) == (False, "21610")
