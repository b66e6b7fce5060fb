"""Before a campaign leaves: the page of facts, a test to oneself, a second person's yes to exactly that page."""

from collections.abc import Callable
from functools import partial
from typing import Final

from starlette.responses import Response

from bot.core.campaigns import Act, State, may_approve, sources
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.runtime import Bell
from bot.services import ahead, campaign_review, first_words, preflight, rehearsal
from bot.services.ahead import Ahead
from bot.services.campaigns import Changed
from bot.services.tested import Rehearsed
from bot.storage import campaign_remarks, campaigns
from bot.storage.campaigns import Campaign
from bot.web.console import campaign_words, rendering, words
from bot.web.console.campaign_phones import phones
from bot.web.console.campaigns import CAMPAIGNERS, OFFICERS, campaign_of, page_of
from bot.web.console.forms import Form
from bot.web.console.pages import Page, only
from bot.web.console.visit import Visit

COMMENT: Final = 1_000


def check(visit: Visit) -> Response:
    """The page of facts. Where counting takes longer the page says how far it is, and shows itself anew."""
    return _page(visit, Form(), 200)


def facts(visit: Visit) -> Response:
    """How far the count is; once it is done the page is shown with it."""
    campaign = campaign_of(visit)
    with visit.app.database.read() as tx:
        found = ahead.standing(tx, campaign)
    response = visit.show("campaign_facts_wait.html", campaign=campaign, ahead=found)
    if found.looked is None:
        response.headers["HX-Refresh"] = "true"
    return response


def anew(visit: Visit) -> Response:
    """Count again, whatever is known."""
    ahead.again(visit.app.database, campaign_of(visit), by=visit.actor, now=visit.now, ring=_ring(visit))
    return visit.go(_here(visit), "")


def plain(visit: Visit) -> Response:
    """Sin tildes: an edit, so whatever was approved is void."""
    changed = visit.app.desk.make_cheaper(campaign_of(visit).id, visit.actor)
    said = (
        ngettext(
            "Listo: {count} texto de SMS sin tildes.",
            "Listo: {count} textos de SMS sin tildes.",
            changed,
        ).format(count=changed)
        if changed
        else _("No había nada que cambiar.")
    )
    return visit.go(_here(visit), said)


def rehearse(visit: Visit) -> Response:
    """To one phone of the team that has written to us."""
    form, campaign = visit.form(), campaign_of(visit)
    to = form.text("to", required=True, most=40)
    if form.ok:
        if not to.startswith(("whatsapp:", "+")):
            to = f"+{to}"
        if form.choice("over", ("whatsapp", "sms"), required=False) == "whatsapp" and not to.startswith("whatsapp:"):
            to = f"whatsapp:{to}"
        try:
            sent = rehearsal.send(
                visit.app.database, campaign.id, to.replace(" ", ""), visit.app.regulations, visit.actor, visit.now
            )
        except BadInput as error:
            form.fail("to", *error.lines)
        else:
            Bell(visit.app.settings.home, visit.app.settings.redis_url).ring("send")
            return visit.go(
                _here(visit),
                ngettext(
                    "Prueba en camino: {count} mensaje.",
                    "Prueba en camino: {count} mensajes.",
                    sent,
                ).format(count=sent),
            )
    return _page(visit, form, 422)


def send(visit: Visit) -> Response:
    """To a second person."""
    form, campaign = visit.form(), campaign_of(visit)
    comment = form.text("comment", most=COMMENT)
    if form.ok:
        try:
            campaign_review.send(
                visit.app.database, visit.app.desk, campaign.id, visit.actor,
                fingerprint=form.value("hash"), comment=comment, now=visit.now,
            )  # fmt: skip
        except BadInput as error:
            return _refused(visit, form, error)
        return visit.go(page_of(campaign.id), _("Enviada: espera el sí de otra persona."))
    return _page(visit, form, 422)


def approve(visit: Visit) -> Response:
    """A yes to what this page showed, and to nothing else."""
    form, campaign = visit.form(), campaign_of(visit)
    confirmed = form.flag("confirmed")
    with visit.app.database.read() as tx:
        aloud = first_words.given_away(first_words.read(tx, campaign.plan, visit.app.preview))
    if aloud and not confirmed:
        form.fail("confirmed", _("Marca que debe decirlo así, o devuélvela con un comentario."))
        return _page(visit, form, 422)
    try:
        people = visit.app.desk.approve(
            campaign.id, visit.actor, confirmed=confirmed, fingerprint=form.value("hash") or "-" * 64
        )
    except BadInput as error:
        return _refused(visit, form, error)
    return visit.go(
        page_of(campaign.id),
        ngettext(
            "Aprobada para {people} persona.",
            "Aprobada para {people} personas.",
            people,
        ).format(people=rendering.number(people)),
    )


def give_back(visit: Visit) -> Response:
    """Back to its author, with what has to change."""
    form, campaign = visit.form(), campaign_of(visit)
    comment = form.text("reason", required=True, most=COMMENT)
    if form.ok:
        try:
            campaign_review.give_back(
                visit.app.database, campaign.id, visit.actor,
                fingerprint=form.value("hash"), comment=comment, now=visit.now,
            )  # fmt: skip
        except BadInput as error:
            return _refused(visit, form, error)
        return visit.go(page_of(campaign.id), _("Devuelta con tu comentario."))
    return _page(visit, form, 422)


def _refused(visit: Visit, form: Form, error: BadInput) -> Response:
    """Nothing was done. Of a campaign that has changed since it was read, the page shows what it says now."""
    if isinstance(error, Changed):
        form.fail(
            "",
            _("No se aprobó nada: la campaña cambió desde que abriste esta página."),
            _("Abajo está lo que dice ahora. Léelo y decide otra vez."),
        )
        return _page(visit, form, 409)
    form.fail("", *campaign_words.problems(error.lines))
    return _page(visit, form, 422)


def _page(visit: Visit, form: Form, status: int) -> Response:
    campaign = campaign_of(visit)
    known = _known(visit, campaign)
    with visit.app.database.read() as tx:
        found = preflight.facts(tx, campaign, visit.app.preflight, known.counted, visit.now) if known.counted else None
        said = campaign_remarks.newest(tx, [campaign.id]).get(campaign.id)
        editors = campaigns.editors(tx, campaign.id)
    standing = campaign_words.standing(campaign, said)
    return visit.show(
        "campaign_check.html",
        status,
        form=form,
        campaign=campaign,
        standing=standing,
        remark=said,
        ahead=known,
        facts=found,
        unseen=found is not None and bool(found.lacking) and found.test is not Rehearsed.WAITING,
        shown=phones(found.readings, campaign.plan, found.readers) if found else [],
        say=campaign_words,
        channels={one.value: words.channel(one) for one in campaign.plan.route.channels},
        draft=campaign.state in sources(Act.APPROVE),
        before=campaign.state in (State.DRAFT, State.APPROVED, State.SCHEDULED),
        second=may_approve(visit.actor, author=campaign.author, editors=editors),
    )


def _known(visit: Visit, campaign: Campaign) -> Ahead:
    app = visit.app
    return ahead.known(app.database, campaign, app.regulations, by=visit.actor, now=visit.now, ring=_ring(visit))


def _ring(visit: Visit) -> Callable[[], None]:
    bell = Bell(visit.app.settings.home, visit.app.settings.redis_url)
    return partial(bell.ring, ahead.KIND)


def _here(visit: Visit) -> str:
    return f"{page_of(visit.number('campaign'))}/revision"


APPROVERS: Final = only(Role.APPROVER)
PAGES: Final = (
    Page(path="/campanas/{campaign}/revision", view=check, who=CAMPAIGNERS),
    Page(path="/campanas/{campaign}/revision/lista", view=facts, who=CAMPAIGNERS, live=True),
    Page(path="/campanas/{campaign}/revision", view=anew, who=CAMPAIGNERS, method="POST"),
    Page(path="/campanas/{campaign}/sin-tildes", view=plain, who=OFFICERS, method="POST"),
    Page(path="/campanas/{campaign}/prueba", view=rehearse, who=CAMPAIGNERS, method="POST", once=True),
    Page(path="/campanas/{campaign}/enviar", view=send, who=OFFICERS, method="POST"),
    Page(path="/campanas/{campaign}/aprobar", view=approve, who=APPROVERS, method="POST"),
    Page(path="/campanas/{campaign}/devolver", view=give_back, who=APPROVERS, method="POST"),
)
