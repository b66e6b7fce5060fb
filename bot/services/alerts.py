"""Saying yes and no to being written to, and choosing what about: the words, and what is written down."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from bot.core.consent import ALERTS, EVERYTHING, Subject
from bot.core.messages import RANK, Option, Priority
from bot.core.payloads import Verb
from bot.i18n import gettext as _
from bot.services.turned import Effect
from bot.storage import consents, outbound
from bot.storage.database import Transaction
from bot.storage.inbound import Waiting
from bot.storage.profiles import Profile

AWAITING = "subjects"
"""What a conversation waits for after the question: several subjects may be named at once."""
_ALL = "all"


def title(subject: Subject) -> str:
    """The line of a subject. None of them is the bare word a person in danger may write."""
    return {
        Subject.SALUD: _("Salud"),
        Subject.EDUCACION: _("Colegio y educación"),
        Subject.DOCUMENTOS: _("Papeles y refugio"),
        Subject.PROTECCION: _("Protección"),
        Subject.AYUDA: _("Bonos y apoyos"),
        Subject.ALERTAS: _("Alertas y cambios"),
    }[subject]


def titles(subjects: Iterable[Subject]) -> str:
    """The lines of several subjects, in the order of the list."""
    wanted = set(subjects)
    return ", ".join(title(subject) for subject in Subject if subject in wanted)


def options() -> tuple[Option, ...]:
    """The subjects to choose from, and all of them."""
    listed = [Option(label=title(subject), payload=payload([subject])) for subject in Subject]
    return (*listed, Option(label=_("Todos los temas"), payload=Verb.SUBJECTS.of(_ALL)))


def payload(subjects: Iterable[Subject]) -> str:
    """What choosing these subjects means to us."""
    return Verb.SUBJECTS.of("+".join(sorted(subjects)))


def subjects_of(rest: str) -> frozenset[Subject] | None:
    """The subjects of a payload behind its colon; None where it names none. It may come from outside."""
    if rest == _ALL:
        return frozenset(Subject)
    words = set(rest.split("+"))
    return frozenset(map(Subject, words)) if words <= set(Subject) else None


def started() -> str:
    """After ALTA."""
    return _("Listo: recibirás avisos útiles. No serán muchos. Para dejarlos, escribe BAJA cuando quieras.")


def question() -> str:
    """Above the subjects."""
    return _("¿Sobre qué temas? Escribe uno o varios números, por ejemplo: 1 y 3.")


def subjects_now(*, agreed: bool, subjects: frozenset[Subject]) -> str:
    """After MIS TEMAS."""
    if not agreed:
        return _("Ahora no recibes avisos. Si eliges temas, te enviaré avisos sobre ellos.")
    if not subjects:
        return _("Recibes avisos, y todavía no elegiste temas.")
    return _("Ahora recibes avisos sobre: {subjects}.").format(subjects=titles(subjects))


def subjects_set(subjects: frozenset[Subject]) -> str:
    """After a choice."""
    return _(
        "Listo: recibirás avisos sobre: {subjects}. Para cambiarlos, escribe MIS TEMAS. Para dejarlos, escribe BAJA."
    ).format(subjects=titles(subjects))


def known(profile: Profile, subjects: frozenset[Subject]) -> str:
    """What staff or a file told us of a person, and the subjects they chose: lines of MIS DATOS."""
    lines = (
        (_("• Temas de tus avisos: {value}."), titles(subjects)),
        (_("• Nombre: {value}."), profile.name),
        (_("• Tu edad: {value}."), profile.age_band),
        (_("• Edad de tus hijos: {value}."), profile.children_age_band),
        (_("• Grupos en que te anotó el equipo: {value}."), ", ".join(profile.labels)),
    )
    return "\n".join(line.format(value=value) for line, value in lines if value)


def wanted(tx: Transaction, contact_id: int) -> frozenset[Subject]:
    """The subjects this person chose."""
    held = consents.of(tx, contact_id)
    return frozenset(subject for subject in Subject if held.get(subject.scope))


def join(source: str, version: str = "") -> Effect:
    """A yes to alerts. It takes back a no to everything: two facts that contradict each other would help nobody. Who
    has no subjects gets what concerns everybody. `version`: of the wording, where it is not ours."""

    def write(tx: Transaction, message: Waiting, now: datetime) -> None:
        held = consents.of(tx, message.contact_id)
        scopes = [ALERTS]
        if held.get(EVERYTHING) is False:
            scopes.append(EVERYTHING)
        if not any(held.get(subject.scope) for subject in Subject):
            scopes.append(Subject.ALERTAS.scope)
        answered = version or version_of(started())
        for scope in scopes:
            consents.write(tx, message.contact_id, scope, given=True, at=now, source=source, version=answered)
        consents.welcome_back(tx, message.contact_id)

    return write


def choose(subjects: frozenset[Subject]) -> Effect:
    """These subjects and no others; choosing is also a yes to alerts from somebody who has not given one."""

    def write(tx: Transaction, message: Waiting, now: datetime) -> None:
        held = consents.of(tx, message.contact_id)
        version = version_of(f"{subjects_now(agreed=False, subjects=frozenset())}\n{question()}")
        if not held.get(ALERTS) or held.get(EVERYTHING) is False:
            join("chat", version)(tx, message, now)
            held = consents.of(tx, message.contact_id)
        consents.welcome_back(tx, message.contact_id)  # a file's yes may hold already, and an older no of theirs too
        for subject in Subject:
            given = subject in subjects
            if bool(held.get(subject.scope)) is not given:
                consents.write(
                    tx,
                    message.contact_id,
                    subject.scope,
                    given=given,
                    at=now,
                    source="chat",
                    version=version if given else "",
                )

    return write


def leave(source: str, scope: str = ALERTS) -> Effect:
    """A no at the word: what still waits of campaigns is not sent."""

    def write(tx: Transaction, message: Waiting, now: datetime) -> None:
        consents.write(tx, message.contact_id, scope, given=False, at=now, source=source)
        outbound.cancel_for(tx, message.contact_id, now=now, rank=RANK[Priority.CAMPAIGN])

    return write


def version_of(text: str) -> str:
    """Which wording a yes answered."""
    return sha256(text.encode()).hexdigest()[:12]
