"""Buttons of a campaign: what people pick is counted and opens the conversation."""

import asyncio
from datetime import timedelta

import pytest

from bot.services import campaign_facts
from tests.house import House
from tests.services.campaigns import join, person, started

BUTTONS = [
    {"label": {"es": "Sí, quiero ir"}, "opens": "entry:C01"},
    {"label": {"es": "Ver temas"}, "opens": "menu"},
    {"label": {"es": "No puedo"}},
]


def asked(house: House, people: int = 3) -> int:
    """Everybody has the question."""
    join(house, [person(n) for n in range(people)])
    campaign = started(house, buttons=BUTTONS)
    asyncio.run(house.speak())
    house.clock.move(minutes=1)
    return campaign


def say(house: House, number: int, text: str, choice: str = "") -> str:
    """Somebody writes or taps; what they get to read."""
    phone = house.phone(person(number))
    delivery = phone.tap(text, choice) if choice else phone.text(text)
    asyncio.run(house.post(delivery))
    asyncio.run(house.think())
    house.clock.move(seconds=10)
    asyncio.run(house.speak())
    return house.provider.texts(phone.address)[-1]


def answers(house: House, campaign: int) -> dict[str, int]:
    return dict(campaign_facts.shown(house.database, campaign, house.app.settings.timezone)["answers"])


def test_without_button_templates_the_choices_are_numbered(house: House) -> None:
    asked(house, 1)
    assert house.provider.orders[0].text.endswith("1. Sí, quiero ir\n2. Ver temas\n3. No puedo")


@pytest.mark.parametrize("how", ["1", "sí, quiero ir", "si quiero"])
def test_a_number_or_the_words_open_the_entry_and_count(house: House, how: str) -> None:
    campaign = asked(house)
    assert "Respuesta C01" in say(house, 0, how)
    assert answers(house, campaign) == {"0": 1}


def test_a_tap_counts_whenever_it_comes_and_the_last_one_holds(house: House) -> None:
    campaign = asked(house)
    assert "Respuesta C01" in say(house, 0, "Sí, quiero ir", f"campaign:{campaign}:0")
    house.clock.move(days=9)
    assert say(house, 0, "No puedo", f"campaign:{campaign}:2") == "Gracias, anoté tu respuesta."
    assert answers(house, campaign) == {"2": 1}


def test_once_something_else_was_said_a_number_means_that(house: House) -> None:
    campaign = asked(house)
    say(house, 0, "menú")
    say(house, 0, "1")
    assert answers(house, campaign) == {}


def test_words_mean_a_button_for_three_days(house: House) -> None:
    campaign = asked(house)
    house.clock.now += timedelta(days=3)
    say(house, 0, "1")
    assert answers(house, campaign) == {}


def test_a_button_of_another_persons_campaign_opens_nothing(house: House) -> None:
    campaign = asked(house, 1)
    say(house, 7, "Sí, quiero ir", f"campaign:{campaign}:0")
    say(house, 0, "x", f"campaign:{campaign}:9")
    assert answers(house, campaign) == {}


def test_stop_is_stop_though_a_button_says_no(house: House) -> None:
    campaign = asked(house)
    say(house, 0, "baja")
    assert answers(house, campaign) == {}
    assert house.rows("consents", given=False) >= 1
