"""`puente template` as a shell meets it, with a fake Twilio on a socket."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.app import FAKE_PATH, App, simulated
from bot.channels.twilio.fake import FakeTwilio
from tests.cli.conftest import Shell

FILE: dict[str, Any] = {
    "name": "cita",
    "language": "es",
    "category": "UTILITY",
    "body": "Hola {{1}}, tu cita es el {{2}} en tu centro de salud. Te esperamos allí.",
    "variables": {"1": "Rosa", "2": "lunes"},
    "buttons": ["Confirmo"],
}


@pytest.fixture
def twilio(installed: Shell) -> Iterator[FakeTwilio]:
    """The fake Twilio of the shell's installation, where its commands look for it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # who comes before the server is up waits for it
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        installed.environ["PUENTE_OWN_URL"] = url
        fake = App(simulated(installed.app().settings, url)).fake_twilio()
        served = Starlette(routes=[Mount(FAKE_PATH, fake.app)])
        server = uvicorn.Server(uvicorn.Config(served, log_level="critical", lifespan="off", ws="none"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        yield fake
        server.should_exit = True
        thread.join(10)


def file(shell: Shell, **fields: object) -> Path:
    path = shell.folder / "template.yml"
    path.write_text(yaml.safe_dump({**FILE, **fields}, allow_unicode=True), "utf-8")
    return path


def test_a_template_is_written_submitted_and_seen_to_be_approved(installed: Shell, twilio: FakeTwilio) -> None:
    made = installed.run("template", "create", file(installed), "--as", "olga")
    assert (made.code, made.err) == (0, "")
    sid = made.out.split()[0]
    assert "sin enviar a revisión" in made.out
    sent = installed.run("template", "submit", sid)
    assert (sent.code, "recibida" in sent.out) == (0, True)
    assert "0 cambiaron" in installed.run("template", "sync").out
    assert "1 cambiaron" in installed.run("template", "sync").out
    (row,) = json.loads(installed.run("template", "list", "--json").out)
    assert (row["sid"], row["status"], row["category"], row["variables"]) == (sid, "approved", "UTILITY", ["1", "2"])
    assert "aprobada" in installed.run("template", "list").out
    shown = installed.run("template", "show", "cita").out
    assert "Hola Rosa, tu cita es el lunes" in shown
    assert "[Confirmo]" in shown
    twilio.review(sid, "rejected", "TAG_CONTENT_MISMATCH")
    installed.run("template", "sync")
    assert "TAG_CONTENT_MISMATCH" in installed.run("template", "show", sid).out
    twilio.remove(sid)
    assert "1 ya no están" in installed.run("template", "sync").out


def test_a_file_with_problems_names_each_and_nothing_is_made(installed: Shell, twilio: FakeTwilio) -> None:
    done = installed.run("template", "create", file(installed, name="Mi Cita", body="{{1}}"))
    assert done.code == 2
    assert len(done.problems) >= 4
    assert all(line.startswith(str(installed.folder / "template.yml")) for line in done.problems)
    assert json.loads(installed.run("template", "list", "--json").out) == []


def test_without_a_connection_one_line_says_so(installed: Shell) -> None:
    done = installed.run("template", "sync", PUENTE_OWN_URL="http://127.0.0.1:9")
    assert (done.code, done.problems) == (2, ["No hay conexión con Twilio; inténtalo de nuevo."])
    assert installed.run("template", "show", "nada").code == 2
