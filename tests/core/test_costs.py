"""What a campaign costs: the price file we ship, every way it can be wrong, and the rules every range obeys."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core import costs
from bot.core.addresses import parse as address
from bot.core.costs import CATEGORIES, UNKNOWN, Charge, Load, Prices, Range, cost
from bot.core.countries import country

FILE = Path(__file__).resolve().parents[2] / "prices.yml"
SHIPPED, PROBLEMS = costs.parse(yaml.safe_load(FILE.read_text("utf-8")))


def document() -> Any:
    return yaml.safe_load(FILE.read_text("utf-8"))


def test_the_file_we_ship_has_no_problem_and_says_how_old_its_oldest_figure_is() -> None:
    assert PROBLEMS == []
    assert SHIPPED.as_of == "2026-03-21"
    assert SHIPPED.free == 1000


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(currency="PEN"), "currency"),
        (lambda d: d["sms"]["PE"].update(part="0,25"), "sms.PE.part"),
        (lambda d: d["sms"]["PE"].update(part=-1), "sms.PE.part"),
        (lambda d: d["sms"]["PE"].update(part=float("nan")), "sms.PE.part"),
        (lambda d: d["sms"]["PE"].update(part=float("inf")), "sms.PE.part"),
        (lambda d: d["sms"]["PE"].update(part=True), "sms.PE.part"),
        (lambda d: d["sms"]["PE"].pop("source"), "sms.PE.source"),
        (lambda d: d["sms"]["PE"].update(date="ayer"), "sms.PE.date"),
        (lambda d: d["sms"].update(peru={"part": 1}), "sms.peru"),
        (lambda d: d["sms"].update({False: {"part": 1}}), "sms.False"),
        (lambda d: d["whatsapp"]["PE"].pop("utility"), "whatsapp.PE.utility"),
        (lambda d: d["whatsapp"].update(CO=3), "whatsapp.CO"),
        (lambda d: d.update(whatsapp={}), "whatsapp"),
        (lambda d: d.pop("provider"), "provider"),
        (lambda d: d["service"].update(free=1.5), "service.free"),
        (lambda d: d["service"].update(charged_as="gratis"), "service.charged_as"),
        (lambda d: d.update(mms={}), "mms"),
    ],
)
def test_each_thing_wrong_with_a_price_file_is_one_line_that_names_it(change: Any, said: str) -> None:
    broken = document()
    change(broken)
    _, problems = costs.parse(broken)
    assert any(line.startswith(f"prices.yml: {said}: ") for line in problems), problems


@pytest.mark.parametrize("nonsense", [None, [], "sms", 3])
def test_what_is_no_price_file_is_one_problem(nonsense: Any) -> None:
    assert len(costs.parse(nonsense)[1]) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+51987654321", "PE"), ("whatsapp:+584120000000", "VE"), ("+573000000000", "CO"), ("+18095550000", "DO"),
        ("+12025550123", "US"), ("+881612345678", UNKNOWN), ("whatsapp:PE.1A2B3C", UNKNOWN),
    ],
)  # fmt: skip
def test_the_country_that_is_billed_is_that_of_the_number(written: str, expected: str) -> None:
    assert country(address(written)) == expected


def test_the_costs_of_the_reference_come_out() -> None:
    assert SHIPPED.unit(Charge.UTILITY, "PE") == Range(low=Decimal("0.025"), high=Decimal("0.025"))
    assert SHIPPED.estimate(Charge.SMS, "PE", 3) == Decimal("0.7428")
    thousand = cost(SHIPPED, [Load(charge=Charge.SERVICE, country="PE", units=1500)])
    # 1,000 free of Meta's part, none of Twilio's; at the high end replies used them up first.
    assert thousand.range == Range(low=1500 * Decimal("0.005") + 500 * Decimal("0.02"), high=1500 * Decimal("0.025"))


def test_a_country_without_a_price_is_counted_and_lies_between_the_ends_of_the_table() -> None:
    prices = Prices(sms={"PE": Decimal("0.25"), "CO": Decimal("0.05")})
    found = cost(prices, [Load(charge=Charge.SMS, country="VE", units=4), Load(charge=Charge.SMS, country="", units=1)])
    assert found.range == Range(low=Decimal("0.25"), high=Decimal("1.25"))
    assert found.unpriced == {"VE": 4, "": 1}


def test_an_unknown_category_reaches_from_the_cheapest_to_the_dearest() -> None:
    assert SHIPPED.carried(Charge.TEMPLATE, "PE") == Range(low=Decimal("0.02"), high=Decimal("0.0703"))


AMOUNTS = st.decimals(0, 5, places=4)
COUNTRIES = st.sampled_from(["PE", "CO", "VE", UNKNOWN])
PRICES = st.builds(
    Prices,
    sms=st.dictionaries(st.sampled_from(["PE", "CO"]), AMOUNTS, min_size=1),
    whatsapp=st.dictionaries(
        st.sampled_from(["PE", "CO"]), st.fixed_dictionaries(dict.fromkeys(CATEGORIES, AMOUNTS)), min_size=1
    ),
    provider=AMOUNTS,
    free=st.integers(0, 50),
    charged_as=st.sampled_from(CATEGORIES),
)
LOADS = st.lists(
    st.builds(
        Load, charge=st.sampled_from(Charge), country=COUNTRIES, units=st.integers(0, 100), certain=st.booleans()
    ),
    max_size=8,
)


@given(PRICES, LOADS, st.none() | st.integers(-5, 100))
def test_a_range_is_never_below_nothing_nor_upside_down(
    prices: Prices, loads: list[Load], free_left: int | None
) -> None:
    found = cost(prices, loads, free_left=free_left).range
    assert 0 <= found.low <= found.high


@given(PRICES, LOADS)
def test_any_true_cost_lies_inside_the_range(prices: Prices, loads: list[Load]) -> None:
    """However much of the allowance is left, and whether or not what is uncertain leaves."""
    found = cost(prices, loads).range
    for free_left in (0, prices.free // 2, prices.free):
        for leaves in (False, True):
            told = [load for load in loads if load.certain or leaves]
            one = cost(prices, [Load(charge=i.charge, country=i.country, units=i.units) for i in told], free_left=0)
            free = cost(prices, [i for i in told if i.certain], free_left=free_left).range.low
            assert found.low <= free
            assert one.range.high <= found.high


@given(PRICES, LOADS, LOADS)
def test_more_messages_never_cost_less_and_parts_add_up(prices: Prices, some: list[Load], more: list[Load]) -> None:
    apart, together = cost(prices, some).range, cost(prices, some + more).range
    assert apart.low <= together.low
    assert apart.high + cost(prices, more).range.high == together.high


@given(PRICES, LOADS)
def test_every_unit_without_a_price_of_its_own_is_counted(prices: Prices, loads: list[Load]) -> None:
    found = cost(prices, loads)
    assert sum(found.unpriced.values()) == sum(i.units for i in loads if not prices.knows(i.charge, i.country))


@given(st.decimals(0, 10_000, places=6))
def test_money_survives_the_table(amount: Decimal) -> None:
    assert costs.dollars(costs.micros(amount)) == amount
