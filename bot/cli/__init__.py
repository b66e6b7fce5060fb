"""The `puente` command: one module per group, each only translating between a shell and the services.

Exit codes: 0 done, 2 bad input with one line per problem on standard error and nothing changed, 1 a fault of ours.
"""

import os
import sys

import typer

from bot import i18n
from bot.cli import (
    ask,
    audiences,
    audit,
    campaigns,
    care,
    cases,
    contacts,
    evaluate,
    faq,
    rumours,
    run,
    templates,
    train,
    users,
)
from bot.core.errors import BadInput, PuenteError
from bot.storage.database import is_away


def build() -> typer.Typer:
    """The command line, its help in the language of the shell: Spanish, or English where LANG asks for it."""
    app = typer.Typer(
        name="puente",
        help=i18n.gettext("Puente: asistente por WhatsApp y SMS, y la mesa desde la que trabaja el personal."),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    for module in (
        run,
        train,
        ask,
        evaluate,
        faq,
        contacts,
        campaigns,
        templates,
        cases,
        rumours,
        users,
        audiences,
        audit,
        care,
    ):
        module.register(app)
    return app


def main() -> None:
    """Entry point of the `puente` script."""
    with i18n.speaking(language()):
        try:
            build()()
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
