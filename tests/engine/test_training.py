"""Rendering, validating and training: what comes out is a Rasa project that Rasa itself accepts."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from actions import build
from bot.core import sections
from bot.core.content import Topic
from bot.core.conversation import Turn
from bot.core.errors import BadContent
from bot.engine import training
from bot.engine.agent import Engine
from bot.engine.local_actions import LocalActions
from bot.engine.nlu import decision
from bot.engine.quiet import silence
from bot.engine.rendering import render
from bot.i18n import speaking
from bot.web.console import lesson_words
from tests.engine.world import ENTRIES, FLOW, Shelf, entry, project


def test_the_key_follows_what_is_trained_and_nothing_else(checkout: Path) -> None:
    first, *rest = ENTRIES
    key = training.key(ENTRIES, checkout)
    assert training.key([*rest, first], checkout) == key
    assert (
        training.key([replace(first, whatsapp="Otra respuesta.", title="Otro título", related=()), *rest], checkout)
        == key
    )
    changed = [
        replace(first, questions=(*first.questions, "otra pregunta")),
        replace(first, topic=Topic.SCHOOL),
        replace(first, id="A99"),
    ]
    keys = {training.key([one, *rest], checkout) for one in changed}
    assert len(keys) == 3
    assert key not in keys


def test_the_key_follows_the_files_a_model_is_rendered_from(tmp_path: Path) -> None:
    root = project(tmp_path)
    keys = [training.key(ENTRIES, root)]
    for name in ("config.yml", "domain.yml", "flows/gate.yml", "flows/cita/flow.yml"):
        (root / name).write_text((root / name).read_text() + "\n# otra cosa\n")
        keys.append(training.key(ENTRIES, root))
    assert len(set(keys)) == len(keys)


def test_the_key_and_the_examples_follow_the_lexicon_that_was_published(checkout: Path, tmp_path: Path) -> None:
    ours = yaml.safe_load((checkout / "flows" / "safeguarding" / "lexicon.yml").read_text())
    key = training.key(ENTRIES, checkout)
    assert training.key(ENTRIES, checkout, sections.joined(sections.split(ours))) == key
    first, *others = ours["categories"]
    told = {**first, "examples": [*first.get("examples", ()), "me sigue el vecino con un palo"]}
    theirs = {**ours, "categories": [told, *others]}
    assert training.key(ENTRIES, checkout, theirs) != key
    render(ENTRIES, tmp_path / "ours", root=checkout)
    render(ENTRIES, tmp_path / "theirs", root=checkout, lexicon=theirs)
    taught = [(tmp_path / one / "data" / "nlu.yml").read_text() for one in ("ours", "theirs")]
    assert ["me sigue el vecino con un palo" in text for text in taught] == [False, True]


def test_a_model_its_project_and_its_table_lie_side_by_side(model: Path, checkout: Path, reports: list[str]) -> None:
    key = training.key(ENTRIES, checkout)
    assert model.name == f"{key}.tar.gz"
    assert (model.parent / key / "data" / "nlu.yml").is_file()
    table = json.loads((model.parent / f"{key}.thresholds.json").read_text())
    assert decision.from_dict(table) == decision.of_model(model)
    assert "answered" in decision.of_model(model).table()
    assert len(reports) == 3
    with speaking("en"):  # the console says each of them in the reader's language
        assert [line for line in reports if lesson_words.progress(line) == line] == []


def test_no_answer_text_is_in_the_project(model: Path, checkout: Path) -> None:
    folder = model.parent / training.key(ENTRIES, checkout)
    written = "".join(path.read_text() for path in folder.rglob("*.yml"))
    assert "como me lavo las manos" in written
    assert not any(one.whatsapp in written or one.sms in written for one in ENTRIES)


def test_rasa_reads_every_example_back_as_it_was_asked(tmp_path: Path, checkout: Path) -> None:
    odd = [
        "¿[papeles](doc) {x}?",
        "- guion delante",
        "/restart",
        "dos\nlíneas\tcon tabulador",
        "con: dos puntos # y almohadilla",
        "«comillas» \"dobles\" y 'simples'",
        "\U0001f64f gracias \u200d mano",
        "| barra",
    ]
    render([entry("A01", Topic.ASYLUM, odd)], tmp_path / "p", root=checkout)
    document = yaml.safe_load((tmp_path / "p" / "data" / "nlu.yml").read_text())
    (block,) = [row for row in document["nlu"] if row["intent"] == "faq/A01"]
    assert block["metadata"] == {"topic": "asylum"}
    from rasa.shared.nlu.training_data.loading import load_data

    data = load_data(str(tmp_path / "p" / "data" / "nlu.yml"))
    examples = [message for message in data.intent_examples if message.get_full_intent() == "faq/A01"]
    assert len(examples) == len(odd)
    assert not any(message.get("entities") for message in examples)
    assert {message.get("text") for message in examples} >= {"guion delante", "restart", "dos líneas con tabulador"}


def test_a_flow_with_an_unknown_part_is_refused_by_name(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "flows" / "cita" / "flow.yml").write_text("reglas: []\n")
    with pytest.raises(BadContent, match=r"cita/flow.yml: .*reglas"):
        render(ENTRIES, tmp_path / "p", root=root)


def test_what_rasas_validator_refuses_is_never_trained(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "flows" / "cita" / "flow.yml").write_text(FLOW.replace("actions: [action_cita,", "actions: ["))
    with pytest.raises(BadContent, match="action_cita"):
        training.train(ENTRIES, tmp_path / "models", root=root, report=lambda _: None)
    assert not list((tmp_path / "models").glob("*.tar.gz"))


def test_rasas_own_agent_says_what_our_engine_says(model: Path, engine: Engine) -> None:
    """Our processor leaves work out; it must not leave results out."""
    with silence():
        theirs = Agent.load(str(model), action_endpoint=LocalActions(build(Shelf())))
    for text in (
        "como me lavo las manos",
        "refugio",
        "quien gano el partido",
        "hola",
        "zzxxqq",
        "cuanto cuesta pedir refugio",
    ):
        spoken = asyncio.run(theirs.handle_message(UserMessage(text, sender_id=text)))
        _, reply = asyncio.run(engine.respond({}, Turn(person=text, text=text)))
        # Rasa's own channel splits paragraphs.
        assert "\n\n".join(message["text"] for message in spoken) == reply.text
        understood = asyncio.run(theirs.parse_message(text))
        ours = asyncio.run(engine.understand(text))
        assert (understood["intent"], understood["candidates"]) == (ours["intent"], ours["candidates"])


def test_key_and_evaluation_need_no_rasa() -> None:
    """`puente train` must be able to say at once that nothing changed."""
    code = "import sys, bot.engine.training, bot.engine.evaluation; sys.exit('rasa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=os.environ).returncode == 0
