"""May a newly trained model speak? Saved questions, golden conversations and a floor decide, against today's model.

The floor lies in flows/gate.yml, the conversations in flows/golden.yml.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, Final

import yaml

from bot.core import gazetteer
from bot.core.content import Entry, Kind
from bot.core.conversation import Outcome, Response, State, Turn
from bot.core.organisation import Organisation
from bot.core.safeguarding import Lexicon
from bot.engine import gate, teaching
from bot.engine.agent import Engine, Setting
from bot.engine.nlu import decision
from bot.engine.teaching import Document, Net

_SHOWN: Final = 20
"""Changes listed in full; the rest are counted."""
_ANSWERS: Final = ".answers.json"
"""What a model made of each saved question when it was judged, kept beside it: the next one is compared with that."""

Taken = tuple[str, tuple[str, ...]]
"""What a model makes of a question: the verdict, and the entries it may be about, likeliest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Floor:
    """What the new model must keep, as shares of one; chosen in flows/gate.yml."""

    unseen_topic: float
    own_questions: float
    dangers: float
    golden: float
    may_lose: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One saved question that the two models take differently, and what each makes of it."""

    entry: str
    question: str
    before: str
    after: str
    better: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """`reasons` is empty where the model may speak. Shares of one; `changes` only where there was a model before."""

    reasons: tuple[str, ...]
    unseen_topic: float
    unseen_entry: float
    own_questions: float
    dangers: float
    golden: float
    golden_failed: tuple[str, ...]
    golden_left_out: tuple[str, ...]
    """Conversations about entries this installation does not have."""
    changes: tuple[Change, ...]

    @property
    def passed(self) -> bool:
        """True where the model may speak."""
        return not self.reasons

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "passed": self.passed}

    def lines(self) -> list[str]:
        """For people, in the words of health promoters."""
        worse = [change for change in self.changes if not change.better]
        return [
            f"preguntas nunca vistas, tema correcto: {self.unseen_topic:.1%}; ficha correcta: {self.unseen_entry:.1%}",
            f"preguntas guardadas, respondidas u ofrecidas: {self.own_questions:.1%}",
            f"mensajes de peligro guardados, reconocidos: {self.dangers:.1%}",
            f"conversaciones modelo que salen bien: {self.golden:.1%}",
            *(f"conversación modelo que falla: {name}" for name in self.golden_failed),
            *(f"conversación modelo sin fichas aquí, no se juzga: {name}" for name in self.golden_left_out),
            *([f"cambian {len(self.changes)} preguntas, {len(worse)} para peor"] if self.changes else []),
            *(f"peor: {one.entry} «{one.question}»: {one.before} → {one.after}" for one in worse[:_SHOWN]),
            *(f"no pasa: {reason}" for reason in self.reasons),
        ]


class _Fixed:
    """The entries under judgement, on a day when none is overdue."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = {entry.id: entry for entry in entries}

    def entry(self, entry_id: str, /) -> Entry | None:
        return self._entries.get(entry_id)

    def today(self) -> date:
        return date.min


def judge(
    entries: Sequence[Entry], new: Path, current: Path | None, *, root: Path, lexicon: Document | None = None
) -> Judgement:
    """Compare `new` with the floor and with `current`, the model that speaks today (None before the first). `lexicon`:
    the safety lexicon that was published, that of `root` where None. What `new` makes of the saved questions is written
    beside it, for the day when it is the one of today."""
    return asyncio.run(_judge(entries, new, current, root, teaching.read(root, lexicon)))


def loads(model: Path) -> bool:
    """False for what is no model of ours, and for one that another version of this code wrote."""
    return asyncio.run(_loaded(model, _Fixed(()))) is not None


async def _loaded(model: Path, answers: _Fixed) -> Engine | None:
    if not decision.readable(model):
        return None
    try:
        return await Engine.load(model, answers)
    except Exception:  # whatever another version of the engine trips over
        return None


async def _judge(entries: Sequence[Entry], new: Path, current: Path | None, root: Path, net: Net) -> Judgement:
    floor = Floor(**gate.read(root)["floor"])
    conversations = yaml.safe_load((root / "flows" / "golden.yml").read_text(encoding="utf-8"))
    answers = _Fixed(entries)
    engine = await Engine.load(new, answers, setting=_setting(root))
    held = [row for row in conversations if _has_entries(row["turns"], entries)]
    failed = tuple([row["name"] for row in held if not await _goes_well(engine, row["turns"], net.lexicon)])
    # What tells of danger is answered as one, and what the lexicon takes for one is answered only if it is taken back.
    asked = [
        (entry, question)
        for entry in entries
        if entry.kind is not Kind.EMERGENCY
        for question in entry.questions
        if not net.danger(question) and not net.find(question)
    ]
    questions = list(dict.fromkeys(question for _, question in asked))
    after = await _taken(engine, questions)
    _beside(new).write_text(json.dumps(after, ensure_ascii=False), encoding="utf-8")
    heard = [await _alarms(engine, net, text) for text in net.told()]
    before = await _today(current, questions, answers) if current else None
    changes = _changes(asked, before, after) if before is not None else ()
    unseen = decision.of_model(new)
    own = _share([_right(entry, after[question]) for entry, question in asked])
    golden = 1 - len(failed) / max(1, len(held))
    lost = (sum(not c.better for c in changes) - sum(c.better for c in changes)) / max(1, len(asked))
    found = {
        "aciertos de tema en preguntas nunca vistas": (unseen.topic_accuracy, floor.unseen_topic),
        "preguntas guardadas": (own, floor.own_questions),
        "mensajes de peligro": (_share(heard), floor.dangers),
        "conversaciones modelo": (golden, floor.golden),
    }
    reasons = [f"{name}: {value:.1%}, mínimo {least:.1%}" for name, (value, least) in found.items() if value < least]
    if lost > floor.may_lose:
        reasons.append(f"pierde {lost:.1%} de las preguntas frente al modelo de hoy, máximo {floor.may_lose:.1%}")
    return Judgement(
        reasons=tuple(reasons),
        unseen_topic=unseen.topic_accuracy,
        unseen_entry=unseen.entry_accuracy,
        own_questions=own,
        dangers=_share(heard),
        golden=golden,
        golden_failed=failed,
        golden_left_out=tuple(row["name"] for row in conversations if row not in held),
        changes=changes,
    )


def _setting(root: Path) -> Setting:
    """What guided dialogues know of the world when golden conversations are held."""
    path = root / "flows" / "places.yml"
    document = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    staffed = Organisation(name="golden", hours={day: (time(9), time(17)) for day in range(7)})
    return Setting(places=gazetteer.parse(path.name, document)[0], organisation=staffed)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 1.0


def _right(entry: Entry, taken: Taken) -> bool:
    """Out of scope: not answered. Else the entry is answered, or among those offered."""
    verdict, found = taken
    if entry.kind is Kind.OUT_OF_SCOPE:
        return verdict in (decision.Verdict.OUT_OF_SCOPE, decision.Verdict.UNKNOWN)
    offered = decision.OFFERED if verdict == decision.Verdict.CLARIFY else 1
    return verdict in ("faq", "smalltalk", decision.Verdict.CLARIFY) and entry.id in found[:offered]


def _changes(
    asked: Sequence[tuple[Entry, str]], before: Mapping[str, Taken], after: Mapping[str, Taken]
) -> tuple[Change, ...]:
    return tuple(
        Change(
            entry=entry.id,
            question=question,
            before=_brief(before[question]),
            after=_brief(after[question]),
            better=_right(entry, after[question]),
        )
        for entry, question in asked
        if _right(entry, before[question]) != _right(entry, after[question])
    )


def _brief(taken: Taken) -> str:
    verdict, found = taken
    return f"{verdict} {found[0] if found else ''}".strip()


async def _taken(engine: Engine, questions: Iterable[str]) -> dict[str, Taken]:
    found = {}
    for question in questions:
        seen = await engine.understand(question)
        found[question] = (str(seen["intent"]["name"]), tuple(row["entry"] for row in seen["candidates"]))
    return found


async def _today(current: Path, questions: Sequence[str], answers: _Fixed) -> Mapping[str, Taken] | None:
    """What today's model makes of the questions: what was written when it was judged, and it is asked the others. None
    where that can not be known."""
    kept = _kept(current)
    new = [question for question in questions if question not in kept]
    if not new:
        return kept
    engine = await _loaded(current, answers)
    return {**kept, **await _taken(engine, new)} if engine else None


def _kept(model: Path) -> dict[str, Taken]:
    try:
        rows = json.loads(_beside(model).read_text(encoding="utf-8"))
        return {question: (str(verdict), tuple(map(str, found))) for question, (verdict, found) in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):  # an older model has none, and a broken file is none
        return {}


def _beside(model: Path) -> Path:
    return model.with_name(model.name.removesuffix(".tar.gz") + _ANSWERS)


async def _alarms(engine: Engine, net: Net, text: str) -> bool:
    if net.find(text) and not await engine.mistaken(text):
        return True
    return bool((await engine.understand(text))["intent"]["name"] == decision.Verdict.DANGER)


def _has_entries(turns: Sequence[dict[str, Any]], entries: Sequence[Entry]) -> bool:
    """False where a conversation is about what this installation has no entries for: a release brings conversations
    with its new entries, and an installation gets these only when an editor takes them."""
    known, topics = {entry.id for entry in entries}, {entry.topic for entry in entries}
    return all(
        ("pick" not in turn or turn["pick"] in known)
        and not known.isdisjoint(turn["expect"].get("entry", known))
        and turn["expect"].get("topic", "") in {"", *topics}
        for turn in turns
    )


async def _goes_well(engine: Engine, turns: Sequence[dict[str, Any]], lexicon: Lexicon) -> bool:
    """One conversation, turn by turn: each reply has one of the outcomes, and its entry or topic where one is given."""
    state: State = {}
    about = ""
    for row in turns:
        found = lexicon.find(row.get("say", ""))
        if found and not await engine.mistaken(row["say"]):  # the service answers these
            if not {Outcome.CRISIS} & set(row["expect"]["outcome"]) or found.entry not in row["expect"].get(
                "entry", [found.entry]
            ):
                return False
            continue
        turn = Turn(person="golden", text=row.get("say", ""), entry=row.get("pick", ""), about=about)
        state, response = await engine.respond(state, turn)
        about = response.entry if response.outcome is Outcome.ANSWER else about
        if not _as_written(row["expect"], response):
            return False
    return True


def _as_written(expected: dict[str, Any], response: Response) -> bool:
    offered = [candidate.entry for candidate in response.candidates[: decision.OFFERED]]
    entries = offered if response.outcome is Outcome.CLARIFY else [response.entry]
    return (
        response.outcome in expected["outcome"]
        and ("topic" not in expected or response.topic == expected["topic"])
        and ("entry" not in expected or not set(expected["entry"]).isdisjoint(entries))
    )
