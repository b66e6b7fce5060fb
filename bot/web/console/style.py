"""Every element the pages are made of, on one page: to look at, and to test."""

from datetime import timedelta
from typing import Final

from starlette.responses import Response

from bot.core import columns
from bot.web.console.forms import Form
from bot.web.console.pages import STAFF, Page
from bot.web.console.visit import Visit


def style(visit: Visit) -> Response:
    """All of them."""
    form = Form({"wrong": "…"})
    form.fail("wrong", "…")
    return visit.show(
        "style.html",
        form=form,
        plain=Form(initial={"text": "Texto", "many": ("uno",)}),
        drawn=columns.draw({"one": [20, 35, 0, 45, 30], "other": [25, 30, 10, 40, 35]}),
        days=[visit.now.date() - timedelta(days=day) for day in range(4, -1, -1)],
        spark=columns.spark([20, 35, 0, 45, 30]),
    )


PAGES: Final = (Page(path="/estilo", view=style, who=STAFF),)
