"""Our own words are known again when they come back, however long they are."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.chat_spelling import normalise
from bot.core.loops import is_echo, mark_of

WORDS = st.lists(st.sampled_from("por que loq hola Sí, *Puente* 106 . xk".split()), max_size=60)


@example(words=["por"] * 24, more=["que"], changed=[])
@example(words=["hola"] * 23 + ["por", "que"], more=[], changed=[])
@given(words=WORDS, more=WORDS, changed=WORDS)
def test_an_echo_holds_every_word_of_ours(words: list[str], more: list[str], changed: list[str]) -> None:
    ours = " ".join([*words, *more])
    for theirs in (ours, f"{ours} gracias", f"Fwd: {ours.upper()}", " ".join([*words, *changed]), " ".join(changed)):
        whole = normalise(ours)
        assert is_echo(theirs, ours) == (bool(whole) and whole in normalise(theirs))


def test_texts_that_differ_in_figures_signs_and_spelling_have_one_mark() -> None:
    def ticket(number: int) -> str:
        return f"Gracias por escribir, su número de atención es el {number} y le responderemos pronto. " * 4

    assert mark_of(ticket(7)) == mark_of(ticket(123).upper().replace(",", ";")) != 0
    assert mark_of(ticket(7)) != mark_of(f"Hola. {ticket(7)}")
    assert mark_of("¡12!") == 0
