"""The life of a campaign, from a file to the last delivery, on both databases."""

import asyncio
import random
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.core import campaigns as core
from bot.core.addresses import Channel
from bot.core.consent import ALERTS
from bot.core.errors import BadInput
from bot.core.messages import Order, Outcome, Reaction, Status
from bot.services import fanout, housekeeping, rehearsal, rights, stopping
from bot.services.preflight import look
from bot.storage import campaigns, consents, contacts, outbound, profiles, recipients, runs
from bot.storage.schema import addresses
from tests.house import House, Unlimited
from tests.services.campaigns import (
    APPROVER,
    BELOW_SMS,
    OFFICER,
    approved,
    counts,
    document,
    join,
    person,
    scheduler,
    settle,
    started,
    state,
    template,
    why,
    yes,
)


def go(house: House) -> int:
    """Everything leaves that may leave, and what is due by itself is done."""
    sent = asyncio.run(house.speak())
    settle(house)
    return sent


def notices(house: House) -> list[str]:
    with house.database.read() as tx:
        return [notice.kind for notice in campaigns.unseen(tx)]


# From file to delivery


def test_everybody_gets_it_once_and_the_counts_say_so(house: House) -> None:
    join(house, [person(n) for n in range(30)])
    campaign = approved(house)
    assert counts(house, campaign) == {"waiting": 30}
    assert house.app.desk.start(campaign, OFFICER) == 30
    assert counts(house, campaign) == {"waiting": 30}
    settle(house)
    assert counts(house, campaign) == {"waiting": 30}
    assert go(house) == 30
    assert counts(house, campaign) == {"accepted": 30}
    assert state(house, campaign) == "done"
    assert [house.provider.texts(house.phone(person(n)).address) for n in range(30)] == [["Lávate las manos."]] * 30


def test_reports_move_people_from_accepted_to_read(house: House) -> None:
    join(house, [person(n) for n in range(4)])
    campaign = started(house)
    go(house)
    attempts = house.column("attempts", "id")
    for attempt, status in zip(attempts, ("sent", "delivered", "read", "undelivered"), strict=True):
        sid = next(s for s, order in house.provider.created.items() if order.attempt == attempt)
        asyncio.run(house.report(attempt, status, 63024 if status == "undelivered" else None, sid))
    assert counts(house, campaign) == {"sent": 1, "delivered": 1, "read": 1, "failed": 1}


def test_who_got_the_first_try_after_all_counts_as_delivered_whatever_became_of_the_second(house: House) -> None:
    join(house, [person(1)])
    campaign = started(house)
    go(house)
    ((sid, first),) = house.provider.created.items()
    asyncio.run(house.report(first.attempt, "failed", 63018, sid=sid))
    assert counts(house, campaign) == {"waiting": 1}
    house.clock.move(hours=1)
    settle(house)  # done, and under way again
    go(house)
    assert counts(house, campaign) == {"accepted": 1}
    asyncio.run(house.report(first.attempt, "delivered", sid=sid))
    assert counts(house, campaign) == {"delivered": 1}


def test_people_read_their_language_and_their_name(house: House) -> None:
    one, two = join(house, [person(1), person(2)])
    with house.database.write() as tx:
        contacts.set_language(tx, two, "en")
        profiles.learn(tx, "name", [(one, "Rosa María Pérez")])
    text = {"es": "Hola, {nombre}, de {distrito}.", "en": "Hello, {nombre|neighbour}."}
    started(house, body=text, audience={"languages": ["es", "en"]})
    go(house)
    said = [house.provider.texts(house.phone(person(n)).address) for n in (1, 2)]
    assert said == [["Hola, Rosa, de tu distrito."], ["Hello, neighbour."]]


def test_outside_the_window_only_the_template_goes(house: House) -> None:
    join(house, [person(1)])
    join(house, [person(2)], wrote=timedelta(days=3))
    sid = template(house)
    campaign = started(house, template={"content_sid": sid, "variables": {"1": "{nombre|vecina}"}})
    go(house)
    sent = {order.recipient: order for order in house.provider.orders}
    inside, outside = (sent[house.phone(person(n)).address] for n in (1, 2))
    assert (inside.text, inside.content_sid) == ("Lávate las manos.", "")
    assert (outside.text, outside.content_sid, outside.content_variables) == ("", sid, {"1": "vecina"})
    assert counts(house, campaign) == {"accepted": 2}


def test_without_a_template_a_closed_window_is_refused_and_counted(house: House) -> None:
    join(house, [person(1)])
    join(house, [person(2)], wrote=timedelta(hours=23, minutes=55))
    campaign = started(house)
    assert go(house) == 1
    assert (counts(house, campaign), why(house, campaign)) == ({"accepted": 1, "refused": 1}, {"window_closed": 1})


# Who does not get it


def test_nobody_without_a_yes_is_written_to(house: House) -> None:
    join(house, [person(1)])
    join(house, [person(2)], alerts=None)
    (no,) = join(house, [person(3)], alerts=False)
    campaign = started(house)
    assert go(house) == 1
    assert why(house, campaign) == {"no_consent": 1, "opted_out": 1}
    assert house.rows("outbound", contact_id=no, stage="refused") == 1


def test_a_no_after_the_start_counts_from_that_moment(house: House) -> None:
    (who, _) = join(house, [person(1), person(2)])
    campaign = started(house)
    with house.database.write() as tx:
        consents.write(tx, who, ALERTS, given=False, at=house.clock(), source="chat")
    assert go(house) == 1
    assert why(house, campaign) == {"opted_out": 1}


def test_a_no_told_to_twilio_ends_every_campaign_that_waits_for_them_at_once(house: House) -> None:
    join(house, [person(1)])
    first, second = started(house), started(house)
    house.provider.fate = lambda order: house.provider.refuse(order, code=21610, reaction=Reaction.OPT_OUT)
    asyncio.run(house.speak())
    assert why(house, first) | why(house, second) == {"opted_out": 1}
    assert len(house.provider.orders) == 1


def test_while_a_claim_holds_somebody_their_no_waits_for_its_end(house: House) -> None:
    (who,) = join(house, [person(1)])
    campaign = started(house)

    def leave() -> None:
        with house.database.write() as tx:
            consents.write(tx, who, ALERTS, given=False, at=house.clock(), source="chat")

    leaving = threading.Thread(target=leave)
    with house.database.write() as tx:
        held = recipients.candidates(tx, campaign, Channel.WHATSAPP, (), now=house.clock(), limit=5)
        leaving.start()
        leaving.join(0.3)
        assert [one.contact_id for one in held] == [who]
        assert leaving.is_alive()
    leaving.join(120)
    assert not leaving.is_alive()


def test_a_no_to_the_subject_is_a_no_to_its_campaigns(house: House) -> None:
    one, two = join(house, [person(1), person(2)])
    with house.database.write() as tx:
        for who in (one, two):
            consents.write(tx, who, "topic:salud", given=True, at=house.clock(), source="chat", version="1")
    campaign = started(house, audience={"subscriptions": ["salud"]})
    with house.database.write() as tx:
        consents.write(tx, one, "topic:salud", given=False, at=house.clock(), source="chat")
    assert go(house) == 1
    assert why(house, campaign) == {"opted_out": 1}


def test_two_campaigns_a_week_and_no_more_unless_it_is_an_emergency(house: House) -> None:
    join(house, [person(1)])
    for _ in range(2):
        campaign = started(house)
        assert go(house) == 1
        house.clock.move(seconds=10)
    campaign = started(house)
    assert go(house) == 0
    assert why(house, campaign) == {"weekly_cap": 1}
    urgent = started(house, kind="emergency", emergency_reason="Huaico")
    assert go(house) == 1
    assert counts(house, urgent) == {"accepted": 1}
    house.clock.move(days=7)
    join(house, [person(1)])
    later = started(house)
    assert go(house) == 1
    assert counts(house, later) == {"accepted": 1}


def test_someone_with_an_open_restricted_case_is_left_in_peace(house: House) -> None:
    join(house, [person(1)])
    asyncio.run(house.post(house.phone(person(1)).text("me pega")))
    asyncio.run(house.think())
    asyncio.run(house.speak())
    house.clock.move(seconds=10)
    campaign = started(house)
    assert go(house) == 0
    assert why(house, campaign) == {"sensitive_case": 1}


def test_at_night_it_waits_for_the_morning_where_the_person_lives(house: House) -> None:
    house.clock.now = house.clock.now.replace(hour=3)  # 22:00 in Lima
    _, madrid = join(house, [person(1), person(2)], wrote=timedelta(hours=1))
    with house.database.write() as tx:
        profiles.learn(tx, "zone", [(madrid, "Europe/Madrid")])
    campaign = started(house)
    assert go(house) == 0
    house.clock.now = house.clock.now.replace(hour=7)  # 08:00 in Madrid
    assert go(house) == 1
    assert [order.recipient for order in house.provider.orders] == [house.phone(person(2)).address]
    house.clock.now = house.clock.now.replace(hour=13)
    assert go(house) == 1
    assert counts(house, campaign) == {"accepted": 2}


def test_what_is_held_up_on_our_machine_until_the_hours_end_does_not_leave(house: House) -> None:
    class Late(Unlimited):
        async def take(self) -> None:
            house.clock.move(minutes=2)

    house.clock.move(hours=9, minutes=59)
    join(house, [person(1)])
    campaign = started(house)
    asyncio.run(house.speak(house.new_sender(limit=Late())))
    assert (house.provider.orders, counts(house, campaign)) == ([], {"waiting": 1})
    house.clock.move(hours=12)
    assert go(house) == 1
    assert counts(house, campaign) == {"accepted": 1}


def test_an_emergency_leaves_at_night(house: House) -> None:
    house.clock.now = house.clock.now.replace(hour=3)
    join(house, [person(1)])
    started(house, kind="emergency", emergency_reason="Huaico en la quebrada")
    assert go(house) == 1


def test_replies_go_before_the_campaign(house: House) -> None:
    join(house, [person(n) for n in range(50)])
    started(house)
    house.owe("respuesta", person(900))
    sender = house.new_sender(in_flight=1)

    async def first() -> str:
        await sender.step()
        await sender.drain(5)
        return house.provider.orders[0].text

    assert asyncio.run(first()) == "respuesta"


# WhatsApp, then SMS


def both(house: House, number: int) -> int:
    """One person with both addresses. Returns the contact."""
    (contact,), (other,) = join(house, [person(number)]), join(house, [person(number, "sms")])
    with house.database.write() as tx:
        tx.connection.execute(update(addresses).where(addresses.c.contact_id == other).values(contact_id=contact))
    return contact


def test_a_reply_that_is_tried_again_in_a_minute_goes_before_the_campaign(house: House) -> None:
    join(house, [person(1)])
    house.owe("respuesta", person(1))
    house.provider.fate = lambda order: house.provider.refuse(
        order, code=63018, reaction=Reaction.RETRY, wait=60, tries=5
    )
    asyncio.run(house.speak())
    house.provider.fate = house.provider.accept
    started(house)
    house.clock.move(seconds=30)
    assert go(house) == 0
    house.clock.move(seconds=31)
    go(house)
    house.clock.move(seconds=10)
    go(house)
    assert house.provider.texts(house.phone(person(1)).address) == ["respuesta", "Lávate las manos."]


def test_who_is_written_down_twice_for_one_occurrence_is_owed_one_message(house: House) -> None:
    (who,) = join(house, [person(1)])
    campaign = started(house)
    row = house.one("outbound", campaign_id=campaign)
    run = runs.Run(campaign_id=campaign, number=1, step=0, started_at=house.clock(), expected=1, reached=0, paged=True)
    again = runs.Recipient(
        contact_id=who, address_id=row["address_id"], channel="whatsapp", sender="", due_at=house.clock()
    )
    with house.database.write() as tx:
        runs.write(tx, run, [again], house.clock())
    assert house.rows("outbound", campaign_id=campaign) == 1


def test_who_is_not_on_whatsapp_gets_it_by_sms_and_counts_once(house: House) -> None:
    both(house, 1)
    both(house, 2)
    join(house, [person(3)])
    bad = {house.phone(person(n)).address for n in (1, 3)}

    async def fate(order: Order) -> Outcome:
        if order.recipient in bad:
            return await house.provider.refuse(order, code=63003, reaction=Reaction.STOP, tries=1)
        return await house.provider.accept(order)

    house.provider.fate = fate
    campaign = started(house, channel="whatsapp_then_sms", sms={"es": "Lavate."}, audience={"languages": ["es"]})
    go(house)
    house.clock.move(seconds=10)
    go(house)
    assert house.provider.texts(house.phone(person(1, "sms")).address) == ["Lavate." + BELOW_SMS]
    assert house.provider.texts(house.phone(person(2, "sms")).address) == []
    found = counts(house, campaign)
    assert (found["accepted"], found["failed"], sum(found.values())) == (2, 1, house.rows("outbound"))


def test_who_cannot_be_reached_in_the_window_gets_it_by_sms(house: House) -> None:
    contact = both(house, 1)
    with house.database.write() as tx:
        long_ago = house.clock() - timedelta(days=3)
        tx.connection.execute(
            update(addresses).where(addresses.c.channel == "whatsapp").values(last_inbound_at=long_ago)
        )
    campaign = started(house, channel="whatsapp_then_sms", audience={"languages": ["es"]})
    assert go(house) + go(house) == 1
    assert [order.recipient for order in house.provider.orders] == [house.phone(person(1, "sms")).address]
    assert counts(house, campaign) == {"accepted": 1}
    with house.database.write() as tx:
        consents.write(tx, contact, ALERTS, given=False, at=house.clock(), source="chat")
    house.clock.move(seconds=10)
    later = started(house, channel="whatsapp_then_sms", audience={"languages": ["es"]})
    assert go(house) == 0
    assert why(house, later) == {"opted_out": 1}


def test_two_contacts_who_turn_out_to_be_one_get_it_once(house: House) -> None:
    join(house, [person(1), "whatsapp:PE.1A2B3C"])
    campaign = started(house)
    seen = contacts.Seen(
        address=house.phone(person(1)).address, sender=house.phone(person(1)).number.full, also="PE.1A2B3C"
    )
    with house.database.write() as tx:
        contacts.lock(tx, seen.names)
        contacts.reach(tx, [seen], house.clock())
    assert go(house) == 1
    assert (counts(house, campaign), why(house, campaign)) == ({"accepted": 1, "refused": 1}, {"same_person": 1})


def test_who_comes_while_recipients_are_written_down_was_not_approved(house: House) -> None:
    join(house, [person(1)])
    campaign = approved(house)
    house.app.desk.start(campaign, OFFICER)
    house.app.desk.pause(campaign, OFFICER)
    house.clock.move(minutes=5)
    join(house, [person(n) for n in range(2, 30)], wrote=timedelta(minutes=1))
    house.app.desk.resume(campaign, OFFICER)
    settle(house)
    assert go(house) == 1
    assert counts(house, campaign) == {"accepted": 1}


def test_one_that_repeats_asks_a_second_person_where_its_audience_has_grown(house: House) -> None:
    join(house, [person(n) for n in range(10)])
    first = house.clock() + timedelta(hours=1)
    local = first.astimezone(house.app.settings.timezone)
    campaign = approved(
        house,
        send_at=f"{local:%Y-%m-%dT%H:%M}",
        repeat={"every": "day", "until": f"{local + timedelta(days=9):%Y-%m-%d}"},
    )
    house.app.desk.start(campaign, OFFICER)
    settle(house)
    assert go(house) == 10
    join(house, [person(n) for n in range(10, 30)])
    house.clock.move(days=1, hours=1, minutes=1)
    settle(house)
    assert (state(house, campaign), notices(house), go(house)) == ("paused", ["grown"], 0)
    with pytest.raises(BadInput, match="Aprueba otra persona"):
        house.app.desk.resume(campaign, OFFICER)
    house.app.desk.resume(campaign, APPROVER)
    settle(house)
    assert house.rows("outbound", campaign_id=campaign, run=2) == 30
    assert (state(house, campaign), notices(house)) == ("running", [])


def test_a_rehearsal_is_not_for_somebody_who_said_no(house: House) -> None:
    join(house, [person(1)], alerts=False)
    join(house, [person(2)], alerts=None)
    campaign = approved(house)
    asked = (house.app.regulations, OFFICER, house.clock())
    with pytest.raises(BadInput, match="pidió no recibir avisos"):
        rehearsal.send(house.database, campaign, person(1), *asked)
    assert rehearsal.send(house.database, campaign, person(2), *asked) == 1


# Pause, cancel, resume


def test_pause_means_stop_and_resume_sends_exactly_the_rest(house: House) -> None:
    join(house, [person(n) for n in range(40)])
    campaign = started(house)
    sender = house.new_sender(in_flight=15)
    asyncio.run(sender.step())
    asyncio.run(sender.drain(5))
    house.app.desk.pause(campaign, OFFICER)
    before = len(house.provider.orders)
    assert go(house) == 0
    assert counts(house, campaign) == {"accepted": before, "waiting": 40 - before}
    house.app.desk.resume(campaign, OFFICER)
    assert go(house) == 40 - before
    assert (counts(house, campaign), state(house, campaign)) == ({"accepted": 40}, "done")
    assert len(house.provider.created) == 40


def test_cancel_shows_at_once_and_nothing_leaves(house: House) -> None:
    join(house, [person(n) for n in range(10)])
    campaign = started(house)
    house.app.desk.cancel(campaign, OFFICER)
    assert counts(house, campaign) == {"cancelled": 10}
    assert go(house) == 0
    assert counts(house, campaign) == {"cancelled": 10}
    assert house.rows("outbound", stage="cancelled") == 10
    with pytest.raises(BadInput):
        house.app.desk.resume(campaign, OFFICER)


# Two people


def test_the_hash_is_what_is_approved(house: House) -> None:
    join(house, [person(1)])
    campaign = approved(house)
    house.app.desk.edit(campaign, document(body={"es": "Otra cosa."}), OFFICER)
    assert state(house, campaign) == "draft"
    with pytest.raises(BadInput):
        house.app.desk.start(campaign, OFFICER)
    with pytest.raises(BadInput):
        house.app.desk.approve(campaign, OFFICER)
    yes(house, campaign)
    house.app.desk.start(campaign, OFFICER)
    settle(house)
    go(house)
    assert house.provider.texts(house.phone(person(1)).address) == ["Otra cosa."]


def test_a_plan_that_came_into_the_table_by_another_way_is_not_what_was_approved(house: House) -> None:
    join(house, [person(1)])
    campaign, other = approved(house), house.app.desk.create(document(body={"es": "Otra cosa."}), OFFICER)
    with house.database.write() as tx:
        new = house.one("campaigns", id=other)
        campaigns.set_values(tx, campaign, plan=new["plan"], hash=new["hash"])
    with pytest.raises(BadInput, match="hace falta otra aprobación"):
        house.app.desk.start(campaign, OFFICER)
    assert (state(house, campaign), house.rows("campaign_runs")) == ("draft", 0)


def test_what_is_over_is_not_stopped_into_being_paused_and_what_is_armed_is_disarmed(house: House) -> None:
    join(house, [person(1)])
    over, armed, left = started(house), approved(house, send_at=AT), approved(house)
    house.app.desk.cancel(over, OFFICER)
    house.app.desk.schedule(armed, OFFICER)
    with house.database.write() as tx:
        assert [stopping.stop(tx, one, "template", house.clock()) for one in (over, armed, left)] == [
            False,
            True,
            False,
        ]
    assert [state(house, one) for one in (over, armed, left)] == ["cancelled", "approved", "approved"]
    assert house.one("campaigns", id=armed)["next_at"] is None


def test_a_yes_to_what_was_read_is_no_yes_to_what_was_edited_since(house: House) -> None:
    join(house, [person(1)])
    desk = house.app.desk
    campaign = desk.create(document(), OFFICER)
    read = look(house.database, campaign, house.app.preflight, house.clock()).fingerprint
    desk.edit(campaign, document(body={"es": "Otra cosa."}), "otto")
    before = house.all_rows()
    with pytest.raises(BadInput, match="otto la cambió después"):
        desk.approve(campaign, APPROVER, fingerprint=read)
    with pytest.raises(BadInput, match="al menos 12 cifras"):
        desk.approve(campaign, APPROVER, fingerprint=read[:11])
    assert (house.all_rows(), state(house, campaign)) == (before, "draft")
    now = look(house.database, campaign, house.app.preflight, house.clock()).fingerprint
    assert yes(house, campaign, fingerprint=f" {now[:12].upper()} ") == 1
    assert state(house, campaign) == "approved"


def test_an_audience_that_has_grown_asks_again(house: House) -> None:
    join(house, [person(n) for n in range(10)])
    campaign = approved(house)
    join(house, [person(10)])
    house.app.desk.start(campaign, OFFICER)  # a tenth more
    other = approved(house)
    join(house, [person(n) for n in range(11, 14)])
    with pytest.raises(BadInput, match=r"11 .* 14"):
        house.app.desk.start(other, OFFICER)
    assert state(house, other) == "draft"


def test_an_audience_that_has_grown_is_not_armed_and_what_was_armed_does_not_start(house: House) -> None:
    join(house, [person(n) for n in range(10)])
    first, second = approved(house, send_at=AT), approved(house, send_at=AT)
    house.app.desk.schedule(first, OFFICER)
    join(house, [person(n) for n in range(10, 12)])
    with pytest.raises(BadInput, match=r"10 .* 12"):
        house.app.desk.schedule(second, OFFICER)
    house.clock.move(hours=23)
    settle(house)
    assert [state(house, one) for one in (first, second)] == ["draft", "draft"]
    assert (notices(house), house.rows("campaign_runs")) == (["grown"], 0)


def test_of_200_who_press_start_one_starts_it(house: House) -> None:
    join(house, [person(n) for n in range(3)])
    campaign = approved(house)
    began: list[int] = []

    def press() -> None:
        for _ in range(25):
            try:
                began.append(house.app.desk.start(campaign, OFFICER))
            except BadInput:
                continue

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert began == [3]
    settle(house)
    assert go(house) == 3


# Time


AT = "2026-11-24T09:00"


def test_it_starts_at_its_time_once_however_many_schedulers_race(house: House) -> None:
    join(house, [person(1)])
    daily = {"repeat": {"every": "day", "until": "2026-12-24"}}
    numbers = [approved(house, name=f"n {n}", send_at=AT, **(daily if n % 2 else {})) for n in range(100)]
    for number in numbers:
        house.app.desk.schedule(number, OFFICER)
    settle(house)
    assert {state(house, number) for number in numbers} == {"scheduled"}
    house.clock.now = house.clock.now.replace(day=24, hour=14)
    racing = [threading.Thread(target=scheduler(house).step) for _ in range(4)]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join()
    settle(house)
    assert {state(house, number) for number in numbers} == {"running"}
    assert house.rows("campaign_runs") == house.rows("outbound") == 100


@pytest.mark.parametrize(("late", "fate"), [(10, "running"), (60, "running"), (61, "approved"), (180, "approved")])
def test_late_by_an_hour_it_starts_and_later_it_asks(house: House, late: int, fate: str) -> None:
    join(house, [person(1)])
    campaign = approved(house, send_at=AT)
    house.app.desk.schedule(campaign, OFFICER)
    house.clock.now = house.clock.now.replace(day=24, hour=14) + timedelta(minutes=late)
    settle(house)
    assert state(house, campaign) == fate
    assert notices(house) == ([] if fate == "running" else ["missed"])


@pytest.mark.parametrize("step", [-1, 1])
def test_a_clock_that_is_set_an_hour_back_or_forth_brings_nothing_twice(house: House, step: int) -> None:
    join(house, [person(1)])
    at = (house.clock() + timedelta(hours=1)).astimezone(house.app.settings.timezone)
    repeat = {"every": "day", "until": f"{at + timedelta(days=1):%Y-%m-%d}"}
    campaign = approved(house, send_at=f"{at:%Y-%m-%dT%H:%M}", repeat=repeat)
    house.app.desk.schedule(campaign, OFFICER)
    house.clock.move(hours=1)
    for day in (1, 2):
        join(house, [person(1)], wrote=timedelta(0))
        settle(house)
        go(house)
        for hours in (step, -step):
            house.clock.move(hours=hours)
            go(house)
        assert house.rows("campaign_runs", campaign_id=campaign) == day
        assert house.rows("outbound", campaign_id=campaign) == day
        house.clock.move(days=1)
    assert len(house.provider.orders) == 2


def test_one_that_repeats_keeps_its_calendar_when_it_missed_an_hour(house: House) -> None:
    join(house, [person(1)])
    campaign = approved(house, send_at=AT, repeat={"every": "day", "until": "2026-11-26"})
    house.app.desk.schedule(campaign, OFFICER)
    house.clock.move(hours=23)
    settle(house)
    house.clock.move(hours=27)
    settle(house)
    with house.database.read() as tx:
        assert [(one.kind, one.detail) for one in campaigns.unseen(tx)] == [("missed_day", "2026-11-25T14:00Z")]
    assert house.rows("campaign_runs") == 1
    house.clock.move(hours=21)
    settle(house)
    assert sorted(house.column("campaign_runs", "number")) == [1, 3]


def test_it_comes_again_every_week_until_the_last_day(house: House) -> None:
    join(house, [person(1)])
    campaign = approved(house, send_at=AT, repeat={"every": "week", "until": "2026-12-02"})
    house.app.desk.schedule(campaign, OFFICER)
    house.clock.move(hours=23)
    for _ in range(20):
        join(house, [person(1)], alerts=None)
        settle(house)
        go(house)
        house.clock.move(hours=24)
    assert len(house.provider.created) == 2
    assert (counts(house, campaign), state(house, campaign)) == ({"accepted": 2}, "done")


def test_a_series_writes_to_each_person_on_their_own_days(house: House) -> None:
    days = {}
    steps = [{"day": 0, "body": {"es": "hoy"}}, {"day": 2, "body": {"es": "pasado mañana"}}]
    join(house, [person(1)])
    series = {"from": "joined", "at": "10:15", "until": "2026-11-28", "steps": steps}
    plan = {"name": "s", "audience": {"languages": ["es"]}, "series": series}
    campaign = house.app.desk.create(plan, OFFICER)
    yes(house, campaign)
    house.app.desk.start(campaign, OFFICER)
    house.clock.move(minutes=30)
    for half in range(12):
        if half == 3:
            join(house, [person(2)])
        join(house, [person(1), *([person(2)] if half >= 3 else [])], alerts=None, wrote=timedelta(0))
        before = len(house.provider.orders)
        settle(house)
        go(house)
        for order in house.provider.orders[before:]:
            days.setdefault(order.recipient.identifier[-1], []).append((house.clock().day, order.text))
        house.clock.move(hours=12)
    # The second wrote for the first time on the 24th, after the hour.
    assert days == {"1": [(23, "hoy"), (25, "pasado mañana")], "2": [(25, "hoy"), (27, "pasado mañana")]}
    assert state(house, campaign) == "done"


def test_a_series_counts_from_the_last_yes_and_from_none_that_was_taken_back(house: House) -> None:
    steps = [{"day": 1, "body": {"es": "mañana"}}]
    plan = {
        "name": "s",
        "audience": {"languages": ["es"]},
        "series": {"from": "consent", "at": "10:15", "steps": steps},
    }
    again, gone = join(house, [person(1), person(2)])
    campaign = house.app.desk.create(plan, OFFICER)
    yes(house, campaign)
    house.app.desk.start(campaign, OFFICER)
    house.clock.move(minutes=20)
    settle(house)
    with house.database.write() as tx:
        for who, given in ((gone, False), (again, True)):
            consents.write(tx, who, ALERTS, given=given, at=house.clock(), source="chat", version="1" if given else "")
    rows = []
    for _ in range(3):
        house.clock.move(days=1)
        settle(house)
        rows.append([row for row in house.column("outbound", "contact_id") if row in (again, gone)])
    assert rows == [[], [again], [again]]


@pytest.mark.parametrize("anchor", ["joined", "consent"])
def test_a_series_asks_a_second_person_where_many_have_their_day_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch, anchor: str
) -> None:
    monkeypatch.setattr(core, "FEW_A_DAY", 2)
    steps = [{"day": day, "body": {"es": f"día {day}"}} for day in (0, 1)]
    plan = {"name": "s", "audience": {"languages": ["es"]}, "series": {"from": anchor, "at": "10:15", "steps": steps}}
    join(house, [person(n) for n in range(10)], wrote=timedelta(days=9))
    campaign = house.app.desk.create(plan, OFFICER)
    yes(house, campaign)
    house.app.desk.start(campaign, OFFICER)
    join(house, [person(n) for n in range(20, 31)], wrote=timedelta(0))
    house.clock.move(minutes=20)
    settle(house)
    assert house.rows("outbound", campaign_id=campaign) == 11  # no more than were approved, and a tenth
    join(house, [person(n) for n in range(40, 41)], wrote=timedelta(0))
    house.clock.move(days=1)
    settle(house)  # the eleven have their second day, one more the first
    assert (state(house, campaign), notices(house)) == ("paused", ["grown_day"])
    with house.database.read() as tx:
        assert [one.detail for one in campaigns.unseen(tx, campaign)] == ["10 → 12"]
    house.clock.move(hours=3)
    with pytest.raises(BadInput, match="Aprueba otra persona"):
        house.app.desk.resume(campaign, OFFICER)
    settle(house)
    assert house.rows("outbound", campaign_id=campaign) == 11
    house.app.desk.resume(campaign, APPROVER)
    settle(house)
    assert (house.rows("outbound", campaign_id=campaign), notices(house)) == (23, [])
    house.clock.move(hours=21)  # the next day comes at its own hour, and as few as before ask nobody
    settle(house)
    assert (house.rows("outbound", campaign_id=campaign), state(house, campaign)) == (24, "running")


def test_people_may_flow_into_a_series_for_as_long_as_it_runs(house: House) -> None:
    steps = [{"day": 0, "body": {"es": "hoy"}}]
    plan = {"name": "s", "audience": {"languages": ["es"]}, "series": {"from": "joined", "at": "10:15", "steps": steps}}
    join(house, [person(0)])
    campaign = house.app.desk.create(plan, OFFICER)
    yes(house, campaign)
    house.app.desk.start(campaign, OFFICER)
    house.clock.move(minutes=20)
    settle(house)
    for day in range(4):
        join(house, [person(100 * (day + 1) + n) for n in range(core.FEW_A_DAY - 1)], wrote=timedelta(0))
        house.clock.move(days=1)
        settle(house)
    assert (state(house, campaign), notices(house)) == ("running", [])
    join(house, [person(900 + n) for n in range(core.FEW_A_DAY + 1)], wrote=timedelta(0))
    house.clock.move(days=1)
    settle(house)
    assert (state(house, campaign), notices(house)) == ("paused", ["grown_day"])
    house.clock.move(days=1)  # nobody said yes in time: that day is over, which is told, and the next asks for itself
    house.app.desk.resume(campaign, OFFICER)
    settle(house)
    assert (state(house, campaign), notices(house)) == ("running", ["missed_day"])


# When something is wrong


def test_many_failures_in_a_row_pause_it_and_tell_staff(house: House) -> None:
    join(house, [person(n) for n in range(40)])
    campaign = started(house)

    async def fate(order: Order) -> Outcome:
        return await house.provider.refuse(order, code=63003, reaction=Reaction.DROP)

    house.provider.fate = fate
    house.clock.move(seconds=1)
    sender = house.new_sender(in_flight=8)
    for _ in range(10):
        asyncio.run(sender.step())
        asyncio.run(sender.drain(5))
        house.clock.move(seconds=1)
        scheduler(house, failures_in_a_row=10).step()
    assert state(house, campaign) == "paused"
    assert notices(house) == ["failures"]
    assert counts(house, campaign) == {"failed": 16, "waiting": 24}
    house.provider.fate = house.provider.accept
    house.app.desk.resume(campaign, OFFICER)
    assert go(house) == 24
    assert notices(house) == []


def test_a_lost_answer_is_looked_up_and_never_sent_twice(house: House) -> None:
    join(house, [person(n) for n in range(6)])
    campaign = started(house, body={"es": "Hola {nombre}."})

    async def lost(order: Order) -> Outcome:
        if order.attempt % 2:
            house.provider.create(order)
        return Outcome(status=Status.UNKNOWN, reaction=Reaction.RECONCILE)

    house.provider.fate = lost
    go(house)
    assert counts(house, campaign) == {"unknown": 6}
    house.provider.fate = house.provider.accept
    house.clock.move(seconds=61)
    asyncio.run(house.sender.reconcile())
    go(house)
    assert (counts(house, campaign), len(house.provider.created)) == ({"accepted": 6}, 6)


def test_the_counts_keep_who_is_erased_and_who_is_too_old(house: House) -> None:
    people = join(house, [person(n) for n in range(5)])
    campaign = started(house)
    go(house)
    with house.database.write() as tx:
        rights.erase(tx, people[0], house.clock())
    assert counts(house, campaign) == {"accepted": 5}
    house.clock.move(days=401)
    housekeeping.forget(house.database, house.clock() - timedelta(days=90), house.clock())
    assert house.rows("outbound") == 0
    assert counts(house, campaign) == {"accepted": 5}


def test_a_campaign_cut_off_in_the_middle_of_its_fan_out_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "CHUNK", 7)
    join(house, [person(n) for n in range(40)])
    campaign = approved(house)
    house.app.desk.start(campaign, OFFICER)
    for _ in range(3):
        scheduler(house).step()
    assert house.rows("outbound") == 21
    assert counts(house, campaign) == {"waiting": 40}
    asyncio.run(house.speak())
    assert counts(house, campaign) == {"accepted": 21, "waiting": 19}
    settle(house)
    go(house)
    assert counts(house, campaign) == {"accepted": 40}


def test_what_we_sent_is_part_of_my_data(house: House, new_house: Callable[..., House]) -> None:
    (who,) = join(house, [person(1)])
    started(house)
    go(house)
    with house.database.read() as tx:
        assert [text for _, text in outbound.texts_of(tx, who)] == ["Lávate las manos."]


def test_a_number_that_keeps_failing_rests_until_it_writes(house: House) -> None:
    join(house, [person(1)])

    async def fate(order: Order) -> Outcome:
        return await house.provider.refuse(order, code=30008, reaction=Reaction.DROP)

    house.provider.fate = fate
    for _ in range(3):
        campaign = started(house)
        assert go(house) == 1
        house.clock.move(seconds=10)
    house.provider.fate = house.provider.accept
    campaign = started(house)
    assert go(house) == 0
    assert why(house, campaign) == {"resting": 1}
    join(house, [person(1)], wrote=timedelta(0))
    started(house)
    assert go(house) == 1


def test_one_marketing_message_too_many_for_meta_rests_a_day(house: House) -> None:
    join(house, [person(1)])

    async def fate(order: Order) -> Outcome:
        return await house.provider.refuse(order, code=63049, reaction=Reaction.DROP)

    house.provider.fate = fate
    started(house)
    go(house)
    assert house.one("addresses")["rests_until"] == house.clock() + timedelta(days=1)


# Opt-outs while it sends


def test_nothing_is_claimed_after_a_no_was_committed(house: House) -> None:
    """Four senders at work, people leaving at random: the row of the no and the claim of each are compared."""
    ids = join(house, [person(n) for n in range(120)])
    started(house)
    stop, broken = threading.Event(), []

    def send(name: str) -> None:
        sender = house.new_sender(name, in_flight=4)

        async def work() -> None:
            while not stop.is_set():
                await sender.step()
                await sender.drain(1)

        try:
            asyncio.run(work())
        except Exception as error:
            broken.append(error)

    senders = [threading.Thread(target=send, args=(f"send-{n}",)) for n in range(4)]
    for sender in senders:
        sender.start()
    after_no: dict[int, set[str]] = {}
    for who in random.Random(7).sample(ids, 60):
        with house.database.write() as tx:
            consents.write(tx, who, ALERTS, given=False, at=house.clock(), source="chat")
        # Committed. Whatever was not claimed by now must never be.
        after_no[who] = {"claimed", "settled"} & {house.one("outbound", contact_id=who)["stage"]}
    stop.set()
    for sender in senders:
        sender.join()
    asyncio.run(house.speak())
    assert broken == []
    late = [
        who
        for who, before in after_no.items()
        if not before and house.one("outbound", contact_id=who)["stage"] != "refused"
    ]
    assert late == []
    assert len(house.provider.orders) == house.rows("outbound", stage="settled")
