"""One case: what happened in it, a reply, and what else staff do with it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core import templates as rules
from bot.core.attention import Ending, Mode
from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.services import attending, replying
from bot.storage import attention, audit, canned, case_events, cases, history
from bot.storage.cases import Case
from bot.storage.database import Transaction
from bot.web.console import case_words
from bot.web.console.attention import CASE_WORKERS
from bot.web.console.forms import Form
from bot.web.console.pages import Page
from bot.web.console.visit import Visit

NOTE: Final = 2_000
_REMARK: Final = 400
REPLY: Final = "#responder"
"""Where the page is looked at after one reply and before the next."""
PAST: Final = 12
"""Messages before the case that are shown on demand."""


def case(visit: Visit) -> Response:
    """The case with what the person wrote, a ready phrase in the reply where one was chosen (`?frase=3`). That somebody
    read it is written down."""
    with visit.app.database.write() as tx:
        found = _readable(visit, tx)
        audit.note(tx, actor=visit.actor, act="case.show", subject=str(found.id), now=visit.now)
        chosen = visit.query.get("frase", "")
        phrase = canned.one(tx, int(chosen)) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
    return shown(visit, Form(initial={"text": phrase.text}) if phrase else None)


def shown(visit: Visit, form: Form | None = None, status: int = 200) -> Response:
    """The page, with what was typed where a form comes back."""
    with visit.app.database.read() as tx:
        found = _readable(visit, tx)
        place = attention.place(tx, found.contact_id)
        values: dict[str, Any] = {
            "case": found,
            "place": place,
            "window": replying.window(place, visit.now),
            "window_ends": replying.window_ends(place, visit.now),
            "colleagues": attending.colleagues(tx, found),
            "elsewhere": attending.elsewhere(tx, found),
            "past": history.of(tx, found.contact_id, limit=PAST, before=found.opened_at),
            "templates": replying.usable(tx),
            "phrases": canned.listed(tx),
            "can_reopen": attending.may_reopen(found, _kept(visit), visit.now),
            "mine": found.assigned_to == visit.actor and found.closed_at is None,
            "answering": found.handling == Mode.PERSON,
            **_thread(tx, found),
        }
    return visit.show(
        "case.html",
        status,
        form=form or Form(),
        once=uuid4().hex,
        endings=[(one.value, case_words.ending(one)) for one in Ending],
        **values,
    )


def thread(visit: Visit) -> Response:
    """The lines of a case, for a page that is open: nothing where nothing is new. Leaves no trace of its own."""
    with visit.app.database.read() as tx:
        found = _readable(visit, tx)
        if not visit.partial:
            return visit.go(_page(visit))
        if visit.query.get("marca") == case_events.mark(tx, found.id):
            return Response(status_code=204)
        values = _thread(tx, found)
    return visit.show("case_thread.html", case=found, **values)


def take(visit: Visit) -> Response:
    """It is mine."""
    return _done(
        visit,
        lambda number: attending.take(visit.app.database, number, visit.staff, visit.now),
        _("Es tuyo: el asistente calla y tú respondes."),
        REPLY,
    )


def reply(visit: Visit) -> Response:
    """To the person. What was typed is kept where it could not be sent."""
    form = visit.form()
    text, once = form.text("text", required=True, most=replying.MOST), form.text("once")
    if form.ok:
        try:
            new = replying.reply(visit.app.database, visit.number("id"), text, once, visit.staff, visit.now)
            said = _("Enviado.") if new else _("Ya se había enviado: salió una sola vez.")
            return visit.go(_page(visit) + REPLY, said)
        except BadInput as error:
            form.fail("text", *error.lines)
    return shown(visit, form, 422)


def send_template(visit: Visit) -> Response:
    """To the person, in words that Meta approved. What was typed is kept where it could not be sent."""
    form = visit.form()
    sid, once = form.text("sid", required=True, most=64), form.text("once")
    with visit.app.database.read() as tx:
        template = next((one for one in replying.usable(tx) if one.sid == sid), None)
    names = template.variables if template else ()
    values = {name: form.text(f"{sid}.{name}", required=True, most=rules.VALUE_LIMIT) for name in names}
    if form.ok:
        try:
            database, number = visit.app.database, visit.number("id")
            new = replying.send_template(database, number, sid, values, once, visit.staff, visit.now)
            return visit.go(_page(visit), _("Enviado.") if new else _("Ya se había enviado: salió una sola vez."))
        except BadInput as error:
            form.fail("", *error.lines)
    return shown(visit, form, 422)


def note(visit: Visit) -> Response:
    """For colleagues."""
    form = visit.form()
    text = form.text("note", required=True, most=NOTE)
    if not form.ok:
        return shown(visit, form, 422)
    return _done(
        visit,
        lambda number: attending.note(visit.app.database, number, text, visit.staff, visit.now),
        _("Nota guardada. No se envió nada."),
        form=form,
    )


def assign(visit: Visit) -> Response:
    """To somebody else."""
    to = visit.form().text("to", most=64)
    return _done(
        visit,
        lambda number: attending.assign(visit.app.database, number, to, visit.staff, visit.now),
        _("Ahora es de {name}.").format(name=to),
    )


def leave(visit: Visit) -> Response:
    """To nobody."""
    app = visit.app
    return _done(
        visit,
        lambda number: attending.leave(app.database, number, visit.staff, app.organisation, visit.now),
        _("El caso espera a quien lo tome. Responde el asistente."),
    )


def give_back(visit: Visit) -> Response:
    """To the bot, for now."""
    app = visit.app
    return _done(
        visit,
        lambda number: attending.give_back(app.database, number, visit.staff, app.organisation, visit.now),
        _("Responde otra vez el asistente. El caso sigue siendo tuyo."),
    )


def close(visit: Visit) -> Response:
    """With its reason."""
    form, app = visit.form(), visit.app
    ending, remark = form.choice("ending", tuple(Ending)), form.text("remark", most=_REMARK)
    if not form.ok:
        return shown(visit, form, 422)
    return _done(
        visit,
        lambda number: attending.close(
            app.database, number, Ending(ending), remark, visit.staff, app.organisation, visit.now
        ),
        _("Caso cerrado. Responde otra vez el asistente."),
        form=form,
    )


def reopen(visit: Visit) -> Response:
    """It was closed by mistake."""
    form, app = visit.form(), visit.app
    why = form.text("why", required=True, most=_REMARK)
    if not form.ok:
        return shown(visit, form, 422)
    return _done(
        visit,
        lambda number: attending.reopen(app.database, number, why, visit.staff, _kept(visit), visit.now),
        _("Caso abierto otra vez: espera a quien lo tome. Responde el asistente."),
        form=form,
    )


def _done(visit: Visit, act: Callable[[int], None], said: str, then: str = "", form: Form | None = None) -> Response:
    """The case again, which says what was done or why it was not; at the place `then` where it was. `form`: what was
    typed, which stays where it was not."""
    with visit.app.database.read() as tx:
        number = _readable(visit, tx).id
    try:
        act(number)
    except BadInput as error:
        if form is not None:
            form.fail("", *error.lines)
            return shown(visit, form, 422)
        return visit.go(_page(visit), " ".join(error.lines), "failed")
    return visit.go(_page(visit) + then, said)


def _readable(visit: Visit, tx: Transaction) -> Case:
    found = attending.readable(tx, visit.number("id"), visit.staff)
    if found is None:
        raise HTTPException(404)
    return found


def _thread(tx: Transaction, case: Case) -> dict[str, Any]:
    return {
        "story": cases.story(tx, case.id),
        "events": case_events.listed(tx, case.id),
        "mark": case_events.mark(tx, case.id),
    }


def _kept(visit: Visit) -> timedelta:
    return timedelta(days=visit.app.settings.retention_days)


def _page(visit: Visit) -> str:
    return f"/console/casos/{visit.number('id')}"


PAGES: Final = (
    Page(path="/casos/{id}", view=case, who=CASE_WORKERS),
    Page(path="/casos/{id}/hilo", view=thread, who=CASE_WORKERS, live=True),
    Page(path="/casos/{id}/tomar", view=take, who=CASE_WORKERS, method="POST"),
    Page(path="/casos/{id}/responder", view=reply, who=CASE_WORKERS, method="POST"),
    Page(path="/casos/{id}/plantilla", view=send_template, who=CASE_WORKERS, method="POST"),
    Page(path="/casos/{id}/nota", view=note, who=CASE_WORKERS, method="POST", once=True),
    Page(path="/casos/{id}/asignar", view=assign, who=CASE_WORKERS, method="POST"),
    Page(path="/casos/{id}/dejar", view=leave, who=CASE_WORKERS, method="POST"),
    Page(path="/casos/{id}/devolver", view=give_back, who=CASE_WORKERS, method="POST"),
    Page(path="/casos/{id}/cerrar", view=close, who=CASE_WORKERS, method="POST"),
    Page(path="/casos/{id}/reabrir", view=reopen, who=CASE_WORKERS, method="POST"),
)
