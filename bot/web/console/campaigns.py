"""Campaigns: all of them, and one with how far it is and what can be done to it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from time import monotonic
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from bot.core import readings
from bot.core.campaigns import State
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.i18n import ngettext, speaking
from bot.runtime import Bell
from bot.services import campaign_board, campaign_review
from bot.services.watching import Look
from bot.storage import campaign_remarks, campaigns, templates
from bot.storage.campaign_remarks import Remark
from bot.storage.campaigns import Campaign
from bot.web.console import campaign_words, rendering
from bot.web.console.campaign_phones import phones
from bot.web.console.forms import Form
from bot.web.console.pages import Access, Menu, Page, only
from bot.web.console.visit import Visit

log = logging.getLogger(__name__)

OFFICERS: Final[Access] = only(Role.OFFICER)
CAMPAIGNERS: Final[Access] = only(Role.OFFICER, Role.APPROVER)
ROWS: Final = 30
REMARKS: Final = 20
_DRAFTS: Final = 200
"""Drafts that are looked through for what waits for somebody."""
LIVE: Final = (State.SCHEDULED, State.RUNNING, State.PAUSED)
"""States in which something happens while one looks."""
_STREAM: Final = 60.0
"""Seconds one answer tells of a campaign; the browser then asks again, and whether it may is asked again too."""
_EVERY: Final = 1.0


def campaign_of(visit: Visit) -> Campaign:
    """The campaign in the path. 404 where there is none."""
    with visit.app.database.read() as tx:
        campaign = campaigns.load(tx, visit.number("campaign"))
    if campaign is None:
        raise HTTPException(404)
    return campaign


def page_of(campaign_id: int) -> str:
    """Where a campaign's own page is."""
    return f"/console/campanas/{campaign_id}"


def board(visit: Visit) -> Response:
    """All of them, the newest first."""
    asked = visit.query.get("estado", "")
    states = [State(asked)] if asked in set(State) else []
    rows = campaign_board.page(
        visit.app.database, visit.desk.watching, states, visit.now, offset=(visit.sheet - 1) * ROWS, limit=ROWS + 1
    )
    with visit.app.database.read() as tx:
        general = [notice for notice in campaigns.unseen(tx) if notice.campaign_id is None]
    return visit.show(
        "campaigns.html",
        rows=rows[:ROWS],
        more=len(rows) > ROWS,
        general=general,
        form=Form(initial=dict(visit.query)),
        say=campaign_words,
    )


def campaign(visit: Visit) -> Response:
    """One of them: what it is, where it stands, what can be done."""
    look = _look(visit)
    one = look.campaign
    if one.readable is None:
        return visit.show("campaign_damaged.html", campaign=one, say=campaign_words)
    with visit.app.database.read() as tx:
        said = campaign_remarks.of_campaign(tx, one.id, REMARKS)
        approval = campaigns.approval(tx, one)
        editors = campaigns.editors(tx, one.id)
        notices = campaigns.unseen(tx, one.id)
        entries = visit.desk.shelf.entries(tx)
        used = {template.content_sid for message in one.plan.messages for template in message.templates.values()}
        known = templates.known(tx, used)
    shown = [readings.read(one.plan, wording, known, visit.app.preview) for wording in readings.wordings(one.plan)]
    return visit.show(
        "campaign.html",
        look=look,
        campaign=one,
        standing=campaign_words.standing(one, said[0] if said else None),
        said=said,
        approval=approval,
        editors=list(dict.fromkeys(editors)),
        mine=visit.actor in editors,
        news=notices,
        shown=phones(shown, one.plan),
        titles={name: entry.title for name, entry in entries.items()},
        say=campaign_words,
        live=one.state in LIVE,
    )


def progress(visit: Visit) -> Response:
    """How far it is: the piece of its page that moves. Where it stands otherwise than the page says, all is shown
    anew."""
    look = _look(visit)
    response = visit.show("campaign_progress.html", look=look, say=campaign_words)
    if visit.query.get("estado", look.campaign.state) != look.campaign.state:
        response.headers["HX-Refresh"] = "true"
    return response


def events(visit: Visit) -> Response:
    """The same piece whenever it changes, as server-sent events, until the campaign stands otherwise."""
    look = _look(visit)
    return StreamingResponse(
        _told(visit, look.campaign.state),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _told(visit: Visit, state: State) -> AsyncIterator[str]:
    began, last = monotonic(), ""
    yield "retry: 1000\n\n"
    while not visit.desk.closing.is_set() and monotonic() - began < _STREAM:
        try:
            text, now = await asyncio.to_thread(_piece, visit)
        except Exception:  # the page asks again; what is wrong is in the log
            log.exception("a campaign's progress could not be told")
            return
        if now is not state:
            yield "event: over\ndata: \n\n"
            return
        if text == last:
            yield "event: same\ndata: \n\n"
        else:
            last = text
            yield "".join(f"data: {line}\n" for line in text.splitlines()) + "\n"
        await asyncio.sleep(_EVERY)


def _piece(visit: Visit) -> tuple[str, State]:
    visit.now = visit.desk.clock()
    with speaking(visit.language):
        look = _look(visit)
        values = {"look": look, "say": campaign_words}
        return visit.desk.render(visit, "campaign_progress.html", values), look.campaign.state


def _look(visit: Visit) -> Look:
    look = visit.desk.watching.look(visit.app.database, visit.number("campaign"), visit.now)
    if look is None:
        raise HTTPException(404)
    return look


def campaigns_for(visit: Visit) -> list[tuple[Campaign, Remark]]:
    """Drafts that wait for this member of staff: for their yes, or for a change."""
    may_approve = visit.may(Role.APPROVER)

    def waits(one: Campaign, remark: Remark) -> bool:
        if campaign_review.is_sent(one, remark):
            return may_approve and visit.actor not in (one.author, remark.author)
        return campaign_review.is_returned(one, remark) and one.author == visit.actor

    drafts = campaign_board.open_drafts(visit.app.database, _DRAFTS)
    return [(one, remark) for one, remark in drafts if waits(one, remark)]


# Acts


def clone(visit: Visit) -> Response:
    """The same plan as a new draft."""
    number = visit.app.desk.clone(campaign_of(visit).id, visit.actor)
    said = _("Copia hecha: es un borrador sin hora. Revísala y cámbiale el nombre.")
    return visit.go(f"{page_of(number)}/editar", said)


def schedule(visit: Visit) -> Response:
    """Armed: it leaves at its time."""

    def act(campaign_id: int) -> str:
        at = visit.app.desk.schedule(campaign_id, visit.actor).astimezone(visit.app.settings.timezone)
        return _("Programada: sale el {day} a las {time}.").format(day=f"{at:%d/%m/%Y}", time=f"{at:%H:%M}")

    return _done(visit, act, "schedule")


def start(visit: Visit) -> Response:
    """Now. Pressed twice, it starts once, and the second is told the same."""

    def act(campaign_id: int) -> str:
        people = visit.app.desk.start(campaign_id, visit.actor)
        return ngettext(
            "En marcha, para {people} persona.",
            "En marcha, para {people} personas.",
            people,
        ).format(people=rendering.number(people))

    return _done(visit, act, "schedule", already=State.RUNNING)


def pause(visit: Visit) -> Response:
    """Silence within two seconds."""

    def act(campaign_id: int) -> str:
        visit.app.desk.pause(campaign_id, visit.actor)
        return _("En pausa. Nada más sale hasta que toques «Seguir».")

    return _done(visit, act, already=State.PAUSED)


def resume(visit: Visit) -> Response:
    """With exactly what is left."""

    def act(campaign_id: int) -> str:
        visit.app.desk.resume(campaign_id, visit.actor)
        return _("Sigue, con quienes faltan.")

    return _done(visit, act, "schedule", "send", already=State.RUNNING)


def cancel(visit: Visit) -> Response:
    """For good."""

    def act(campaign_id: int) -> str:
        visit.app.desk.cancel(campaign_id, visit.actor)
        return _("Cancelada: lo que esperaba ya no sale. «Copiar» hace un borrador igual.")

    return _done(visit, act, "schedule", already=State.CANCELLED)


def _done(visit: Visit, act: Callable[[int], str], *rings: str, already: State | None = None) -> Response:
    """Do it, wake who must know, and say what came of it on the campaign's page. `already`: the state it leads to, in
    which a second click finds nothing to do."""
    campaign = campaign_of(visit)
    try:
        said = act(campaign.id)
    except BadInput as error:
        if already is not None and campaign_of(visit).state is already:
            return visit.go(page_of(campaign.id), _("Ya está: {state}.").format(state=campaign_words.state(already)))
        return visit.go(page_of(campaign.id), " ".join(campaign_words.problems(error.lines)), "failed")
    bell = Bell(visit.app.settings.home, visit.app.settings.redis_url)
    for role in rings:
        bell.ring(role)
    return visit.go(page_of(campaign.id), said)


def _post(name: str, view: Callable[[Visit], Response], who: Access) -> Page:
    return Page(path=f"/campanas/{{campaign}}/{name}", view=view, who=who, method="POST")


PAGES: Final[tuple[Page, ...]] = (
    Page(
        path="/campanas",
        view=board,
        who=CAMPAIGNERS,
        menu=Menu(
            label=lambda: _("Campañas"),
            about=lambda: _("Escribir a muchas personas: preparar, aprobar, mirar"),
            icon="send",
            place=31,
        ),
    ),
    Page(path="/campanas/{campaign}", view=campaign, who=CAMPAIGNERS),
    Page(path="/campanas/{campaign}/avance", view=progress, who=CAMPAIGNERS, live=True),
    Page(path="/campanas/{campaign}/avance/eventos", view=events, who=CAMPAIGNERS, live=True),
    Page(path="/campanas/{campaign}/copiar", view=clone, who=OFFICERS, method="POST", once=True),
    _post("programar", schedule, OFFICERS),
    _post("empezar", start, OFFICERS),
    _post("pausar", pause, CAMPAIGNERS),
    _post("seguir", resume, CAMPAIGNERS),
    _post("cancelar", cancel, CAMPAIGNERS),
)
"""Before the others of `/campanas/{campaign}` come those with a word there: see campaign_writing."""
