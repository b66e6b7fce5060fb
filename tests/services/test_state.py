"""How the installation does, on both databases: what stands still is said, with what to do, and nobody is named."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.core.messages import Order, Outcome, Status
from bot.services import learning, state
from bot.services.state import State
from bot.storage import audit, jobs, workers
from bot.storage.state import BACKUP
from tests.house import House


def gathered(house: House) -> State:
    return state.gather(house.database, house.app.settings, house.app.explain, house.clock())


def beat(house: House, name: str, roles: str, detail: str = "") -> None:
    with house.database.write() as tx:
        workers.beat(tx, name=name, roles=roles, detail=detail, now=house.clock())


def test_roles_nobody_was_heard_of_are_named(house: House) -> None:
    assert list(gathered(house).silent) == ["converse", "send", "schedule", "jobs"]
    beat(house, "one", "converse", "abc")
    beat(house, "two", "send,schedule,jobs")
    assert list(gathered(house).silent) == []
    assert list(gathered(house).speaking) == ["abc"]
    house.clock.move(seconds=16)
    beat(house, "one", "converse", "abc")
    assert list(gathered(house).silent) == ["send", "schedule", "jobs"]


def test_what_waits_is_counted_with_its_oldest(house: House) -> None:
    begun = house.clock()
    asyncio.run(house.post(house.phone().text("hola")))
    house.clock.move(seconds=90)
    asyncio.run(house.post(house.phone("whatsapp:+51922222222").text("hola")))
    found = gathered(house)
    assert (found.queues["in"].waiting, found.queues["in"].oldest) == (2, begun)
    assert list(found.late) == ["in"]
    asyncio.run(house.think())
    found = gathered(house)
    assert (found.queues["in"].waiting, found.queues["in"].oldest) == (0, None)
    assert found.queues["out"].waiting == 2
    asyncio.run(house.speak())
    assert gathered(house).queues["out"].waiting == 0
    assert gathered(house).pace == {"whatsapp": 2}
    house.clock.move(minutes=2)
    assert gathered(house).pace == {}


def test_failures_are_told_in_words_with_what_to_do_the_most_frequent_first(house: House) -> None:
    async def refuse(order: Order) -> Outcome:
        return await house.provider.refuse(order, code=63024)

    house.provider.fate = refuse
    for number in range(3):
        house.owe(person=f"whatsapp:+5191111111{number}")
    asyncio.run(house.speak())
    found = gathered(house)
    assert house.column("attempts", "status") == [Status.FAILED.value] * 3
    (failed,) = found.failed
    assert (failed.code, failed.messages) == (63024, 3)
    assert failed.sentence.startswith("La persona no puede recibir por WhatsApp")
    assert "no se le escribe más" in failed.advice
    assert found.failing
    assert not replace(found, failed=[replace(failed, messages=1)], sent=10).failing  # one of ten may be chance
    assert not replace(found, sent=60).failing
    house.clock.move(days=8)
    assert list(gathered(house).failed) == []


def test_copies_trainings_models_and_disk_are_looked_up(house: House) -> None:
    found = gathered(house)
    assert (found.backup, found.training, found.model) == (None, None, "")
    assert not found.copied(house.clock())
    with house.database.write() as tx:
        audit.note(tx, actor="shell", act=BACKUP, subject="12", now=house.clock())
        jobs.ask(tx, learning.KIND, {}, by="rosa", now=house.clock())
    house.app.settings.models.mkdir(parents=True)
    (house.app.settings.models / "old.tar.gz").touch()
    found = gathered(house)
    assert found.backup == house.clock()
    assert found.copied(house.clock() + timedelta(days=1))
    assert not found.copied(house.clock() + timedelta(days=3))
    assert found.training is not None
    assert found.training.state == "waiting"
    assert list(found.kept) == ["old"]
    assert found.queues["jobs"].waiting == 1
    assert found.size > 10_000
    assert 0 < found.free <= found.disk
    assert found.server.startswith(("SQLite 3", "PostgreSQL 1"))
    assert "Python" in found.versions
