"""Words of the code in words of staff."""

from bot.core.staff import Role
from bot.i18n import gettext as _


def role(value: str) -> str:
    """A role as people call it."""
    return {
        Role.PROMOTER: _("Promotoría"),
        Role.REVIEWER: _("Revisión"),
        Role.OFFICER: _("Campañas"),
        Role.APPROVER: _("Aprobación de campañas"),
        Role.CASE_WORKER: _("Atención"),
        Role.DATA_OFFICER: _("Datos personales"),
        Role.ADMINISTRATOR: _("Administración"),
    }[Role(value)]


def role_does(value: str) -> str:
    """What somebody with this role may do."""
    return {
        Role.PROMOTER: _("Escribe y corrige respuestas, y las manda a revisión."),
        Role.REVIEWER: _("Revisa respuestas y las publica."),
        Role.OFFICER: _("Prepara campañas y audiencias."),
        Role.APPROVER: _("Aprueba campañas que escribió otra persona."),
        Role.CASE_WORKER: _("Atiende a quienes esperan a una persona."),
        Role.DATA_OFFICER: _("Exporta y borra datos, y lee el registro."),
        Role.ADMINISTRATOR: _("Invita al equipo y puede hacer todo lo demás."),
    }[Role(value)]


def language(code: str) -> str:
    """A language in its own words."""
    return {"es": "Español", "en": "English"}.get(code, code)


def roles() -> list[tuple[str, str, str]]:
    """Every role with its words, for boxes to tick."""
    return [(one.value, role(one), role_does(one)) for one in Role]


def fault(reason: str) -> str:
    """What is wrong with a line of the record."""
    return {
        "edited": _("alguien la cambió o la movió"),
        "missing": _("falta"),
        "added": _("alguien la agregó"),
        "end": _("faltan las últimas"),
    }[reason]
