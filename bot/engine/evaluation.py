"""How well messages are understood: labelled rows beside what `puente ask` said, as shares with their intervals.

A labelled row holds `id`, `text`, `label` (topic), and where they apply `alt_labels` (topics a fair judge accepts too),
`entry` (reference code where exactly one is right), `is_crisis`, `keywords` (a list of lists: the reply must hold one
string of each), `note`. Reports hold ids, never texts: whoever holds the file can look a line up.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import sqrt
from typing import Any, Final

Labelled = Mapping[str, Any]
Said = Mapping[str, Any]

OUTSIDE: Final = "out_of_scope"
CRISIS: Final = "crisis"
"""Row and column of the matrix for messages that tell of danger, and for replies to it."""
_SPOKEN: Final = frozenset({"answer", "smalltalk", "command", "form", "crisis"})
"""Outcomes that commit to one subject."""
_OFFERED: Final = 3
_Z: Final = 1.959964  # 95 %


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """`hits` of `of`, and the 95 % interval of the share behind them (Wilson 1927)."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """None where there was nothing to count."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound; everything is possible where nothing was counted."""
        if not self.of:
            return 0.0, 1.0
        share, weight = self.hits / self.of, _Z * _Z / self.of
        middle = (share + weight / 2) / (1 + weight)
        half = _Z * sqrt(share * (1 - share) / self.of + weight / (4 * self.of)) / (1 + weight)
        return max(0.0, middle - half), min(1.0, middle + half)

    def to_dict(self) -> dict[str, Any]:
        """Counts, share and interval, rounded."""
        low, high = self.interval
        share = None if self.share is None else round(self.share, 4)
        return {"hits": self.hits, "of": self.of, "share": share, "low": round(low, 4), "high": round(high, 4)}

    def __str__(self) -> str:
        low, high = self.interval
        share = "    -" if self.share is None else f"{self.share:>5.1%}"
        return f"{share}  {self.hits:>4} of {self.of:<4} ({low:.1%} to {high:.1%})"


def rate(flags: Iterable[bool]) -> Rate:
    """Count what is true."""
    row = list(flags)
    return Rate(hits=sum(row), of=len(row))


MEANINGS: Final = {
    "topic_strict": "right topic, answered or first offered",
    "topic": "the same, accepted alternatives included",
    "topic_offered": "right topic among the offered",
    "entry": "right entry, answered or first offered",
    "entry_offered": "right entry among the offered",
    "clarified": "asked back",
    "wrong_answers": "answered, on a wrong topic",
    "keywords": "the reply holds the fact needed",
    "refused": "out of scope refused or handed over",
    "crisis": "crises caught",
    "false_alarms": "crisis replies to what is none",
}


class Fault(StrEnum):
    """What went wrong with a message, worst first."""

    DANGER_MISSED = "danger missed"
    FALSE_ALARM = "false alarm"
    WRONG_ANSWER = "wrong answer"
    NOT_REFUSED = "not refused"
    NOT_FOUND = "not found"


@dataclass(frozen=True, kw_only=True, slots=True)
class Miss:
    """One message that went wrong."""

    id: str
    kind: Fault
    label: str
    understood: str
    outcome: str
    confidence: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One evaluation: a rate for each name in MEANINGS, and where the faults lie."""

    rates: Mapping[str, Rate]
    by_topic: Mapping[str, Mapping[str, Rate]]
    """For each label the rates of MEANINGS that apply to it."""
    matrix: Mapping[str, Mapping[str, int]]
    """Label, what was understood, how often; crises and out of scope included. An accepted alternative is the label."""
    misses: Sequence[Miss]
    """What went wrong, worst first: dangers missed, then false alarms, then wrong answers by their confidence."""
    milliseconds: Mapping[str, float]

    @property
    def confusions(self) -> list[tuple[str, str, int]]:
        """Label, what was understood instead, how often; most frequent first."""
        pairs = [(label, other, n) for label, row in self.matrix.items() for other, n in row.items() if other != label]
        return sorted(pairs, key=lambda pair: (-pair[2], pair))

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "rates": {name: one.to_dict() for name, one in self.rates.items()},
            "by_topic": {
                label: {name: one.to_dict() for name, one in rates.items()} for label, rates in self.by_topic.items()
            },
            "matrix": {label: dict(row) for label, row in self.matrix.items()},
            "confusions": [list(pair) for pair in self.confusions],
            "misses": [asdict(miss) for miss in self.misses],
            "milliseconds": dict(self.milliseconds),
        }

    def table(self, texts: Mapping[str, str] | None = None, worst: int = 15) -> str:
        """For people. `texts` (id to message) are shown beside the misses where somebody asked to read them."""
        lines = [f"{MEANINGS[name]:<44} {one}" for name, one in self.rates.items()]
        lines += ["", f"{'by label: right topic':<70} {'offered':>8} {'wrong':>7} {'asked':>7}"]
        for label, rates in sorted(self.by_topic.items()):
            others = [_percent(rates[name]) for name in ("topic_offered", "wrong_answers", "clarified")]
            lines.append(f"  {label:<22} {rates['topic']!s:<45} {others[0]:>8} {others[1]:>7} {others[2]:>7}")
        lines += ["", "taken for something else (label, understood, times)"]
        lines += [f"  {label:<24} {other:<24} {times}" for label, other, times in self.confusions[:15]]
        lines += ["", "worst misses (id, kind, label, understood, confidence)"]
        for miss in self.misses[:worst]:
            line = f"  {miss.id:<12} {miss.kind:<14} {miss.label:<22} {miss.understood:<22} {miss.confidence:.2f}"
            lines.append(line.rstrip() + (f"  {texts[miss.id]}" if texts and miss.id in texts else ""))
        lines += ["", "milliseconds a turn: " + ", ".join(f"{k} {v}" for k, v in self.milliseconds.items())]
        return "\n".join(lines)


def evaluate(labelled: Sequence[Labelled], said: Sequence[Said]) -> Report:
    """Compare row by row; both sequences in the same order. Raises ValueError where their lengths differ."""
    if len(labelled) != len(said):
        raise ValueError("as many answers as labelled rows are needed")
    pairs = list(zip(labelled, said, strict=True))
    matrix: dict[str, Counter[str]] = {}
    for row, one in pairs:
        matrix.setdefault(_label(row), Counter())[_read_as(row, one)] += 1
    faults = [(fault, row, one) for row, one in pairs if (fault := _fault(row, one))]
    order = list(Fault)
    return Report(
        rates=_rates(pairs),
        by_topic={
            label: {name: one for name, one in _rates(of_label).items() if one.of}
            for label in sorted({row["label"] for row, _ in pairs if row["label"] != OUTSIDE})
            if (of_label := [(row, one) for row, one in pairs if row["label"] == label and not row.get("is_crisis")])
        },
        matrix={label: dict(row.most_common()) for label, row in sorted(matrix.items())},
        misses=[
            Miss(
                id=str(row.get("id", "")),
                kind=fault,
                label=_label(row),
                understood=_read_as(row, one),
                outcome=str(one["outcome"]),
                confidence=float(one.get("confidence", 0)),
            )
            for fault, row, one in sorted(
                faults, key=lambda found: (order.index(found[0]), -float(found[2].get("confidence", 0)))
            )
        ],
        milliseconds=_times([float(one["ms"]) for one in said if "ms" in one]),
    )


def _rates(pairs: Sequence[tuple[Labelled, Said]]) -> dict[str, Rate]:
    calm = [(row, one) for row, one in pairs if not row.get("is_crisis")]
    ours = [(row, one) for row, one in calm if row["label"] != OUTSIDE]
    with_entry = [(row, one) for row, one in ours if row.get("entry")]
    return {
        "topic_strict": rate(_understood(one) == row["label"] for row, one in ours),
        "topic": rate(_topic_right(row, one) for row, one in ours),
        "topic_offered": rate(not _accepted(row).isdisjoint(_topics_offered(one)) for row, one in ours),
        "entry": rate(_is_entry(row, one.get("entry", "")) and _commits(one) for row, one in with_entry),
        "entry_offered": rate(any(_is_entry(row, e) for e in _entries_offered(one)) for row, one in with_entry),
        "clarified": rate(one["outcome"] == "clarify" for _, one in ours),
        "wrong_answers": rate(one["outcome"] in _SPOKEN and one["topic"] not in _accepted(row) for row, one in ours),
        "keywords": rate(_holds(row, one) for row, one in pairs if row.get("keywords")),
        "refused": rate(_refuses(one) for row, one in calm if row["label"] == OUTSIDE),
        "crisis": rate(one["outcome"] == "crisis" for row, one in pairs if row.get("is_crisis")),
        "false_alarms": rate(one["outcome"] == "crisis" for row, one in calm if not _crisis_would_do(row)),
    }


def _fault(row: Labelled, one: Said) -> Fault | None:
    """The gravest thing wrong with a reply; None where nothing is."""
    alarmed = one["outcome"] == "crisis"
    if row.get("is_crisis"):
        return None if alarmed else Fault.DANGER_MISSED
    if alarmed and not _crisis_would_do(row):
        return Fault.FALSE_ALARM
    if row["label"] == OUTSIDE:
        return None if _refuses(one) else Fault.NOT_REFUSED
    if _topic_right(row, one):
        return None
    return Fault.WRONG_ANSWER if one["outcome"] in _SPOKEN else Fault.NOT_FOUND


def _refuses(one: Said) -> bool:
    return bool(one["outcome"] == "fallback" or one["topic"] == "human_agent")


def _label(row: Labelled) -> str:
    return CRISIS if row.get("is_crisis") else str(row["label"])


def _read_as(row: Labelled, one: Said) -> str:
    """What a reply stands for in the matrix: `CRISIS`, the label where any accepted topic was met, or the topic."""
    if one["outcome"] == "crisis":
        return CRISIS
    if row["label"] == OUTSIDE and not row.get("is_crisis") and _refuses(one):
        return OUTSIDE
    return str(row["label"]) if not row.get("is_crisis") and _topic_right(row, one) else _understood(one)


def _accepted(row: Labelled) -> set[str]:
    return {row["label"], *(row.get("alt_labels") or ())}


def _commits(one: Said) -> bool:
    return bool(one["outcome"] != "fallback")


def _understood(one: Said) -> str:
    """The topic a reply stands for; a fallback stands for none."""
    return str(one["topic"]) if _commits(one) else "fallback"


def _topic_right(row: Labelled, one: Said) -> bool:
    return _understood(one) in _accepted(row)


def _topics_offered(one: Said) -> set[str]:
    if not _commits(one):
        named = set(one.get("offered") or ())
        return {row["topic"] for row in one.get("candidates") or () if row["entry"] in named}
    return {_understood(one), *(row["topic"] for row in (one.get("candidates") or ())[:_OFFERED])}


def _entries_offered(one: Said) -> list[str]:
    if not _commits(one):
        return list(one.get("offered") or ())
    return [one.get("entry", ""), *(row["entry"] for row in (one.get("candidates") or ())[:_OFFERED])]


def _is_entry(row: Labelled, entry: str) -> bool:
    """Reference code C08 is met by entry C08 and by its parts, C08-cobran and so on."""
    return entry.partition("-")[0] == str(row["entry"]).partition("-")[0]


def _crisis_would_do(row: Labelled) -> bool:
    """Rows whose note says that a crisis reply is acceptable too."""
    return "crisis" in str(row.get("note", "")).casefold()


def _holds(row: Labelled, one: Said) -> bool:
    reply = _plain(" ".join(part["text"] for part in one.get("replies") or ()))
    return all(any(_plain(word) in reply for word in group) for group in row["keywords"])


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def _percent(one: Rate) -> str:
    return "-" if one.share is None else f"{one.share:.1%}"


def _times(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    ordered = sorted(values)
    return {"median": round(ordered[len(ordered) // 2], 2), "p95": round(ordered[int(len(ordered) * 0.95)], 2)}
