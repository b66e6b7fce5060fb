"""Who works here, who acts, and the record of it, from the command line."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from tests.cli.conftest import Shell


@pytest.fixture
def staffed(installed: Shell) -> Shell:
    """An installation with an administrator, a case worker, and an officer who has left."""
    for name, role in (("ana", "administrator"), ("luis", "case_worker"), ("eva", "officer,approver")):
        assert installed.run("user", "add", name, "--role", role).code == 0
    assert installed.run("user", "reset", "eva", "--off", "--as", "ana").code == 0
    return installed


def acts(shell: Shell) -> list[dict[str, Any]]:
    return list(json.loads(shell.run("audit", "list", "--json").out))


def test_users_are_listed_with_their_roles(staffed: Shell) -> None:
    assert json.loads(staffed.run("user", "list", "--json").out) == [
        {"name": "ana", "roles": ["administrator"], "active": True},
        {"name": "eva", "roles": ["approver", "officer"], "active": False},
        {"name": "luis", "roles": ["case_worker"], "active": True},
    ]
    assert "eva" in staffed.run("user", "list").out


def test_every_change_of_the_list_is_written_down_with_before_and_after(staffed: Shell) -> None:
    rows = acts(staffed)
    assert [(row["actor"], row["act"], row["subject"]) for row in rows] == [
        ("shell", "user.add", "ana"),
        ("shell", "user.add", "luis"),
        ("shell", "user.add", "eva"),
        ("ana", "user.reset", "eva"),
    ]
    assert rows[-1]["detail"] == {
        "before": {"roles": ["approver", "officer"], "active": True},
        "after": {"roles": ["approver", "officer"], "active": False},
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["user", "add", "ana", "--role", "officer"], "Ya existe ana"),
        (["user", "add", "shell", "--role", "officer"], "«shell», «system» y «release» no se pueden usar"),
        (["user", "add", "System", "--role", "officer"], "«shell», «system» y «release» no se pueden usar"),
        (["user", "add", "release", "--role", "officer"], "«shell», «system» y «release» no se pueden usar"),
        (["user", "add", "a b", "--role", "officer"], "letras, números"),
        (["user", "add", "x", "--role", "jefe"], "«jefe» no existe"),
        (["user", "add", "x"], "Roles: promoter"),
        (["user", "reset", "nadie"], "Nadie se llama así"),
        (
            ["user", "add", "x", "--role", "officer", "--as", "luis"],
            "a luis le falta uno de estos roles: administrator",
        ),
        (["user", "add", "x", "--role", "officer", "--as", "eva"], "ya no está activo"),
        (["user", "add", "x", "--role", "officer", "--as", "nadie"], "nadie del equipo"),
        (["case", "show", "1", "--as", "nadie"], "nadie del equipo"),
        (["case", "close", "1", "--as", "eva"], "ya no está activo"),
        (["contacts", "erase", "+51999999999", "--as", "luis"], "a luis le falta"),
        (["faq", "rollback", "C01", "--as", "luis"], "a luis le falta"),
    ],
)
def test_who_may_not_is_refused_and_nothing_changes(staffed: Shell, arguments: list[str], said: str) -> None:
    before = staffed.everything()
    done = staffed.run(*arguments)
    assert done.code == 2
    assert said in done.err
    assert staffed.everything() == before


def test_while_nobody_was_added_any_name_may_act(installed: Shell) -> None:
    assert installed.run("user", "add", "Ana", "--role", "administrator", "--as", "Fundadora").code == 0
    assert [(row["actor"], row["subject"]) for row in acts(installed)] == [("fundadora", "ana")]


def test_a_name_means_the_same_in_capitals(staffed: Shell) -> None:
    assert staffed.run("user", "reset", "LUIS", "--role", "officer", "--as", "ANA").code == 0
    assert acts(staffed)[-1]["actor"] == "ana"


def test_the_record_is_verified_and_a_change_behind_our_back_is_named(staffed: Shell) -> None:
    done = staffed.run("audit", "verify")
    assert (done.code, done.err) == (0, "")
    assert json.loads(staffed.run("audit", "verify", "--json").out)["rows"] == 4
    app = staffed.app()
    with app.database.write() as tx:
        tx.connection.execute(text("UPDATE audit SET actor = 'luis' WHERE id = 2"))
    app.database.close()
    done = staffed.run("audit", "verify")
    assert done.code == 2
    assert done.problems == ["fila 2: edited"]
    checks = {row["what"]: row for row in json.loads(staffed.run("doctor", "--json").out)["checks"]}
    assert (checks["registro de actos"]["well"], checks["registro de actos"]["detail"]) == (False, "2 edited")


def test_the_record_can_be_read_for_one_actor(staffed: Shell) -> None:
    assert len(staffed.run("audit", "list", "--actor", "ana").out.splitlines()) == 1
    assert len(staffed.run("audit", "list", "--limit", "2").out.splitlines()) == 2
