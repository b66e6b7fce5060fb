"""One page of facts before a campaign leaves: who, in which words, for how much, until when; on both databases."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.core.addresses import Address, Channel, parse
from bot.core.costs import Range
from bot.core.errors import BadInput
from bot.core.templates import Category
from bot.services import preflight, preflight_page
from bot.services.facts import Facts
from bot.storage import contacts, profiles, schema
from bot.storage.profiles import Profile
from bot.storage.schema import addresses
from tests.house import OURS, House
from tests.services.campaigns import (
    APPROVER,
    BELOW_SMS,
    OFFICER,
    counts,
    document,
    join,
    person,
    settle,
    started,
    template,
    why,
    yes,
)

DAY = timedelta(days=1)
SERVICE, UTILITY, MARKETING, PART = Decimal("0.025"), Decimal("0.025"), Decimal("0.0753"), Decimal("0.2476")


def facts(house: House, **fields: Any) -> Facts:
    campaign = house.app.desk.create(document(**fields), OFFICER)
    return look(house, campaign)


def look(house: House, campaign: int, **terms: Any) -> Facts:
    found = preflight.look(house.database, campaign, replace(house.app.preflight, **terms), house.clock())
    assert found.reached + sum(found.refused.values()) == found.audience
    assert sum(found.channels.values()) == sum(found.countries.values()) == found.reached
    assert sum(place.people for place in found.places) == sum(found.readers.values()) == found.reached
    assert 0 <= found.cost.range.low <= found.cost.range.high
    return found


def page(found: Facts) -> str:
    return "\n".join(preflight_page.lines(found))


def test_everybody_is_counted_once_under_what_would_become_of_them(house: House) -> None:
    sid = template(house, category=Category.MARKETING)
    join(house, [person(1), person(2), "whatsapp:+584120000000"])
    join(house, [person(3)], wrote=timedelta(days=2))
    join(house, [person(4)], alerts=False)
    join(house, [person(5)], alerts=None)
    found = facts(house, template={"content_sid": sid, "variables": {"1": "{nombre}"}})
    assert (found.audience, found.free_text, found.by_template, found.later) == (6, 3, 1, 0)
    assert dict(found.refused) == {"opted_out": 1, "no_consent": 1}
    assert dict(found.countries) == {"PE": 3, "VE": 1}
    assert (found.new_contacts, found.meta_days) == (1, 1)
    assert found.problems == []


def test_the_cost_is_what_each_would_be_billed_as_with_the_free_allowance_at_the_low_end(house: House) -> None:
    sid = template(house, category=Category.MARKETING)
    join(house, [person(1), person(2)])
    join(house, [person(3)], wrote=timedelta(days=2))
    found = facts(house, template={"content_sid": sid, "variables": {"1": "{nombre}"}})
    assert found.cost.range == Range(low=2 * Decimal("0.005") + MARKETING, high=2 * SERVICE + MARKETING)
    assert found.cost.unpriced == {}


def test_a_template_without_a_category_reaches_from_utility_to_marketing(house: House) -> None:
    sid = template(house, category=None)
    join(house, [person(1)], wrote=timedelta(days=2))
    found = facts(house, template={"content_sid": sid, "variables": {"1": "{nombre}"}})
    assert found.cost.range == Range(low=UTILITY, high=MARKETING)


def test_what_it_said_it_would_cost_is_what_leaving_cost(house: House) -> None:
    sid = template(house, category=Category.UTILITY)
    join(house, [person(n) for n in range(5)])
    join(house, [person(n) for n in range(5, 8)], wrote=timedelta(days=2))
    campaign = started(house, template={"content_sid": sid, "variables": {"1": "{nombre}"}})
    before = look(house, campaign)
    asyncio.run(house.speak())
    settle(house)
    spent = sum(house.column("attempts", "cost"))
    assert Decimal(spent) / 1_000_000 == before.cost.range.high


def test_people_read_their_language_or_spanish_and_how_many_read_each_is_told(house: House) -> None:
    _, two, three = join(house, [person(1), person(2), person(3)])
    with house.database.write() as tx:
        contacts.set_language(tx, two, "en")
        contacts.set_language(tx, three, "pt")
    found = facts(house, body={"es": "Hola {nombre}", "en": "Hello {nombre}"}, audience={"seen_within_days": 30})
    readers = {wording.language: people for wording, people in found.readers.items()}
    assert (readers, found.fallback) == ({"es": 2, "en": 1}, 1)
    assert [one.text for one in found.readings] == ["Hola amiga, amigo", "Hello friend"]


def test_at_night_the_window_may_close_before_the_morning(house: House) -> None:
    house.clock.now = house.clock.now.replace(hour=3)  # 22:00 in Lima; open again at 13:00 UTC
    join(house, [person(1)], wrote=timedelta(hours=1))
    join(house, [person(2)], wrote=timedelta(hours=20))
    plain = facts(house)
    assert (plain.later, dict(plain.refused)) == (1, {"window_closed": 1})
    with_template = facts(house, template={"content_sid": template(house), "variables": {"1": "{nombre}"}})
    assert (with_template.later, with_template.new_contacts) == (2, 1)
    urgent = facts(house, kind="emergency", emergency_reason="Huaico")
    assert (urgent.free_text, urgent.later) == (2, 0)


def test_each_place_is_told_its_own_time(house: House) -> None:
    _, madrid = join(house, [person(1), person(2)])
    with house.database.write() as tx:
        profiles.learn(tx, "zone", [(madrid, "Europe/Madrid")])
    found = facts(house)
    assert {(place.zone, f"{place.first:%H:%M}") for place in found.places} == {
        ("America/Lima", "10:00"),
        ("Europe/Madrid", "16:00"),
    }


def test_an_sms_shows_its_alphabet_its_parts_and_what_sin_tildes_would_save(house: House) -> None:
    join(house, [person(1, "sms")])
    text = "Hola {nombre}: sábado 9."
    campaign = house.app.desk.create(document(channel="sms", body={"es": text}), OFFICER)
    before = look(house, campaign)
    (reading,) = before.readings
    assert reading.sms is not None
    assert (reading.sms.most.alphabet, reading.sms.most.dear) == ("UCS-2", ("á",))
    assert (reading.sms.least.parts, reading.sms.most.parts) == (1, 2)
    assert before.cost.range == Range(low=PART, high=2 * PART)
    assert reading.sms.plainer.changes == (("sábado", "sabado"),)
    assert house.app.desk.make_cheaper(campaign, OFFICER) == 1
    after = look(house, campaign)
    assert after.cost.range == Range(low=PART, high=PART)
    assert house.app.desk.make_cheaper(campaign, OFFICER) == 0


def test_a_name_with_an_accent_does_not_make_a_cheap_sms_dear(house: House) -> None:
    (who,) = join(house, [person(1, "sms")])
    with house.database.write() as tx:
        profiles.learn(tx, "name", [(who, "María Núñez")])
    started(house, channel="sms", body={"es": "Hola {nombre}, este sabado hay jornada de salud."})
    asyncio.run(house.speak())
    assert house.provider.texts(house.phone(person(1, "sms")).address) == [
        "Hola Maria, este sabado hay jornada de salud." + BELOW_SMS
    ]


def test_whatsapp_that_may_fail_can_cost_an_sms_and_who_only_has_sms_is_reached(house: House) -> None:
    both = join(house, [person(1)])
    join(house, [person(2)], wrote=timedelta(days=2))
    with house.database.write() as tx:
        rows = join_sms(house, tx)
        tx.connection.execute(update(addresses).where(addresses.c.id == rows[0]).values(contact_id=both[0]))
        late = house.one("addresses", channel="whatsapp", contact_id=both[0] + 1)["contact_id"]
        tx.connection.execute(update(addresses).where(addresses.c.id == rows[1]).values(contact_id=late))
    found = facts(house, channel="whatsapp_then_sms", body={"es": "Ven el lunes."}, audience={"seen_within_days": 30})
    assert dict(found.channels) == {"whatsapp": 1, "sms": 1}
    assert found.cost.range == Range(low=Decimal("0.005") + PART, high=SERVICE + 2 * PART)


def join_sms(house: House, tx: Any) -> list[int]:
    """SMS addresses 901 and 902, of people of their own so far. Returns the address ids."""
    ours = Address(Channel.SMS, OURS[Channel.SMS]).full
    seen = [contacts.Seen(address=parse(person(n, "sms")), sender=ours) for n in (901, 902)]
    return [one.address_id for one in contacts.reach(tx, seen, house.clock() - timedelta(days=60))]


def test_what_a_locked_screen_gives_away_needs_a_yes_of_its_own(house: House) -> None:
    join(house, [person(1)])
    campaign = house.app.desk.create(document(body={"es": "Prueba de VIH gratis este lunes."}), OFFICER)
    found = look(house, campaign)
    assert len(found.confirmations) == 1
    assert "VIH" in found.confirmations[0]
    assert found.problems == []
    with pytest.raises(BadInput, match="--confirm"):
        house.app.desk.approve(campaign, APPROVER)
    assert yes(house, campaign, confirmed=True) == 1
    assert '"confirmed":1' in house.column("audit", "detail")[-1].replace(" ", "")


def test_a_template_is_read_on_the_locked_screen_too(house: House) -> None:
    join(house, [person(1)])
    sid = template(house, body="Violencia: {{1}}, aquí tienes ayuda gratis.")
    found = facts(house, template={"content_sid": sid, "variables": {"1": "{nombre}"}})
    assert len(found.confirmations) == 1


def test_what_forbids_an_approval_is_on_the_page_and_forbids_it(house: House) -> None:
    (who,) = join(house, [person(1)])
    campaign = house.app.desk.create(document(send_at="2026-11-24T10:00"), OFFICER)
    house.clock.move(days=2)
    with house.database.write() as tx:
        contacts.erase(tx, who)
    found = look(house, campaign)
    assert len(found.problems) == 2
    with pytest.raises(BadInput) as refused:
        house.app.desk.approve(campaign, APPROVER)
    assert list(refused.value.lines[:-2]) + list(refused.value.lines[-1:]) == list(found.problems)
    assert refused.value.lines[-2] == found.lacking


def test_what_it_says_becomes_of_people_is_what_becomes_of_them(house: House) -> None:
    """One query asks of everybody what the claim asks of each."""
    join(house, [person(1), person(2)])
    join(house, [person(3)], alerts=False)
    join(house, [person(4)], alerts=None)
    join(house, [person(5)], wrote=timedelta(days=2))
    stopped, resting, tired, danger = join(house, [person(n) for n in (6, 7, 8, 9)])
    for _ in range(2):
        with house.database.write() as tx:
            profiles.write(tx, tired, Profile(district="Lince"))
        started(house, audience={"districts": ["Lince"]})
        asyncio.run(house.speak())
        house.clock.move(seconds=10)
    with house.database.write() as tx:
        for who, change in ((stopped, {"stopped": "landline"}), (resting, {"rests_until": house.clock() + DAY})):
            tx.connection.execute(update(addresses).where(addresses.c.contact_id == who).values(**change))
        tx.connection.execute(
            schema.cases.insert().values(
                contact_id=danger, kind="violence", topic="", restricted=True, opened_at=house.clock()
            )
        )
    campaign = started(house)
    said = look(house, campaign)
    asyncio.run(house.speak())
    assert dict(said.refused) == why(house, campaign)
    assert set(said.refused) == {
        "opted_out", "no_consent", "window_closed", "stopped", "resting", "weekly_cap", "sensitive_case",
    }  # fmt: skip
    assert {"accepted": said.reached} == {name: n for name, n in counts(house, campaign).items() if name != "refused"}


def test_metas_limit_prices_and_ceilings_warn(house: House) -> None:
    sid = template(house)
    join(house, [person(n) for n in range(5)], wrote=timedelta(days=2))
    join(house, ["whatsapp:+584120000000"], wrote=timedelta(days=2))
    campaign = house.app.desk.create(document(template={"content_sid": sid, "variables": {"1": "{nombre}"}}), OFFICER)
    found = look(house, campaign, meta_limit=2, ceilings=(Decimal("0.01"), Decimal(0)))
    assert found.meta_days == 3
    assert len(found.warnings) == 3
    assert found.cost.unpriced == {"VE": 1}


def test_who_gets_a_repeating_campaign_is_told_how_often_it_comes(house: House) -> None:
    join(house, [person(1)])
    found = facts(house, send_at="2026-11-24T10:00", repeat={"every": "day", "until": "2026-11-28"})
    assert found.times == 5
    series = {
        "from": "consent",
        "at": "09:00",
        "steps": [{"day": 0, "body": {"es": "a"}}, {"day": 7, "body": {"es": "b"}}],
    }
    of_series = facts_of_series(house, series)
    assert of_series.times is None
    assert of_series.cost.range.high == 2 * SERVICE


def facts_of_series(house: House, series: dict[str, Any]) -> Facts:
    fields = {name: value for name, value in document(series=series).items() if name != "body"}
    return look(house, house.app.desk.create(fields, OFFICER))


def test_the_page_says_it_in_words_and_the_document_in_values(house: House) -> None:
    join(house, [person(1), "whatsapp:PE.1A2B3C"])
    join(house, [person(2)], wrote=timedelta(days=2))
    found = facts(house)
    told = page(found)
    for said in (
        "Costo: entre US$",
        "Duración al ritmo permitido",
        "Lávate las manos.",
        "hora de allí",
        "habrán pasado 24 horas",
    ):
        assert said in told
    shown = preflight_page.document(found)
    assert (shown["audience"], shown["free_text"], shown["refused"]) == (3, 2, {"window_closed": 1})
    assert shown["readings"][0]["people"] == 2
    assert shown["cost"]["prices_as_of"] == "2026-03-21"
    assert "+51" not in told + str(shown)


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["whatsapp", "sms"]),
        st.sampled_from([None, True, False]),
        st.sampled_from([1, 20, 30, 200]),
        st.sampled_from(["es", "en", "pt"]),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, route=st.sampled_from(["whatsapp", "sms", "whatsapp_then_sms"]), templated=st.booleans())
def test_counts_add_up_for_any_audience_and_campaign(
    house: House, people: Iterable[tuple[str, bool | None, int, str]], route: str, templated: bool
) -> None:
    numbers = iter(range(10_000))
    for channel, alerts, hours, language in people:
        house.owed += 1
        (who,) = join(
            house, [person(house.owed * 100 + next(numbers), channel)], wrote=timedelta(hours=hours), alerts=alerts
        )
        with house.database.write() as tx:
            contacts.set_language(tx, who, language)
    join(house, [person(9_999_999 - house.owed, "sms" if route == "sms" else "whatsapp")])
    fields: dict[str, Any] = {"channel": route, "audience": {"seen_within_days": 300}}
    if templated and route != "sms":
        fields["template"] = {"content_sid": template(house), "variables": {"1": "{nombre}"}}
    found = facts(house, **fields)
    assert found.audience > 0
    assert page(found)
