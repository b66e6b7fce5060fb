"""Words that work at any point of any conversation, and the sentences people put them in.

A command is the whole message: a word ("baja"), or a sentence that says nothing else ("ya no quiero recibir mensajes
por favor"), however it is spelled. A longer message that merely holds such a word ("me dieron de baja en el trabajo")
is no command. Patterns that end in `…` are clear enough to be heard beside a reason as well ("cambié de número, no me
escriban más"). "no" and "sí" answer questions and are never commands; "ayuda" may be danger or a wish for aid and is
left to understanding.

What a command does depends on where the person is, and on nothing else:

| command    | nothing open          | after an answer             | in a form or after a question of ours |
|------------|-----------------------|-----------------------------|---------------------------------------|
| STOP       | opts out at the word  | opts out at the word        | opts out at the word                  |
| LEAVE      | a neutral line        | the topic is forgotten      | form and topic are forgotten          |
| CANCEL     | a neutral line        | the topic is forgotten      | form and topic are forgotten          |
| MORE       | there is no more      | the next part of the text   | the next part, else the question      |
| UP, DOWN   | thanks                | a vote for that answer      | a vote for the last answer            |
| all others | the same everywhere   | the same everywhere         | the same everywhere                   |

Only STOP, START, SUBJECTS and ERASE touch consent: LEAVE and CANCEL never opt out (docs/decisions, decision 8).
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from textwrap import dedent
from typing import Final

from bot.core import look_alikes, own_reminders
from bot.core.chat_spelling import normalise
from bot.core.command_phrases import LANGUAGES, PATTERNS
from bot.core.command_words import GROUPS
from bot.core.foreign_commands import GROUPS as FOREIGN_GROUPS
from bot.core.foreign_commands import PATTERNS as FOREIGN
from bot.core.phrases import Phrases
from bot.core.slips import one_slip as one_slip

_LONGEST: Final = 240
"""Characters of the longest message that is read as a command."""
_MOST_WORDS: Final = 32
_REASON: Final = 14
"""Words of a reason before or behind a command."""
_FIRM: Final = "…"
_READ: Final = 100
"""Messages whose clauses are remembered, because several rules of a turn ask for them."""

_ROW: Final = re.compile(r"\n(?! )")
_CLAUSE: Final = re.compile(r"[.,;:!¡?¿\n\r()]+")
_SPELLED: Final = re.compile(r"(?<!\w)(?:[^\W_][\s.,*_-]+){2,}[^\W_](?!\w)")
"""A word written letter by letter: "b a j a", "S.T.O.P"."""
_THUMBS: Final = "👍👎"
# A reason follows one of these, or a comma. What somebody else said follows a word of saying, and is no command.
_BECAUSE: Final = frozenset("porque pues que es ya me estoy soy".split())
_SAYING: Final = frozenset(
    "dije digo dice dicen dijo dijeron decia diciendo decir pedi pido pidio escribi puso respondi contesto".split()
)
_OPENING: Final = frozenset(
    "no ya dejen paren denme deme dame quiero quisiera deseo saquenme sacame quitenme quitame borrenme borrame"
    " borren borra eliminen elimina quiten por basta".split()
)
_UNDOING: Final = frozenset("porque no ni nunca sin que si cuando aunque donde como tampoco para".split())


class Command(StrEnum):
    """What a person can always ask for. Where a message could be two of them, the first one here is meant."""

    STOP = "stop"
    ERASE = "erase"
    START = "start"
    SUBJECTS = "subjects"
    """Which subjects somebody gets alerts about."""
    HELP = "help"
    MENU = "menu"
    LANGUAGE = "language"
    PERSON = "person"
    MY_DATA = "my_data"
    PRIVACY = "privacy"
    LEAVE = "leave"
    """Leave this topic; nothing else changes."""
    CANCEL = "cancel"
    """Cancel a form or a question of ours; never an opt-out."""
    MORE = "more"
    UP = "up"
    DOWN = "down"


def find(text: str) -> Command | None:
    """The command that `text` is, or None. Pure, never raises, about as fast as normalising the text."""
    if own_reminders.meant(text):
        return None
    clauses = _clauses(text)
    words = [word for clause in clauses for word in clause]
    if not words or len(words) > _MOST_WORDS:
        return None
    found = _commands().whole(words)
    if not found and (rejoined := _rejoined(words)) != words:
        found = _commands().whole(rejoined)
    if found:
        return found[0]
    if abroad := _foreign().whole(words):
        return abroad
    return min((command for command in _firm(clauses, words)), key=list(Command).index, default=None)


def language(text: str) -> str | None:
    """The code of the language that `text` asks to speak ("english", "quiero hablar en portugués"), or None."""
    words = [word for clause in _clauses(text) for word in clause]
    return _languages().whole(words) if 0 < len(words) <= _MOST_WORDS else None


@lru_cache(maxsize=_READ)
def _clauses(text: str) -> list[list[str]]:
    """The words between one mark and the next. Empty for a text too long to be a command."""
    text = text.strip()
    if len(text) > _LONGEST:
        return []
    text = _SPELLED.sub(lambda spelled: "".join(filter(str.isalnum, spelled.group())), text)
    found = (normalise(clause).split() for clause in _CLAUSE.split(text))
    return [words for clause in found if (words := [word for word in clause if word.isalnum() or word in _THUMBS])]


def _rejoined(words: list[str]) -> list[str]:
    """`words` with those made one that are a word only together: "ba ja", "men sajes"."""
    known = _commands().vocabulary
    found: list[str] = []
    for word in words:
        if found and found[-1] + word in known and not (found[-1] in known and word in known):
            found[-1] += word
        else:
            found.append(word)
    return found


def _firm(clauses: list[list[str]], words: list[str]) -> Iterator[Command]:
    """Commands that stand in `words` beside a reason."""
    borders = {0}
    for clause in clauses:
        borders.add(max(borders) + len(clause))
    for start in range(min(len(words), _REASON + 1)):
        if start and words[start] in _SAYING:
            return
        before = words[start - 1] if start else ""
        if start not in borders and (before in _UNDOING or words[start] not in _OPENING):
            continue
        for end, (command, firm) in _commands().read(words, start):
            closed = end in borders or words[end] in _BECAUSE
            if firm and closed and len(words) - end <= _REASON:
                yield command


@cache
def _commands() -> Phrases[tuple[Command, bool]]:
    rows = (
        ((Command(name), row.endswith(_FIRM)), row.removesuffix(_FIRM))
        for name, block in PATTERNS.items()
        for row in _ROW.split(dedent(block).strip())
    )
    return Phrases(rows, groups=GROUPS, around="polite", apart=look_alikes.WORDS)


@cache
def _foreign() -> Phrases[Command]:
    rows = ((Command(name), row) for name, block in FOREIGN.items() for row in _ROW.split(dedent(block).strip()))
    return Phrases(rows, groups=FOREIGN_GROUPS, around="polite")


@cache
def _languages() -> Phrases[str]:
    rows = ((code, f"<speak_in>* ({names}) <speak_in>*") for code, names in LANGUAGES.items())
    return Phrases(rows, groups=GROUPS, around="polite", apart=look_alikes.WORDS)
