"""Numbers in steps of five: no subtraction gives a number of fewer than five people."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import fives

GROUPS = st.lists(st.integers(0, 60), min_size=1, max_size=9)


@pytest.mark.parametrize(("people", "told"), [(0, 0), (1, 0), (4, 0), (5, 5), (9, 5), (44, 40), (45, 45)])
def test_people_are_told_in_steps_of_five_and_few_like_nobody(people: int, told: int) -> None:
    assert fives.told(people) == told


@given(GROUPS)
def test_no_group_can_be_worked_out_from_a_total_and_the_other_groups(groups: list[int]) -> None:
    """Whoever sees every told number and the total can still not say how large any group is."""
    told, total = [fives.told(one) for one in groups], fives.total(groups)
    assert total % fives.STEP == 0
    for number, low in enumerate(told):
        others = told[:number] + told[number + 1 :]
        # What the total says: the sum is between `total` and 9 more (a step may have been taken off it).
        least = max(low, total - sum(others) - (fives.STEP - 1) * len(others))
        most = min(low + fives.STEP - 1, total + 2 * fives.STEP - 1 - sum(others))
        assert least < most, (told, total)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=4))
def test_what_is_told_leaves_every_group_open_whoever_knows_the_rule_too(remainders: list[int]) -> None:
    """By trying them all: every group has two sizes at least with which exactly this would have been told."""
    groups = [one + (0 if number else 5) for number, one in enumerate(remainders)]
    told, total = [fives.told(one) for one in groups], fives.total(groups)
    fitting = [
        sizes
        for sizes in itertools.product(*[range(low, low + fives.STEP) for low in told])
        if fives.total(sizes) == total
    ]
    assert all(len({sizes[number] for sizes in fitting}) >= 2 for number in range(len(groups)))


@given(st.integers(0, 300), st.integers(1, 4))
def test_a_period_less_another_never_gives_a_few_people(before: int, more: int) -> None:
    """What is told of a period, and of one that holds a few people more, fits every such number of people."""
    told = fives.told(before), fives.told(before + more)
    fitting = {few for few in range(1, 5) for one in range(310) if (fives.told(one), fives.told(one + few)) == told}
    assert fitting == {1, 2, 3, 4}
