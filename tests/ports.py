"""Ports for servers that are started by name of their port, chosen so that nobody else can take them in between."""

import os
import socket
from itertools import count
from typing import Final

_FIRST, _LAST = 10_000, 30_000
"""Below the ports Linux gives to outgoing connections (32768 and up): asking the kernel for a free one gives one of
those, and any connection of this machine may have it by the time the server starts."""
_TURN: Final = count(os.getpid() * 101)
"""Processes that test at the same time look in different places, and none gives out a port twice in a row."""


def free_port() -> int:
    """One on which nobody listens on 127.0.0.1."""
    while True:
        port = _FIRST + next(_TURN) % (_LAST - _FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
