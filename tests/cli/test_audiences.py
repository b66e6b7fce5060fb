"""Rules saved under a name, and counted before they are used."""

import json

import pytest

from tests.cli.conftest import Shell

PEOPLE = """address,district,consent,consent_at,consent_source,consent_text
whatsapp:+51911111111,Comas,yes,2026-10-01,ficha,v2
whatsapp:+51922222222,Comas,,,,
+51933333333,Comas,yes,2026-10-01,ficha,v2
whatsapp:+51944444444,Ate,yes,2026-10-01,ficha,v2
"""
RULE = "audience: {districts: [comas], channels: [whatsapp]}\n"


@pytest.fixture
def peopled(installed: Shell) -> Shell:
    (installed.folder / "gente.csv").write_text(PEOPLE)
    (installed.folder / "regla.yml").write_text(RULE)
    assert installed.run("contacts", "import", "gente.csv").code == 0
    return installed


def test_a_rule_is_saved_counted_and_exported(peopled: Shell) -> None:
    done = peopled.run("audience", "save", "Norte", "regla.yml", "--as", "rosa")
    assert (done.code, done.out) == (0, "norte: 2 personas\n")
    (saved,) = json.loads(peopled.run("audience", "list", "--json").out)
    assert (saved["name"], saved["author"]) == ("norte", "rosa")
    assert json.loads(saved["rule"]) == {"channels": ["whatsapp"], "districts": ["Comas"]}
    assert json.loads(peopled.run("audience", "count", "norte", "--json").out) == {
        "matching": 3,
        "members": 2,
        "excluded": {"no_address": 1},
        "without_consent": 1,
    }
    assert peopled.run("audience", "count", "norte").out.splitlines()[0].split() == ["2", "personas"]
    assert peopled.run("contacts", "export", "norte.csv", "--audience", "norte").code == 0
    rows = (peopled.folder / "norte.csv").read_text("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == ["whatsapp:+51911111111", "whatsapp:+51922222222"]
    last = json.loads(peopled.run("audit", "list", "--json").out)[-2]
    assert (last["act"], last["subject"], last["detail"]["before"]) == ("audience.save", "norte", "")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("districts: [Atlántida]\nlanguages: [xx]\n", 2),
        ("audience: [x]\n", 1),
        ("{", 1),
    ],
)
def test_every_problem_of_a_rule_is_named_and_nothing_is_saved(peopled: Shell, rule: str, said: int) -> None:
    (peopled.folder / "regla.yml").write_text(rule)
    done = peopled.run("audience", "save", "norte", "regla.yml")
    assert (done.code, len(done.problems)) == (2, said)
    assert peopled.run("audience", "list").out == "No hay audiencias guardadas.\n"
    assert peopled.run("audience", "count", "norte").code == 2
    assert peopled.run("audience", "save", "x", "none.yml").code == 2
