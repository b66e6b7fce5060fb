"""Metrics over labelled rows: counted by hand here."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.evaluation import MEANINGS, Fault, Rate, evaluate
from bot.engine.picture import draw


def said(
    outcome: str, topic: str, entry: str = "", candidates: tuple[tuple[str, str], ...] = (), text: str = ""
) -> Any:
    rows = candidates or (((entry, topic),) if entry else ())
    return {
        "outcome": outcome,
        "topic": topic,
        "entry": entry,
        "confidence": 0.5,
        "candidates": [{"entry": e, "topic": t, "confidence": 0.4} for e, t in rows],
        "replies": [{"text": text, "buttons": []}],
        "ms": 2.0,
    }


def label(topic: str, **fields: Any) -> dict[str, Any]:
    return {"id": "x", "text": "secreto", "label": topic, **fields}


ROWS = [
    (label("school", entry="C08", keywords=[["ugel", "defensoria"], ["gratis"]]),
     said("answer", "school", "C08-cobran", text="Ve a la UGEL. Es GRATIS.")),
    (label("school", entry="C01", alt_labels=["asylum"]), said("answer", "asylum", "A01")),
    (label("asylum", entry="A05"),
     said("clarify", "school", "C01", (("C01", "school"), ("C02", "school"), ("A05", "asylum"), ("A06", "asylum")))),
    (label("labour"), said("answer", "health_services", "E04")),
    (label("labour", keywords=[["sunafil"]]), said("fallback", "labour")),
    (label("out_of_scope"), said("fallback", "out_of_scope")),
    (label("out_of_scope"), said("command", "human_agent")),
    (label("out_of_scope"), said("answer", "school", "C01")),
    (label("gbv_protection", is_crisis=True), said("crisis", "gbv_protection", "E01")),
    (label("child_protection", is_crisis=True), said("answer", "school", "C01")),
    (label("school", note="ambiguous; a crisis reply is acceptable too"), said("crisis", "gbv_protection", "E01")),
    (label("school"), said("crisis", "gbv_protection", "E01")),
]  # fmt: skip


@pytest.fixture
def report() -> Any:
    return evaluate([row for row, _ in ROWS], [one for _, one in ROWS])


@pytest.mark.parametrize(
    ("name", "hits", "of"),
    [
        ("topic_strict", 1, 7),
        ("topic", 2, 7),
        ("topic_offered", 3, 7),
        ("entry", 1, 3),
        ("entry_offered", 2, 3),
        ("clarified", 1, 7),
        ("wrong_answers", 3, 7),
        ("keywords", 1, 2),
        ("refused", 2, 3),
        ("crisis", 1, 2),
        ("false_alarms", 1, 9),
    ],
)
def test_each_rate_counts_what_its_name_says(report: Any, name: str, hits: int, of: int) -> None:
    assert (report.rates[name].hits, report.rates[name].of) == (hits, of)


def test_what_is_named_beside_a_no_is_offered_and_refused() -> None:
    candidates = [
        {"entry": "E08", "topic": "labour", "confidence": 0.3},
        {"entry": "C01", "topic": "school", "confidence": 0.2},
    ]
    rows = [label("labour", entry="E08"), label("school", entry="C01"), label("out_of_scope")]
    no = {**said("fallback", "out_of_scope"), "candidates": candidates, "offered": ["E08"]}
    rates = evaluate(rows, [no, no, no]).rates
    assert (rates["topic"].hits, rates["topic_offered"].hits, rates["entry_offered"].hits) == (0, 1, 1)
    assert rates["refused"].hits == 1


def test_every_rate_has_a_meaning_and_is_printed(report: Any) -> None:
    assert set(report.rates) == set(MEANINGS)
    table = report.table()
    assert all(meaning in table for meaning in MEANINGS.values())
    assert "secreto" not in table + str(report.to_dict())


def test_confusions_and_misses_name_label_and_what_was_understood(report: Any) -> None:
    assert ("labour", "fallback", 1) in report.confusions
    assert report.by_topic["school"]["topic"].hits == 2
    assert {miss.label for miss in report.misses} == {"asylum", "crisis", "labour", "out_of_scope", "school"}
    assert report.milliseconds == {"median": 2.0, "p95": 2.0}


def test_a_row_of_the_matrix_holds_every_message_of_its_label(report: Any) -> None:
    assert report.matrix["crisis"] == {"crisis": 1, "school": 1}
    assert report.matrix["out_of_scope"] == {"out_of_scope": 2, "school": 1}
    assert report.matrix["school"] == {"school": 2, "crisis": 2}
    assert sum(sum(row.values()) for row in report.matrix.values()) == len(ROWS)


def test_a_missed_danger_is_the_worst_miss_and_a_wrong_answer_is_worse_than_none(report: Any) -> None:
    kinds = [miss.kind for miss in report.misses]
    assert kinds == sorted(kinds, key=list(Fault).index)
    assert kinds[0] is Fault.DANGER_MISSED
    assert kinds.count(Fault.FALSE_ALARM) == 1


def test_texts_of_the_worst_are_shown_only_to_whom_asks(report: Any) -> None:
    assert "secreto" in report.table({"x": "secreto"}, 3)
    assert len(report.table({}, 3).splitlines()) < len(report.table({}, 8).splitlines())


def test_the_picture_has_a_row_for_each_label_and_a_number_for_each_cell_that_holds_one(report: Any) -> None:
    picture = ET.fromstring(draw(report.matrix))
    said = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert set(report.matrix) <= set(said)
    assert sum(int(text) for text in said if text and text.isdigit()) == len(ROWS)
    assert ET.fromstring(draw({"<a>&": {"b": 0}})) is not None


def test_as_many_answers_as_rows_are_needed() -> None:
    with pytest.raises(ValueError, match="as many"):
        evaluate([label("school")], [])


def test_nothing_to_count_is_said_as_such() -> None:
    report = evaluate([], [])
    assert all(one.share is None for one in report.rates.values())
    assert report.to_dict()["rates"]["crisis"] == {"hits": 0, "of": 0, "share": None, "low": 0.0, "high": 1.0}


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Newcombe 1998, table I, method 3 (Wilson without continuity correction).
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert Rate(hits=hits, of=of).interval == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share(counts: tuple[int, int]) -> None:
    low, high = Rate(hits=counts[0], of=counts[1]).interval
    assert 0 <= low <= counts[0] / counts[1] + 1e-9
    assert counts[0] / counts[1] - 1e-9 <= high <= 1
