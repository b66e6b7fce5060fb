"""A sentence encoder on disk: read, used beside the other features, and missed loudly."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from bot.core.chat_spelling import normalise
from bot.core.errors import BadContent
from bot.engine.nlu import decision, model
from bot.engine.nlu.encoder import Encoder
from tests.engine.test_nlu_model import CONFIG, PREFIX
from tests.engine.world import ENTRIES

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "colegio", "escuela", "liceo", "refu", "##gio", "asilo", "agua", "?"]
MEANINGS = {"colegio": 0, "escuela": 0, "liceo": 0, "refu": 1, "##gio": 1, "asilo": 1, "agua": 2}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An encoder of three meanings: one row for each token, looked up."""
    table = np.full((len(VOCABULARY), 3), 0.01, np.float32)
    for token, meaning in MEANINGS.items():
        table[VOCABULARY.index(token), meaning] = 1.0
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", 3])],
        [numpy_helper.from_array(table, "table")],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(made, str(tmp_path / "model.onnx"))
    (tmp_path / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    return tmp_path


def test_words_are_cut_into_the_longest_pieces_the_vocabulary_knows(folder: Path) -> None:
    named = [VOCABULARY[number] for number in Encoder(folder).tokens("¿Refugio? colégio xyz")]
    assert named == ["[CLS]", "[UNK]", "refu", "##gio", "?", "colegio", "[UNK]", "[SEP]"]


def test_words_that_mean_the_same_are_near_and_vectors_have_length_one(folder: Path) -> None:
    encoder = Encoder(folder)
    school, same, water = (encoder.vector(word) for word in ("colegio", "liceo", "agua"))
    assert float(school @ same) == pytest.approx(1.0, abs=1e-5)
    assert float(school @ water) < 0.5
    assert encoder.matrix(["agua", "asilo"]).shape == (2, encoder.size) == (2, 3)
    assert np.isfinite(encoder.vector("")).all()
    assert len(encoder.tokens("agua " * 500)) == 128


def test_a_model_trained_with_an_encoder_knows_a_word_it_never_saw(folder: Path, tmp_path: Path) -> None:
    rows = [(f"{PREFIX[e.kind]}/{e.id}", str(e.topic), q) for e in ENTRIES if e.kind in PREFIX for q in e.questions]
    taught = (
        [normalise(question) for _, _, question in rows],
        [label for label, _, _ in rows],
        {label: topic for label, topic, _ in rows},
        CONFIG,
    )
    encoder = Encoder(folder)
    trained, measured = model.train(*taught, encoder)
    without, _ = model.train(*taught)
    text = "que necesita el liceo"
    school = {one.topic: one.confidence for one in trained.understand(text).candidates}.get("school", 0.0)
    blind = {one.topic: one.confidence for one in without.understand(text).candidates}.get("school", 0.0)
    assert school > blind
    kept = tmp_path / "kept"
    kept.mkdir()
    trained.write(kept)
    (kept / decision.FILE).write_text(json.dumps(measured.to_dict()))
    assert model.read(kept, encoder).understand(text) == trained.understand(text)
    with pytest.raises(BadContent, match="encoder"):
        model.read(kept)


@pytest.mark.parametrize("name", ["model.onnx", "vocab.txt"])
def test_a_folder_that_lacks_a_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(BadContent, match=name.replace(".", r"\.")):
        Encoder(folder)


def test_files_that_are_no_encoder_are_refused_in_one_line(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"no")
    with pytest.raises(BadContent, match="no se puede abrir"):
        Encoder(folder)
    (folder / "vocab.txt").write_text("agua")
    with pytest.raises(BadContent, match="CLS"):
        Encoder(folder)
