"""What stands behind a line is put together and taken apart by one pair of functions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.payloads import Verb, split

PARTS = st.lists(st.text(min_size=1).filter(lambda part: ":" not in part), min_size=1, max_size=3)


@given(verb=st.sampled_from(Verb), parts=PARTS)
def test_what_was_put_together_is_read_again_and_by_no_other_verb(verb: Verb, parts: list[str]) -> None:
    payload = verb.of(*parts)
    assert split(payload) == (verb, ":".join(parts))
    assert {other for other in Verb if other.read(payload)} == {verb}


@given(text=st.text())
def test_whatever_comes_from_outside_is_about_nothing_unless_a_verb_and_a_colon_stand_in_front(text: str) -> None:
    for verb in Verb:
        assert verb.read(text) == (text[len(verb) + 1 :] if text.startswith(f"{verb}:") else "")


@pytest.mark.parametrize(
    ("payload", "sent"),
    [
        (Verb.ENTRY.of("C05"), "entry:C05"),
        (Verb.MENU.of(), "menu"),
        (Verb.MENU.of("salud", 2), "menu:salud:2"),
        (Verb.FORM.of("school_form", "grade", "3"), "form:school_form:grade:3"),
        (Verb.CAMPAIGN.of(12, 0), "campaign:12:0"),
    ],
)
def test_buttons_that_are_out_there_already_stay_what_they_are(payload: str, sent: str) -> None:
    assert payload == sent
