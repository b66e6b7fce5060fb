"""The safety lexicon and the directory are edited like answers: tested, reviewed by a second person, live at once."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core import sections
from bot.core.directory import Need
from bot.core.errors import BadInput
from bot.core.gazetteer import Places
from bot.core.staff import Role, User
from bot.services import directory, flows, publishing, safety
from bot.services.flows import Release
from bot.services.items import Conflict, Items
from bot.services.library import Library
from bot.services.safety import LivingLexicon
from bot.storage import audit, content, items
from bot.storage.database import Database
from tests.conftest import Hands
from tests.services.conftest import ENTRIES, LIMA

ROOT = Path(__file__).resolve().parents[2]
ROSA = User(id=1, name="rosa", roles=frozenset({Role.PROMOTER}), active=True)
LUIS = User(id=2, name="luis", roles=frozenset({Role.REVIEWER}), active=True)
FILE: dict[str, Any] = {
    "categories": [
        {
            "id": "violence",
            "entry": "E01-emergencia",
            "phrases": ["(me|mi marido me) pega"],
            "never": ["me pega el sol"],
            "examples": ["mi esposo me pega"],
            "harmless": ["me pega el sol en la cara"],
        },
        {"id": "threat", "entry": "E01-emergencia", "phrases": ["me amenaza <gente>"], "examples": ["me amenaza el"]},
    ],
    "negation": ["no"],
    "groups": {"gente": ["el", "ella"]},
    "harmless": ["mi esposo trabaja de noche"],
}
VIOLENCE = "category:violence"


class Net:
    """The lexicon of `FILE` in the store, with the answers of other tests beside it."""

    def __init__(self, database: Database, clock: Hands) -> None:
        self.database, self.clock = database, clock
        with database.write() as tx:
            content.publish(tx, {e.id: content.draft(tx, e, author="t", now=clock()) for e in ENTRIES}, clock())
        self.items: Items = safety.desk(database)
        assert self.items.seed(sections.split(FILE), clock()) == 5

    def change(self, base: int = 1, section: str = VIOLENCE, **lists: Any) -> int:
        with self.database.read() as tx:
            now = items.newest(tx, items.LEXICON)[section]
        return self.items.save(section, {**now, **lists}, base=base, by=ROSA, now=self.clock())

    def add(self, phrase: str, *examples: str, base: int = 1) -> int:
        return self.change(base, phrases=["(me|mi marido me) pega", phrase], examples=["mi esposo me pega", *examples])

    def test(self, *look_alikes: str) -> Any:
        while safety.try_next(self.database, lambda: look_alikes, worker="w", now=self.clock()):
            pass
        with self.database.read() as tx:
            standing = items.standings(tx, items.LEXICON)[VIOLENCE]
            return safety.tested(tx, VIOLENCE, standing.number)

    def publish(self, number: int) -> None:
        self.items.send(VIOLENCE, number, comment="", by=ROSA, now=self.clock())
        self.items.publish(VIOLENCE, number, comment="", by=LUIS, now=self.clock())


@pytest.fixture
def net(database: Database, clock: Hands) -> Net:
    return Net(database, clock)


def test_the_file_goes_into_sections_and_comes_out_the_same() -> None:
    assert sections.joined(sections.split(FILE)) == FILE
    shipped = yaml.safe_load((ROOT / "flows/safeguarding/lexicon.yml").read_text(encoding="utf-8"))
    assert sections.joined(sections.split(shipped)) == shipped


def test_a_tested_phrase_is_heard_with_the_next_message_once_a_second_person_published_it(net: Net) -> None:
    library = Library(net.database, net.clock, LIMA)
    living = LivingLexicon(net.database, lambda: pytest.fail("the store is seeded"))
    library.follow(living.refresh)
    library.refresh()
    number = net.add("me jala del pelo", "anoche me jala del pelo")
    assert living.find("me jala del pelo") is None
    with pytest.raises(BadInput, match="Todavía no se probaron"):
        net.items.send(VIOLENCE, number, comment="", by=ROSA, now=net.clock())
    assert net.test().result["faults"] == []
    net.items.send(VIOLENCE, number, comment="lo dicen así", by=ROSA, now=net.clock())
    with pytest.raises(BadInput, match="lo publica otra persona"):
        net.items.publish(VIOLENCE, number, comment="", by=ROSA, now=net.clock())
    net.items.publish(VIOLENCE, number, comment="", by=LUIS, now=net.clock())
    assert library.refresh()
    found = living.find("me jala del pelo")
    assert found is not None
    assert (found.category, found.phrase) == ("violence", "me jala del pelo")
    with net.database.read() as tx:
        assert [one.act for one in items.remarks(tx, items.LEXICON, VIOLENCE, 9)] == ["published", "sent"]
        assert audit.verify(tx).faults == ()


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        ({"phrases": ["me pega", "me jala"]}, "«me jala» no tiene ejemplo"),
        ({"recent": ["me jalo"]}, "«me jalo» no tiene ejemplo"),
        ({"never": ["me pega el sol", "me pega la risa"]}, "«me pega la risa» no tiene prueba"),
        ({"never": ["mi esposo me pega"]}, "no reconoce: mi esposo me pega"),
        ({"harmless": ["mi esposo me pega siempre"]}, "salta sin peligro: mi esposo me pega siempre"),
        ({"phrases": ["me pega", "mi esposo"], "examples": ["mi esposo me pega", "ay mi esposo"]}, "trabaja de noche"),
        ({"phrases": ["(me pega"]}, "está mal escrita"),
        ({"phrases": ["me pega <nadie>"]}, "está mal escrita"),
        ({"entry": "C01"}, "no hay una ficha de emergencia C01"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_change_that_loses_a_test_or_brings_a_phrase_without_one_goes_no_further(
    net: Net, lists: dict[str, Any], said: str
) -> None:
    number = net.change(**lists)
    assert any(said in fault for fault in net.test().result["faults"])
    with pytest.raises(BadInput, match=r"."):
        net.items.send(VIOLENCE, number, comment="", by=ROSA, now=net.clock())


def test_questions_that_would_newly_be_heard_or_no_longer_are_shown_and_keep_nobody(net: Net) -> None:
    number = net.change(
        phrases=["(mi marido me) pega", "pregunta 1"], examples=["mi marido me pega", "esta es mi pregunta 1"]
    )
    result = net.test("el vecino me pega gritos", "hola").result
    assert {one["text"] for one in result["woken"]} == {f"pregunta 1 de {one.id}" for one in ENTRIES}
    assert [(one["text"], one["phrase"]) for one in result["silenced"]] == [
        ("el vecino me pega gritos", "(me|mi marido me) pega")
    ]
    assert result["faults"] == []
    net.publish(number)


def test_a_test_says_nothing_once_another_section_was_published(net: Net) -> None:
    number = net.add("me jala del pelo", "anoche me jala del pelo")
    net.test()
    net.items.send(VIOLENCE, number, comment="", by=ROSA, now=net.clock())
    other = net.change(section="list:negation", lines=["no", "nunca"])
    net.test()
    net.items.send("list:negation", other, comment="", by=ROSA, now=net.clock())
    net.items.publish("list:negation", other, comment="", by=LUIS, now=net.clock())
    with pytest.raises(BadInput, match="Todavía no se probaron"):
        net.items.publish(VIOLENCE, number, comment="", by=LUIS, now=net.clock())
    with net.database.write() as tx:
        safety.ask(tx, VIOLENCE, number, "luis", net.clock())
    net.test()
    net.items.publish(VIOLENCE, number, comment="", by=LUIS, now=net.clock())


def test_two_editors_do_not_overwrite_each_other_and_earlier_wordings_come_back(net: Net) -> None:
    number = net.add("me jala del pelo", "anoche me jala del pelo")
    with pytest.raises(Conflict, match="rosa lo cambió"):
        net.add("otra cosa")
    assert net.add("me jala del pelo", "anoche me jala del pelo", base=number) == number
    net.test()
    net.publish(number)
    again = net.items.restore(VIOLENCE, 1, base=number, by=ROSA, now=net.clock())
    net.test()
    net.publish(again)
    assert LivingLexicon(net.database, lambda: pytest.fail("seeded")).find("me jala del pelo") is None
    third = net.add("me jala del pelo", base=again)
    net.items.discard(VIOLENCE, third, by=ROSA, now=net.clock())
    with net.database.read() as tx:
        standing = items.standings(tx, items.LEXICON)[VIOLENCE]
    assert (standing.state, standing.number) == ("", standing.published)


def test_given_back_it_can_be_mended_and_sent_again(net: Net) -> None:
    number = net.add("me jala del pelo", "anoche me jala del pelo")
    net.test()
    net.items.send(VIOLENCE, number, comment="", by=ROSA, now=net.clock())
    net.items.give_back(VIOLENCE, number, comment="falta otro ejemplo", by=LUIS, now=net.clock())
    with pytest.raises(BadInput, match="ya no está en ese paso"):
        net.items.publish(VIOLENCE, number, comment="", by=LUIS, now=net.clock())
    net.publish(number)


def test_what_cannot_be_read_leaves_the_lexicon_of_before(net: Net) -> None:
    living = LivingLexicon(net.database, lambda: pytest.fail("seeded"))
    with net.database.write() as tx:
        broken = items.draft(tx, items.LEXICON, VIOLENCE, {"place": 1, "entry": "x", "phrases": ["(("]}, author="t",
                             now=net.clock())  # fmt: skip
        items.publish(tx, items.LEXICON, {VIOLENCE: broken}, net.clock())
    living.refresh()
    assert living.find("mi esposo me pega") is not None


def test_before_the_first_seed_the_file_is_asked(database: Database) -> None:
    lexicon, _ = flows.read_lexicon(ROOT)
    assert LivingLexicon(database, lambda: lexicon).find("mi esposo me pega") is not None


def test_a_store_is_seeded_once_from_the_files_and_is_the_truth_afterwards(
    database: Database, clock: Hands, tmp_path: Path
) -> None:
    publishing.seed(database, Release(ROOT), clock())
    with database.read() as tx:
        shipped = yaml.safe_load((ROOT / "flows/safeguarding/lexicon.yml").read_text(encoding="utf-8"))
        assert safety.document(tx) == shipped
        assert len(items.published(tx, items.SERVICE)) > 10
        mark = content.version(tx)
    publishing.seed(database, Release(ROOT), clock())
    with database.read() as tx:
        assert content.version(tx) == mark


def test_a_file_of_sections_becomes_drafts_of_what_differs(net: Net) -> None:
    given = {**FILE, "negation": ["no", "jamas"]}
    found = safety.read("lexicon.yml", given)
    assert net.items.take_over(found, by="rosa", now=net.clock()) == ["list:negation"]
    assert net.items.take_over(found, by="rosa", now=net.clock()) == []
    other = safety.read("lexicon.yml", {**FILE, "negation": ["no", "ni"]})
    with pytest.raises(BadInput, match="list:negation: rosa tiene un borrador"):
        net.items.take_over(other, by="luis", now=net.clock())
    for broken in ({"categories": 3}, {**FILE, "harmless": ["me pega"]}, {"categories": [{"id": "x"}]}, None):
        with pytest.raises(BadInput):
            safety.read("lexicon.yml", broken)


SERVICE = {
    "name": "Casa abierta", "needs": ["health"], "phone": "113", "source": "Minsa", "source_date": "2026-01-01",
    "review_by": "2027-01-01",
}  # fmt: skip


@pytest.fixture
def services(database: Database, clock: Hands) -> tuple[Items, directory.LivingDirectory]:
    desk = directory.desk(database, Places())
    desk.seed({"casa": SERVICE}, clock())
    return desk, directory.LivingDirectory(database, Places(), lambda: pytest.fail("seeded"))


def test_a_service_is_written_reviewed_published_and_withdrawn(
    services: tuple[Items, directory.LivingDirectory], clock: Hands
) -> None:
    desk, living = services
    today = clock().date()
    assert [one.name for one in living.find(Need.HEALTH, None, today)] == ["Casa abierta"]
    wrong = desk.save("nueva", {**SERVICE, "needs": ["cocina"], "phone": ""}, base=0, by=ROSA, now=clock())
    with pytest.raises(BadInput, match="necesidad desconocida: cocina"):
        desk.send("nueva", wrong, comment="", by=ROSA, now=clock())
    right = desk.save("nueva", {**SERVICE, "name": "Casa nueva"}, base=wrong, by=ROSA, now=clock())
    desk.send("nueva", right, comment="", by=ROSA, now=clock())
    desk.publish("nueva", right, comment="", by=LUIS, now=clock())
    living.refresh()
    assert [one.name for one in living.find(Need.HEALTH, None, today)] == ["Casa abierta", "Casa nueva"]
    desk.withdraw("casa", 1, by=LUIS, now=clock())
    desk.withdraw("nueva", right, by=LUIS, now=clock())
    living.refresh()
    assert living.find(Need.HEALTH, None, today) == []


def test_a_directory_file_is_read_with_every_wrong_row_named() -> None:
    rows = [{"id": "casa", **SERVICE}, {"id": "otra", **SERVICE, "cities": ["Nada"]}, {"id": "x"}]
    with pytest.raises(BadInput) as refused:
        directory.read("d.yml", {"services": rows}, Places())
    assert len(refused.value.lines) == 2
    assert directory.read("d.yml", {"services": rows[:1]}, Places()) == {"casa": SERVICE}
