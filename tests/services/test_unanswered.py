"""What had no good answer is shown without who asked, in groups; and those who asked can be told once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import BadInput
from bot.core.gazetteer import Place, Places
from bot.core.place_texts import PlaceText
from bot.services import publishing, unanswered
from bot.services.unanswered import Group, Groups
from bot.storage import profiles
from bot.storage.profiles import Profile
from bot.storage.schema import outbound
from tests.services.conftest import ENTRIES, Talk


def person(number: int) -> str:
    return f"whatsapp:+5191111{number:04d}"


def groups(talk: Talk) -> list[Group]:
    with talk.database.read() as tx:
        return list(Groups().all(tx, talk.clock()))


def told(talk: Talk) -> int:
    with talk.database.read() as tx:
        rows = tx.connection.execute(outbound.select().where(outbound.c.key.like("told:%"))).all()
    return len(rows)


def test_alike_messages_of_several_people_stand_together_most_people_first(talk: Talk) -> None:
    for number, text in enumerate(["donde bacunan a mi perro", "donde vacunan a mi perro??", "vacunan al perro donde"]):
        talk.say(text, person=person(number))
    talk.say("venden carros baratos", person=person(9))
    talk.say("venden carros baratos", person=person(9))
    found = groups(talk)
    assert [(len(one.people), len(one.ids)) for one in found] == [(3, 3), (1, 2)]


def test_in_a_handful_of_messages_those_that_ask_the_same_stand_together_too(talk: Talk) -> None:
    stoves = [
        "donde arreglan cocinas a gas en surco",
        "quien arregla cocinas a gas x surco",
        "arreglan cocina a gas en surco",
    ]
    for number, text in enumerate([*stoves, "cocinas a gas arreglo surco cuanto", "venden pasajes de tren a cusco"]):
        talk.say(text, person=person(number))
    assert set(groups(talk)[0].samples) >= set(stoves)


def test_several_of_a_thing_and_little_ones_stand_with_the_thing(talk: Talk) -> None:
    for number, text in enumerate(["precio pasaje cusco", "precios pasajitos cusco", "precio de los pasajes a cusco"]):
        talk.say(text, person=person(number))
    talk.say("precio pasta cusco", person=person(9))
    assert [len(one.people) for one in groups(talk)] == [3, 1]


def test_nothing_that_tells_who_asked_is_shown(talk: Talk) -> None:
    talk.say("me llamo Maria Perez mi numero es 987654321 donde vacunan perros", person=person(1))
    (group,) = groups(talk)
    assert group.samples == ["me llamo [nombre] mi numero es [número] donde vacunan perros"]


def test_a_sensitive_turn_and_people_with_a_restricted_case_never_appear(talk: Talk) -> None:
    talk.say("me pega y no se que hacer", person=person(1))
    talk.say("venden carros baratos", person=person(1))
    talk.say("E05 o A04", person=person(2))
    assert all("pega" not in sample and "carros" not in sample for one in groups(talk) for sample in one.samples)


def test_a_choice_that_was_picked_counts_as_answered_and_one_that_was_not_does_not(talk: Talk) -> None:
    talk.say("C01 o A04", person=person(1))
    talk.say("C01", person=person(1))
    talk.say("C03 o A04", person=person(2))
    assert [dict(one.why) for one in groups(talk)] == [{"clarify": 1}]


def test_an_answer_that_did_not_help_is_there_with_what_was_asked(talk: Talk) -> None:
    talk.say("quiero saber C01", person=person(1))
    talk.say("👎", person=person(1))
    (group,) = groups(talk)
    assert (dict(group.why), dict(group.entries)) == ({"thumbs_down": 1}, {"C01": 1})
    assert group.samples == ["quiero saber C01"]


def test_what_was_dealt_with_is_gone(talk: Talk) -> None:
    talk.say("venden carros baratos", person=person(1))
    shelf = Groups()
    with talk.database.read() as tx:
        (group,) = shelf.all(tx, talk.clock())
    assert unanswered.done(talk.database, group.ids, by="rosa", now=talk.clock()) == 1
    assert unanswered.done(talk.database, [*group.ids, 999_999], by="rosa", now=talk.clock()) == 0
    with talk.database.read() as tx:
        assert shelf.all(tx, talk.clock()) == []


def test_those_who_asked_in_the_last_day_are_told_once_and_nobody_who_left(talk: Talk) -> None:
    talk.say("venden carros baratos", person=person(1))
    talk.clock.move(hours=30)
    for number in (2, 3, 4):
        talk.say("venden carros baratos", person=person(number))
    talk.say("baja", person=person(4))
    (group,) = groups(talk)
    with talk.database.read() as tx:
        assert unanswered.reachable(tx, [group], talk.clock()) == [2]
    for _ in range(3):
        unanswered.tell(talk.database, Places(), group.ids, "C01", by="luis", now=talk.clock())
    assert told(talk) == 2


def test_each_is_told_what_holds_where_they_live(talk: Talk) -> None:
    tumbes = Places([Place(id="Tumbes", name="Tumbes", city="Tumbes", entry="C01", online=False)])
    there = replace(ENTRIES[0], by_place=(PlaceText(places=("Tumbes",), whatsapp="En Tumbes, no."),))
    publishing.propose(talk.database, [there], author="test", now=talk.clock())
    publishing.publish(talk.database, talk.clock())
    for number in (1, 2):
        talk.say("venden carros baratos", person=person(number))
    first = min(groups(talk)[0].people)
    with talk.database.write() as tx:
        profiles.write(tx, first, Profile(district="Tumbes"))
    unanswered.tell(talk.database, tumbes, groups(talk)[0].ids, "C01", by="luis", now=talk.clock())
    with talk.database.read() as tx:
        rows = tx.connection.execute(outbound.select().where(outbound.c.key.like("told:%")).order_by(outbound.c.id))
        said = [tx.open(row.content, "outbound.content")["text"] for row in rows]
    assert sorted("En Tumbes, no." in text for text in said) == [False, True]


@pytest.mark.parametrize("entry", ["nada", "E01-emergencia", "E05"])
def test_nobody_is_told_what_is_not_for_that(talk: Talk, entry: str) -> None:
    talk.say("venden carros baratos", person=person(1))
    (group,) = groups(talk)
    with pytest.raises(BadInput):
        unanswered.tell(talk.database, Places(), group.ids, entry, by="luis", now=talk.clock())
    assert told(talk) == 0


def test_old_messages_are_not_shown(talk: Talk) -> None:
    talk.say("venden carros baratos", person=person(1))
    talk.clock.move(seconds=(unanswered.PERIOD + timedelta(days=1)).total_seconds())
    assert groups(talk) == []
