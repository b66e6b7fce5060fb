"""People who write in another language: what works, numbers and who can help, in that language."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot import i18n
from bot.core import languages
from bot.core.chat_spelling import normalise
from bot.core.content import Topic
from bot.core.conversation import Outcome, State
from bot.core.messages import Option
from bot.services import tongue_words, wording
from bot.services.turned import Turned, said
from bot.storage.inbound import Waiting

_THANKS: Final = frozenset("thanks thank you muito obrigado obrigada merci beaucoup mesi anpil".split())
_LAST: Final = "tongue"
"""In the state: the other language somebody wrote in last. A single word ("obrigada") does not show one by itself."""


def of(text: str, state: Mapping[str, object]) -> str:
    """The code of the language of `text` where it plainly is another one, else of what was said before it in one; empty
    for Spanish."""
    return languages.foreign(text) or str(state.get(_LAST, "")) if text else ""


def meant(text: str, state: Mapping[str, object]) -> str:
    """As `of`, for a message that was not understood: one that is Spanish is not taken for what came before it."""
    return of(text, {} if languages.spanish(text) else state)


def unspoken(text: str, state: State) -> Turned | None:
    """The turn for a message in a language that we have no words of; None for any other."""
    if languages.andean(text):
        return said(tongue_words.andean(), state, Outcome.COMMAND, Topic.LANGUAGE)
    if not languages.other_script(text) and not languages.far(text):
        return None
    with i18n.speaking("en"):
        english = tongue_words.other_script()
    with i18n.speaking(i18n.SOURCE):
        spanish = tongue_words.other_script()
    return said(f"{english}\n\n{spanish}", state, Outcome.COMMAND, Topic.LANGUAGE)


def forget(state: State) -> None:
    """They were answered in Spanish."""
    state.pop(_LAST, None)


def answer(code: str, message: Waiting, state: State, *, doubt: bool, groups: Callable[[], Sequence[Option]]) -> Turned:
    """The turn for a message in `code`. Whoever has chosen a language gets the subjects to pick from; the others learn
    how to choose one."""
    again, state = state.get(_LAST) == code, {**state, _LAST: code}
    with i18n.speaking(code):
        if set(normalise(message.text).split()) <= _THANKS:
            return said(wording.small_talk("gracias"), state, Outcome.SMALLTALK, Topic.THANKS_GREETING_BYE)
    if message.language != i18n.SOURCE:
        return said(tongue_words.foreign_chosen(), state, Outcome.COMMAND, Topic.LANGUAGE, groups())
    with i18n.speaking(code):
        line = tongue_words.foreign(tongue_words.LANGUAGE_NAMES[code], again=again)
        if doubt:
            line = f"{line}\n\n{wording.in_danger()}"
    return said(line, state, Outcome.COMMAND, Topic.LANGUAGE)
