"""How well messages are understood: labelled rows beside what `puente ask` said, as shares with their intervals.

A labelled row holds `id`, `text`, `label` (topic), and where they apply `alt_labels` (topics a fair judge accepts too),
`entry` (reference code where exactly one is right), `is_crisis`, `keywords` (a list of lists: the reply must hold one
string of each), `note`. Reports hold ids, never texts.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any, Final

Labelled = Mapping[str, Any]
Said = Mapping[str, Any]

OUTSIDE: Final = "out_of_scope"
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One evaluation: a rate for each name in MEANINGS, and where the faults lie."""

    rates: Mapping[str, Rate]
    by_topic: Mapping[str, Rate]
    """Right topic (alternatives included) for each label."""
    confusions: Sequence[tuple[str, str, int]]
    """Label, what was understood instead, how often; most frequent first."""
    misses: Sequence[Mapping[str, Any]]
    """Id, label and what was said, for each message with a wrong topic, most confident first."""
    milliseconds: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        raw = asdict(self)
        raw["rates"] = {name: one.to_dict() for name, one in self.rates.items()}
        raw["by_topic"] = {name: one.to_dict() for name, one in self.by_topic.items()}
        return raw

    def table(self) -> str:
        """For people."""
        lines = [f"{MEANINGS[name]:<44} {one}" for name, one in self.rates.items()]
        lines += ["", "right topic, by label"]
        lines += [f"  {name:<24} {one}" for name, one in sorted(self.by_topic.items())]
        lines += ["", "taken for something else (label, understood, times)"]
        lines += [f"  {label:<24} {other:<24} {times}" for label, other, times in self.confusions[:15]]
        lines += ["", "most confident misses (id, label, understood)"]
        lines += [f"  {miss['id']!s:<12} {miss['label']:<24} {miss['understood']}" for miss in self.misses[:15]]
        lines += ["", "milliseconds a turn: " + ", ".join(f"{k} {v}" for k, v in self.milliseconds.items())]
        return "\n".join(lines)


def evaluate(labelled: Sequence[Labelled], said: Sequence[Said]) -> Report:
    """Compare row by row; both sequences in the same order. Raises ValueError where their lengths differ."""
    if len(labelled) != len(said):
        raise ValueError("as many answers as labelled rows are needed")
    pairs = list(zip(labelled, said, strict=True))
    calm = [(row, one) for row, one in pairs if not row.get("is_crisis")]
    ours = [(row, one) for row, one in calm if row["label"] != OUTSIDE]
    with_entry = [(row, one) for row, one in ours if row.get("entry")]
    wrong = [(row, one) for row, one in ours if not _topic_right(row, one)]
    return Report(
        rates={
            "topic_strict": rate(_understood(one) == row["label"] for row, one in ours),
            "topic": rate(_topic_right(row, one) for row, one in ours),
            "topic_offered": rate(not _accepted(row).isdisjoint(_topics_offered(one)) for row, one in ours),
            "entry": rate(_is_entry(row, one.get("entry", "")) and _commits(one) for row, one in with_entry),
            "entry_offered": rate(any(_is_entry(row, e) for e in _entries_offered(one)) for row, one in with_entry),
            "clarified": rate(one["outcome"] == "clarify" for _, one in ours),
            "wrong_answers": rate(
                one["outcome"] in _SPOKEN and one["topic"] not in _accepted(row) for row, one in ours
            ),
            "keywords": rate(_holds(row, one) for row, one in pairs if row.get("keywords")),
            "refused": rate(
                one["outcome"] == "fallback" or one["topic"] == "human_agent"
                for row, one in calm
                if row["label"] == OUTSIDE
            ),
            "crisis": rate(one["outcome"] == "crisis" for row, one in pairs if row.get("is_crisis")),
            "false_alarms": rate(one["outcome"] == "crisis" for row, one in calm if not _crisis_would_do(row)),
        },
        by_topic={
            label: rate(_topic_right(row, one) for row, one in ours if row["label"] == label)
            for label in sorted({row["label"] for row, _ in ours})
        },
        confusions=[
            (label, other, times)
            for (label, other), times in Counter((row["label"], _understood(one)) for row, one in wrong).most_common()
        ],
        misses=[
            {"id": row.get("id", ""), "label": row["label"], "understood": _understood(one), "outcome": one["outcome"]}
            for row, one in sorted(wrong, key=lambda pair: -float(pair[1].get("confidence", 0)))
        ],
        milliseconds=_times([float(one["ms"]) for one in said if "ms" in one]),
    )


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
        return set()
    return {_understood(one), *(row["topic"] for row in (one.get("candidates") or ())[:_OFFERED])}


def _entries_offered(one: Said) -> list[str]:
    if not _commits(one):
        return []
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


def _times(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    ordered = sorted(values)
    return {"median": round(ordered[len(ordered) // 2], 2), "p95": round(ordered[int(len(ordered) * 0.95)], 2)}
