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
from bot.storage.database import is_away, is_full

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
            _run(build(["run"] if _SERVING.intersection(sys.argv[1:2]) else GROUPS))
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
            if is_full(error):
                where = getattr(error, "filename", None) or i18n.gettext("donde están los datos (PUENTE_HOME)")
                typer.echo(i18n.gettext("Falta espacio en disco: {where}").format(where=where), err=True)
                sys.exit(2)
            if not is_away(error):
                raise
            typer.echo(i18n.gettext("DATABASE_URL: la base de datos no contesta o no se puede usar."), err=True)
            sys.exit(2)


def _run(app: typer.Typer) -> None:
    """Run what the arguments ask for. Raises BadInput with one line where they do not fit: Typer would write four."""
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        sys.exit(1)
    except Exception as error:
        # What Typer raises for them has no public name. Without any argument it shows the help.
        context, problem = getattr(error, "ctx", None), getattr(error, "format_message", None)
        if context is None or problem is None:
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(problem(), err=True)
            sys.exit(2)
        line = i18n.gettext("{problem}. Mira «{command} --help».")
        raise BadInput(line.format(problem=problem().rstrip("."), command=context.command_path)) from None
    sys.exit(code if isinstance(code, int) else 0)


def language() -> str:
    """`en` where the shell speaks English, else Spanish."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if asked.startswith("en") else i18n.SOURCE
