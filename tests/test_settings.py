"""Settings are read once, checked as a whole, and never printed where they are secret."""

import os
import stat
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from bot import settings
from bot.core.errors import BadSettings
from bot.settings import Secret, Settings, load

ACCOUNT = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "f3a9" * 8,
    "TWILIO_WHATSAPP_FROM": "+51900000001",
    "PUENTE_PUBLIC_URL": "https://puente.org.pe",
}


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """Everything production asks for."""
    (tmp_path / "organisation.yml").write_text("name: Nosotros\n")
    return {
        **ACCOUNT,
        "PUENTE_ENV": "production",
        "PUENTE_HOME": str(tmp_path),
        "PUENTE_SECRET_KEY": settings.new_key(),
        "PUENTE_DATA_KEYS": f"k1:{settings.new_key()}",
        "PUENTE_ORGANISATION": str(tmp_path / "organisation.yml"),
    }


def problems(environ: dict[str, str], *, dotenv: Path | None = None) -> list[str]:
    """The lines with which these settings are refused."""
    with pytest.raises(BadSettings) as refused:
        load(environ, dotenv=dotenv)
    return list(refused.value.lines)


def test_nothing_has_to_be_set_to_try_it(tmp_path: Path) -> None:
    read = load({"PUENTE_HOME": str(tmp_path / "var")}, dotenv=None)
    assert read.simulated
    assert not read.production
    assert read.database == f"sqlite:///{tmp_path / 'var' / 'puente.db'}"
    assert read.timezone.key == "America/Lima"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUENTE_ENV", "produccion"),
        ("PUENTE_ENV", "PRODUCTION"),
        ("PUENTE_TIMEZONE", "Lima"),
        ("PUENTE_TIMEZONE", "../../etc/passwd"),
        ("PUENTE_TIMEZONE", "America"),
        ("PUENTE_RATE_WHATSAPP", "fast"),
        ("PUENTE_RATE_WHATSAPP", "0"),
        ("PUENTE_RATE_WHATSAPP", "-1"),
        ("PUENTE_RATE_WHATSAPP", "nan"),
        ("PUENTE_RATE_SMS", "inf"),
        ("PUENTE_PERSON_GAP", "-0.1"),
        ("PUENTE_PERSON_GAP", "inf"),
        ("PUENTE_LOOKUP_GRACE", "-1"),
        ("PUENTE_RETENTION_DAYS", "0"),
        ("PUENTE_RETENTION_DAYS", "-90"),
        ("PUENTE_RETENTION_DAYS", "90.5"),
        ("PUENTE_LOG_LEVEL", "verbose"),
        ("PUENTE_PUBLIC_URL", "puente.org.pe"),
        ("PUENTE_SECRET_KEY", "short"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_setting_and_changes_nothing(
    tmp_path: Path, name: str, value: str
) -> None:
    home = tmp_path / "var"
    (line,) = problems({"PUENTE_HOME": str(home), name: value})
    assert line.startswith(f"{name}: ")
    assert not home.exists()


def test_every_wrong_value_is_named_at_once(tmp_path: Path) -> None:
    wrong = {"PUENTE_RATE_SMS": "0", "PUENTE_LOG_LEVEL": "loud", "PUENTE_ENV": "test", "PUENTE_RETENTION_DAYS": "0"}
    lines = problems({"PUENTE_HOME": str(tmp_path), **wrong})
    assert {line.partition(":")[0] for line in lines} == set(wrong)


@pytest.mark.parametrize("missing", ["TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM", "PUENTE_PUBLIC_URL"])
def test_half_an_account_is_refused(tmp_path: Path, missing: str) -> None:
    environ = {"PUENTE_HOME": str(tmp_path), **{name: value for name, value in ACCOUNT.items() if name != missing}}
    (line,) = problems(environ)
    assert missing in line


def test_a_process_that_does_not_speak_with_twilio_is_not_given_its_credentials(tmp_path: Path) -> None:
    environ = {"PUENTE_HOME": str(tmp_path), **ACCOUNT, **dict.fromkeys(settings.CREDENTIALS, "f3a9" * 8)}
    held = load(environ, dotenv=None, provider=False)
    assert not any((held.auth_token, held.auth_token_previous, held.api_key, held.api_secret))
    assert held.account_sid == ACCOUNT["TWILIO_ACCOUNT_SID"]


def test_production_starts_with_all_it_asks_for(production: dict[str, str]) -> None:
    assert load(production, dotenv=None).production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_ACCOUNT_SID", ""),
        ("PUENTE_PUBLIC_URL", "http://puente.org.pe"),
        ("PUENTE_SECRET_KEY", ""),
        ("PUENTE_SECRET_KEY", "a" * 31),
        ("PUENTE_SECRET_KEY", "change-me-change-me-change-me-change-me"),
        ("PUENTE_DATA_KEYS", ""),
        ("PUENTE_DATA_KEYS", "k1:example-key-example-key-example-key"),
        ("TWILIO_AUTH_TOKEN", "your_secret_token_12345678901234"),
        ("TWILIO_AUTH_TOKEN_PREVIOUS", "changeme"),
        ("TWILIO_API_SECRET", "password"),
        ("PUENTE_ORGANISATION", "/nowhere/organisation.yml"),
    ],
)
def test_production_refuses_what_only_a_trial_may_have(production: dict[str, str], name: str, value: str) -> None:
    lines = problems({**production, name: value})
    assert len(lines) == 1
    assert lines[0].startswith(f"{name}: ")


def test_production_makes_no_keys_of_its_own(production: dict[str, str], tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    problems({**production, "PUENTE_SECRET_KEY": "", "PUENTE_DATA_KEYS": ""})
    load(production, dotenv=None)
    assert sorted(tmp_path.iterdir()) == before


def test_a_refusal_never_repeats_a_secret(production: dict[str, str]) -> None:
    secret = "example-canario-77"
    names = [item.metadata["name"] for item in fields(Settings) if isinstance(item.default, Secret)]
    lines = problems({**production, **dict.fromkeys(names, secret)})
    assert len(lines) >= 4
    assert "canario" not in "\n".join(lines)


def test_secrets_print_neither_alone_nor_in_the_whole(tmp_path: Path) -> None:
    read = load({"PUENTE_HOME": str(tmp_path), **ACCOUNT}, dotenv=None)
    shown = f"{read} {read!r} {read.auth_token} {read.auth_token!r} {[read.secret_key]} {vars(Secret)}"
    for secret in (ACCOUNT["TWILIO_AUTH_TOKEN"], read.secret_key.reveal(), read.data_keys.reveal()):
        assert secret not in shown
    assert read.auth_token == Secret(ACCOUNT["TWILIO_AUTH_TOKEN"])
    assert read.auth_token != Secret("another")


# Keys


def test_keys_are_made_once_for_the_eyes_of_the_owner(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "var"
    first = load({"PUENTE_HOME": str(home)}, dotenv=None)
    again = load({"PUENTE_HOME": str(home)}, dotenv=None)
    kept = home / "keys.env"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(home.iterdir()) == [kept]
    assert (first.secret_key, first.data_keys) == (again.secret_key, again.data_keys)
    assert len(first.secret_key.reveal()) >= 43
    other = load({"PUENTE_HOME": str(tmp_path / "other")}, dotenv=None)
    assert other.secret_key != first.secret_key
    assert other.data_keys != first.data_keys


def test_processes_that_start_at_once_get_the_same_keys(tmp_path: Path) -> None:
    program = """
import sys, time
from pathlib import Path
from bot.settings import load
print(flush=True)
sys.stdin.readline()
read = load({"PUENTE_HOME": sys.argv[1]}, dotenv=None)
print(read.secret_key.reveal(), read.data_keys.reveal())
"""
    for attempt in range(3):
        home = tmp_path / str(attempt)
        starting = [
            subprocess.Popen(
                [sys.executable, "-c", program, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(4)
        ]
        for one in starting:
            assert one.stdout is not None
            one.stdout.readline()
        for one in starting:
            assert one.stdin is not None
            one.stdin.write("\n")
            one.stdin.flush()
        keys = {one.communicate(timeout=60)[0] for one in starting}
        assert len(keys) == 1
        assert len(keys.pop().split()) == 2


def test_keys_from_outside_are_used_and_none_are_made(tmp_path: Path) -> None:
    keys = {"PUENTE_SECRET_KEY": "s" * 32, "PUENTE_DATA_KEYS": "k1:" + "d" * 32}
    read = load({"PUENTE_HOME": str(tmp_path / "var"), **keys}, dotenv=None)
    assert (read.secret_key.reveal(), read.data_keys.reveal()) == tuple(keys.values())
    assert not (tmp_path / "var").exists()


def test_a_key_file_without_both_keys_is_refused_rather_than_half_believed(tmp_path: Path) -> None:
    (tmp_path / "keys.env").write_text("PUENTE_SECRET_KEY=" + "s" * 32)
    (line,) = problems({"PUENTE_HOME": str(tmp_path)})
    assert line == f"{tmp_path / 'keys.env'}: no tiene las dos claves"


def test_a_home_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (line,) = problems({"PUENTE_HOME": str(tmp_path / "file" / "var")})
    assert line.startswith("PUENTE_HOME: ")


# .env


def test_a_dotenv_file_is_read_as_people_write_it_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    lines = [
        "# PUENTE_RATE_SMS=7",
        "",
        "PUENTE_RATE_SMS=2",
        "export PUENTE_RATE_WHATSAPP=40",
        ' PUENTE_TIMEZONE = "America/Bogota" ',
        "PUENTE_LOG_LEVEL='debug'",
        "TWILIO_CONTENT_BUTTONS=HX1, HX2 ,HX3",
        "PUENTE_SECRET_KEY=abc=def+ghi/jkl===",
        "nonsense",
        f"PUENTE_HOME={tmp_path}",
    ]
    # As an editor on Windows writes it.
    file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    read = load({"PUENTE_LOG_LEVEL": "error"}, dotenv=file)
    assert (read.rate_sms, read.rate_whatsapp, read.timezone.key) == (2.0, 40.0, "America/Bogota")
    assert read.log_level == "error"
    assert read.button_templates == ("HX1", "HX2", "HX3")
    assert read.secret_key.reveal() == "abc=def+ghi/jkl==="


def test_the_first_line_after_a_byte_order_mark_counts(tmp_path: Path, production: dict[str, str]) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xef\xbb\xbfPUENTE_ENV=production\n")
    assert load({name: value for name, value in production.items() if name != "PUENTE_ENV"}, dotenv=file).production


def test_a_dotenv_file_in_another_encoding_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("PUENTE_LOG_LEVEL=info # año".encode("latin-1"))
    assert problems({"PUENTE_HOME": str(tmp_path)}, dotenv=file) == [f"{file}: no se puede leer como UTF-8"]


def test_without_arguments_the_environment_of_the_process_and_dotenv_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PUENTE_RATE_SMS=3\n")
    monkeypatch.setitem(os.environ, "PUENTE_RATE_WHATSAPP", "9")
    read = load()
    assert (read.rate_sms, read.rate_whatsapp) == (3.0, 9.0)


def test_both_tokens_count_during_a_rotation_newest_first(tmp_path: Path) -> None:
    read = load({"PUENTE_HOME": str(tmp_path), **ACCOUNT, "TWILIO_AUTH_TOKEN_PREVIOUS": "e1b2" * 8}, dotenv=None)
    assert read.tokens == ("f3a9" * 8, "e1b2" * 8)


def test_every_setting_has_a_name_of_its_own_and_says_what_it_is_for() -> None:
    rows = settings.table()
    assert len({name for name, _, _ in rows}) == len(rows)
    assert all(about for _, _, about in rows)
