"""Before a campaign leaves: the page of facts, a test to oneself, a second person's yes to exactly that page."""

from typing import Final

from starlette.responses import Response

from bot.core.campaigns import Act, State, may_approve, sources
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.i18n import speaking
from bot.runtime import Bell
from bot.services import campaign_review, preflight, rehearsal
from bot.services.campaigns import Changed
from bot.services.facts import Facts
from bot.services.worked_out import Known
from bot.storage import campaign_remarks, campaigns
from bot.storage.campaigns import Campaign
from bot.web.console import campaign_words
from bot.web.console.campaign_phones import phones
from bot.web.console.campaigns import CAMPAIGNERS, OFFICERS, campaign_of, page_of
from bot.web.console.forms import Form
from bot.web.console.pages import Page, only
from bot.web.console.visit import Visit

COMMENT: Final = 1_000
WAIT: Final = 0.05
"""Seconds a page waits for facts that are being worked out."""


def check(visit: Visit) -> Response:
    """The page of facts. Where they take longer the page says so and asks again by itself."""
    return _page(visit, Form(), 200)


def facts(visit: Visit) -> Response:
    """Whether the facts are there: then the page is shown with them."""
    campaign = campaign_of(visit)
    response = visit.show("campaign_facts_wait.html", campaign=campaign)
    if _ahead(visit, campaign) is not None:
        response.headers["HX-Refresh"] = "true"
    return response


def plain(visit: Visit) -> Response:
    """Sin tildes: an edit, so whatever was approved is void."""
    changed = visit.app.desk.make_cheaper(campaign_of(visit).id, visit.actor)
    said = (
        _("Listo: {count} textos de SMS sin tildes.").format(count=changed)
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
            return visit.go(_here(visit), _("Prueba en camino: {count} mensajes.").format(count=sent))
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
    ahead = _ahead(visit, campaign)
    if ahead is not None and ahead.value.confirmations and not confirmed:
        form.fail("confirmed", _("Marca que debe decirlo así, o devuélvela con un comentario."))
        return _page(visit, form, 422)
    try:
        people = visit.app.desk.approve(
            campaign.id, visit.actor, confirmed=confirmed, fingerprint=form.value("hash") or "-" * 64
        )
    except BadInput as error:
        return _refused(visit, form, error)
    return visit.go(page_of(campaign.id), _("Aprobada para {people} personas.").format(people=people))


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
    ahead = _ahead(visit, campaign, anew=visit.query.get("otra") == "1" and visit.page.method == "GET")
    with visit.app.database.read() as tx:
        said = campaign_remarks.newest(tx, [campaign.id]).get(campaign.id)
        editors = campaigns.editors(tx, campaign.id)
    standing = campaign_words.standing(campaign, said)
    found = ahead.value if ahead else None
    return visit.show(
        "campaign_check.html",
        status,
        form=form,
        campaign=campaign,
        standing=standing,
        remark=said,
        ahead=ahead,
        facts=found,
        shown=phones(found.readings, campaign.plan, found.readers) if found else [],
        say=campaign_words,
        draft=campaign.state in sources(Act.APPROVE),
        before=campaign.state in (State.DRAFT, State.APPROVED, State.SCHEDULED),
        second=may_approve(visit.actor, author=campaign.author, editors=editors),
    )


def _ahead(visit: Visit, campaign: Campaign, *, anew: bool = False) -> Known[Facts] | None:
    app, language, now = visit.app, visit.language, visit.now

    def look() -> Facts:
        with speaking(language):
            return preflight.look(app.database, campaign.id, app.preflight, now)

    return visit.desk.ahead.get((campaign.id, campaign.hash, language), look, now, wait=WAIT, anew=anew)


def _here(visit: Visit) -> str:
    return f"{page_of(visit.number('campaign'))}/revision"


APPROVERS: Final = only(Role.APPROVER)
PAGES: Final = (
    Page(path="/campanas/{campaign}/revision", view=check, who=CAMPAIGNERS),
    Page(path="/campanas/{campaign}/revision/lista", view=facts, who=CAMPAIGNERS, live=True),
    Page(path="/campanas/{campaign}/sin-tildes", view=plain, who=OFFICERS, method="POST"),
    Page(path="/campanas/{campaign}/prueba", view=rehearse, who=CAMPAIGNERS, method="POST"),
    Page(path="/campanas/{campaign}/enviar", view=send, who=OFFICERS, method="POST"),
    Page(path="/campanas/{campaign}/aprobar", view=approve, who=APPROVERS, method="POST"),
    Page(path="/campanas/{campaign}/devolver", view=give_back, who=APPROVERS, method="POST"),
)
