"""Who writes what: questions taken from the entries by a seed, and the people who ask them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.content import Entry, Kind
from bot.services import flows
from tests.bench.http import webhook
from tests.rig import ROOT, Rig

MESSAGES: Final = 2_400
PEOPLE: Final = 600


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """`talks[n]`: what person `n` writes, in order."""

    seed: int
    talks: Sequence[Sequence[str]]

    @property
    def size(self) -> int:
        """Messages of all people."""
        return sum(map(len, self.talks))


def entries() -> list[Entry]:
    """The entries of this checkout. Raises BadContent where they could not be published."""
    found, problems = flows.read_entries(ROOT)
    flows.refuse(problems)
    return found


def draw(seed: int, *, messages: int = MESSAGES, people: int = PEOPLE) -> Sample:
    """`messages` different questions of answers, dealt out to `people`: every run with this seed asks the same."""
    dice = random.Random(seed)
    questions = sorted({q for entry in entries() if entry.kind is Kind.ANSWER for q in entry.questions})
    chosen = dice.sample(questions, messages)
    return Sample(seed=seed, talks=[chosen[person::people] for person in range(people)])


def webhooks(rig: Rig, sample: Sample, *, first: int = 1) -> list[list[bytes]]:
    """The sample as signed requests to the rig, by person; `first` is the number of the first person's phone."""
    return [
        [webhook(rig.phone(first + person).text(text)) for text in talk] for person, talk in enumerate(sample.talks)
    ]
