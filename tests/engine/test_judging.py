"""The gate: when a new model may speak."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.engine import gate, training
from bot.engine.judging import Judgement
from bot.i18n import speaking
from bot.web.console import lesson_words
from tests.engine.world import ENTRIES, GOLDEN, project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path)


def judge(model: Path, root: Path, current: Path | None = None) -> Judgement:
    return training.judge(ENTRIES, model, current, root=root)


def test_a_good_model_may_speak(model: Path, root: Path) -> None:
    verdict = judge(model, root)
    assert verdict.passed
    assert verdict.reasons == ()
    assert verdict.own_questions > 0.9
    assert 0.6 < verdict.unseen_topic <= 1
    assert verdict.golden == 1.0
    assert verdict.changes == ()
    assert verdict.to_dict()["passed"] is True
    assert verdict.dangers == 1.0
    assert len(verdict.lines()) == 4


def test_against_itself_nothing_moves(model: Path, root: Path) -> None:
    verdict = judge(model, root, model)
    assert verdict.passed
    assert verdict.changes == ()


@pytest.mark.parametrize(
    ("name", "reason"),
    [("unseen_topic", "nunca vistas"), ("own_questions", "preguntas guardadas"), ("dangers", "mensajes de peligro")],
)
def test_below_the_floor_it_waits_and_says_why(
    model: Path, root: Path, monkeypatch: pytest.MonkeyPatch, name: str, reason: str
) -> None:
    found = gate.read(root)
    found["floor"][name] = 1.01  # beyond what a file may say, so that nothing reaches it
    monkeypatch.setattr(gate, "read", lambda _root: found)
    verdict = judge(model, root)
    assert not verdict.passed
    assert len(verdict.reasons) == 1
    assert reason in verdict.reasons[0]
    with speaking("en"):
        assert lesson_words.reason(verdict.reasons[0]).endswith("the least is 101.0 %.")
    assert any("no pasa" in line for line in verdict.lines())


def test_a_golden_conversation_that_goes_otherwise_is_named(model: Path, root: Path) -> None:
    rows = yaml.safe_load(GOLDEN)
    rows[0]["turns"][1]["expect"]["entry"] = ["A01"]
    (root / "flows" / "golden.yml").write_text(yaml.safe_dump(rows))
    verdict = judge(model, root)
    assert verdict.golden_failed == ("manos",)
    assert verdict.golden == 0.5
    assert not verdict.passed


@pytest.mark.parametrize(
    "turn",
    [
        {"pick": "Z01", "expect": {"outcome": ["answer"]}},
        {"say": "como me lavo las manos", "expect": {"outcome": ["answer"], "entry": ["Z01"]}},
        {"say": "como me lavo las manos", "expect": {"outcome": ["answer"], "topic": "not_here"}},
    ],
)
def test_a_conversation_about_entries_that_are_not_here_is_left_out_and_named(
    model: Path, root: Path, turn: dict[str, object]
) -> None:
    """A release brings golden conversations for its new entries; an installation may not have taken those."""
    rows = [*yaml.safe_load(GOLDEN), {"name": "nueva", "turns": [turn]}]
    (root / "flows" / "golden.yml").write_text(yaml.safe_dump(rows))
    verdict = judge(model, root)
    assert verdict.passed
    assert verdict.golden_left_out == ("nueva",)
    assert any("nueva" in line for line in verdict.lines())


def test_a_model_of_another_version_is_no_model(model: Path, tmp_path: Path) -> None:
    assert training.loads(model)
    stranger = tmp_path / "stranger.tar.gz"
    stranger.write_bytes(model.read_bytes()[:10_000])
    assert not training.loads(stranger)


def test_what_got_worse_than_today_is_shown_question_by_question(model: Path, root: Path, tmp_path: Path) -> None:
    """A model that never heard of D05 against one that knows it: better one way, worse the other."""
    without = [one if one.id != "D05" else replace(one, questions=()) for one in ENTRIES]
    poorer = training.train(without, tmp_path / "models", root=root, report=lambda _: None)
    (root / "flows" / "golden.yml").write_text("[]")
    worse = judge(poorer, root, current=model)
    assert not worse.passed
    lost = [change for change in worse.changes if not change.better]
    assert {change.entry for change in lost} >= {"D05"}
    assert any("frente al modelo de hoy" in reason for reason in worse.reasons)
    assert any("D05 «" in line for line in worse.lines())
    better = judge(model, root, current=poorer)
    assert better.passed
    assert {change.entry for change in better.changes if change.better} >= {"D05"}


def test_what_today_s_model_made_of_a_question_is_not_asked_again(model: Path, root: Path, tmp_path: Path) -> None:
    judge(model, root)
    kept = json.loads((model.parent / f"{model.name.removesuffix('.tar.gz')}.answers.json").read_text("utf-8"))
    question = next(question for question, (verdict, _) in kept.items() if verdict == "faq")
    unread = tmp_path / "today.tar.gz"
    unread.write_bytes(b"no model")
    answers = tmp_path / "today.answers.json"
    answers.write_text(json.dumps({**kept, question: ["nlu_fallback", []]}), "utf-8")
    (change,) = judge(model, root, current=unread).changes
    assert (change.question, change.before, change.better) == (question, "nlu_fallback", True)
    answers.write_text("{broken", "utf-8")
    assert judge(model, root, current=unread).changes == ()
