"""A draft is written, reviewed and published; nothing is overwritten, and nobody reads what nobody reviewed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.content import Entry
from bot.core.errors import BadInput
from bot.core.staff import Role, User
from bot.services import editing, learning
from bot.services.editing import Conflict
from bot.services.library import Library
from bot.storage import audit, content, jobs, remarks
from bot.storage.database import Database
from tests.conftest import Hands
from tests.services.conftest import ENTRIES, entry


def user(name: str, *roles: Role) -> User:
    return User(id=1, name=name, roles=frozenset(roles), active=True)


ROSA, LUIS = user("rosa", Role.PROMOTER), user("luis", Role.REVIEWER)
ADMIN = user("ana", Role.ADMINISTRATOR)


class Desk:
    """The content of an installation with `ENTRIES` published as revision 1, and short ways to work on it."""

    def __init__(self, database: Database, clock: Hands) -> None:
        self.database, self.clock = database, clock

    def send(self, name: str = "C01", *, base: int = 1, by: User = ROSA, **changes: Any) -> int:
        """Change an entry and send it to review."""
        return editing.save_and_send(
            self.database, replace(self.newest(name), **changes), base=base, comment="", by=by, now=self.clock()
        )

    def publish(self, name: str, number: int, by: User = LUIS) -> int | None:
        return editing.publish(self.database, name, number, comment="", by=by, now=self.clock())

    def newest(self, name: str) -> Entry:
        with self.database.read() as tx:
            return content.newest(tx)[name][1]

    def live(self, name: str) -> Entry | None:
        with self.database.read() as tx:
            return next((one for one in content.published(tx) if one.id == name), None)

    def state(self, name: str = "C01") -> str:
        with self.database.read() as tx:
            return content.standings(tx)[name].state

    def trainings(self) -> list[tuple[str, dict[str, Any]]]:
        with self.database.read() as tx:
            return [(job.state, job.request["before"]) for job in jobs.newest(tx, learning.KIND, 10)]


@pytest.fixture
def desk(database: Database, clock: Hands) -> Desk:
    with database.write() as tx:
        content.publish(tx, {e.id: content.draft(tx, e, author="release", now=clock()) for e in ENTRIES}, clock())
    return Desk(database, clock)


def test_nobody_reads_a_draft_until_a_second_person_has_published_it(desk: Desk) -> None:
    number = desk.send(whatsapp="Texto nuevo.")
    assert desk.state() == "review"
    assert desk.live("C01") == ENTRIES[0]
    assert desk.publish("C01", number) is None
    assert desk.live("C01") == replace(ENTRIES[0], whatsapp="Texto nuevo.")
    assert desk.state() == ""
    with desk.database.read() as tx:
        assert [(act.actor, act.act) for act in audit.newest(tx, limit=9)] == [
            ("rosa", "entry.save"),
            ("rosa", "entry.send"),
            ("luis", "entry.publish"),
        ]
        assert [one.kind for one in remarks.of_entry(tx, "C01", 9)] == ["published", "sent"]


def test_the_next_turn_speaks_a_published_text(desk: Desk) -> None:
    library = Library(desk.database, desk.clock, ZoneInfo("America/Lima"))
    library.refresh()
    desk.publish("C01", desk.send(whatsapp="Texto nuevo."))
    library.refresh()  # what a worker does before each batch of turns
    spoken = library.entry("C01")
    assert spoken is not None
    assert spoken.whatsapp == "Texto nuevo."


def test_two_editors_cannot_overwrite_each_other(desk: Desk) -> None:
    editing.save(desk.database, replace(ENTRIES[0], title="De Rosa"), base=1, by=ROSA, now=desk.clock())
    with pytest.raises(Conflict) as caught:
        editing.save(desk.database, replace(ENTRIES[0], title="De Luis"), base=1, by=LUIS, now=desk.clock())
    assert caught.value.standing is not None
    assert caught.value.standing.author == "rosa"
    assert desk.newest("C01").title == "De Rosa"


def test_two_people_cannot_make_one_new_entry(desk: Desk) -> None:
    editing.save(desk.database, entry("N01"), base=0, by=ROSA, now=desk.clock())
    with pytest.raises(Conflict):
        editing.save(desk.database, entry("N01", title="Otra"), base=0, by=LUIS, now=desk.clock())


def test_a_reviewer_cannot_publish_what_was_changed_after_they_read_it(desk: Desk) -> None:
    number = desk.send(title="Uno")
    again = desk.send(base=number, title="Dos")
    with pytest.raises(Conflict):
        desk.publish("C01", number)
    assert desk.live("C01") == ENTRIES[0]
    desk.publish("C01", again)


def test_saving_what_is_already_there_makes_no_revision(desk: Desk) -> None:
    assert editing.save(desk.database, ENTRIES[0], base=1, by=ROSA, now=desk.clock()) == 1
    assert desk.state() == ""


def test_whoever_wrote_it_does_not_publish_it_except_an_administrator(desk: Desk) -> None:
    both = user("rosa", Role.PROMOTER, Role.REVIEWER)
    number = desk.send(title="Mía", by=both)
    with pytest.raises(BadInput):
        desk.publish("C01", number, by=both)
    desk.publish("C01", desk.send(base=number, title="Otra", by=ADMIN), by=ADMIN)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"whatsapp": ""}, "falta el texto de WhatsApp"),
        ({"sms": "x" * 400}, "partes"),
        ({"related": ("nada",)}, "no existe"),
        ({"questions": ("pregunta 1 de C03", "b", "c", "d", "e")}, "ya es de C03"),
        ({"review_by": None}, "fecha de revisión"),
    ],
)
def test_what_breaks_a_rule_is_neither_sent_nor_half_saved(desk: Desk, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        desk.send(**changes)
    assert desk.newest("C01") == ENTRIES[0]
    assert desk.state() == ""


def test_a_draft_may_be_unfinished(desk: Desk) -> None:
    unfinished = replace(ENTRIES[0], whatsapp="", questions=())
    assert editing.save(desk.database, unfinished, base=1, by=ROSA, now=desk.clock()) == 2
    with pytest.raises(BadInput):
        editing.send(desk.database, "C01", 2, comment="", by=ROSA, now=desk.clock())
    assert desk.state() == "draft"


def test_a_draft_given_back_can_be_sent_again(desk: Desk) -> None:
    number = desk.send(title="Uno")
    editing.give_back(desk.database, "C01", number, comment="Más corto.", by=LUIS, now=desk.clock())
    assert desk.state() == "returned"
    with pytest.raises(BadInput):
        desk.publish("C01", number)
    editing.send(desk.database, "C01", number, comment="Listo.", by=ROSA, now=desk.clock())
    assert desk.state() == "review"


def test_what_was_scheduled_is_read_from_then_on(desk: Desk) -> None:
    number = desk.send(title="Mañana")
    at = desk.clock() + timedelta(hours=1)
    editing.schedule(desk.database, "C01", number, at=at, by=LUIS, now=desk.clock())
    assert editing.publish_due(desk.database, desk.clock()) == []
    assert desk.live("C01") == ENTRIES[0]
    desk.clock.move(hours=1)
    assert editing.publish_due(desk.database, desk.clock()) == ["C01"]
    assert editing.publish_due(desk.database, desk.clock()) == []
    assert desk.live("C01") == replace(ENTRIES[0], title="Mañana")


def test_a_schedule_that_no_longer_obeys_the_rules_goes_back_with_the_reason(desk: Desk) -> None:
    number = desk.send("A04", related=("C03",))
    editing.schedule(desk.database, "A04", number, at=desk.clock() + timedelta(hours=1), by=LUIS, now=desk.clock())
    with desk.database.write() as tx:
        content.publish(tx, {"C03": None}, desk.clock())
    desk.clock.move(hours=2)
    assert editing.publish_due(desk.database, desk.clock()) == []
    assert desk.state("A04") == "returned"
    with desk.database.read() as tx:
        assert "C03" in remarks.of_entry(tx, "A04", 1)[0].text


@pytest.mark.parametrize("hours", [-1, 0, 24 * 400])
def test_nothing_is_scheduled_for_a_moment_that_makes_no_sense(desk: Desk, hours: int) -> None:
    number = desk.send(title="Uno")
    at = desk.clock() + timedelta(hours=hours)
    with pytest.raises(BadInput):
        editing.schedule(desk.database, "C01", number, at=at, by=LUIS, now=desk.clock())


def test_what_others_link_to_cannot_be_withdrawn_nor_what_the_safety_net_speaks(desk: Desk) -> None:
    with pytest.raises(BadInput, match="C01"):
        editing.withdraw(desk.database, "C03", 1, by=LUIS, now=desk.clock())
    with pytest.raises(BadInput):
        editing.withdraw(desk.database, "E01-emergencia", 1, by=LUIS, now=desk.clock())
    desk.publish("C01", desk.send(related=()))
    editing.withdraw(desk.database, "C03", 1, by=LUIS, now=desk.clock())
    assert desk.live("C03") is None


def test_an_earlier_wording_comes_back_as_a_draft(desk: Desk) -> None:
    desk.publish("C01", desk.send(title="Dos"))
    number = editing.restore(desk.database, "C01", 1, base=2, by=ROSA, now=desk.clock())
    assert desk.newest("C01") == ENTRIES[0]
    assert desk.live("C01") == replace(ENTRIES[0], title="Dos")
    editing.send(desk.database, "C01", number, comment="", by=ROSA, now=desk.clock())
    desk.publish("C01", number)
    assert desk.live("C01") == ENTRIES[0]


def test_a_discarded_draft_leaves_the_published_text_and_the_history(desk: Desk) -> None:
    number = desk.send(title="No")
    editing.discard(desk.database, "C01", number, by=ROSA, now=desk.clock())
    assert desk.newest("C01") == desk.live("C01") == ENTRIES[0]
    with desk.database.read() as tx:
        assert [one.entry.title for one in content.history(tx, "C01", 9)] == ["Título C01", "No", "Título C01"]
    editing.save(desk.database, entry("N01"), base=0, by=ROSA, now=desk.clock())
    with pytest.raises(BadInput):
        editing.discard(desk.database, "N01", 1, by=ROSA, now=desk.clock())


def more(name: str = "C01") -> tuple[str, ...]:
    return (*next(one.questions for one in ENTRIES if one.id == name), f"otra manera de {name}")


def test_only_changed_questions_ask_for_a_training_and_one_training_learns_all_that_waits(desk: Desk) -> None:
    assert desk.publish("C01", desk.send(title="Uno")) is None
    assert desk.trainings() == []
    first = desk.publish("C01", desk.send(base=2, questions=more()))
    second = desk.publish("C03", desk.send("C03", questions=more("C03")))
    assert first == second
    assert desk.trainings() == [("waiting", {"C01": 2, "C03": 1})]


def judged(desk: Desk, *, passed: bool = True, worse: int = 0) -> bool:
    job = learning.begin(desk.database, "w", desk.clock())
    assert job is not None
    changes = [{"entry": "C03", "question": "q", "before": "a", "after": "b", "better": False}] * worse
    verdict = {"passed": passed, "changes": changes, "reasons": [] if passed else ["poco"]}
    return learning.judged(desk.database, job.id, key="k1", verdict=verdict, now=desk.clock())


def test_a_model_that_answers_nothing_worse_speaks_at_once(desk: Desk) -> None:
    desk.publish("C01", desk.send(questions=more()))
    assert judged(desk) is True
    assert desk.trainings()[0][0] == "done"


def test_a_model_with_losses_waits_until_somebody_accepts_it(desk: Desk) -> None:
    job = desk.publish("C01", desk.send(questions=more()))
    assert job is not None
    assert judged(desk, worse=1) is False
    promoted: list[str] = []
    learning.accepted(desk.database, desk.clock(), promoted.append)
    assert promoted == []
    learning.accept(desk.database, job, by="luis", now=desk.clock())
    learning.accepted(desk.database, desk.clock(), promoted.append)
    learning.accepted(desk.database, desk.clock(), promoted.append)
    assert promoted == ["k1"]
    with pytest.raises(BadInput):
        learning.accept(desk.database, job, by="luis", now=desk.clock())


def test_going_back_brings_the_questions_of_before_and_keeps_the_text(desk: Desk) -> None:
    job = desk.publish("C01", desk.send(questions=more(), whatsapp="Texto nuevo."))
    assert job is not None
    judged(desk, passed=False)
    with pytest.raises(BadInput):
        learning.accept(desk.database, job, by="luis", now=desk.clock())
    assert learning.go_back(desk.database, job, by="luis", now=desk.clock()) == ["C01"]
    assert desk.live("C01") == replace(ENTRIES[0], whatsapp="Texto nuevo.")
    assert desk.trainings()[0][0] == "taken_back"


def test_what_was_left_undecided_is_learned_with_the_next_and_can_still_be_taken_back(desk: Desk) -> None:
    desk.publish("C01", desk.send(questions=more()))
    judged(desk, passed=False)
    desk.publish("C03", desk.send("C03", questions=more("C03")))
    assert desk.trainings() == [("waiting", {"C01": 1, "C03": 1}), ("replaced", {"C01": 1})]


def test_a_training_whose_worker_died_is_begun_again_and_never_by_two(desk: Desk) -> None:
    desk.publish("C01", desk.send(questions=more()))
    first = learning.begin(desk.database, "w1", desk.clock())
    assert first is not None
    assert learning.begin(desk.database, "w2", desk.clock()) is None
    learning.go_on(desk.database, first.id, "entrenando", desk.clock())
    desk.clock.move(minutes=11)
    again = learning.begin(desk.database, "w2", desk.clock())
    assert again is not None
    assert again.id == first.id
