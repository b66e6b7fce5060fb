"""The words of a campaign for one person: which text or template, in which language, with what filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core import placeholders, segments
from bot.core.addresses import Channel
from bot.core.messages import Option
from bot.core.payloads import Verb
from bot.core.plans import SOURCE, Message, Plan


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """What was chosen for one person when their message was claimed. Kept sealed with it, so that a look-up, a repeat
    and a copy of one's data speak of the same words although a name has changed since."""

    language: str
    by_template: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    answers: bool = False
    """Whether they can answer an SMS of ours: which way out an SMS names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """A message as it leaves. With a `content_sid` the text is the provider's: what the template says."""

    text: str = ""
    options: tuple[Option, ...] = ()
    media_url: str = ""
    content_sid: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


def placeholders_of(message: Message) -> frozenset[str]:
    """The names a message fills anywhere: what must be read of a person."""
    texts = [*message.body.values(), *message.sms.values()]
    texts += [value for template in message.templates.values() for value in template.variables.values()]
    return frozenset(name for text in texts for name in placeholders.names(text))


def options(campaign: int, message: Message, language: str) -> tuple[Option, ...]:
    """The buttons of a campaign's message; each sends back which it was."""
    return tuple(
        Option(label=choice.label.get(language) or choice.label[SOURCE], payload=Verb.CAMPAIGN.of(campaign, place))
        for place, choice in enumerate(message.choices)
    )


def compose(campaign: int, plan: Plan, step: int, channel: Channel, chosen: Chosen) -> Words:
    """Say it."""
    message, language = plan.message_of(step), chosen.language
    template = message.template(language) if chosen.by_template else None
    if template is not None:
        return Words(
            content_sid=template.content_sid,
            variables={
                name: placeholders.fill(value, chosen.values, language) for name, value in template.variables.items()
            },
        )
    return Words(
        text=signed(
            _filled(message.text(channel, language), channel, chosen),
            way_out(plan, message, channel, language, answers=chosen.answers),
        ),
        options=options(campaign, message, language) if channel is Channel.WHATSAPP else (),
        media_url=message.media_url if channel is Channel.WHATSAPP else "",
    )


def way_out(plan: Plan, message: Message, channel: Channel, language: str, *, answers: bool) -> str:
    """The last line of an SMS, in the language of the words above it; empty on WhatsApp."""
    if channel is not Channel.SMS:
        return ""
    return plan.way_out.line(message.spoken(channel, language), answers=answers)


def signed(text: str, line: str) -> str:
    """The text with its last line below."""
    return f"{text}\n{line}" if text and line else text


def _filled(text: str, channel: Channel, chosen: Chosen) -> str:
    """On SMS a name's accent must not double the price of a text that has none itself: it is written without."""
    values = chosen.values
    if channel is Channel.SMS and not segments.count(text).dear:
        values = {name: segments.plain_name(value) for name, value in values.items()}
    return placeholders.fill(text, values, chosen.language)
