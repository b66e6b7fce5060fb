"""What a campaign's first words give away on a locked screen: whoever approves it says yes to that by itself."""

from bot.core import readings
from bot.core.locked_screen import Preview
from bot.core.plans import Plan
from bot.core.readings import Reading
from bot.i18n import gettext as _
from bot.storage import templates
from bot.storage.database import Transaction


def read(tx: Transaction, plan: Plan, preview: Preview) -> list[Reading]:
    """Every wording of a plan as somebody reads it."""
    used = {template.content_sid for message in plan.messages for template in message.templates.values()}
    known = templates.known(tx, used)
    return [readings.read(plan, wording, known, preview) for wording in readings.wordings(plan)]


def given_away(found: list[Reading]) -> list[str]:
    """A line for each thing that somebody who passes by could read."""
    lines = [
        _("pantalla bloqueada ({language}): «{shown}» deja ver: {what}").format(
            language=one.wording.language, shown=one.shown, what=given.shown
        )
        for one in found
        for given in one.given
    ]
    return list(dict.fromkeys(lines))
