"""A turn, decided and not yet written, and the last touches every reply gets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.core import files, segments
from bot.core.addresses import Channel
from bot.core.content import Entry, Topic
from bot.core.conversation import Candidate, Outcome, State
from bot.core.messages import Option, Outgoing
from bot.core.organisation import Organisation
from bot.core.payloads import Verb
from bot.i18n import gettext as _
from bot.services import rights_words, wording
from bot.storage.database import Transaction
from bot.storage.inbound import Waiting

Effect = Callable[[Transaction, Waiting, datetime], None]
"""Something written in the transaction of the turn, besides reply and state."""

PAGE: Final = 1_400
"""Characters of one reply before "más": under Twilio's 1,600 with room for the options that follow."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turned:
    """What a turn came to. Without `outgoing` nothing is said, because the provider already did."""

    outgoing: Outgoing | None
    state: State
    outcome: Outcome
    topic: Topic
    entry: str = ""
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    keep_text: bool = True
    careful: bool = False
    """True where the message may tell of danger, and the numbers stand above the reply."""
    effects: tuple[Effect, ...] = ()


def said(text: str, state: State, outcome: Outcome, topic: Topic, options: Sequence[Option] = ()) -> Turned:
    """A turn that only says something."""
    return Turned(outgoing=Outgoing(text=text, options=tuple(options)), state=state, outcome=outcome, topic=topic)


def under_answer(channel: Channel, body: str, options: tuple[Option, ...]) -> tuple[str, tuple[Option, ...]]:
    """Feedback and related questions under an answer. SMS pays for every part, so it gets none."""
    if channel is Channel.SMS:
        return body, ()
    return "\n\n".join([body, wording.useful(), *([wording.also()] if options else [])]), options


def illustrated(entry: Entry | None, channel: Channel, options: tuple[Option, ...]) -> tuple[str, tuple[Option, ...]]:
    """The picture that goes with an answer on WhatsApp, and the options; a voice file is offered as one of them."""
    if entry is None or not entry.media or channel is not Channel.WHATSAPP:
        return "", options
    if files.is_picture(entry.media):
        return entry.media, options
    return "", (*options, Option(label=_("Escuchar"), payload=Verb.FILE.of(entry.id)))


def for_person() -> Option:
    """The line that asks for a person of staff."""
    return Option(label=_("Hablar con una persona"), payload=Verb.PERSON.of())


def finish(turned: Turned, channel: Channel, organisation: Organisation, days: int) -> Turned:
    """Notice in front of a first reply, "más" for what is too long, plain letters on SMS, options remembered.

    The notice waits where whom to call stands first: in danger, beside it, and after a bare cry for help.
    """
    if turned.outgoing is None:
        return turned
    state, text = dict(turned.state), turned.outgoing.text.strip()
    waits = turned.outcome is Outcome.CRISIS or text.startswith((wording.in_danger(), wording.cry()))
    if not waits and state.get("notice") != organisation.notice_version:
        state["notice"] = organisation.notice_version
        text = f"{rights_words.notice(organisation, days)}\n\n{text}"
    options, media = turned.outgoing.options, turned.outgoing.media_url
    if channel is Channel.SMS:
        text = segments.plain(text.replace("*", ""))
        options = tuple(replace(option, label=segments.plain(option.label)) for option in options)
    text, rest = _page(text)
    if rest:
        state["pages"] = rest
        text = f"{text}\n\n{wording.more()}"
    if media and turned.entry and len(text) + sum(len(option.label) + 6 for option in options) > files.CAPTION:
        media, options = "", (*options, Option(label=_("Ver imagen"), payload=Verb.FILE.of(turned.entry)))
    if options:
        state["options"] = [[option.label, option.payload] for option in options]
    outgoing = replace(turned.outgoing, text=text, options=options, media_url=media)
    return replace(turned, state=state, outgoing=outgoing)


def _page(text: str) -> tuple[str, str]:
    """One message's worth, cut at a paragraph, a line, a sentence or a word, and the rest."""
    if len(text) <= PAGE:
        return text, ""
    for mark in ("\n\n", "\n", ". ", " "):
        cut = text.rfind(mark, PAGE // 2, PAGE)
        if cut > 0:
            cut += 1 if mark == ". " else 0
            return text[:cut].rstrip(), text[cut:].lstrip()
    return text[:PAGE], text[PAGE:]
