"""The record of acts, as somebody reads it who never sees code."""

import ast
from pathlib import Path

from bot.web.console import act_words
from tests.web.console.attended import Attended
from tests.web.console.conftest import Staffed

SOURCE = Path(act_words.__file__).resolve().parents[2]


def written() -> set[str]:
    """Every act that stands in our code as one word."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            for name in node.keywords if isinstance(node, ast.Call) else ():
                if name.arg == "act" and isinstance(name.value, ast.Constant) and "." in str(name.value.value):
                    found.add(str(name.value.value))
    return found


def test_every_act_has_words() -> None:
    acts = written()
    assert len(acts) > 40
    assert [one for one in sorted(acts) if act_words.did(one) == one] == []
    assert act_words.subject("case.show", "2") == "caso 2"


def test_an_act_of_another_release_stays_as_it_is_written() -> None:
    assert (act_words.did("thing.spin"), act_words.subject("thing.spin", "7")) == ("thing.spin", "7")


def test_the_record_reads_as_a_sentence(desk: Staffed) -> None:
    Attended(desk).write("quiero hablar con una persona")
    desk.browser("case_worker").get("/console/casos/1")
    page = desk.browser("data_officer").get("/console/registro?quien=case_worker").text
    assert ">abrió</span>" in page
    assert ">caso 1</td>" in page
    assert ">entró</span>" in page
