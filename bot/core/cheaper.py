"""Sin tildes: the same campaign with SMS texts that cost less and say the same."""

from dataclasses import replace

from bot.core.addresses import Channel
from bot.core.plans import Message, Plan
from bot.core.segments import plain


def cheaper(plan: Plan) -> Plan:
    """The plan, its SMS texts without the letters and marks that make them dear. WhatsApp's texts stay as they are."""
    if Channel.SMS not in plan.route.channels:
        return plan
    if plan.series is None:
        return replace(plan, message=_message(plan.message))
    steps = tuple(replace(step, message=_message(step.message)) for step in plan.series.steps)
    return replace(plan, series=replace(plan.series, steps=steps))


def _message(message: Message) -> Message:
    texts = message.sms or message.body
    new = {language: plain(text) for language, text in texts.items()}
    return message if new == dict(texts) else replace(message, sms=new)
