"""Greetings and the like: the way to the subjects stands below a greeting, and nobody is greeted twice."""

from collections.abc import Callable, Sequence
from typing import Final

from bot import i18n
from bot.core.addresses import Channel
from bot.core.content import Entry
from bot.core.conversation import Response
from bot.core.messages import Option
from bot.services import tongue_words, wording
from bot.services.turned import for_person
from bot.storage.inbound import Waiting

_HELLO: Final = "hola"
_LOST: Final = "no_entiendo"
_PERSON: Final = "pedir_persona"
_OPENING: Final = frozenset({_HELLO, "que_haces"})
"""Entries after which people look for a way in."""
_ABROAD: Final = frozenset({_HELLO, "que_haces", "otro_idioma", "estas_ahi", "quien_eres"})
"""Entries that say the same as the greeting to whoever has chosen another language."""


def reply(
    response: Response,
    message: Waiting,
    *,
    new: bool,
    last: Entry | None,
    groups: Callable[[], Sequence[Option]],
    staff: bool,
) -> tuple[str, tuple[Option, ...]]:
    """Words and lines for a turn of small talk. `new`: the notice, which greets as well, will stand above it. `last` is
    the entry that was answered just before. `staff`: there are people who can be asked for."""
    sms = message.channel is Channel.SMS
    if message.language != i18n.SOURCE:
        if response.entry in _ABROAD:
            return tongue_words.foreign_chosen(), tuple(groups())
        return wording.small_talk(response.entry) or response.text, response.options
    if response.entry == _LOST and last is not None and not sms:
        return wording.main_point(last.whatsapp.strip().partition("\n")[0]), ()
    if new and response.entry == _HELLO:
        return (wording.write_to_me(), ()) if sms else (wording.menu(), tuple(groups()))
    if response.entry in _OPENING and not sms:
        return f"{response.text}\n\n{wording.or_choose()}", tuple(groups())
    if response.entry == _PERSON and staff:
        return response.text, (for_person(),)
    return response.text, response.options
