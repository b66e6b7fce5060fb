"""Where to go or call, by need and place: rows of the organisation's directory, and nothing that is not in it."""

from collections.abc import Sequence
from typing import Final

from actions.dialogue import Choice, Dialogue, Ending, Question, Talk, is_statement, the_one
from actions.dialogues.place import QUESTION as WHERE
from actions.dialogues.place import changed
from actions.dialogues.school import office_lines, sms_office
from bot.core import segments
from bot.core.content import SMS_PARTS, Topic, month
from bot.core.directory import Need, Service
from bot.i18n import gettext as _

SHOWN: Final = 4
"""Rows in one reply."""
_SAID: Final = {
    Need.DOCUMENTS: frozenset("papeles migraciones carnet carne refugio documentos".split()),
    Need.LEGAL: frozenset("legal abogado abogada abogados".split()),
    Need.HEALTH: frozenset("medico medica doctor doctora hospital posta enfermo enferma".split()),
    Need.MENTAL_HEALTH: frozenset("mental emocional psicologo psicologa psicologica ansiedad".split()),
    Need.VIOLENCE: frozenset("violencia maltrato proteccion".split()),
    Need.CHILDREN: frozenset("nino nina ninos ninas hijo hija hijos hijas bebe".split()),
    Need.SCHOOL: frozenset("colegio escuela cole matricula liceo".split()),
    Need.WORK: frozenset("trabajo empleo chamba laboral".split()),
}
"""Words people name a need with, besides those of its line."""

_OF_THE_MIND: Final = "E10"
"""Ids of the answers about mental health begin so."""
_BY_TOPIC: Final = {
    Topic.ASYLUM: Need.DOCUMENTS,
    Topic.MIGRATION_DOCUMENTS: Need.DOCUMENTS,
    Topic.HEALTH_SERVICES: Need.HEALTH,
    Topic.COVID_SYMPTOMS_CARE: Need.HEALTH,
    Topic.COVID_VACCINE: Need.HEALTH,
    Topic.GBV_PROTECTION: Need.VIOLENCE,
    Topic.CHILD_PROTECTION: Need.CHILDREN,
    Topic.LABOUR: Need.WORK,
}
"""The need behind a subject; of the others people are asked what they need."""


def needs() -> dict[Need, str]:
    """The lines to pick from."""
    return {
        Need.DOCUMENTS: _("Papeles y Migraciones"),
        Need.LEGAL: _("Ayuda legal"),
        Need.HEALTH: _("Salud"),
        Need.MENTAL_HEALTH: _("Apoyo emocional"),
        Need.VIOLENCE: _("Protección"),
        Need.CHILDREN: _("Niños y niñas"),
        Need.SCHOOL: _("Colegio"),
        Need.WORK: _("Trabajo"),
    }


def _ask(talk: Talk) -> str:  # noqa: ARG001
    return _("¿Qué necesitas?")


def _choices(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [Choice(value=need.value, label=label) for need, label in needs().items()]


def line(service: Service) -> str:
    """One row as people read it, with when it was seen."""
    parts = [part for part in (service.address, service.hours, service.note) if part]
    if service.phone:
        parts.insert(0, f"📞 {service.phone}")
    seen = _("visto: {month}").format(month=month(service.source_date)) if service.source_date else ""
    return f"• *{service.name}*: {'; '.join(parts)}." + (f" ({seen})" if seen else "")


def _read(text: str, talk: Talk) -> str | None:
    """In words of their own, where they name one need."""
    return _spot(text, talk) if is_statement(text) else None


def _spot(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    need = the_one(text, _SAID)
    return need.value if need else None


def _known(talk: Talk) -> str | None:
    """ "Y en Tacna?", after an answer whose subject is one of these needs."""
    entry = talk.answers.entry(talk.about) if talk.about else None
    if entry is None:
        return None
    need = Need.MENTAL_HEALTH if entry.id.startswith(_OF_THE_MIND) else _BY_TOPIC.get(entry.topic)
    return need.value if need else None


def _finish(talk: Talk) -> Ending:
    need = Need(talk.slots["services_need"])
    found = talk.setting.directory.find(need, talk.place, talk.answers.today())[:SHOWN]
    lines = [_("*Si hay peligro ahora, llama al 105 (Policía).*")] if need in (Need.VIOLENCE, Need.CHILDREN) else []
    if need is Need.SCHOOL:
        lines += office_lines(talk)
    if found:
        lines.append("\n".join(line(service) for service in found))
    if talk.place and all(service.everywhere for service in found) and need is not Need.SCHOOL:
        lines.append(
            _("No tengo un lugar confirmado para esto en {place}: por eso te doy líneas y páginas.").format(
                place=talk.place.name
            )
        )
    if not lines:
        lines.append(_("No tengo un lugar confirmado para esto. Llama gratis a la Defensoría: 📞 0800-15170."))
    lines.append(_("Es gratis. Confirma dirección y horario antes de ir."))
    if talk.place:
        lines.append(changed())
    return Ending(text="\n\n".join(lines), sms=_sms(need, found, talk))


def _sms(need: Need, found: Sequence[Service], talk: Talk) -> str:
    """The nearest rows alone: as many as two parts hold, the first in any case."""
    lines = [_("*Si hay peligro ahora, llama al 105 (Policía).*")] if need in (Need.VIOLENCE, Need.CHILDREN) else []
    if need is Need.SCHOOL:
        lines.append(sms_office(talk))
    last = _("Es gratis. Confirma antes de ir.")
    for number, row in enumerate(map(line, found)):
        longer = segments.plain("\n".join([*lines, row, last]).replace("📞 ", ""))
        if number and segments.count(longer).parts > SMS_PARTS:
            break
        lines.append(row)
    lines = lines or [_("No tengo un lugar confirmado para esto. Llama gratis a la Defensoría: 📞 0800-15170.")]
    return "\n".join([*lines, last])


SERVICES: Final = Dialogue(
    form="services_form",
    starts=("servicios",),
    title=lambda: _("lo que buscas"),
    questions=(Question(slot="services_need", ask=_ask, choices=_choices, read=_read, spot=_spot, known=_known), WHERE),
    finish=_finish,
    private=True,
)
