"""What the people of a campaign read: each wording once, as it leaves, with what it costs to say it so."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core import placeholders, segments, templates
from bot.core.addresses import Channel
from bot.core.composing import signed, way_out
from bot.core.locked_screen import Given, Preview
from bot.core.plans import SOURCE, Message, Plan
from bot.core.segments import Parts, Plainer


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """One text of a campaign: `step` of a series, by channel, language and whether a template says it."""

    step: int
    channel: Channel
    language: str
    by_template: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Sms:
    """What a text costs as SMS: with names as short and as long as they can be, and without dear letters."""

    least: Parts
    most: Parts
    plainer: Plainer


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A wording as somebody reads it of whom we know nothing; `shown` and `given`: on a locked screen."""

    wording: Wording
    text: str
    shown: str
    given: tuple[Given, ...]
    sms: Sms | None = None
    """With the way out of people who cannot answer it; `sms_answered` with that of those who can."""
    sms_answered: Sms | None = None
    category: templates.Category | None = None


def language_read(message: Message, channel: Channel, language: str, *, by_template: bool) -> str:
    """The language in which somebody who speaks `language` gets this message."""
    if by_template:
        return language if language in message.templates else SOURCE
    return message.spoken(channel, language)


def wordings(plan: Plan) -> list[Wording]:
    """Every wording of a plan, whether or not anybody reads it."""
    found = []
    for step, message in enumerate(plan.messages):
        for channel in plan.route.channels:
            forms = [(language, False) for language in message.texts(channel)]
            if channel is Channel.WHATSAPP:
                forms += [(language, True) for language in message.templates]
            forms.sort(key=lambda form: (form[1], form[0] != SOURCE, form[0]))
            found += [
                Wording(step=step, channel=channel, language=language, by_template=by_template)
                for language, by_template in forms
            ]
    return found


def read(plan: Plan, wording: Wording, known: Mapping[str, templates.Template], preview: Preview) -> Reading:
    """What somebody reads. `known`: templates by sid; of one that is not known the text is empty."""
    message, category = plan.messages[wording.step], None
    if wording.by_template:
        used = message.template(wording.language)
        template = known.get(used.content_sid) if used else None
        category = template.category if template else None
        values = dict(used.variables) if used else {}
        raw = templates.fill(template.body, values) if template else ""
    else:
        raw = message.text(wording.channel, wording.language)
    text = placeholders.fill(raw, {}, wording.language)
    ways = []
    if wording.channel is Channel.SMS:
        ways = [way_out(plan, message, wording.channel, wording.language, answers=answers) for answers in (False, True)]
    return Reading(
        wording=wording,
        text=signed(text, ways[0]) if ways else text,
        shown=preview.shown(text),
        given=preview.find(text),
        sms=_sms(raw, text, ways[0]) if ways else None,
        sms_answered=_sms(raw, text, ways[1]) if ways else None,
        category=category,
    )


def _sms(raw: str, text: str, line: str) -> Sms:
    return Sms(
        least=segments.count(signed(placeholders.shortest(raw), line)),
        most=segments.count(signed(placeholders.longest(raw), line)),
        plainer=segments.plainer(signed(text, line)),
    )
