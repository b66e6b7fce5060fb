"""The locks are one resolution: what a server installs is what the tests ran with."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", re.MULTILINE)
ENGINE_ONLY = {"rasa", "rasa-sdk", "tensorflow-cpu", "keras", "scikit-learn", "scipy", "numpy", "dask", "sanic"}


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((REQUIREMENTS / name).read_text()))


@pytest.mark.parametrize("part", ["app.txt", "engine.txt"])
def test_a_server_gets_the_versions_that_were_tested(part: str) -> None:
    tested = pins("dev.txt")
    assert {name: version for name, version in pins(part).items() if tested.get(name) != version} == {}


def test_web_and_sender_are_installed_without_rasa_and_tensorflow() -> None:
    assert set(pins("app.txt")) & ENGINE_ONLY == set()
    assert set(pins("engine.txt")) >= ENGINE_ONLY


@pytest.mark.parametrize("part", ["app.txt", "engine.txt", "dev.txt", "uv.txt"])
def test_every_package_has_a_hash_and_no_file_names_a_host(part: str) -> None:
    text = (REQUIREMENTS / part).read_text()
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
