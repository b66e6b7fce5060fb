"""The numbers behind understanding, without Rasa: features, machines, thresholds, and the model they make."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from bot.core.chat_spelling import normalise
from bot.core.errors import BadContent
from bot.core.needs import Link
from bot.engine.nlu import decision, features, linear, model
from bot.engine.nlu.decision import Predictions, Targets, Thresholds, Verdict
from bot.engine.nlu.weights import rounded
from tests.engine.world import ENTRIES

CONFIG = {
    "word_weight": 0.5,
    "rarest": 2,
    "hardness": 1.0,
    "targets": {
        "topic_precision": 0.9,
        "entry_precision": 0.6,
        "offer_precision": 0.4,
        "false_alarms": 0.02,
        "doubts": 0.05,
        "silenced": 0.0,
    },
}
PREFIX = {"answer": "faq", "smalltalk": "smalltalk", "out_of_scope": "out_of_scope"}


@pytest.fixture(scope="module")
def trained() -> tuple[model.Model, decision.Measured]:
    rows = [(f"{PREFIX[e.kind]}/{e.id}", str(e.topic), q) for e in ENTRIES if e.kind in PREFIX for q in e.questions]
    return model.train(
        [normalise(question) for _, _, question in rows],
        [label for label, _, _ in rows],
        {label: topic for label, topic, _ in rows},
        CONFIG,
    )


def test_words_are_stems_and_pairs_and_pieces_keep_the_borders_of_words() -> None:
    assert features.words("matricular al nino") == ["=matri", "=al", "=nino", "=matri_al", "=al_nino"]
    assert features.pieces("que va") == [" ke", "ke ", " ke ", " ba", "ba ", " ba "]


def test_both_blocks_of_a_vector_have_their_share_of_its_length() -> None:
    learned = features.learn(["hola que tal", "hola que hay", "hay que ir"], word_weight=0.3, rarest=1)
    ids, weights = learned.vector("hola que pasa")
    of_words = np.array([name.startswith("=") for name in learned.index])[ids]
    assert float((weights[of_words] ** 2).sum()) == pytest.approx(0.3, abs=1e-6)
    assert float((weights[~of_words] ** 2).sum()) == pytest.approx(0.7, abs=1e-6)
    assert len(learned.vector("zzz")[0]) == 0
    assert learned.matrix(["zzz", "hola"]).shape == (2, len(learned.idf))


def test_features_too_rare_are_not_learnt() -> None:
    learned = features.learn(["hola uno", "hola dos"], word_weight=0.5, rarest=2)
    assert "=hola" in learned.index
    assert "=uno" not in learned.index


def blobs(classes: int, each: int, noise: float = 0.3) -> tuple[Any, np.ndarray]:
    random = np.random.default_rng(7)
    labels = np.repeat(np.arange(classes), each)
    rows = np.eye(classes)[labels] + random.normal(0, noise, (len(labels), classes))
    return sparse.csr_matrix(rows.astype(np.float32)), labels


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_machines_tell_classes_apart_and_their_unseen_probabilities_are_honest(classes: int) -> None:
    rows, labels = blobs(classes, 60)
    groups = np.arange(classes) // 2
    fitted = linear.fit(rows, labels, groups, hardness=1.0)
    assert fitted.unseen.sum(axis=1) == pytest.approx(np.ones(len(labels)), abs=1e-4)
    best = fitted.unseen.argmax(axis=1)
    right = float((best == labels).mean())
    assert right > 0.8
    assert float(fitted.unseen.max(axis=1).mean()) == pytest.approx(right, abs=0.1)
    whole = linear.softmax(np.asarray(rows @ fitted.weights + fitted.bias, np.float32))
    assert float((whole.argmax(axis=1) == labels).mean()) >= right - 0.02


def test_labels_without_rhyme_or_reason_give_no_confidence() -> None:
    rows, labels = blobs(4, 60)
    shuffled = np.random.default_rng(1).permutation(labels)
    fitted = linear.fit(rows, shuffled, np.zeros(4, np.int64), hardness=1.0)
    assert float((fitted.unseen.argmax(axis=1) == shuffled).mean()) < 0.4
    assert float(fitted.unseen.max(axis=1).mean()) < 0.45


def test_training_twice_gives_the_same_numbers() -> None:
    rows, labels = blobs(3, 20)
    one, other = (linear.fit(rows, labels, np.arange(3), hardness=1.0) for _ in range(2))
    assert np.array_equal(one.weights, other.weights)
    assert np.array_equal(one.unseen, other.unseen)


@pytest.mark.parametrize("largest", [0.0, 1e-6, 1.0, 15.5])
def test_rounded_weights_score_as_the_floats_do(largest: float) -> None:
    floats = (np.random.default_rng(5).uniform(-largest, largest, (400, 30))).astype(np.float32)
    floats[:, 7] = 0
    ids, values = np.arange(0, 400, 3), np.full(134, 0.09, np.float32)
    found = rounded(floats).scores(ids, values)
    assert found == pytest.approx(values @ floats[ids], abs=1e-4 * largest + 1e-12)
    assert found[7] == 0


def predictions(**changes: Any) -> Predictions:
    """Ten of ours with rising topic probability, the upper half right, and two out of scope."""
    topic = np.linspace(0.06, 0.96, 10)
    right = np.arange(10) >= 5
    whole: dict[str, Any] = {
        "entry": np.append(topic * 0.9, [0.1, 0.1]),
        "topic": np.append(topic, [0.2, 0.2]),
        "offered": np.append(topic, [0.2, 0.2]),
        "outside": np.append(np.zeros(10), [0.7, 0.1]),
        "right_entry": np.append(right, [False, False]),
        "right_topic": np.append(right, [False, False]),
        "right_offer": np.append(np.arange(10) >= 2, [False, False]),
        "ours": np.append(np.ones(10, bool), [False, False]),
        "alarm": np.array([0.01, 0.02, 0.03, 0.4]),
        "harmless": np.array([0.01, 0.45]),
        "endangered": np.array([0.5, 0.9, 0.1]),
        "alarm_heard": np.zeros(4, bool),
        "harmless_heard": np.zeros(2, bool),
        "endangered_heard": np.zeros(3, bool),
    }
    return Predictions(**(whole | changes))


TARGETS = Targets(
    topic_precision=0.95, entry_precision=0.9, offer_precision=0.5, false_alarms=0.0, doubts=0.3, silenced=0.0
)


def test_thresholds_are_the_lowest_that_keep_the_targets() -> None:
    measured = decision.measure(predictions(), TARGETS)
    assert measured.thresholds.topic == 0.475  # the five wrong ones end at 0.46
    assert measured.thresholds.danger == 0.405  # the highest of the calm ones is 0.4
    assert measured.thresholds.doubt == 0.035
    assert (measured.look_alikes, measured.doubtful) == (0.5, 1.0)
    assert (measured.answered, measured.wrong_answers) == (0.5, 0.0)
    assert measured.refused >= 0.5
    assert measured.caught == pytest.approx(2 / 3, abs=1e-3)
    assert measured.false_alarms == 0
    easier = decision.measure(predictions(), replace(TARGETS, topic_precision=0.5, entry_precision=0.5))
    assert easier.thresholds.topic < measured.thresholds.topic
    assert easier.answered > measured.answered


def test_what_the_lexicon_heard_is_taken_back_below_every_danger_that_it_hears() -> None:
    heard = {
        "alarm_heard": np.array([True, False, False, False]),
        "harmless_heard": np.array([True, True]),
        "endangered_heard": np.array([False, True, True]),
    }
    measured = decision.measure(predictions(**heard), TARGETS)
    assert measured.thresholds.calm == 0.1  # the lowest danger of the lexicon's
    assert measured.silenced == 0
    assert measured.taken_back == pytest.approx(2 / 3, abs=1e-3)
    assert measured.false_alarms == 0  # 0.01 is heard and taken back
    assert measured.caught == 1
    bolder = decision.measure(predictions(**heard), replace(TARGETS, silenced=0.5))
    assert bolder.thresholds.calm > 0.8
    assert bolder.silenced == 0.5


def test_without_dangers_that_the_lexicon_hears_nothing_is_taken_back() -> None:
    assert decision.measure(predictions(), TARGETS).thresholds.calm == 0


def test_people_are_asked_back_from_where_every_band_above_keeps_the_target() -> None:
    offered = np.linspace(0, 1, 1_000, endpoint=False)
    lucky = (offered >= 0.6) | (offered < 0.1)  # right at the top, and by chance at the bottom
    changes = {
        "entry": np.zeros(1_000),
        "topic": np.zeros(1_000),
        "outside": np.zeros(1_000),
        "offered": offered,
        "right_entry": np.zeros(1_000, bool),
        "right_topic": np.zeros(1_000, bool),
        "right_offer": lucky,
        "ours": np.ones(1_000, bool),
    }
    measured = decision.measure(predictions(**changes), TARGETS)
    assert 0.5 <= measured.thresholds.offer <= 0.6


def test_a_target_that_cannot_be_kept_leaves_the_highest_threshold() -> None:
    wrong = np.zeros(12, bool)
    measured = decision.measure(predictions(right_topic=wrong, right_entry=wrong), TARGETS)
    assert measured.thresholds.topic == 0.975
    assert measured.answered == 0


def test_a_table_survives_the_journey_through_json() -> None:
    measured = decision.measure(predictions(), TARGETS)
    assert decision.from_dict(measured.to_dict()) == measured
    assert "thresholds: topic 0.475" in measured.table()


def test_a_file_that_is_no_model_of_ours_is_named(tmp_path: Path) -> None:
    import tarfile

    with tarfile.open(tmp_path / "x.tar.gz", "w:gz"):
        pass
    with pytest.raises(BadContent, match=r"x\.tar\.gz"):
        decision.of_model(tmp_path / "x.tar.gz")


@pytest.mark.parametrize(
    ("shares", "verdict"),
    [
        ({"danger": 0.6, "topic": 0.9, "entry": 0.9}, Verdict.DANGER),
        ({"outside": 0.5, "topic": 0.4}, Verdict.OUT_OF_SCOPE),
        ({"topic": 0.9, "entry": 0.6}, Verdict.ANSWER),
        ({"topic": 0.9, "entry": 0.1, "offered": 0.5}, Verdict.CLARIFY),
        ({"topic": 0.5, "entry": 0.45, "offered": 0.5}, Verdict.CLARIFY),
        ({"topic": 0.3, "offered": 0.1}, Verdict.UNKNOWN),
    ],
)
def test_each_verdict_has_its_place(shares: dict[str, float], verdict: Verdict) -> None:
    thresholds = Thresholds(topic=0.8, entry=0.4, offer=0.2, danger=0.5, doubt=0.3, calm=0.1)
    nothing = {"entry": 0.0, "topic": 0.0, "offered": 0.0, "outside": 0.0, "danger": 0.0}
    assert thresholds.verdict(**(nothing | shares)) is verdict


def test_a_model_read_back_understands_the_same(trained: tuple[model.Model, decision.Measured], tmp_path: Path) -> None:
    one, measured = trained
    one.write(tmp_path)
    (tmp_path / decision.FILE).write_text(json.dumps(measured.to_dict()))
    other = model.read(tmp_path)
    for entry in ENTRIES:
        for question in entry.questions:
            assert one.understand(normalise(question)) == other.understand(normalise(question))
    assert {path.suffix for path in tmp_path.iterdir()} == {".npy", ".json"}


@settings(max_examples=100, deadline=None)
@given(
    text=st.text(max_size=120)
    | st.lists(st.sampled_from("hola refugio colegio manos niño partido".split())).map(" ".join)
)
def test_any_message_is_understood_as_something(trained: tuple[model.Model, decision.Measured], text: str) -> None:
    understood = trained[0].understand(normalise(text))
    assert 0 <= understood.confidence <= 1
    assert len(understood.candidates) <= model.MOST
    assert understood.name in {"faq", "smalltalk", *map(str, Verdict)}
    assert not any(candidate.topic == "out_of_scope" for candidate in understood.candidates)
    assert sum(candidate.confidence for candidate in understood.candidates) <= 1.001


@pytest.fixture(scope="module")
def listening() -> model.Model:
    """Dangers that hit, kicks that are of a ball; the lexicon hears both."""
    who = "mi marido|mi vecino|mi tio|mi jefe|el señor|mi primo|mi suegro|mi yerno".split("|")
    dangers = [f"{one} me pega y me patea aqui en la casa y tengo mucho miedo hoy" for one in who]
    balls = [f"{one} pega y patea la pelota en la cancha del parque todos los domingos con ellos" for one in who]
    texts = [normalise(text) for text in (*dangers, *balls)]
    labels = ["danger/E01"] * len(dangers) + ["out_of_scope/futbol"] * len(balls)
    topics = {"danger/E01": "gbv_protection", "out_of_scope/futbol": "out_of_scope"}
    targets = {**CONFIG["targets"], "silenced": 0.1, "false_alarms": 0.1, "doubts": 0.2}
    return model.train(texts, labels, topics, {**CONFIG, "targets": targets}, heard=[True] * len(texts))[0]


def test_what_the_lexicon_hears_is_taken_back_in_a_long_message_only(listening: model.Model) -> None:
    long = normalise("mi sobrino pega y patea la pelota en la cancha del parque todos los domingos")
    assert listening.understand(long).calm
    assert not listening.understand(" ".join(long.split()[:9])).calm


def test_three_words_are_no_danger_by_ear(listening: model.Model) -> None:
    three, four = (listening.understand(normalise(text)) for text in ("me pega patea", "me pega me patea"))
    assert (three.name == Verdict.DANGER, three.doubt) == (False, True)
    assert four.name == Verdict.DANGER


def test_words_that_name_nothing_tell_of_no_danger(listening: model.Model) -> None:
    text = normalise("mi marido me pega en la casa y tengo mucho miedo")
    assert listening.understand(text, "E01", Link.NEW).name == Verdict.DANGER
    bare = listening.understand(text, "E01", Link.BARE)
    assert bare.name != Verdict.DANGER
    assert not bare.doubt
