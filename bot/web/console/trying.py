"""Try it: what would people get who ask this? Of the model that speaks, or of one that knows a draft already."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core.content import Entry
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.runtime import Bell
from bot.services import trials, trying
from bot.services.editing import Conflict
from bot.storage import content, jobs
from bot.storage.jobs import Job
from bot.web.console import lesson_words
from bot.web.console.answers import EDITORS, answer, shown
from bot.web.console.forms import Form
from bot.web.console.meanwhile import refused, wrong
from bot.web.console.pages import Menu, Page
from bot.web.console.visit import Visit

NEAR: Final = 3
SHOWN: Final = 5
"""Trials that are listed."""


def ask(visit: Visit) -> Response:
    """The question, and the trials there are."""
    return _form(visit, Form(), 200)


def asked(visit: Visit) -> Response:
    """Leaves it for the conversation worker."""
    form = visit.form()
    text = form.text("text", required=True, most=trying.LONGEST)
    if not form.ok:
        return _form(visit, form, 422)
    with visit.app.database.write() as tx:
        number = jobs.ask(tx, trying.KIND, {"text": text}, by=visit.actor, now=visit.now)
    Bell(visit.app.settings.home).ring("try")
    return visit.go(f"/console/probar/{number}")


def answered(visit: Visit) -> Response:
    """What the model in use makes of it, and what comes nearest by its words among all texts, drafts included. The page
    asks again by itself until there is an answer."""
    return _answered(visit, trying.KIND, None)


def rehearse(visit: Visit) -> Response:
    """A model that knows a draft is trained in the background; whoever asked comes to where it can be asked."""
    form = visit.form()
    number = form.version()
    if not form.ok:
        wrong(form)
        return answer(visit, form, 422)
    try:
        trial = trials.ask_for(visit.app.database, visit.path["id"], number, by=visit.actor, now=visit.now)
    except Conflict:
        refused(form)
        return answer(visit, form, 409, seen=number)
    except BadInput as error:
        form.fail("", *error.lines)
        return answer(visit, form, 422)
    return visit.go(f"{PATH}/{trial}")


def trial(visit: Visit) -> Response:
    """One trial: how far its training is, what would change, and the question. The page asks again by itself."""
    return _trial(visit, Form(), 200)


def asked_of_trial(visit: Visit) -> Response:
    """Leaves it for the process that holds the trial's model."""
    form = visit.form()
    text = form.text("text", required=True, most=trying.LONGEST)
    if not form.ok:
        return _trial(visit, form, 422)
    trial = _found(visit)
    try:
        with visit.app.database.write() as tx:
            number = trials.ask(tx, trial.id, text, by=visit.actor, now=visit.now)
    except BadInput as error:
        form.fail("text", *error.lines)
        return _trial(visit, form, 422)
    return visit.go(f"{PATH}/{trial.id}/{number}")


def trial_answered(visit: Visit) -> Response:
    """As `answered`, of the model of a trial."""
    trial = _found(visit)
    return _answered(visit, trials.questions(trial.id), trial)


def _answered(visit: Visit, kind: str, trial: Job | None) -> Response:
    with visit.app.database.read() as tx:
        job = jobs.find(tx, visit.number("id"), kind)
        if job is None:
            raise HTTPException(404)
        entries = visit.desk.shelf.entries(tx)
        live = {entry.id: entry for entry in content.published(tx)} if job.state == "done" else {}
        near = visit.desk.shelf.find(tx, job.request["text"], NEAR)
    candidates = [one for one in job.result.get("candidates", ()) if one["entry"] in entries]
    first = candidates[0]["entry"] if candidates else ""
    here = f"{PATH}/{trial.id}" if trial else "/console/probar"
    return visit.show(
        "try_result.html" if visit.partial else "try.html",
        form=Form(initial={"text": job.request["text"]}),
        job=job,
        here=here,
        trial=trial,
        about=entries.get(trial.request["entry"]) if trial else None,
        offered=(),
        candidates=candidates,
        entries=entries,
        near=[entries[name] for name in near],
        spoken=shown(live[first]) if first in live else None,
        drafted=shown(entries[first]) if first in entries and entries[first] != live.get(first) else None,
    )


def _form(visit: Visit, form: Form, status: int) -> Response:
    with visit.app.database.read() as tx:
        entries = visit.desk.shelf.entries(tx)
        states = ("waiting", "claimed", "done", "failed")
        offered: list[tuple[Job, Entry]] = [
            (one, entries[one.request["entry"]])
            for one in jobs.newest(tx, trials.KIND, SHOWN, *states)
            if one.request["entry"] in entries
        ]
    return visit.show(
        "try.html",
        status,
        form=form,
        job=None,
        here="/console/probar",
        trial=None,
        offered=offered,
        say=lesson_words,
    )


def _trial(visit: Visit, form: Form, status: int) -> Response:
    job = _found(visit)
    with visit.app.database.read() as tx:
        titles = {name: entry.title for name, entry in visit.desk.shelf.entries(tx).items()}
        standing = content.standings(tx, job.request["entry"]).get(job.request["entry"])
    changes = job.result.get("changes", [])
    return visit.show(
        "trial_piece.html" if visit.partial else "trial.html",
        status,
        form=form,
        trial=job,
        here=f"{PATH}/{job.id}",
        standing=standing,
        worse=[one for one in changes if not one["better"]],
        better=[one for one in changes if one["better"]],
        titles=titles,
        say=lesson_words,
    )


def _found(visit: Visit) -> Job:
    with visit.app.database.read() as tx:
        job = trials.find(tx, visit.number("trial"))
    if job is None:
        raise HTTPException(404)
    return job


PATH: Final = "/console/probar/borrador"
PAGES: Final = (
    Page(
        path="/probar",
        view=ask,
        who=EDITORS,
        menu=Menu(
            label=lambda: _("Probar"), about=lambda: _("Qué recibiría quien pregunta algo"), icon="chat", place=15
        ),
    ),
    Page(path="/probar", view=asked, who=EDITORS, method="POST", once=True),
    Page(path="/probar/{id}", view=answered, who=EDITORS, live=True),
    Page(path="/respuestas/{id}/ensayar", view=rehearse, who=EDITORS, method="POST"),
    Page(path="/probar/borrador/{trial}", view=trial, who=EDITORS),
    Page(path="/probar/borrador/{trial}", view=asked_of_trial, who=EDITORS, method="POST", once=True),
    Page(path="/probar/borrador/{trial}/{id}", view=trial_answered, who=EDITORS, live=True),
)
