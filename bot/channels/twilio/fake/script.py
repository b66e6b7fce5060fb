"""What shall go wrong, in which order or how often. The same script and seed give the same faults."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Final, Self

from bot.core.errors import BadInput


class Fault(StrEnum):
    """What can happen to one create call."""

    NONE = "none"
    TOO_MANY = "too_many"
    """429 with code 20429; nothing is created. `seconds` becomes Retry-After, 0 leaves the header out."""
    ERROR_BEFORE = "error_before"
    """503; nothing is created."""
    ERROR_AFTER = "error_after"
    """The message is created, the answer is 500."""
    CUT_AFTER = "cut_after"
    """The message is created, the connection closes in the middle of the answer."""
    SLOW = "slow"
    """The message is created, the answer comes `seconds` later."""
    REFUSE = "refuse"
    """400 with `code`; nothing is created."""
    FAIL = "fail"
    """Accepted, then failed in a status callback with `code`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One create call, or `times` in a row. As a chance: `probability` of each call, once the steps are used up."""

    fault: Fault = Fault.NONE
    times: int = 1
    probability: float = 0.0
    seconds: float = 0.0
    code: int = 0
    callbacks: tuple[str, ...] | None = None
    """Statuses to call back with, in this order, instead of the script's plan."""
    early: bool = False
    """Call back before the create call is answered."""

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """From JSON. Raises BadInput for words that mean nothing here."""
        return cls(**_known(cls, row, fault=Fault, callbacks=tuple))


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """Everything adjustable about the fake's behaviour. Times in seconds, chances between 0 and 1."""

    seed: int = 1
    latency: tuple[float, float] = (0.0, 0.0)
    """Of a create call: uniformly between the two."""
    lookup_lag: float = 0.0
    """From creation until the message can be listed or fetched."""
    window: bool = True
    """Free text outside 24 h from the person's last message fails with 63016."""
    balance: str = "100.00"
    """Dollars on the account before anything is sent."""
    callbacks: tuple[str, ...] = ("sent", "delivered", "read")
    callback_delay: float = 0.02
    """Between two statuses."""
    late: float = 0.0
    late_seconds: float = 1.0
    repeated: float = 0.0
    reordered: float = 0.0
    lost: float = 0.0
    early: float = 0.0
    steps: tuple[Step, ...] = ()
    chances: tuple[Step, ...] = field(default=())

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """From JSON. Raises BadInput for words that mean nothing here."""

        def steps(rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
            return tuple(Step.read(row) for row in rows)

        return cls(**_known(cls, document, latency=tuple, callbacks=tuple, steps=steps, chances=steps))


class Player:
    """Draws what happens to each call. One per fake; not thread-safe."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._random = random.Random(script.seed)  # noqa: S311 - faults, not secrets
        self._steps = self._played()

    def next(self) -> Step:
        """The fate of the next create call."""
        step = next(self._steps, None)
        return step or self._drawn()

    def latency(self) -> float:
        """Seconds before the next answer."""
        return self._random.uniform(*self.script.latency)

    def early(self, step: Step) -> bool:
        """Whether this message's callbacks come before the answer."""
        return step.early or self._happens(self.script.early)

    def reports(self, statuses: Sequence[str]) -> list[tuple[float, str]]:
        """When (seconds from now) which status is called back: lost, late, repeated, reordered as the script says."""
        script = self.script
        times = [script.callback_delay * (number + 1) for number in range(len(statuses))]
        words = list(statuses)
        if self._happens(script.reordered):
            self._random.shuffle(words)
            words = words if words != list(statuses) else words[::-1]
        reports = []
        for time, word in zip(times, words, strict=True):
            if self._happens(script.lost):
                continue
            when = time + (script.late_seconds if self._happens(script.late) else 0.0)
            reports.append((when, word))
            if self._happens(script.repeated):
                reports.append((when + script.callback_delay, word))
        return sorted(reports, key=lambda report: report[0])

    def _played(self) -> Iterator[Step]:
        for step in self.script.steps:
            yield from (step for _ in range(step.times))

    def _drawn(self) -> Step:
        luck = self._random.random()
        for chance in self.script.chances:
            luck -= chance.probability
            if luck < 0:
                return chance
        return _PLAIN

    def _happens(self, probability: float) -> bool:
        return probability > 0 and self._random.random() < probability


_PLAIN: Final = Step()


def _known(cls: type[Any], row: Mapping[str, Any], **readers: Any) -> dict[str, Any]:
    names = {entry.name for entry in fields(cls)}
    if strange := sorted(set(row) - names):
        raise BadInput(*(f"fault script: unknown word '{word}'; known: {', '.join(sorted(names))}" for word in strange))
    try:
        return {name: readers.get(name, lambda value: value)(value) for name, value in row.items()}
    except (TypeError, ValueError) as error:
        raise BadInput(f"fault script: {error}") from None
