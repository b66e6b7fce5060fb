"""The first page after signing in: what waits for whoever reads it."""

from typing import Final

from starlette.responses import Response

from bot.i18n import gettext as _
from bot.web.console.pages import STAFF, Menu, Page
from bot.web.console.visit import Visit


def home(visit: Visit) -> Response:
    """A greeting and the ways on."""
    return visit.show("home.html")


PAGES: Final = (Page(path="", view=home, who=STAFF, menu=Menu(label=lambda: _("Inicio"), icon="home", place=0)),)
