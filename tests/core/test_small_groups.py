"""Small groups stay hidden, also from somebody who can subtract."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.small_groups import LEAST, shown

GROUPS = st.dictionaries(st.text(max_size=3), st.integers(0, 60), max_size=8)


@pytest.mark.parametrize(
    ("groups", "told", "total"),
    [
        ({"a": 40, "b": 7}, {"a": 40, "b": 7}, 47),
        ({"a": 40, "b": 3, "c": 9}, {"a": 40, "b": None, "c": None}, 52),
        ({"a": 40, "b": 3, "c": 4}, {"a": 40, "b": None, "c": None}, 47),
        ({"a": 40, "b": 1, "c": 2}, {"a": None, "b": None, "c": None}, 43),
        ({"a": 40, "b": 0}, {"a": 40, "b": 0}, 40),
        ({"a": 3}, {"a": None}, None),
        ({}, {}, 0),
    ],
)
def test_who_could_be_worked_out_is_hidden_with_another(
    groups: dict[str, int], told: dict[str, int | None], total: int | None
) -> None:
    found = shown(groups)
    assert (dict(found.groups), found.total) == (told, total)


@given(GROUPS)
def test_nobody_can_work_out_a_hidden_group(groups: dict[str, int]) -> None:
    found = shown(groups)
    hidden = [name for name, people in found.groups.items() if people is None]
    assert all(people is None or people == groups[name] for name, people in found.groups.items())
    assert all(people is None or people == 0 or people >= LEAST for people in found.groups.values())
    if hidden and found.total is not None:
        assert len(hidden) >= 2
        assert found.total - sum(people or 0 for people in found.groups.values()) >= LEAST


@given(GROUPS)
def test_where_all_are_large_nothing_is_hidden(groups: dict[str, int]) -> None:
    large = {name: people + LEAST for name, people in groups.items()}
    assert (dict(shown(large).groups), shown(large).total) == (large, sum(large.values()))
