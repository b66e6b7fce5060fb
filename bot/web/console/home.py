"""The first page after signing in: what waits for whoever reads it."""

from typing import Final

from starlette.responses import Response

from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.storage import content
from bot.storage.attention import Standing, open_counts
from bot.web.console import duties
from bot.web.console.attention import readable
from bot.web.console.campaigns import campaigns_for
from bot.web.console.pages import STAFF, Menu, Page
from bot.web.console.visit import Visit

SHOWN: Final = 12


def home(visit: Visit) -> Response:
    """Cases nobody has, answers that wait for a review, one's own that came back, what else waits, and the ways on."""
    review, returned, titles = [], [], {}
    if visit.may(Role.PROMOTER, Role.REVIEWER):
        with visit.app.database.read() as tx:
            open_ones = [one for one in content.standings(tx).values() if one.state in ("review", "returned")]
            titles = {name: entry.title for name, entry in visit.desk.shelf.entries(tx).items()}
        if visit.may(Role.REVIEWER):
            review = [one for one in open_ones if one.state == "review" and one.sent_by != visit.actor]
        returned = [one for one in open_ones if one.state == "returned" and one.author == visit.actor]
    waiting: list[tuple[str, int]] = []
    if visit.may(Role.CASE_WORKER):
        with visit.app.database.read() as tx:
            counts = open_counts(tx, by=visit.actor)
        waiting = [(queue.value, counts[queue, Standing.FREE]) for queue in readable(visit.staff)]
    campaigns = campaigns_for(visit) if visit.may(Role.OFFICER, Role.APPROVER) else []
    return visit.show(
        "home.html",
        waiting=waiting,
        review=review[:SHOWN],
        returned=returned[:SHOWN],
        titles=titles,
        campaigns=campaigns[:SHOWN],
        also=duties.of(visit),
    )


PAGES: Final = (
    Page(path="", view=home, who=STAFF, menu=Menu(label=lambda: _("Inicio"), about=str, icon="home", place=0)),
)
