"""The `puente` command: one module per group, each only translating between a shell and the services.

Exit codes: 0 done, 2 bad input with one line per problem on standard error and nothing changed, 1 a fault of ours.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import typer

from bot import i18n
from bot.core.errors import BadInput, PuenteError
from bot.storage.database import is_away

GROUPS: Final = """
    run train recover ask evaluate faq items contacts campaigns templates cases rumours users audiences audit care
""".split()
"""Modules of this package, in the order of the help."""
_SERVING: Final = frozenset({"run", "web", "worker"})
"""Commands that go on for months: what the others need is not loaded for them (20 MB each)."""


def build(groups: Sequence[str] = GROUPS) -> typer.Typer:
    """The command line, its help in the language of the shell: Spanish, or English where LANG asks for it."""
    app = typer.Typer(
        name="puente",
        help=i18n.gettext("Puente: asistente por WhatsApp y SMS, y la mesa desde la que trabaja el personal."),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    for group in groups:
        import_module(f"bot.cli.{group}").register(app)
    return app


def main() -> None:
    """Entry point of the `puente` script."""
    with i18n.speaking(language()):
        try:
            build(["run"] if _SERVING.intersection(sys.argv[1:2]) else GROUPS)()
        except BadInput as error:
            for line in error.lines:
                typer.echo(line, err=True)
            sys.exit(2)
        except PuenteError as error:
            typer.echo(str(error), err=True)
            sys.exit(2)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)
        except Exception as error:
            if not is_away(error):
                raise
            typer.echo(i18n.gettext("DATABASE_URL: la base de datos no contesta o no se puede usar."), err=True)
            sys.exit(2)


def language() -> str:
    """`en` where the shell speaks English, else Spanish."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if asked.startswith("en") else i18n.SOURCE
