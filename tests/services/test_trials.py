"""A model that knows a draft is trained to be asked, and never speaks."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.core.content import Entry
from bot.core.errors import BadInput
from bot.core.staff import Role, User
from bot.services import editing, learning, publishing, trials, trying
from bot.services.trials import Kept
from bot.storage import content, jobs
from bot.storage.database import Database
from tests.conftest import Hands
from tests.services.conftest import ENTRIES

ROSA = User(id=1, name="rosa", roles=frozenset({Role.PROMOTER}), active=True)
ASKED = (*ENTRIES[0].questions, "una manera nueva de preguntar")


@pytest.fixture
def published(database: Database, clock: Hands) -> Database:
    publishing.propose(database, ENTRIES, author="release", now=clock())
    publishing.publish(database, clock())
    return database


def drafted(database: Database, clock: Hands, **changes: Any) -> int:
    """Rosa writes a draft of C01. Returns its number."""
    with database.read() as tx:
        base = content.standings(tx)["C01"].number
    entry = replace(ENTRIES[0], **{"questions": ASKED, **changes})
    return editing.save(database, entry, base=base, by=ROSA, now=clock())


def ask_for(database: Database, clock: Hands, number: int) -> int:
    return trials.ask_for(database, "C01", number, by="rosa", now=clock())


def trained(database: Database, clock: Hands, key: str = "k", **changes: Any) -> int:
    """A trial whose model can be asked."""
    trial = ask_for(database, clock, drafted(database, clock, **changes))
    job = trials.begin(database, "w", clock())
    assert job is not None
    assert job.id == trial
    kept = Kept(file=f"{key}.tar.gz", digest="d")
    trials.trained(database, trial, key=key, kept=kept, verdict=None, now=clock())
    return trial


def state(database: Database, trial: int) -> str:
    with database.read() as tx:
        job = trials.find(tx, trial)
    assert job is not None
    return job.state


def test_a_trial_is_taught_the_draft_among_what_is_published(published: Database, clock: Hands) -> None:
    number = drafted(published, clock)
    trial = ask_for(published, clock, number)
    assert ask_for(published, clock, number) == trial
    assert learning.begin(published, "w", clock()) is None
    job = trials.begin(published, "w", clock())
    assert job is not None
    assert ask_for(published, clock, number) == trial
    with published.read() as tx:
        known = {one.id: one for one in trials.entries(tx, job, content.published(tx))}
        live: dict[str, Entry] = {one.id: one for one in content.published(tx)}
    assert known == {**live, "C01": replace(ENTRIES[0], questions=ASKED)}
    assert live["C01"].questions == ENTRIES[0].questions


def test_a_draft_nobody_began_to_learn_is_replaced_by_the_next(published: Database, clock: Hands) -> None:
    trial = ask_for(published, clock, drafted(published, clock))
    number = drafted(published, clock, questions=(*ASKED, "y otra"))
    assert ask_for(published, clock, number) == trial
    job = trials.begin(published, "w", clock())
    assert job is not None
    assert job.request == {"entry": "C01", "number": number}
    assert trials.begin(published, "w", clock()) is None


def test_what_teaches_nothing_or_is_no_draft_any_more_is_not_trained(published: Database, clock: Hands) -> None:
    with pytest.raises(BadInput, match="ya sabe"):
        ask_for(published, clock, 1)
    text_only = drafted(published, clock, questions=ENTRIES[0].questions, whatsapp="*Otro texto.*")
    with pytest.raises(BadInput, match="ya sabe"):
        ask_for(published, clock, text_only)
    broken = drafted(published, clock, questions=("una",))
    with pytest.raises(BadInput, match="pocas preguntas"):
        ask_for(published, clock, broken)
    drafted(published, clock)
    with pytest.raises(editing.Conflict):
        ask_for(published, clock, broken)


def test_its_questions_wait_for_it_alone_and_those_of_the_model_that_speaks_for_that(
    published: Database, clock: Hands
) -> None:
    trial = trained(published, clock)
    assert trials.asked(published) is None
    with published.write() as tx:
        trials.ask(tx, trial, "como hago", by="rosa", now=clock())
    assert trials.asked(published) == trial
    assert trials.wanted(published, trial)

    async def understand(text: str) -> dict[str, Any]:
        return {"intent": {"name": "faq"}, "candidates": [{"entry": "C01", "confidence": 1.0}]}

    def answer(kind: str) -> bool:
        return asyncio.run(trying.answer_next(published, understand, worker="w", clock=clock, kind=kind))

    assert answer(trying.KIND) is False
    assert answer(trials.questions(trial)) is True
    assert trials.asked(published) is None


def test_a_process_gives_way_to_trainings_and_to_other_trials(published: Database, clock: Hands) -> None:
    first = trained(published, clock)
    second = trained(published, clock, questions=(*ASKED, "y otra"))
    with published.write() as tx:
        trials.ask(tx, second, "como hago", by="rosa", now=clock())
    assert (trials.wanted(published, first), trials.wanted(published, second)) == (False, True)
    with published.write() as tx:
        learning.ask(tx, {"C01": 1}, by="rosa", now=clock())
    assert trials.wanted(published, second) is False


def test_a_model_that_cannot_be_used_is_asked_no_more(published: Database, clock: Hands) -> None:
    trial = trained(published, clock)
    with published.write() as tx:
        trials.ask(tx, trial, "como hago", by="rosa", now=clock())
    trials.broke(published, trial, clock())
    assert trials.asked(published) is None
    assert state(published, trial) == trials.GONE
    with published.write() as tx, pytest.raises(BadInput, match="entrena otra vez"):
        trials.ask(tx, trial, "como hago", by="rosa", now=clock())
    with published.read() as tx:
        number = content.standings(tx)["C01"].number
    assert ask_for(published, clock, number) != trial


def test_the_newest_models_are_kept_for_a_day(published: Database, clock: Hands) -> None:
    made = [trained(published, clock, key=f"k{n}", questions=(*ASKED, f"otra {n}")) for n in range(5)]
    assert trials.held(published, clock()) == {"k4", "k3", "k2"}
    assert [state(published, trial) for trial in made] == ["gone", "gone", "done", "done", "done"]
    with published.read() as tx:
        assert [job.id for job in trials.ready(tx)] == made[:1:-1]
    clock.move(hours=25)
    assert trials.held(published, clock()) == set()
    assert {state(published, trial) for trial in made} == {"gone"}


def test_a_training_that_broke_off_can_be_asked_for_again(published: Database, clock: Hands) -> None:
    number = drafted(published, clock)
    trial = ask_for(published, clock, number)
    trials.begin(published, "w", clock())
    learning.failed(published, trial, "se cortó", clock())
    assert state(published, trial) == "failed"
    assert ask_for(published, clock, number) != trial
    with published.read() as tx:
        assert jobs.newest(tx, learning.KIND, 9) == []
