"""The states of a campaign, and what is done with it, as staff read them."""

from bot.core.campaigns import Act, State
from bot.i18n import gettext as _


def states() -> dict[State, str]:
    """The states, after "está"."""
    return {
        State.DRAFT: _("en borrador"),
        State.APPROVED: _("aprobada"),
        State.SCHEDULED: _("programada"),
        State.RUNNING: _("en marcha"),
        State.PAUSED: _("en pausa"),
        State.DONE: _("terminada"),
        State.CANCELLED: _("cancelada"),
    }


def acts() -> dict[Act, str]:
    """The acts, after "no se puede"."""
    return {
        Act.EDIT: _("editar"),
        Act.APPROVE: _("aprobar"),
        Act.SCHEDULE: _("programar"),
        Act.START: _("empezar"),
        Act.PAUSE: _("pausar"),
        Act.RESUME: _("seguir"),
        Act.CANCEL: _("cancelar"),
    }
