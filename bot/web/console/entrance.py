"""The way in and out: signing in, accepting an invitation, the language of the pages."""

from typing import Final

import segno
from starlette.responses import RedirectResponse, Response

from bot.core.errors import BadInput
from bot.core.staff import User
from bot.i18n import complete, ngettext
from bot.i18n import gettext as _
from bot.services import signing_in
from bot.services.passwords import LONGEST
from bot.storage import sessions
from bot.web.console.forms import Form
from bot.web.console.pages import OPEN, STAFF, Page
from bot.web.console.visit import Visit

HOME: Final = "/console"


def sign_in(visit: Visit) -> Response:
    """The form; whoever is in already goes home."""
    if visit.user is not None:
        return RedirectResponse(_safe(visit.query.get("volver", "")), 303)
    return visit.show("sign_in.html", form=Form(), back=_safe(visit.query.get("volver", "")))


def signed_in(visit: Visit) -> Response:
    """Name, password and code at once: what was wrong is not said."""
    form = visit.form()
    name, code = form.text("name", required=True), form.text("code", required=True)
    password, back = form.value("password"), _safe(form.value("back"))
    if not password:
        form.fail("password", _("Falta llenar esto."))
    if form.ok:
        entered = signing_in.enter(
            visit.app.database, name=name, password=password, code=code, address=visit.address, now=visit.now
        )
        if entered is not None:
            visit.token = entered.token
            said = "" if entered.left is None else _without_phone(entered.left)
            return visit.desk.signed_in(visit.go(back, said, "careful"), entered.token)
        form.fail("", _("El nombre, la contraseña o el código no coinciden. Revisa y prueba otra vez."))
    return visit.show("sign_in.html", 422, form=form, back=back)


def _without_phone(left: int) -> str:
    """What is said to somebody who came in with a recovery code, of which so many are left."""
    said = _("Entraste con un código de recuperación.")
    count = ngettext("Te queda {count}.", "Te quedan {count}.", left).format(count=left)
    then = _("Si perdiste tu teléfono, pide un enlace nuevo a quien administra para conectar otro.")
    return f"{said} {count} {then}"


def sign_out(visit: Visit) -> Response:
    """Ends this session."""
    signing_in.leave(visit.app.database, visit.token, visit.staff, visit.now)
    return visit.desk.signed_in(RedirectResponse("/console/entrar?adios=1", 303), "")


def invitation(visit: Visit) -> Response:
    """Where somebody chooses a password and connects an app for one-time codes."""
    return _invitation(visit, _invited(visit), Form(), 200)


def accepted(visit: Visit) -> Response:
    """Checks both; then shows the recovery codes, once."""
    form, user = visit.form(), _invited(visit)
    done = signing_in.accept(
        visit.app.database, visit.path["token"], password=form.value("password"), again=form.value("again"),
        code=form.text("code"), secret=_secret(visit), now=visit.now,
    )  # fmt: skip
    if not isinstance(done, dict):
        visit.user, visit.token = done.user, ""
        page = visit.show("recovery.html", codes=done.recovery, first=True)
        return visit.desk.signed_in(page, done.token)
    for name, reasons in done.items():
        form.fail(name, *reasons)
    return _invitation(visit, user, form, 422)


def choose_language(visit: Visit) -> Response:
    """Keeps a language in the browser."""
    form = visit.form()
    language, back = form.choice("language", complete()), _safe(form.value("back"))
    response = RedirectResponse(back, 303)
    return visit.desk.speaking(response, language) if form.ok else response


def _invitation(visit: Visit, user: User, form: Form, status: int) -> Response:
    secret = _secret(visit)
    link = signing_in.provisioning(user, secret, visit.app.organisation.name or "Puente")
    square = segno.make(link, error="m").svg_inline(scale=5, border=2, omitsize=True, title=_("Código QR"))
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return visit.show(
        "invitation.html",
        status,
        form=form,
        name=user.name,
        square=square,
        link=link,
        secret=spaced,
        longest=LONGEST,
    )


def _invited(visit: Visit) -> User:
    with visit.app.database.read() as tx:
        user = sessions.invited(tx, visit.path["token"], visit.now)
    if user is None:
        raise BadInput(_("Este enlace ya se usó o venció. Pide otro a quien administra."))
    return user


def _secret(visit: Visit) -> str:
    return signing_in.code_secret(visit.path["token"], visit.app.settings.secret_key.reveal())


def _safe(back: str) -> str:
    """A page of the console to go to; its first page for anything else."""
    inside = back == HOME or back.startswith((f"{HOME}/", f"{HOME}?"))
    return back if inside and back.isprintable() and "\\" not in back and "//" not in back else HOME


PAGES: Final = (
    Page(path="/entrar", view=sign_in, who=OPEN),
    Page(path="/entrar", view=signed_in, who=OPEN, method="POST"),
    Page(path="/salir", view=sign_out, who=STAFF, method="POST"),
    Page(path="/invitacion/{token}", view=invitation, who=OPEN),
    Page(path="/invitacion/{token}", view=accepted, who=OPEN, method="POST", once=True),
    Page(path="/idioma", view=choose_language, who=OPEN, method="POST"),
)
