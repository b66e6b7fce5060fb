"""Every element the pages are made of, on one page: to look at, and to test."""

from typing import Final

from starlette.responses import Response

from bot.web.console.forms import Form
from bot.web.console.pages import STAFF, Page
from bot.web.console.visit import Visit


def style(visit: Visit) -> Response:
    """All of them."""
    form = Form({"wrong": "…"})
    form.fail("wrong", "…")
    return visit.show("style.html", form=form, plain=Form(initial={"text": "Texto", "many": ("uno",)}))


PAGES: Final = (Page(path="/estilo", view=style, who=STAFF),)
