"""One's own account: password and recovery codes."""

from typing import Final

from starlette.responses import Response

from bot.i18n import gettext as _
from bot.services import signing_in
from bot.storage import credentials
from bot.web.console.forms import Form
from bot.web.console.pages import STAFF, Page
from bot.web.console.visit import Visit


def account(visit: Visit) -> Response:
    """Who one is here, and how to change what one signs in with."""
    return _account(visit, Form(), 200)


def password(visit: Visit) -> Response:
    """Ends every other session of theirs."""
    form = visit.form()
    old, new, again = form.value("old"), form.value("new"), form.value("again")
    done = signing_in.change_password(
        visit.app.database, visit.staff, old=old, new=new, again=again, address=visit.address, now=visit.now
    )
    if not isinstance(done, dict):
        visit.token = done.token
        page = visit.go("/console/cuenta", _("Contraseña cambiada. Las otras sesiones se cerraron."))
        return visit.desk.signed_in(page, done.token)
    for name, reasons in done.items():
        form.fail(name, *reasons)
    return _account(visit, form, 422)


def recovery(visit: Visit) -> Response:
    """New codes, shown once; the earlier ones are void."""
    codes = signing_in.new_recovery(visit.app.database, visit.staff, visit.now)
    return visit.show("recovery.html", codes=codes, first=False)


def _account(visit: Visit, form: Form, status: int) -> Response:
    with visit.app.database.read() as tx:
        left = credentials.recovery_left(tx, visit.staff.id)
    return visit.show("account.html", status, form=form, left=left)


PAGES: Final = (
    Page(path="/cuenta", view=account, who=STAFF),
    Page(path="/cuenta/clave", view=password, who=STAFF, method="POST"),
    Page(path="/cuenta/codigos", view=recovery, who=STAFF, method="POST"),
)
