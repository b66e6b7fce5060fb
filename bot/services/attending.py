"""What staff do with a case: take it, hand it on, leave it, write a note in it, close it, open it again.

Taking a case silences the bot for its person; one person of staff answers in a chat at a time. Whoever takes, gives
back or closes holds the person's row, and so does the turn of a message: one of both answers, not two, not nobody.
"""

from datetime import datetime, timedelta

from bot.core.attention import Ending, Mode, Why
from bot.core.errors import BadInput
from bot.core.organisation import Organisation
from bot.core.redaction import redacted
from bot.core.staff import Role, User
from bot.i18n import gettext as _
from bot.services import returning
from bot.storage import attention, audit, case_events, cases, contacts, users
from bot.storage.case_events import Kind
from bot.storage.cases import Case
from bot.storage.database import Database, Transaction


def may_read(user: User, *, restricted: bool) -> bool:
    """True where somebody may see what is in a case. A restricted one is for case workers and for nobody else."""
    return user.holds(Role.CASE_WORKER) if restricted else user.may(Role.CASE_WORKER)


def may_hear(tx: Transaction, actor: str) -> bool:
    """True where whoever acts at the command line may read of danger: case workers, and the shell, which is trusted."""
    user = users.find(tx, actor)
    return user is None or user.holds(Role.CASE_WORKER)


def readable(tx: Transaction, case_id: int, user: User) -> Case | None:
    """A case, None where there is none or it is not for them: the two look the same."""
    case = cases.case(tx, case_id)
    return case if case is not None and may_read(user, restricted=case.restricted) else None


def colleagues(tx: Transaction, case: Case) -> list[str]:
    """Who else may be given this case."""
    return [one.name for one in users.listed(tx) if one.name != case.assigned_to and one.holds(Role.CASE_WORKER)]


def take(database: Database, case_id: int, user: User, now: datetime) -> None:
    """From now on `user` answers this person and the bot is silent. Raises BadInput, in one sentence, where somebody
    else has the case or the person."""
    with database.write() as tx:
        case = _held(tx, case_id, user)
        if case.assigned_to not in ("", user.name):
            raise BadInput(_("Este caso ya lo tiene {name}.").format(name=case.assigned_to))
        _nobody_else(tx, case, user.name)
        attention.assign(tx, case_id, to=user.name, of=("", user.name), now=now)
        now_in = attention.handled(tx, [case.contact_id]).get(case.contact_id)
        if now_in is not None and now_in.mode is not Mode.PERSON:
            now_in = None
        # In a restricted case the chat stays in it, whatever else of the same person is taken besides.
        if now_in is None or (now_in.case_id != case_id and (case.restricted or not now_in.restricted)):
            attention.answer_by(tx, case_id, Mode.PERSON)
            attention.acknowledged(tx, case_id, known=now_in is not None and now_in.acknowledged)
        case_events.add(tx, case_id, Kind.TAKEN, now=now, author=user.name)
        audit.note(tx, actor=user.name, act="case.take", subject=str(case_id), now=now)


def assign(database: Database, case_id: int, to: str, user: User, now: datetime) -> None:
    """Give a case to `to`: one's own, or one in which nobody answers now, also where it is of somebody who is away.
    Where staff answer already, `to` goes on with that; else the bot goes on until `to` takes it up."""
    with database.write() as tx:
        case = _held(tx, case_id, user)
        if case.handling == Mode.PERSON:
            _own(case, user)
        if to not in colleagues(tx, case):
            raise BadInput(_("Elige a una persona de Atención."))
        attention.assign(tx, case_id, to=to, of=(case.assigned_to,), now=now)
        case_events.add(tx, case_id, Kind.ASSIGNED, now=now, author=user.name, content={"to": to})
        audit.note(tx, actor=user.name, act="case.assign", subject=str(case_id), now=now, detail={"to": to})


def leave(database: Database, case_id: int, user: User, organisation: Organisation, now: datetime) -> None:
    """Back to nobody's: the bot answers again, the case waits."""
    with database.write() as tx:
        case = _held(tx, case_id, user)
        _own(case, user)
        attention.assign(tx, case_id, to="", of=(user.name,), now=now)
        case_events.add(tx, case_id, Kind.LEFT, now=now, author=user.name)
        returning.come_back(tx, case, Why.GIVEN_BACK, organisation, now)
        audit.note(tx, actor=user.name, act="case.leave", subject=str(case_id), now=now)


def let_go(tx: Transaction, user: User, organisation: Organisation, *, by: str, now: datetime) -> int:
    """Cases that `user`, as they are now, may not read any more are nobody's: they wait in their queue, and the bot
    answers whoever they were answering. Returns how many."""
    gone = [case for case in attention.held_by(tx, user.name) if not _still_reads(user, case)]
    contacts.hold(tx, sorted({case.contact_id for case in gone}))
    count = 0
    for case_id in [case.id for case in gone]:
        case = cases.case(tx, case_id)  # as it is once its person is held
        if case is None or not attention.assign(tx, case_id, to="", of=(user.name,), now=now):
            continue
        case_events.add(tx, case_id, Kind.LEFT, now=now, author=user.name)
        returning.come_back(tx, case, Why.GIVEN_BACK, organisation, now)
        audit.note(tx, actor=by, act="case.leave", subject=str(case_id), now=now)
        count += 1
    return count


def _still_reads(user: User, case: Case) -> bool:
    return user.active and may_read(user, restricted=case.restricted)


def give_back(database: Database, case_id: int, user: User, organisation: Organisation, now: datetime) -> None:
    """The bot answers again; the case stays theirs."""
    with database.write() as tx:
        case = _held(tx, case_id, user)
        _own(case, user)
        if case.handling != Mode.PERSON:
            raise BadInput(_("El asistente ya responde en este chat."))
        returning.come_back(tx, case, Why.GIVEN_BACK, organisation, now)
        audit.note(tx, actor=user.name, act="case.give_back", subject=str(case_id), now=now)


def note(database: Database, case_id: int, text: str, user: User, now: datetime) -> None:
    """A note for colleagues; nothing of it is sent."""
    with database.write() as tx:
        _held(tx, case_id, user)
        case_events.add(tx, case_id, Kind.NOTE, now=now, author=user.name, content={"text": text})
        audit.note(tx, actor=user.name, act="case.note", subject=str(case_id), now=now)


def close(
    database: Database, case_id: int, ending: Ending, remark: str, user: User, organisation: Organisation, now: datetime
) -> None:
    """The end of a case, with its reason: the bot answers again. Numbers in `remark` are taken out."""
    with database.write() as tx:
        case = _held(tx, case_id, user)
        _own(case, user, free=True)
        said = redacted(remark)
        closed(tx, case, user.name, f"{ending}: {said}" if said else ending.value, organisation, now)


def closed(tx: Transaction, case: Case, by: str, reason: str, organisation: Organisation, now: datetime) -> None:
    """Close an open case that is held, with all that belongs to it."""
    cases.close(tx, case.id, by=by, reason=reason, now=now)
    case_events.add(tx, case.id, Kind.CLOSED, now=now, author=by, content={"reason": reason})
    returning.come_back(tx, case, Why.CLOSED, organisation, now)
    audit.note(tx, actor=by, act="case.close", subject=str(case.id), now=now)


def may_reopen(case: Case, retention: timedelta, now: datetime) -> bool:
    """True where a case is closed, and not for so long that its texts are gone."""
    return case.closed_at is not None and case.closed_at >= now - retention


def reopen(database: Database, case_id: int, why: str, user: User, retention: timedelta, now: datetime) -> None:
    """A case closed by mistake waits again in its queue, nobody's; the bot goes on answering until somebody takes it.
    Numbers in `why` are taken out. Raises BadInput where it is open, where it was closed longer than `retention` ago
    (its texts are gone), and where the same person has another open case of its kind: what they write lands there."""
    with database.write() as tx:
        case = _with_person(tx, case_id)
        if case is None or not may_read(user, restricted=case.restricted):
            raise BadInput(_("No hay un caso con el número {id}.").format(id=case_id))
        if case.closed_at is None:
            raise BadInput(_("El caso {id} ya está abierto.").format(id=case_id))
        if not may_reopen(case, retention, now):
            raise BadInput(
                _("Se cerró hace más de {days} días: sus textos ya no se guardan.").format(days=retention.days)
            )
        for other in cases.of_contact(tx, case.contact_id):
            if other.closed_at is None and other.kind == case.kind:
                raise BadInput(_("Esta persona ya tiene abierto el caso {id}: sigue en ese.").format(id=other.id))
        cases.reopen(tx, case_id)
        case_events.add(tx, case_id, Kind.REOPENED, now=now, author=user.name, content={"reason": redacted(why)})
        audit.note(tx, actor=user.name, act="case.reopen", subject=str(case_id), now=now)


def held(tx: Transaction, case_id: int) -> Case:
    """An open case whose person is held until the transaction ends. Raises BadInput where there is none."""
    case = _with_person(tx, case_id)
    if case is None or case.closed_at is not None:
        raise BadInput(_("No hay un caso abierto con el número {id}.").format(id=case_id))
    return case


def _with_person(tx: Transaction, case_id: int) -> Case | None:
    """A case as it is once its person is held; None where there is none."""
    case = cases.case(tx, case_id)
    if case is None:
        return None
    contacts.hold(tx, [case.contact_id])
    return cases.case(tx, case_id)


def _held(tx: Transaction, case_id: int, user: User) -> Case:
    case = held(tx, case_id)
    if not may_read(user, restricted=case.restricted):
        raise BadInput(_("No hay un caso abierto con el número {id}.").format(id=case_id))
    return case


def elsewhere(tx: Transaction, case: Case) -> int | None:
    """The other case of the same person in which staff answer, if they do."""
    handling = attention.handled(tx, [case.contact_id]).get(case.contact_id)
    other = handling is not None and handling.mode is Mode.PERSON and handling.case_id != case.id
    return handling.case_id if handling and other else None


def _own(case: Case, user: User, *, free: bool = False) -> None:
    if case.assigned_to == user.name or (free and not case.assigned_to):
        return
    if case.assigned_to:
        raise BadInput(_("Este caso ya lo tiene {name}.").format(name=case.assigned_to))
    raise BadInput(_("Primero toma el caso."))


def _nobody_else(tx: Transaction, case: Case, name: str) -> None:
    """Raises BadInput where somebody else answers this person in another case of theirs."""
    for other in cases.of_contact(tx, case.contact_id):
        if other.handling == Mode.PERSON and other.assigned_to not in ("", name):
            raise BadInput(_("A esta persona ya la atiende {name}, en otro caso.").format(name=other.assigned_to))
