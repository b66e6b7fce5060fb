"""`puente contacts`: what is known of a person, and its end."""

from typing import Annotated

import typer

from bot.cli.common import app_from_environment, show
from bot.core import addresses
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import rights
from bot.storage import audit, consents, contacts
from bot.storage.database import Transaction


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help=_("Personas: qué se guarda y cómo se borra."), no_args_is_help=True)
    group.command("show", help=_("Qué se guarda de una persona, en números."))(show_)
    group.command("erase", help=_("Borra a una persona de los datos vivos."))(erase)
    app.add_typer(group, name="contacts")


_Address = Annotated[str, typer.Argument(help=_("whatsapp:+51… o +51…"))]
_Who = Annotated[str, typer.Option("--as", help=_("Quién lo hace."))]


def show_(address: _Address, as_: _Who = "shell") -> None:
    """Counts and consents, as JSON; no text and no address."""
    app = app_from_environment()
    with app.database.write() as tx:
        contact_id = _find(tx, address)
        summary = rights.summary(tx, contact_id)
        agreed = consents.of(tx, contact_id)
        audit.note(tx, actor=as_, act="contact.show", subject=str(contact_id), now=app.clock())
    show(
        {
            "contact": contact_id,
            "since": summary.since.isoformat(),
            "messages": summary.messages,
            "consents": agreed,
            "open_cases": summary.open_cases,
        }
    )


def erase(address: _Address, as_: _Who = "shell") -> None:
    """At once, without a farewell."""
    app = app_from_environment()
    with app.database.write() as tx:
        contact_id = _find(tx, address)
        rights.erase(tx, contact_id, app.clock())
        audit.note(tx, actor=as_, act="contact.erase", subject=str(contact_id), now=app.clock())
    typer.echo(_("Borrado."))


def _find(tx: Transaction, text: str) -> int:
    try:
        contact_id = contacts.find(tx, addresses.parse(text))
    except ValueError:
        raise BadInput(_("Dirección no reconocida: whatsapp:+51… o +51…")) from None
    if contact_id is None:
        raise BadInput(_("Nadie con esa dirección."))
    return contact_id
