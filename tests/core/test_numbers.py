"""Numbers as people write them."""

import pytest

from bot.core.numbers import below_zero, numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20", [20]), ("treinta y dos", [32]), ("ciento veinte", [120]), ("doscientos", [200]),
        ("seiscientos cincuenta", [650]), ("trescientos", [300]), ("un millon", [1_000_000]),
        ("un millón de litros", [1_000_000]),
        ("2 millones", [2_000_000]), ("2 baldes de 20 litros", [2, 20]),
    ],
)  # fmt: skip
def test_numbers_in_figures_and_words(text: str, found: list[int]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["-3", "-3 litros", "− 5", "son -2", "menos 3", "menos dos"])
def test_a_number_below_zero_is_told(text: str) -> None:
    assert below_zero(text)


@pytest.mark.parametrize(
    "text", ["3", "10-12", "de 5 - 6 años no", "mas o menos", "2 años menos", "covid-19", "12-03-2027"]
)
def test_a_range_a_date_and_a_name_are_not_below_zero(text: str) -> None:
    assert not below_zero(text)
