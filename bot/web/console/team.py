"""Who works here: invitations, roles, leaving."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core import staff as names
from bot.core.errors import BadInput
from bot.core.staff import Role, User
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services import attending, signing_in, staff
from bot.storage import users
from bot.web.console.forms import Form
from bot.web.console.pages import Menu, Page, only
from bot.web.console.visit import Visit

ADMINISTRATORS: Final = only(Role.ADMINISTRATOR)


def team(visit: Visit) -> Response:
    """Everybody who works or worked here."""
    with visit.app.database.read() as tx:
        everybody = users.listed(tx)
    return visit.show("team.html", everybody=everybody, form=Form(), roles=tuple(Role))


def invite(visit: Visit) -> Response:
    """Somebody new; their link is shown once, to whoever invites."""
    form = visit.form()
    name, roles = form.text("name", most=64), form.choices("roles", tuple(Role))
    with visit.app.database.write() as tx:
        try:
            staff.new_name(tx, name)
        except BadInput as error:
            form.fail("name", *error.lines)
        if form.ok:
            user = staff.add(tx, name, frozenset(map(Role, roles)), by=visit.actor, now=visit.now)
            token = signing_in.invite(tx, user, by=visit.actor, now=visit.now)
            return visit.show("invited.html", name=user.name, link=_link(visit, token))
    with visit.app.database.read() as tx:
        everybody = users.listed(tx)
    return visit.show("team.html", 422, everybody=everybody, form=form, roles=tuple(Role))


def member(visit: Visit) -> Response:
    """One of them."""
    user = _member(visit)
    form = Form(initial={"roles": sorted(user.roles), "active": "1" if user.active else ""})
    return visit.show("member.html", member=user, form=form, roles=tuple(Role))


def change(visit: Visit) -> Response:
    """Other roles, or none any more: their sessions end with it."""
    form, user = visit.form(), _member(visit)
    roles, active = form.choices("roles", tuple(Role)), form.flag("active")
    if user.name == visit.actor and (not active or Role.ADMINISTRATOR not in roles):
        form.fail("", _("No puedes quitarte la administración: pídeselo a otra persona que administra."))
    if not form.ok:
        return visit.show("member.html", 422, member=user, form=form, roles=tuple(Role))
    with visit.app.database.write() as tx:
        after = staff.reset(
            tx, user.name, roles=frozenset(map(Role, roles)), active=active, by=visit.actor, now=visit.now
        )
        left = attending.let_go(tx, after, visit.app.organisation, by=visit.actor, now=visit.now)
    return visit.go("/console/equipo", _changed(user, after, left))


def _changed(before: User, after: User, left: int) -> str:
    """What came of a change, in words."""
    if before.active and not after.active:
        said = _("{name} ya no puede entrar; lo que tenía abierto se cerró.")
    elif after.active and not before.active:
        said = _("{name} puede entrar otra vez, con la contraseña y el teléfono de antes.")
    else:
        said = _("{name}: cambios guardados.")
    back = ngettext(
        "El caso que tenía vuelve a la cola.", "Los {count} casos que tenía vuelven a la cola.", left
    ).format(count=left)
    return " ".join(line for line in (said.format(name=after.name), back if left else "") if line)


def new_link(visit: Visit) -> Response:
    """For who lost phone or password: a new link, with which they choose both again."""
    user = _member(visit)
    if not user.active:
        raise BadInput(_("{name} ya no trabaja aquí: primero marca «Trabaja aquí».").format(name=user.name))
    with visit.app.database.write() as tx:
        token = signing_in.invite(tx, user, by=visit.actor, now=visit.now)
    return visit.show("invited.html", name=user.name, link=_link(visit, token))


def _member(visit: Visit) -> User:
    with visit.app.database.read() as tx:
        user = users.find(tx, names.name_of(visit.path["name"]) or "")
    if user is None:
        raise HTTPException(404)
    return user


def _link(visit: Visit, token: str) -> str:
    return f"{visit.origin}/console/invitacion/{token}"


PAGES: Final = (
    Page(
        path="/equipo",
        view=team,
        who=ADMINISTRATORS,
        menu=Menu(
            label=lambda: _("Equipo"),
            about=lambda: _("Invitar, cambiar roles, dar un enlace nuevo"),
            icon="people",
            place=80,
        ),
    ),
    Page(path="/equipo", view=invite, who=ADMINISTRATORS, method="POST", once=True),
    Page(path="/equipo/{name}", view=member, who=ADMINISTRATORS),
    Page(path="/equipo/{name}", view=change, who=ADMINISTRATORS, method="POST"),
    Page(path="/equipo/{name}/enlace", view=new_link, who=ADMINISTRATORS, method="POST"),
)
