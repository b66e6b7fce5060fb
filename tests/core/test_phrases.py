"""The pattern language of commands and its matcher."""

import pytest

from bot.core.phrases import Phrases

GROUPS = {
    "polite": "hola | por favor",
    "want": "quiero | me gustaria",
    "fruit": "manzana | pera [madura] | uva* verde",
    "none": "",
}


def phrases(*patterns: tuple[str, str]) -> Phrases[str]:
    return Phrases(patterns, groups=GROUPS, around="polite")


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("a b", "a b", True),
        ("a b", "a", False),
        ("a b", "a b c", False),
        ("a | b c", "b c", True),
        ("a | b c", "a c", False),
        ("[a] b", "b", True),
        ("[a] b", "a b", True),
        ("[a] b", "a", False),
        ("a (b | c)* f", "a f", True),
        ("a (b | c)* f", "a b c c b f", True),
        ("a (b | c)* f", "a b", False),
        ("a* b", "a a a b", True),
        ("a* b | a c", "c", False),
        ("[a] b | a c", "c", False),
        ("[a | b c] f", "b c f", True),
        ("<want> <fruit>", "me gustaria pera madura", True),
        ("<want> <fruit>", "quiero uva uva verde", True),
        ("<want> <fruit>", "quiero", False),
        ("<fruit>* fin", "manzana pera manzana fin", True),
        ("a", "hola a por favor", True),
        ("a", "hola por favor hola a", True),
        ("a", "hola", False),
    ],
)
def test_a_pattern_fits_whole_messages(pattern: str, text: str, fits: bool) -> None:
    assert phrases(("x", pattern)).whole(text.split()) == ("x" if fits else None)


def test_the_first_of_two_names_that_fit_is_meant() -> None:
    both = phrases(("first", "a b"), ("second", "a [b]"))
    assert both.whole(["a", "b"]) == "first"
    assert both.whole(["a"]) == "second"


def test_reading_tells_every_end_of_a_phrase_from_any_word_on() -> None:
    found = phrases(("x", "a [b]"))
    assert list(found.read(["c", "a", "b", "d"], start=1)) == [(2, "x"), (3, "x")]
    assert list(found.read(["c", "a", "b", "d"])) == []


def test_slips_are_forgiven_in_words_of_a_pattern() -> None:
    assert phrases(("x", "quiero manzanas")).whole(["kiero", "manzans"]) == "x"


@pytest.mark.parametrize("pattern", ["(a", "a)", "[a | b", "a ]", "(a]"])
def test_a_pattern_that_is_not_well_formed_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"unbalanced|unclosed"):
        phrases(("x", pattern))


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        phrases(("x", "<nobody> a"))
