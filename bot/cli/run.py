"""`puente run`, `web`, `worker`: the service, whole or in parts."""

import errno
import logging
import socket
from typing import Annotated

import typer
import uvloop
from sqlalchemy.exc import DBAPIError

from bot.app import App, simulated
from bot.cli.common import app_from_environment, own_url
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.storage.database import is_away

log = logging.getLogger(__name__)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("run", help=_("Arranca todo: web, conversación, envío. Ctrl-C lo detiene limpio."))(run)
    app.command("web", help=_("Solo la web: webhooks, salud y, sin cuenta de Twilio, el simulador."))(web)
    app.command("worker", help=_("Solo el trabajo de fondo: --roles converse,send,schedule,jobs."))(worker)


Host = Annotated[str, typer.Option(help=_("Dirección en la que escuchar."))]
Port = Annotated[int, typer.Option(help=_("Puerto."), min=1, max=65_535)]


def run(host: Host = "127.0.0.1", port: Port = 8080) -> None:
    """Web, workers and housekeeper under one supervisor."""
    from bot.supervisor import Supervisor

    app = app_from_environment(provider=True)
    _free(host, port)
    seeded = app.prepare()
    if seeded:
        typer.echo(
            ngettext(
                "Contenido cargado: {count} ficha.",
                "Contenido cargado: {count} fichas.",
                seeded,
            ).format(count=seeded)
        )
    url = _own_url(host, port)
    _first_sign_in(app, url)
    environment: dict[str, str] = {}
    if app.settings.simulated:
        environment["PUENTE_OWN_URL"] = url

    def ready() -> None:
        typer.echo(_("Listo: Puente responde."))

    supervisor = Supervisor(app, host=host, port=port, environment=environment)
    if app.settings.simulated:
        typer.echo(_("Abre el teléfono de prueba: {url}/simulator").format(url=url))
    else:
        typer.echo(_("Webhook de Twilio: {url}/twilio/inbound").format(url=app.settings.public_url.rstrip("/")))
    typer.echo(_("Cargando el modelo de lenguaje (unos 20 segundos)…"))
    uvloop.run(supervisor.run(ready))


def web(host: Host = "127.0.0.1", port: Port = 8080) -> None:
    """The web process alone."""
    from bot.web.server import serve

    app = app_from_environment(provider=True)
    own = _own_url(host, port)
    simulator = app.settings.simulated
    if simulator:
        app = App(simulated(app.settings, own))
    try:
        _checked(app)
    except DBAPIError as error:
        if not is_away(error) or app.settings.database.startswith("sqlite"):
            raise  # a file that cannot be opened now will not come back by itself
        # What Twilio delivers meanwhile is kept in the spool: a webhook that nobody answers is not repeated for long.
        log.warning("the database is away: messages are kept in the spool until it is back")
    uvloop.run(serve(app, host=host, port=port, own_url=own, simulator=simulator))


def worker(
    roles: Annotated[str, typer.Option(help=_("Papeles, separados por comas."))] = "converse,send,schedule,jobs",
) -> None:
    """A working process alone."""
    from bot.worker import Worker

    chosen = [role.strip() for role in roles.split(",") if role.strip()]
    app = app_from_environment(provider="send" in chosen)
    if app.settings.simulated:
        app = App(simulated(app.settings, own_url()))

    async def work() -> None:
        await Worker(app, chosen).run()

    _checked(app)
    uvloop.run(work())


def _first_sign_in(app: App, url: str) -> None:
    """Where the console is; in development, until somebody can sign in, with a link for whoever sets it up."""
    from bot.services import signing_in

    token = None if app.settings.production else signing_in.first_link(app.database, app.clock())
    if token:
        typer.echo(_("Primera entrada a la consola: {url}/console/invitacion/{token}").format(url=url, token=token))
    else:
        typer.echo(_("Consola: {url}/console").format(url=url))


def _checked(app: App) -> None:
    """Refuse, before anything is served or claimed, a database of another version or with other keys."""
    with app.database.read():
        pass


def _own_url(host: str, port: int) -> str:
    """Where this machine reaches its own web process."""
    return f"http://{'127.0.0.1' if host in {'0.0.0.0', '::', ''} else host}:{port}"  # noqa: S104


def _free(host: str, port: int) -> None:
    """Say so in one line when somebody else has the port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                line = _("El puerto {port} está ocupado. Usa otro: puente run --port {other}")
                raise BadInput(line.format(port=port, other=port + 1)) from None
            line = _("No se puede escuchar en {host}, puerto {port}: {reason}")
            raise BadInput(line.format(host=host, port=port, reason=error.strerror)) from None
