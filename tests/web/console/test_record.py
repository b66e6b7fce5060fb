"""The record of acts, as somebody reads it who never sees code."""

import ast
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.audience import Audience
from bot.i18n import speaking
from bot.web.console import act_details, act_words
from tests.web.console.attended import Attended
from tests.web.console.conftest import Staffed
from tests.web.console.furnished import furnish

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


def kept() -> set[str]:
    """Every name under which our code keeps something beside an act."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if name == "note" and any(word.arg == "act" for word in node.keywords):
                kept_here = [word.value for word in node.keywords if word.arg == "detail"]
                found |= {
                    str(key.value)
                    for one in kept_here
                    if isinstance(one, ast.Dict)
                    for key in one.keys
                    if isinstance(key, ast.Constant)
                }
            if name == "_note":
                found |= {word.arg for word in node.keywords if word.arg}
    return found - {"by", "now", "act", "subject", "actor", "text"}


def test_everything_kept_beside_an_act_has_a_label() -> None:
    names = kept()
    assert {"revision", "hash", "audience", "need"} <= names
    assert sorted(names - set(act_details.LABELS)) == []


LIMA = ZoneInfo("America/Lima")


@pytest.mark.parametrize(
    ("detail", "spanish", "english"),
    [
        ({"revision": 3}, [("Versión", "3")], [("Version", "3")]),
        ({"entries": ["C01", "X"]}, [("Fichas", "«Título», X")], [("Entries", "«Título», X")]),
        ({"to": "rosa"}, [("A", "rosa")], [("To", "rosa")]),
        ({"at": "2027-01-05T14:30:00+00:00"}, [("Desde", "5 ene. 2027, 09:30")], [("From", "5 Jan 2027, 09:30")]),
        ({"need": "call"}, [("Para qué", "Pidió que la llamen")], [("What for", "Asked to be called")]),
        ({"kind": "lexicon"}, [("De", "Léxico de protección")], [("Of", "Safeguarding lexicon")]),
        ({"bytes": 2_500_000}, [("Tamaño", "2 MB")], [("Size", "2 MB")]),
        ({"spun": "x"}, [("spun", "x")], [("spun", "x")]),
        (
            {"before": {"roles": ["promoter"], "active": True}, "after": {"roles": [], "active": False}},
            [("Antes", "Trabaja aquí: sí; Roles: Promotoría"), ("Ahora", "Trabaja aquí: no; Roles: —")],
            [("Before", "Works here: yes; Roles: Health promotion"), ("Now", "Works here: no; Roles: —")],
        ),
        (
            {"before": "", "after": Audience(districts=("Comas",), seen_within_days=7).canonical()},
            [("Antes", "—"), ("Ahora", "Viven en: Comas; Escribieron en los últimos: 7 días")],
            [("Before", "—"), ("Now", "They live in: Comas; Wrote within the last: 7 days")],
        ),
        (
            {"new": 2, "known": 1, "changed": 0, "suppressed": 0, "wrong": 0, "agreed": 2, "refused": 0, "unproven": 0,
             "kept": 0, "rows": 3},
            [("Personas nuevas", "2"), ("Ya conocida", "1"), ("Dijeron que sí, con prueba", "2")],
            [("New people", "2"), ("Known already", "1"), ("Said yes, with proof", "2")],
        ),
    ],
)  # fmt: skip
def test_what_is_kept_beside_an_act_reads_in_words(detail: Any, spanish: Any, english: Any) -> None:
    for language, lines in (("es", spanish), ("en", english)):
        with speaking(language):
            assert list(act_details.told(json.dumps(detail), {"C01": "Título"}, LIMA)) == lines


def test_an_act_of_another_release_stays_as_it_is_written() -> None:
    assert (act_words.did("thing.spin"), act_words.subject("thing.spin", "7")) == ("thing.spin", "7")


def test_the_record_reads_as_a_sentence(desk: Staffed) -> None:
    Attended(desk).write("quiero hablar con una persona")
    desk.browser("case_worker").get("/console/casos/1")
    page = desk.browser("data_officer").get("/console/registro?quien=case_worker").text
    assert ">abrió</span>" in page
    assert ">caso 1</td>" in page
    assert ">entró</span>" in page


def test_the_record_names_what_was_done_by_its_title_and_shows_no_mapping(desk: Staffed) -> None:
    furnish(desk)
    reviewer = desk.browser("reviewer")
    reviewer.post("/console/aprendizaje/1/volver")
    reviewer.post("/console/propuestas/entry/C01", {"act": "leave", "number": 1})
    officer = desk.browser("data_officer")
    page = "".join(officer.get(f"/console/registro?hoja={sheet}").text for sheet in (1, 2))
    for said in (
        "volvió al de antes", "Fichas: «Título C01»", "propuesta «Título C01»", "servicio «Casa abierta»",
        "léxico «Violencia en casa»", "traducción «Título C01 (English)»", "Versión: 2", "campaña «",
    ):  # fmt: skip
        assert said in page, said
    assert "{&#34;" not in page
