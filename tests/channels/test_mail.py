"""Mail reaches a real server, or says that it did not."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.mail import Mail, Server
from tests.conftest import Hands


class Postbox:
    """A mail server on this machine: takes what it is given and keeps it. `refuse`: answers 550 to every recipient."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.signed_in: list[str] = []
        self.refuse = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as lines:
                self._talk(lines)

    def _talk(self, lines: Any) -> None:
        def say(text: str) -> None:
            lines.write(f"{text}\r\n".encode())
            lines.flush()

        say("220 postbox")
        while line := lines.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "EHLO":
                say("250-postbox")
                say("250 AUTH PLAIN")
            elif word == "AUTH":
                self.signed_in.append(line)
                say("235 ok")
            elif word == "RCPT" and self.refuse:
                say("550 no")
            elif word == "DATA":
                say("354 go on")
                letter = ""
                while (row := lines.readline().decode()) != ".\r\n":
                    letter += row
                self.letters.append(letter)
                say("250 ok")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    yield box
    box.close()


def mail(port: int, clock: Hands, **options: str) -> Mail:
    server = Server(host="127.0.0.1", port=port, **{"security": "none", **options})  # type: ignore[arg-type]
    return Mail(server, sender="puente@organizacion.example", recipients=["a@x.example", "b@x.example"], clock=clock)


def test_a_letter_arrives_whole_with_a_name_of_its_own(postbox: Postbox, clock: Hands) -> None:
    mail(postbox.port, clock, user="puente", password="secreto").send("Niñez y más", "Línea á\n.punto\n", key="w-1")
    (letter,) = postbox.letters
    assert "Message-ID: <w-1@organizacion.example>" in letter
    assert "To: a@x.example, b@x.example" in letter
    assert "Auto-Submitted: auto-generated" in letter
    assert postbox.signed_in


def test_a_server_that_does_not_take_it_is_an_error(postbox: Postbox, clock: Hands) -> None:
    postbox.refuse = True
    with pytest.raises(OSError, match="550"):
        mail(postbox.port, clock).send("a", "b", key="w-1")
    postbox.close()
    with pytest.raises(ConnectionRefusedError):
        mail(1, clock).send("a", "b", key="w-1")


def test_without_encryption_where_it_was_asked_for_nothing_is_sent(postbox: Postbox, clock: Hands) -> None:
    with pytest.raises(OSError, match="STARTTLS"):
        mail(postbox.port, clock, security="starttls").send("a", "b", key="w-1")
    assert postbox.letters == []
