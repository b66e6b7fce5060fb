"""A campaign's words as phones show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.addresses import Channel
from bot.core.plans import Plan
from bot.core.readings import Reading, Wording
from bot.web.screen import spans


def phones(shown: Sequence[Reading], plan: Plan, readers: Mapping[Wording, int] | None = None) -> list[dict[str, Any]]:
    """Readings as telephones: the words, the buttons, for SMS what they cost; and how many people read each, where that
    is known."""
    found = []
    for one in shown:
        message, language = plan.messages[one.wording.step], one.wording.language
        whatsapp = one.wording.channel is Channel.WHATSAPP
        labels = [choice.label.get(language) or choice.label.get("es", "") for choice in message.choices]
        found.append(
            {
                "reading": one,
                "spans": spans(one.text, one.wording.channel),
                "buttons": labels if whatsapp and not one.wording.by_template else [],
                "media": message.media_url if whatsapp and not one.wording.by_template else "",
                "length": len(one.text),
                "day": plan.series.steps[one.wording.step].day if plan.series else None,
                "people": None if readers is None else readers.get(one.wording, 0),
            }
        )
    return found
