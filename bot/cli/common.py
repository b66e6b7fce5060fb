"""What the commands share: the app from the environment, and how results are printed."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from bot import log, settings
from bot.app import App
from bot.i18n import gettext as _

Who = Annotated[str, typer.Option("--as", help=_("Quién lo hace."))]
"""The member of staff who acts: checked against the users, and written into the audit."""


def app_from_environment(*, level: str | None = None, provider: bool = False) -> App:
    """Settings from the environment, logging to standard error. `provider`: it speaks with Twilio.

    Raises BadSettings.
    """
    read = settings.load(provider=provider)
    log.configure(level or read.log_level)
    return App(read)


def own_url() -> str:
    """Where this machine reaches its own web process: `puente run` tells its children."""
    return os.environ.get("PUENTE_OWN_URL", "http://127.0.0.1:8080")


def show(document: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


@contextmanager
def counting(line: str) -> Iterator[Callable[[int], None]]:
    """A line on a terminal's standard error that is written over as work goes on: `line` with `{count}`. Elsewhere it
    says nothing: a log file has no use for it."""
    shown = sys.stderr.isatty()

    def progress(count: int) -> None:
        if shown:
            sys.stderr.write(f"\r{line.format(count=count)}")
            sys.stderr.flush()

    try:
        yield progress
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
