"""The engine turn by turn, on a model trained for it."""

import asyncio
import json
import logging
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.exceptions import ModelNotFound

from bot.core.addresses import Channel
from bot.core.content import Topic
from bot.core.conversation import Outcome, Response, State, Turn
from bot.engine.agent import Engine
from tests.engine.world import ENTRIES, Cita, Shelf, ValidateCita


def say(engine: Engine, text: str = "", state: State | None = None, **fields: object) -> tuple[State, Response]:
    turn = replace(Turn(person="7", text=text), **fields)
    return asyncio.run(engine.respond(state or {}, turn))


def test_a_clear_message_is_answered_with_the_text_of_its_entry(engine: Engine) -> None:
    _, reply = say(engine, "komo me labo las manosss??")
    assert (reply.outcome, reply.topic, reply.entry) == (Outcome.ANSWER, Topic.HYGIENE_WATER, "D05")
    assert reply.text == "Respuesta de D05.\n\nFuente: Ley 1 (ene. 2026). Revisado: feb. 2026."
    assert 0.3 < reply.confidence <= 1
    assert reply.candidates[0].entry == "D05"
    assert len(reply.candidates) <= 5
    runners_up = [one.confidence for one in reply.candidates[1:]]
    assert runners_up == sorted(runners_up, reverse=True)


def test_an_answer_offers_at_most_three_related_answers_that_still_exist(engine: Engine) -> None:
    _, reply = say(engine, entry="A01")
    assert [option.payload for option in reply.options] == ["entry:A02", "entry:C01", "entry:C02"]
    assert reply.options[0].label == "Menú A02"


def test_a_picked_entry_needs_no_understanding(engine: Engine) -> None:
    _, reply = say(engine, "2", entry="C01")
    assert (reply.outcome, reply.entry, reply.confidence) == (Outcome.ANSWER, "C01", 1.0)


def test_an_entry_that_was_withdrawn_since_training_falls_back_once(model: Path) -> None:
    engine = asyncio.run(
        Engine.load(model, Shelf([one for one in ENTRIES if one.id != "D05"]), [Cita(), ValidateCita()])
    )
    for reply in (say(engine, "como me lavo las manos")[1], say(engine, entry="D05")[1]):
        assert reply.outcome is Outcome.FALLBACK
        assert reply.entry == ""
        assert reply.text.count("menú") == 1
        assert [option.payload for option in reply.options] == ["menu"]


def test_a_message_about_nothing_of_ours_is_refused_as_out_of_scope(engine: Engine) -> None:
    _, reply = say(engine, "a que hora juega alianza lima el partido")
    assert (reply.outcome, reply.topic, reply.entry) == (Outcome.FALLBACK, Topic.OUT_OF_SCOPE, "")


@pytest.mark.parametrize("text", ["", "   ", "zzxxqq", "1234567", "\U0001f9ff", "¿?¡!"])
def test_what_holds_no_known_word_falls_back_without_candidates(engine: Engine, text: str) -> None:
    _, reply = say(engine, text)
    assert reply.outcome is Outcome.FALLBACK
    assert reply.candidates == ()
    assert reply.topic is Topic.OUT_OF_SCOPE


def test_a_doubtful_message_is_asked_back_with_choices_and_a_way_out(engine: Engine) -> None:
    _, reply = say(engine, "refugio")
    assert reply.outcome is Outcome.CLARIFY
    assert reply.topic is Topic.ASYLUM
    payloads = [option.payload for option in reply.options]
    assert payloads[-1] == "menu"
    assert set(payloads[:2]) == {"entry:A01", "entry:A02"}
    assert len(payloads) <= 4


def test_small_talk_is_spoken_without_a_source(engine: Engine) -> None:
    _, reply = say(engine, "holaaa buenas tardes")
    assert (reply.outcome, reply.topic) == (Outcome.SMALLTALK, Topic.THANKS_GREETING_BYE)
    assert reply.text == "Respuesta de hola."


def test_a_danger_the_lexicon_does_not_know_word_by_word_is_a_crisis(engine: Engine) -> None:
    _, reply = say(engine, "mi esposo me golpea y me amenaza con matarme tengo miedo")
    assert (reply.outcome, reply.topic, reply.entry) == (Outcome.CRISIS, Topic.GBV_PROTECTION, "EM-violencia")
    assert reply.text == "Llama al 105 (Policía) ahora."


def test_an_overdue_answer_steps_back_behind_a_warning(engine: Engine) -> None:
    _, reply = say(engine, entry="C02")
    assert reply.text.startswith("Este dato puede haber cambiado: confírmalo en gob.pe/uno.\n\nRespuesta de C02.")


def test_sms_gets_the_short_form_without_dear_letters_and_without_choices(engine: Engine) -> None:
    _, reply = say(engine, entry="A01", channel=Channel.SMS)
    assert reply.text == "SMS de A01. Fuente: Ley 1, ene. 2026."
    assert reply.options == ()
    _, overdue = say(engine, entry="C02", channel=Channel.SMS)
    assert overdue.text.startswith("Este dato puede haber cambiado: confirmalo en gob.pe/uno.")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    blanks=st.text(alphabet=" /\t\n\u00a0\u2003", max_size=6),
    rest=st.sampled_from(
        ["restart", "back", "quiero_cita", 'quiero_cita{"nombre": "x"}', "session_start", "faq", "stop@1.0"]
    ),
)
def test_nothing_a_person_writes_is_read_as_a_command_to_rasa(engine: Engine, blanks: str, rest: str) -> None:
    state, reply = say(engine, f"{blanks}/{rest}")
    plain_state, plain = say(engine, rest)
    assert (state, reply) == (plain_state, plain)
    assert "nombre" not in state["rasa"].get("slots", {})


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=200), min_size=1, max_size=4))
def test_any_text_gets_a_reply_and_leaves_no_word_in_a_small_state(engine: Engine, texts: list[str]) -> None:
    state: State = {"mine": [1]}
    for text in texts:
        state, reply = say(engine, text, state)
        assert reply.text
        assert state["mine"] == [1]
        assert set(state["rasa"]) <= {"turn", "slots", "loop"}
        assert len(json.dumps(state["rasa"])) < 300


def test_the_state_of_one_turn_is_enough_for_the_next(engine: Engine) -> None:
    state, _ = say(engine, "hola")
    for _ in range(30):
        state, reply = say(engine, "como me lavo las manos", json.loads(json.dumps(state)))
        assert reply.entry == "D05"
    assert state == {"rasa": {"turn": ["action_listen", "/faq", "action_answer", "action_listen"]}}


def test_a_guided_dialogue_survives_from_turn_to_turn_in_the_state_alone(model: Path) -> None:
    answers: list[str] = []
    state: State = {}
    for text in ("quiero agendar una cita", "Y", "Yulimar", "Comas", "hola"):
        # A worker of its own for each turn: nothing but the state goes from one to the next.
        engine = asyncio.run(Engine.load(model, Shelf(), [Cita(), ValidateCita()]))
        state, reply = say(engine, text, json.loads(json.dumps(state)))
        answers.append(reply.text)
        if text == "Yulimar":
            assert reply.outcome is Outcome.FORM
            assert state["rasa"]["loop"] == "cita_form"
            assert state["rasa"]["slots"] == {"nombre": "Yulimar", "requested_slot": "distrito"}
    assert answers == [
        "¿Cómo te llamas?",
        "¿Cómo te llamas?",
        "¿En qué distrito vives?",
        "Cita para Yulimar en Comas",
        "Respuesta de hola.",
    ]
    assert "loop" not in state["rasa"]


def test_two_people_at_once_do_not_meet(engine: Engine) -> None:
    async def both() -> list[tuple[State, Response]]:
        turns = [Turn(person="1", text="quiero agendar una cita"), Turn(person="2", text="como me lavo las manos")]
        return await asyncio.gather(*(engine.respond({}, turn) for turn in turns))

    (one_state, one), (_, other) = asyncio.run(both())
    assert one.text == "¿Cómo te llamas?"
    assert one_state["rasa"]["loop"] == "cita_form"
    assert other.entry == "D05"


def test_a_fault_in_an_action_reaches_the_caller_and_the_next_turn_is_whole(model: Path) -> None:
    class Broken(Shelf):
        broken = True

        def entry(self, entry_id: str, /) -> None:
            if self.broken:
                raise ZeroDivisionError
            return super().entry(entry_id)

    shelf = Broken()
    engine = asyncio.run(Engine.load(model, shelf, [Cita(), ValidateCita()]))
    with pytest.raises(ZeroDivisionError):
        say(engine, "como me lavo las manos")
    shelf.broken = False
    assert say(engine, "como me lavo las manos")[1].entry == "D05"


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.tar.gz").write_bytes(b"nothing")
    with pytest.raises(ModelNotFound):
        asyncio.run(Engine.load(tmp_path / "no.tar.gz", Shelf()))


def test_no_word_of_a_message_reaches_a_log_or_the_terminal(
    engine: Engine, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("rasa.test").debug("kanario by a logger of Rasa's")
    state: State = {}
    for text in ("kanario como me lavo las manos", "/kanario{", "quiero agendar una cita kanario", "kanario", "Comas"):
        state, _ = say(engine, text, state)
    captured = capfd.readouterr()
    assert "kanario" not in caplog.text + captured.out + captured.err


def test_a_turn_costs_milliseconds(engine: Engine) -> None:
    async def many() -> float:
        state: State = {}
        started = time.process_time()
        for _ in range(50):
            state, _ = await engine.respond(state, Turn(person="7", text="como me lavo las manos con agua y jabon"))
        return (time.process_time() - started) / 50

    asyncio.run(many())
    # About 1 ms; ten times that is the sign of a schema check or a copied array on the way.
    assert asyncio.run(many()) < 0.010
