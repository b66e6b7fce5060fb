"""What the safety net learns from."""

from pathlib import Path

import pytest
import yaml

from bot.core.errors import BadContent
from bot.engine import teaching

LEXICON = """
categories:
- id: violence
  entry: EM-violencia
  phrases: [me (pega|golpea)]
  examples: [mi marido me pega]
  harmless: [ojala no me duela]
harmless: [este calor me mata]
"""
EXAMPLES = """
categories:
- id: violence
  danger: [cuando llega tomado nos escondemos, mi marido me pega]
  harmless: [me pega el sol en la cara, mi esposo trabaja de noche]
harmless: [el sol me pega duro, manana hay cola]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "flows" / "safeguarding").mkdir(parents=True)
    (tmp_path / teaching.LEXICON).write_text(LEXICON)
    (tmp_path / teaching.EXAMPLES).write_text(EXAMPLES)
    return tmp_path


def test_dangers_of_both_files_go_to_the_entry_of_their_category_once(root: Path) -> None:
    net = teaching.read(root)
    assert net.dangers == {"EM-violencia": ["mi marido me pega", "cuando llega tomado nos escondemos"]}
    assert list(net.told()) == ["mi marido me pega", "cuando llega tomado nos escondemos"]


def test_look_alikes_of_both_files_are_taught_those_too_that_the_lexicon_takes_for_danger(root: Path) -> None:
    assert teaching.read(root).harmless == [
        "este calor me mata",
        "el sol me pega duro",
        "manana hay cola",
        "ojala no me duela",
        "me pega el sol en la cara",
        "mi esposo trabaja de noche",
    ]
    assert teaching.problems(root) == []


def test_a_message_that_is_danger_and_harmless_is_named(root: Path) -> None:
    (root / teaching.EXAMPLES).write_text(EXAMPLES.replace("manana hay cola", "Mi marido me PEGA"))
    (problem,) = teaching.problems(root)
    assert "Mi marido me PEGA" in str(problem)


def test_what_the_examples_say_of_a_question_counts_before_what_the_lexicon_finds(root: Path) -> None:
    net = teaching.read(root)
    assert net.danger("como denuncio, mi marido me golpea") == "EM-violencia"
    assert net.danger("¿Cuando llega tomado, nos escondemos?") == "EM-violencia"
    assert net.danger("Me pega el sol en la cara") == ""
    assert net.danger("que papeles llevo") == ""


def test_examples_of_a_category_there_is_not_are_refused_and_named(root: Path) -> None:
    (root / teaching.EXAMPLES).write_text("categories: [{id: nada, danger: [ay]}]")
    with pytest.raises(BadContent, match="nada"):
        teaching.read(root)
    assert "nada" in str(teaching.problems(root)[0])


def test_the_lexicon_alone_is_enough(root: Path) -> None:
    (root / teaching.EXAMPLES).unlink()
    assert teaching.problems(root) == []
    assert list(teaching.read(root).dangers) == ["EM-violencia"]


def test_the_lexicon_that_was_published_is_taught_and_not_that_of_the_checkout(root: Path) -> None:
    published = yaml.safe_load(LEXICON.replace("mi marido me pega", "mi suegra me golpea"))
    net = teaching.read(root, published)
    assert "mi suegra me golpea" in net.told()
    assert teaching.wording(root, published) != teaching.wording(root)
    assert teaching.wording(root, yaml.safe_load(LEXICON)) == teaching.wording(root)


def test_examples_of_a_category_that_was_not_published_wait_until_it_is(root: Path) -> None:
    published = yaml.safe_load(LEXICON.replace("id: violence", "id: other"))
    net = teaching.read(root, published)
    assert list(net.told()) == ["mi marido me pega"]
    assert "mi esposo trabaja de noche" not in net.harmless
