"""What is said in danger, and in the time after it: people may still speak of it, and our words must not tire.

For half an hour no words are kept. The numbers stand above the first replies; after that only above replies to what may
tell of danger itself. Numbers above everything are soon read by nobody, and not all were in danger who seemed to be.
"""

from datetime import datetime, timedelta
from typing import Final

from bot import i18n
from bot.core import numbers
from bot.core.addresses import Channel
from bot.core.chat_spelling import normalise
from bot.core.content import Entry
from bot.core.conversation import Outcome, State
from bot.core.needs import Link, link
from bot.services import tongue_words, wording
from bot.storage.inbound import Waiting

SINCE: Final = "danger"
"""In the state: when there was one, not which."""
TOLD: Final = "numbers"
"""In the state: how many replies since then had the numbers above them."""
_STILL: Final = timedelta(minutes=30)
_REPLIES: Final = 2
_ANSWERED: Final = frozenset({Outcome.ANSWER, Outcome.FORM})
_FEW: Final = 4
_ASKS: Final = frozenset("que cuanto cuanta cuantos cuantas cuando donde como quien cual cuales adonde".split())
"""First words of a question."""


def words(entry: Entry | None, message: Waiting, foreign: str, *, staff: bool) -> str:
    """The reply to danger: the number first. `foreign` is the language they wrote in, empty for Spanish. Whoever may
    not read Spanish reads the numbers in their own language, above a text that can be shown to others."""
    first = i18n.gettext("Llama al 105 (Policía) ahora. Atiende a toda hora.")
    if entry:
        first = entry.sms if message.channel is Channel.SMS else entry.whatsapp
    language = foreign or message.language
    with i18n.speaking(language):
        if language != i18n.SOURCE:
            first = f"{tongue_words.danger_numbers()}\n\n{first}"
        return f"{first}\n\n{wording.danger_choice(staff=staff)}"


def is_over(state: State, now: datetime) -> bool:
    """True where no danger was told of lately."""
    told = state.get(SINCE)
    return told is None or now - datetime.fromisoformat(told) >= _STILL


def near(state: State) -> bool:
    """True for the first replies after a danger."""
    return SINCE in state and int(state.get(TOLD, 0)) < _REPLIES


def goes_on(text: str, outcome: Outcome) -> bool:
    """True for a few words that go on telling ("tiene 7 años", "estoy solo") and ask nothing, whatever entry they sound
    like: about a lost child of seven nobody wants to read which grade is hers. True too for words that name no subject
    ("a qué número llamo", "dónde denuncio"): theirs is the danger, and any answer would be another's."""
    if outcome is not Outcome.CLARIFY and outcome not in _ANSWERED:
        return False
    if link(text) is Link.BARE:
        return True
    words = normalise(text).split()
    if not 0 < len(words) <= _FEW or "?" in text or words[0] in _ASKS:
        return False
    return outcome is Outcome.CLARIFY or bool(numbers.numbers(text))


def told(state: State, text: str) -> str:
    """`text` below the numbers; that they were told is written into `state`."""
    if SINCE in state:
        state[TOLD] = int(state.get(TOLD, 0)) + 1
    return f"{wording.in_danger()}\n\n{text}"
