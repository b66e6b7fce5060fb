"""A campaign is written: the form, what phones would show and how many people it means while one types, saving."""

from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import Response

from bot.core import message_file, placeholders, plan_file, readings
from bot.core.audience import Audience
from bot.core.command_phrases import LANGUAGES
from bot.core.consent import Subject
from bot.core.content import Kind as ContentKind
from bot.core.errors import BadInput
from bot.core.plans import Anchor, Kind, Route
from bot.core.repetition import Every
from bot.core.templates import Status, Template
from bot.i18n import gettext as _
from bot.i18n import say
from bot.services import campaign_board
from bot.services.campaigns import Changed
from bot.storage import audiences, templates
from bot.storage.campaigns import Campaign
from bot.web.console import campaign_form, campaign_words, words
from bot.web.console.campaign_phones import phones
from bot.web.console.campaigns import OFFICERS, campaign_of
from bot.web.console.forms import Form
from bot.web.console.pages import Page
from bot.web.console.visit import Visit

_MOMENT: Final = 0.5
"""Seconds somebody who types waits for a count; after that the page asks again by itself."""
OTHERS: Final = tuple(language for language in LANGUAGES if language != "es")
_CAMPAIGNS: Final = 30
"""Campaigns whose people can be left out in the form: the newest."""


def new(visit: Visit) -> Response:
    """An empty form; with a saved audience where one is named (`?audiencia=`)."""
    initial: dict[str, object] = {"kind": Kind.INFORMATION.value, "channel": Route.WHATSAPP.value, "when": "hand"}
    with visit.app.database.read() as tx:
        saved = audiences.load(tx, visit.query.get("audiencia", ""))
    if saved is not None:
        initial |= campaign_form.of_rule(saved.rule)
    return _form(visit, Form(initial=initial), None)


def create(visit: Visit) -> Response:
    """Keeps a new draft, with every problem beside its field where it cannot."""
    return _taken(visit, None)


def edit(visit: Visit) -> Response:
    """The plan as it is, to be changed."""
    campaign = campaign_of(visit)
    if campaign.readable is None:
        return _form(visit, Form(initial={"name": campaign.name, "when": "hand"}), campaign)
    return _form(visit, Form(initial=campaign_form.initial(campaign.name, campaign.readable)), campaign)


def change(visit: Visit) -> Response:
    """Keeps the changed plan: a draft again, whatever it was before."""
    return _taken(visit, campaign_of(visit))


def preview(visit: Visit) -> Response:
    """What is typed, as phones would show it, with what it costs to say it so."""
    form = visit.form()
    with visit.app.database.read() as tx:
        known = {one.sid: one for one in templates.listed(tx)}
    document = campaign_form.document(form, known)
    terms = visit.app.preflight
    read = plan_file.read(document, districts=document.get("audience", {}).get("districts", ()), way_out=terms.way_out)
    shown = [readings.read(read.plan, one, known, terms.preview) for one in readings.wordings(read.plan)]
    about_words = [line for line in read.problems if campaign_form.field_of(line.partition(":")[0]).startswith(_WORDS)]
    return visit.show(
        "campaign_preview.html",
        shown=phones(shown, read.plan),
        problems=campaign_words.problems([say(line) for line in about_words]) if shown else [],
        say=campaign_words,
    )


def entries(visit: Visit) -> Response:
    """What a button can go on with: asked for once somebody comes near a button."""
    with visit.app.database.read() as tx:
        found = {
            name: entry.title
            for name, entry in visit.desk.shelf.entries(tx).items()
            if entry.kind is ContentKind.ANSWER
        }
    return visit.show("campaign_entries.html", entries=found)


_WORDS: Final = ("body", "sms", "button", "template", "var", "media", "p1_", "p2_", "p3_", "p4_", "p5_")


def count(visit: Visit) -> Response:
    """How many people the audience that is typed means, who is left out and why."""
    form = visit.form()
    route = Route(form.choice("channel", tuple(Route), required=False) or Route.WHATSAPP_THEN_SMS)
    return counted(visit, form, route)


def counted(visit: Visit, form: Form, route: Route) -> Response:
    """The piece with the counts of an audience on the channels of `route`."""
    mapping = campaign_form.audience(form)
    problems = [reason for reasons in form.errors.values() for reason in reasons]
    database, now = visit.app.database, visit.now
    with database.read() as tx:
        rule, wrong = audiences.read(tx, {**mapping, "channels": [one.value for one in route.channels]})

    def count_them() -> audiences.Counts:
        with database.read() as tx:
            return audiences.counts(tx, rule, now)

    asked = bool(mapping) and not (wrong or problems)
    known = visit.desk.people.get(rule.canonical(), count_them, now, wait=_MOMENT) if asked else None
    return visit.show(
        "audience_count.html",
        found=known.value if known else None,
        counting=asked and known is None,
        again=visit.url,
        problems=[*problems, *(line.partition(": ")[2] for line in wrong)],
        say=campaign_words,
    )


def _taken(visit: Visit, campaign: Campaign | None) -> Response:
    """What the button asked for: more room, a saved audience, cheaper words, or to keep it."""
    form, act = visit.form(), visit.form().value("act")
    if act in ("more", "fewer", "show", "load", "plain"):
        return _form(visit, _changed(visit, form, act), campaign)
    with visit.app.database.read() as tx:
        known = {one.sid: one for one in templates.listed(tx)}
    document = campaign_form.document(form, known)
    if not form.ok:
        return _form(visit, form, campaign, 422)
    try:
        if campaign is None:
            number = visit.app.desk.create(document, visit.actor)
        else:
            number = campaign.id
            visit.app.desk.edit(number, document, visit.actor, fingerprint=form.value("hash"))
    except Changed as error:
        form.fail("", *error.lines)
        return _form(visit, form, campaign, 409)
    except BadInput as error:
        campaign_form.beside(form, error.lines)
        return _form(visit, form, campaign, 422)
    said = _("Borrador guardado. Nadie recibe nada hasta que otra persona lo apruebe.")
    return visit.go(f"/console/campanas/{number}/revision", said)


def _changed(visit: Visit, form: Form, act: str) -> Form:
    """The same form after a button that keeps nothing."""
    if act == "plain":
        return campaign_form.without_accents(form, visit.fields)
    typed = campaign_form.typed(visit.fields)
    if act in ("more", "fewer"):
        count = campaign_form.steps(form) + (1 if act == "more" else -1)
        typed["steps"] = str(min(max(count, 1), plan_file.MOST_STEPS))
    if act == "load":
        with visit.app.database.read() as tx:
            saved = audiences.load(tx, form.value("saved"))
        cleared = campaign_form.of_rule(saved.rule if saved else Audience())
        typed = {**{name: value for name, value in typed.items() if not name.startswith("a_")}, **cleared}
    return Form(initial=typed)


def _form(visit: Visit, form: Form, campaign: Campaign | None, status: int = 200) -> Response:
    with visit.app.database.read() as tx:
        known = templates.listed(tx)
        saved = [one.name for one in audiences.listed(tx)]
    choices = audience_choices(visit, form)
    series = form.value("when") == "series"
    return visit.show(
        "campaign_form.html",
        status,
        form=form,
        campaign=campaign,
        action=f"/console/campanas/{campaign.id}/editar" if campaign else "/console/campanas/nueva",
        say=campaign_words,
        others=OTHERS,
        placeholders=placeholders.NAMES,
        kinds=[(one.value, campaign_words.kind(one)) for one in Kind],
        routes=[(one.value, campaign_words.route(one)) for one in Route],
        everies=[(one.value, campaign_words.every(one)) for one in Every],
        anchors=[(one.value, campaign_words.anchor(one)) for one in Anchor],
        usable=_usable(form, known),
        by_sid={one.sid: one for one in known},
        saved=saved,
        wheres=[f"p{number}_" for number in range(1, campaign_form.steps(form) + 1)] if series else [""],
        timezone=visit.app.settings.timezone.key,
        limit=message_file.LONGEST_BODY,
        **choices,
    )


def audience_choices(visit: Visit, form: Form) -> dict[str, Any]:
    """What an audience can be chosen from: districts where people live, subjects, languages, earlier campaigns."""
    with visit.app.database.read() as tx:
        districts = audiences.districts(tx)
    earlier = campaign_board.started(visit.app.database, _CAMPAIGNS)
    chosen = [one for one in form.chosen("a_districts") if one not in districts]
    return {
        "districts": [(one, one, "") for one in [*districts, *chosen]],
        "subjects": [(one.value, campaign_words.subject(one), "") for one in Subject],
        "languages_": [(one, words.language(one), "") for one in LANGUAGES],
        "earlier": [(str(one.id), f"{one.id} · {one.name}", "") for one in earlier],
    }


def _usable(form: Form, known: Sequence[Template]) -> dict[str, list[tuple[str, str]]]:
    """By language: the templates that may be used, and whichever is chosen now."""
    found: dict[str, list[tuple[str, str]]] = {}
    for language in LANGUAGES:
        chosen = {value for name in ("", *(f"p{n}_" for n in range(1, campaign_form.steps(form) + 1)))
                  if (value := form.value(f"{name}template_{language}"))}  # fmt: skip
        fit = [
            one
            for one in known
            if one.sid in chosen or (one.status is Status.APPROVED and one.language.partition("_")[0] == language)
        ]
        found[language] = [(one.sid, f"{one.name} ({campaign_words.template_status(one.status)})") for one in fit]
    return found


PAGES: Final = (
    Page(path="/campanas/nueva", view=new, who=OFFICERS),
    Page(path="/campanas/nueva", view=create, who=OFFICERS, method="POST", once=True),
    Page(path="/campanas/vista", view=preview, who=OFFICERS, method="POST"),
    Page(path="/campanas/cuenta", view=count, who=OFFICERS, method="POST"),
    Page(path="/campanas/fichas", view=entries, who=OFFICERS, live=True),
    Page(path="/campanas/{campaign}/editar", view=edit, who=OFFICERS),
    Page(path="/campanas/{campaign}/editar", view=change, who=OFFICERS, method="POST"),
)
