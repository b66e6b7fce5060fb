"""What must be there for a plan to leave: our own numbers, the way out of an SMS, what the plan names, time.

Numbers and way out may change after the plan was written, so they are asked about when it is written, looked at,
approved, armed and started.
"""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.addresses import Channel
from bot.core.payloads import Verb
from bot.core.plans import Plan, WayOut
from bot.i18n import gettext as _
from bot.services import scheduling
from bot.services.regulations import Regulations
from bot.storage import campaigns, content
from bot.storage.database import Transaction

SETTING: Final = {Channel.WHATSAPP: "TWILIO_WHATSAPP_FROM", Channel.SMS: "TWILIO_SMS_FROM"}
"""Where our number on a channel is configured."""


def sender_problems(plan: Plan, regulations: Regulations) -> list[str]:
    """Channels the plan uses and we have no number on: people who never wrote to us could not be written to. A
    messaging service alone will not do: what is sent is looked up, and a way out named, by our number."""
    return [missing(channel) for channel in plan.route.channels if not regulations.senders.get(channel)]


def missing(channel: Channel) -> str:
    """No number of ours on this channel, in a line."""
    return _("channel: no hay número desde el que enviar por {channel}: falta {setting}").format(
        channel=spoken(channel), setting=SETTING[channel]
    )


def spoken(channel: Channel) -> str:
    """A channel as people call it."""
    return {Channel.WHATSAPP: "WhatsApp", Channel.SMS: "SMS"}[channel]


def way_out_problems(plan: Plan, way_out: WayOut) -> list[str]:
    """Why the SMS of a plan may not leave: nobody is written to who is not told, truly, how to make it stop."""
    if Channel.SMS not in plan.route.channels:
        return []
    if not way_out.elsewhere:
        return [
            _(
                "channel: en Perú nadie puede responder un SMS, y no hay número de WhatsApp donde escribir BAJA: falta "
                "TWILIO_WHATSAPP_FROM o whatsapp en organisation.yml"
            )
        ]
    if plan.way_out != way_out:
        return [_("sms: cambió la línea que dice cómo dejar los avisos; vuelve a editar la campaña (edit)")]
    return []


def time_problems(plan: Plan, zone: ZoneInfo, now: datetime) -> list[str]:
    """A first time that is over; `zone`: of its hours."""
    first = scheduling.occasion(plan, 1, zone)
    return [_("send_at: esa hora ya pasó")] if first is not None and first <= now else []


def entry_problems(tx: Transaction, plan: Plan) -> list[str]:
    """Answers that buttons open and there are none of."""
    opened = {choice.opens for message in plan.messages for choice in message.choices}
    wanted = {Verb.ENTRY.read(opens) for opens in opened} - {""}
    known = {entry.id for entry in content.published(tx)} if wanted else set()
    return [_("buttons: la ficha {entry} no existe").format(entry=entry) for entry in sorted(wanted - known)]


def excluded_problems(tx: Transaction, plan: Plan) -> list[str]:
    """Campaigns whose people it leaves out and that there are none of: a slip in such a number would write to everybody
    who had the campaign that was meant."""
    wanted = set(plan.audience.exclude_campaigns)
    gone = sorted(wanted - campaigns.known(tx, wanted)) if wanted else []
    return [_("audience.exclude_campaigns: no existe la campaña {id}").format(id=id_) for id_ in gone]
