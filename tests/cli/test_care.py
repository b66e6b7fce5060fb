"""Cases, people, copies and the doctor, from the command line."""

import json
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.core.addresses import parse
from bot.core.content import Topic
from bot.core.messages import Form, Received
from bot.services import inbound, models
from bot.storage import cases, contacts, schema
from tests.cli.conftest import ENGLISH, SPANISH, Shell
from tests.conftest import NOW

PERSON = "whatsapp:+51987654321"
STORY = "historia-canario-99"


@pytest.fixture
def told(installed: Shell) -> Shell:
    """Somebody has told of a danger, somebody else wants to speak with a person."""
    app = installed.app()
    people = (PERSON, "whatsapp:PE.a1b2c3d4")
    now = app.clock() - timedelta(hours=1)
    for number, person in enumerate(people, start=1):
        message = Received(
            provider_id=f"SM{number:032x}",
            sender=parse(person),
            recipient=parse("whatsapp:+51900000001"),
            form=Form.TEXT,
            text="texto-canario-77",
        )
        inbound.receive(app.database, [message], now)
    with app.database.write() as tx:
        for person, kind, topic, restricted in (
            (people[1], "person", Topic.HUMAN_AGENT, False),
            (people[0], "violence", Topic.GBV_PROTECTION, True),
        ):
            contact_id = contacts.find(tx, parse(person))
            assert contact_id is not None
            cases.open_case(
                tx,
                contact_id=contact_id,
                kind=kind,
                topic=topic,
                restricted=restricted,
                story=STORY,
                inbound_id=contact_id,
                now=now,
            )
    app.database.close()
    return installed


def audit(shell: Shell) -> list[tuple[str, str, str]]:
    """Who did what to what."""
    app = shell.app()
    try:
        with app.database.read() as tx:
            rows = tx.connection.execute(select(schema.audit).order_by(schema.audit.c.id))
            return [(row.actor, row.act, row.subject) for row in rows]
    finally:
        app.database.close()


def test_cases_are_listed_restricted_ones_first_and_without_what_was_told(told: Shell) -> None:
    done = told.run("case", "list")
    assert [line.split()[3] for line in done.out.splitlines()] == ["violence", "person"]
    rows = json.loads(told.run("case", "list", "--json").out)
    assert [(row["kind"], row["restricted"]) for row in rows] == [("violence", True), ("person", False)]
    assert "canario" not in done.out
    assert audit(told) == []


def test_reading_a_case_leaves_a_trace(told: Shell) -> None:
    done = told.run("case", "show", "2", "--as", "rosa")
    assert STORY in done.out
    assert json.loads(told.run("case", "show", "2", "--json").out)["story"] == STORY
    assert audit(told) == [("rosa", "case.show", "2"), ("shell", "case.show", "2")]


def test_an_administrator_reads_no_case_of_danger_unless_they_attend_to_them(told: Shell) -> None:
    assert told.run("user", "add", "ana", "--role", "administrator").code == 0
    for act in ("show", "close"):
        done = told.run("case", act, "2", "--as", "ana")
        assert done.code == 2
        assert STORY not in done.out
    assert told.run("case", "show", "1", "--as", "ana").code == 0
    assert told.run("user", "reset", "ana", "--role", "administrator", "--role", "case_worker").code == 0
    assert STORY in told.run("case", "show", "2", "--as", "ana").out


def test_a_closed_case_leaves_the_list_and_cannot_be_closed_again(told: Shell) -> None:
    assert told.run("case", "close", "2", "--reason", "acompañada", "--as", "rosa").code == 0
    assert [line.split()[0] for line in told.run("case", "list").out.splitlines()] == ["1"]
    assert len(told.run("case", "list", "--all").out.splitlines()) == 2
    assert told.run("case", "close", "2").code == 2
    assert audit(told) == [("rosa", "case.close", "2")]


def test_an_empty_list_says_so(installed: Shell) -> None:
    assert installed.run("case", "list").out == "No hay casos abiertos.\n"
    assert json.loads(installed.run("case", "list", "--json").out) == []


def test_what_is_kept_of_a_person_is_shown_in_numbers_only(told: Shell) -> None:
    done = told.run("contacts", "show", PERSON, "--as", "rosa")
    facts = json.loads(done.out)
    assert (facts["messages"], facts["open_cases"], facts["consents"]) == (1, 1, {})
    assert "canario" not in done.out
    assert "987654321" not in done.out
    assert audit(told) == [("rosa", "contact.show", "1")]


def test_an_erased_person_is_gone_and_only_the_trace_of_the_act_stays(told: Shell) -> None:
    assert told.run("contacts", "erase", PERSON, "--as", "rosa").code == 0
    assert told.run("contacts", "show", PERSON).code == 2
    assert [row["kind"] for row in json.loads(told.run("case", "list", "--json").out)] == ["person"]
    assert audit(told) == [("rosa", "contact.erase", "1")]


def test_a_backup_is_restored_in_an_empty_place_with_the_same_keys(told: Shell, tmp_path: Path) -> None:
    done = told.run("backup", "copy.puente")
    assert (done.code, done.err) == (0, "")
    keys = (told.folder / "var" / "keys.env").read_text()
    copy = (told.folder / "copy.puente").read_bytes()
    secret = dict(line.split("=", 1) for line in keys.split())
    assert not any(value.removeprefix("k1:").encode() in copy for value in secret.values())
    elsewhere = {"PUENTE_HOME": str(tmp_path / "elsewhere"), **secret}
    assert told.run("restore", "copy.puente", **elsewhere).code == 0
    assert STORY in told.run("case", "show", "2", **elsewhere).out
    again = told.run("restore", "copy.puente", **elsewhere)
    assert again.code == 2
    assert len(again.problems) == 1


def test_a_backup_without_its_keys_is_refused_and_leaves_the_place_empty(told: Shell, tmp_path: Path) -> None:
    told.run("backup", "copy.puente")
    elsewhere = {"PUENTE_HOME": str(tmp_path / "elsewhere")}
    done = told.run("restore", "copy.puente", **elsewhere)
    assert done.code == 2
    assert len(done.problems) == 1
    keys = (told.folder / "var" / "keys.env").read_text()
    secret = dict(line.split("=", 1) for line in keys.split())
    assert told.run("restore", "copy.puente", **elsewhere, **secret).code == 0


@pytest.mark.parametrize("other", ["PUENTE_SECRET_KEY", "PUENTE_DATA_KEYS"])
def test_a_backup_is_refused_where_only_one_of_the_keys_is_another(told: Shell, tmp_path: Path, other: str) -> None:
    told.run("backup", "copy.puente")
    keys = (told.folder / "var" / "keys.env").read_text()
    secret = dict(line.split("=", 1) for line in keys.split())
    elsewhere = {"PUENTE_HOME": str(tmp_path / "elsewhere")}
    wrong = {**secret, other: "k1:another-key-of-thirty-two-letters"}
    for language in (SPANISH, ENGLISH):
        done = told.run("restore", "copy.puente", **elsewhere, **wrong, LANG=language)
        assert done.code == 2
        assert [line.partition(":")[0] for line in done.problems] == [other]
    assert told.run("restore", "copy.puente", **elsewhere, **secret).code == 0


@pytest.mark.parametrize("damage", ["cut", "byte", "nothing"])
def test_a_damaged_backup_is_refused(told: Shell, tmp_path: Path, damage: str) -> None:
    told.run("backup", "copy.puente")
    file = told.folder / "copy.puente"
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        {
            "cut": whole[:middle],
            "byte": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            "nothing": b"",
        }[damage]
    )
    done = told.run("restore", "copy.puente", PUENTE_HOME=str(tmp_path / "elsewhere"))
    assert done.code == 2
    assert len(done.problems) == 1


def test_a_backup_replaces_an_older_one_only_when_it_is_whole(told: Shell) -> None:
    told.run("backup", "copy.puente")
    first = (told.folder / "copy.puente").read_bytes()
    told.run("case", "close", "1")
    told.run("backup", "copy.puente")
    assert (told.folder / "copy.puente").read_bytes() != first
    assert sorted(path.name for path in told.folder.iterdir()) == ["copy.puente", "var"]


SECRETS = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "canario-token-7",
    "TWILIO_AUTH_TOKEN_PREVIOUS": "canario-token-8",
    "TWILIO_API_SECRET": "canario-token-9",
    "TWILIO_WHATSAPP_FROM": "+51900000001",
    "PUENTE_PUBLIC_URL": "https://puente.org.pe",
    "REDIS_URL": "redis://user:canario-password@localhost:6379/0",
}


def test_the_doctor_shows_every_setting_and_no_secret(installed: Shell) -> None:
    keys = (installed.folder / "var" / "keys.env").read_text()
    for arguments in (["doctor"], ["doctor", "--json"]):
        done = installed.run(*arguments, **SECRETS)
        assert "canario" not in done.out + done.err
        assert not any(
            part in done.out for line in keys.split() for part in line.split("=", 1)[1].split(":") if len(part) > 8
        )
        assert "https://puente.org.pe" in done.out
    shown = json.loads(done.out)["settings"]
    assert shown["TWILIO_AUTH_TOKEN"] == shown["PUENTE_SECRET_KEY"] == "…"
    assert shown["TWILIO_API_KEY"] == ""
    assert shown["REDIS_URL"] == "redis://…@localhost:6379/0"


@pytest.mark.parametrize(
    "url", ["postgresql://puente:canario@127.0.0.1:1/x", "postgresql:///x?user=a&password=canario"]
)
def test_the_doctor_hides_the_password_of_a_database_that_is_down(shell: Shell, url: str) -> None:
    done = shell.run("doctor", DATABASE_URL=url)
    assert done.code == 2
    assert "canario" not in done.out + done.err


def test_the_doctor_names_what_is_wrong_and_ends_with_2(installed: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOW)
    done = installed.run("doctor", "--json")
    assert done.code == 2
    assert {check["what"] for check in json.loads(done.out)["checks"] if not check["well"]} == {"modelo"}


def test_the_doctor_is_content_when_all_is_well(installed: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOW)
    folder = installed.folder / "var" / "models"
    folder.mkdir()
    (folder / "one.tar.gz").write_bytes(b"model")
    models.promote(folder, "key", folder / "one.tar.gz")
    done = installed.run("doctor")
    assert done.code == 0
    assert "✗" not in done.out
    (folder / "one.tar.gz").write_bytes(b"other")
    assert installed.run("doctor").code == 2


def test_the_doctor_names_the_answers_whose_review_is_overdue(
    installed: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, NOW + timedelta(days=5_000))
    checks = {check["what"]: check for check in json.loads(installed.run("doctor", "--json").out)["checks"]}
    assert not checks["respuestas vencidas"]["well"]
    assert "C01" in checks["respuestas vencidas"]["detail"]


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The machine's clock shows this moment: from some day on the answers of a release are overdue."""
    _clock, *rest = App.__init__.__defaults__ or ()
    monkeypatch.setattr("bot.app.App.__init__.__defaults__", (lambda: now, *rest))


def test_a_home_made_by_a_command_is_closed_to_others(shell: Shell) -> None:
    assert shell.run("migrate", LANG=SPANISH).code == 0
    kept = shell.folder / "var" / "keys.env"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert shell.run("migrate").code == 0
