"""What staff write to a person: through the ordinary queue, as a reply, once however often a button is pressed."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.core import policy
from bot.core import templates as rules
from bot.core.addresses import Channel
from bot.core.attention import Mode
from bot.core.consent import EVERYTHING
from bot.core.errors import BadInput
from bot.core.messages import Outgoing
from bot.core.staff import User
from bot.core.templates import Category, Status, Template
from bot.i18n import gettext as _
from bot.services import attending
from bot.services.returning import as_read
from bot.services.turned import PAGE
from bot.storage import attention, audit, case_events, consents, outbound, templates
from bot.storage.attention import Place
from bot.storage.case_events import Kind
from bot.storage.cases import Case
from bot.storage.database import Database, Transaction

MOST: Final = PAGE
"""Characters of one reply."""
_ONCE: Final = re.compile(r"[0-9a-f]{32}")
"""What a form carries so that its reply is owed once."""


def window(place: Place | None, now: datetime) -> timedelta | None:
    """How much longer free text may be sent to a person; None where there is no such limit. Zero: it is closed."""
    if place is None or place.channel is Channel.SMS:
        return None
    if not policy.is_open(place.channel, place.wrote_at, now) or place.wrote_at is None:
        return timedelta(0)
    return place.wrote_at + policy.WINDOW - now


def window_ends(place: Place | None, now: datetime) -> datetime | None:
    """When free text may be sent no longer; None where that has passed, or never will."""
    left = window(place, now)
    return now + left if left else None


def reply(database: Database, case_id: int, text: str, once: str, user: User, now: datetime) -> bool:
    """Owe the person of a case an answer. Returns False where the same form was sent before. Raises BadInput, with
    nothing changed, where the case is not theirs or free text may not go."""
    with database.write() as tx:
        case, place, key = _ready(tx, case_id, once, user)
        if outbound.known(tx, key) is not None:
            return False
        if not policy.is_open(place.channel, place.wrote_at, now):
            raise BadInput(_("Pasaron 24 horas desde su último mensaje: WhatsApp ya solo deja mandar una plantilla."))
        _send(tx, case, place, key, Outgoing(text=as_read(tx, case.contact_id, place, text)), user, now)
    return True


def send_template(
    database: Database, case_id: int, sid: str, values: Mapping[str, str], once: str, user: User, now: datetime
) -> bool:
    """Owe the person an approved template, for when the window is closed. As `reply`; whoever said no to being written
    to first is not."""
    with database.write() as tx:
        case, place, key = _ready(tx, case_id, once, user)
        if outbound.known(tx, key) is not None:
            return False
        if place.channel is not Channel.WHATSAPP:
            raise BadInput(_("Las plantillas son de WhatsApp: por SMS escribe tu respuesta."))
        if (
            not policy.is_open(place.channel, place.wrote_at, now)
            and consents.of(tx, case.contact_id).get(EVERYTHING) is False
        ):
            raise BadInput(_("Esta persona pidió que nadie le escriba primero. Espera a que escriba."))
        template = {one.sid: one for one in usable(tx)}.get(sid)
        if template is None:
            raise BadInput(_("Esa plantilla ya no se puede usar. Elige otra."))
        given = {name: values.get(name, "").strip() for name in template.variables}
        if problems := rules.check_use(template, sid, given):
            raise BadInput(*problems)
        filled = rules.fill(template.body, given)
        outgoing = Outgoing(text=filled, content_sid=sid, content_variables=given)
        _send(tx, case, place, key, outgoing, user, now, template=template.name)
    return True


def usable(tx: Transaction) -> Sequence[Template]:
    """Templates staff may send about a case: approved, of service."""
    return [
        one
        for one in templates.listed(tx)
        if one.status is Status.APPROVED and one.category is Category.UTILITY and one.body
    ]


def _ready(tx: Transaction, case_id: int, once: str, user: User) -> tuple[Case, Place, str]:
    case = attending.held(tx, case_id)
    if not attending.may_read(user, restricted=case.restricted) or case.assigned_to != user.name:
        raise BadInput(
            _("Este caso ya lo tiene {name}.").format(name=case.assigned_to)
            if case.assigned_to
            else _("Primero toma el caso.")
        )
    if attending.elsewhere(tx, case) is not None:
        raise BadInput(_("A esta persona la atiendes en otro de sus casos: responde allí."))
    if case.handling != Mode.PERSON:
        raise BadInput(_("Ahora responde el asistente. Toma otra vez el caso para responder tú."))
    place = attention.place(tx, case.contact_id)
    if place is None:
        raise BadInput(_("No hay por dónde responder: esta persona no escribió por aquí."))
    if place.stopped:
        raise BadInput(_("A este número ya no se le puede escribir."))
    if not _ONCE.fullmatch(once):
        raise BadInput(_("Vuelve a cargar la página y envía otra vez."))
    return case, place, f"case:{case_id}:{once}"


def _send(
    tx: Transaction,
    case: Case,
    place: Place,
    key: str,
    outgoing: Outgoing,
    user: User,
    now: datetime,
    template: str = "",
) -> None:
    owed = outbound.Owed(
        key=key, contact_id=case.contact_id, address_id=place.address_id, sender=place.sender, outgoing=outgoing
    )
    outbound.queue(tx, [owed], now)
    content = {"template": template} if template else None
    case_events.add(
        tx, case.id, Kind.REPLY, now=now, author=user.name, content=content, outbound_id=outbound.known(tx, key)
    )
    attention.acted(tx, case.id, now, replied=True)
    detail = {"template": template} if template else None
    audit.note(tx, actor=user.name, act="case.reply", subject=str(case.id), now=now, detail=detail)
