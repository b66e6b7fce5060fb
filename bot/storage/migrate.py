"""Bring a database to the schema this program was written for."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect

from bot.core.errors import SchemaMismatch
from bot.i18n import gettext as _
from bot.storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0020"
"""The revision this program needs. Kept here so that starting a process need not import Alembic, which is 9 MB."""


def config() -> "Config":
    """Alembic's settings, without a file."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return settings


def migrate(database: Database) -> str:
    """Run what is missing, in one transaction. Returns the revision reached.

    Raises SchemaMismatch when the database was written by a newer program.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    settings = config()
    known = {script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()}
    with database.write() as tx:
        if inspect(tx.connection).has_table("alembic_version"):
            found = tx.connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            if found is not None and found not in known:
                raise SchemaMismatch(_("La base de datos es más nueva que este programa: instala la versión nueva."))
        settings.attributes["connection"] = tx.connection
        command.upgrade(settings, "head")
    return HEAD
