"""`puente contacts`: what is known of people, and its end."""

from typing import Annotated

import typer

from bot.cli.common import Who, app_from_environment, show
from bot.core import addresses
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import rights, staff
from bot.storage import audit, contacts
from bot.storage.database import Transaction


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Personas: qué se guarda y cómo se borra."), no_args_is_help=True)
    group.command("show", help=_("Qué se guarda de una persona, en números y datos de la ficha."))(show_)
    group.command("erase", help=_("Borra a una persona de los datos vivos."))(erase)
    app.add_typer(group, name="contacts")


_Address = Annotated[str, typer.Argument(help=_("whatsapp:+51… o +51…"))]


def show_(address: _Address, as_: Who = "shell") -> None:
    """Profile, consents with their source, and counts, as JSON; no text of theirs and no address."""
    app = app_from_environment()
    with app.database.write() as tx:
        actor = staff.acting(tx, as_, Role.OFFICER, Role.CASE_WORKER, Role.DATA_OFFICER)
        contact_id = _find(tx, address)
        document = rights.document(tx, contact_id, app.clock())
        audit.note(tx, actor=actor, act="contact.show", subject=str(contact_id), now=app.clock())
    show(document)


def erase(address: _Address, as_: Who = "shell") -> None:
    """At once, without a farewell."""
    app = app_from_environment()
    with app.database.write() as tx:
        actor = staff.acting(tx, as_, Role.DATA_OFFICER)
        contact_id = _find(tx, address)
        rights.erase(tx, contact_id, app.clock())
        audit.note(tx, actor=actor, act="contact.erase", subject=str(contact_id), now=app.clock())
    typer.echo(_("Borrado."))


def _find(tx: Transaction, text: str) -> int:
    try:
        contact_id = contacts.find(tx, addresses.parse(text))
    except ValueError:
        raise BadInput(_("Dirección no reconocida: whatsapp:+51… o +51…")) from None
    if contact_id is None:
        raise BadInput(_("Nadie con esa dirección."))
    return contact_id
