"""Joining, choosing subjects, changing them, and every way out: what is said, and what is written down."""

import asyncio
from collections.abc import Iterable

import pytest

from bot.core import segments
from bot.core.addresses import Address, Channel, parse
from bot.core.consent import ALERTS, EVERYTHING, Subject
from bot.core.messages import Order, Outcome, Outgoing, Priority, Reaction, Report, Status
from bot.services import delivery, way_out
from bot.storage import consents, contacts, profiles
from bot.storage.profiles import Profile
from tests.house import House
from tests.services.conftest import Talk

PERSON = "whatsapp:+51911111111"


def held(talk: Talk | House, person: str = PERSON) -> set[str]:
    """The scopes on which a yes holds."""
    with talk.database.read() as tx:
        contact_id = contacts.find(tx, parse(person))
        assert contact_id is not None
        return {scope for scope, given in consents.of(tx, contact_id).items() if given}


def scopes(subjects: Iterable[Subject]) -> set[str]:
    return {ALERTS, *(subject.scope for subject in subjects)}


@pytest.mark.parametrize("text", ["alta", "quiero recibir alertas", "quiero resivir alertas", "START"])
def test_a_yes_counts_at_the_word_and_subjects_are_asked_after_it(talk: Talk, text: str) -> None:
    reply = talk.reply(text)
    assert held(talk) == scopes([Subject.ALERTAS])
    assert "1 y 3" in reply
    assert "7. Todos los temas" in reply


@pytest.mark.parametrize(
    ("answer", "subjects"),
    [
        ("1 y 5", {Subject.SALUD, Subject.AYUDA}),
        ("2", {Subject.EDUCACION}),
        ("salut y educasion", {Subject.SALUD, Subject.EDUCACION}),
        ("7", set(Subject)),
        ("todos", set(Subject)),
        ("Papeles y refugio", {Subject.DOCUMENTOS}),
    ],
)
def test_the_subjects_that_are_named_hold_and_no_others(talk: Talk, answer: str, subjects: set[Subject]) -> None:
    talk.say("alta")
    reply = talk.reply(answer)
    assert held(talk) == scopes(subjects)
    assert "MIS TEMAS" in reply
    assert "BAJA" in reply


def test_subjects_are_shown_and_changed_at_any_time(talk: Talk) -> None:
    talk.say("alta")
    talk.say("1 y 2")
    assert "Ahora recibes avisos sobre: Salud, Colegio y educación." in talk.reply("mis temas")
    talk.say("2 y 3")
    assert held(talk) == scopes([Subject.EDUCACION, Subject.DOCUMENTOS])


def test_choosing_subjects_is_a_yes_for_who_has_not_given_one(talk: Talk) -> None:
    talk.say("baja")
    talk.say("Que nadie me escriba")
    assert "Ahora no recibes avisos." in talk.reply("mis temas")
    assert ALERTS not in held(talk)
    talk.say("1")
    assert held(talk) == scopes([Subject.SALUD]) | {EVERYTHING}


def test_leaving_stops_all_of_it_and_coming_back_brings_the_subjects_along(talk: Talk) -> None:
    talk.say("alta")
    talk.say("1")
    talk.say("baja")
    assert ALERTS not in held(talk)
    talk.say("alta")
    assert held(talk) == scopes([Subject.SALUD])


def test_a_question_instead_of_a_choice_is_answered_as_a_question(talk: Talk) -> None:
    talk.say("alta")
    assert "Respuesta C01." in talk.reply("C01")
    assert talk.say("1 y 3").turned.outcome != "command"
    assert held(talk) == scopes([Subject.ALERTAS])


def test_a_cry_for_help_after_the_question_is_a_cry_for_help(talk: Talk) -> None:
    talk.say("alta")
    assert talk.reply("ayuda").startswith("Si estás en peligro, llama ahora al 105")
    talk.say("alta")
    assert "105" in talk.reply("me pega")
    assert held(talk) == scopes([Subject.ALERTAS])


@pytest.mark.parametrize("payload", ["subjects:", "subjects:x", "subjects:salud+x", "subjects:all+x"])
def test_a_button_that_is_none_of_ours_changes_nothing(talk: Talk, payload: str) -> None:
    talk.say("alta")
    talk.say("x", choice=payload)
    assert held(talk) == scopes([Subject.ALERTAS])


def test_every_yes_has_its_time_and_its_wording(talk: Talk) -> None:
    talk.say("alta")
    talk.say("1")
    talk.say("", opt_out_type="START")
    with talk.database.read() as tx:
        contact_id = contacts.find(tx, parse(PERSON))
        assert contact_id is not None
        facts = consents.facts(tx, [contact_id])[contact_id]
    assert {fact.at for fact in facts.values()} == {talk.clock()}
    assert all(fact.text_version for fact in facts.values() if fact.given)


def test_my_data_tells_what_staff_and_files_told_us(talk: Talk) -> None:
    talk.say("alta")
    talk.say("1")
    with talk.database.write() as tx:
        contact_id = contacts.find(tx, parse(PERSON))
        assert contact_id is not None
        profiles.write(tx, contact_id, Profile(name="Canaria", age_band="18-29", labels=("taller",)))
    reply = talk.reply("mis datos")
    for told in ("Temas de tus avisos: Salud", "Nombre: Canaria", "Tu edad: 18-29", "taller"):
        assert told in reply


# Every way out


def campaign(house: House) -> None:
    """Something a campaign owes the person, still waiting."""
    house.owe_all({PERSON: Outgoing(text="campaña", priority=Priority.CAMPAIGN)})


def waiting(house: House) -> int:
    return house.rows("outbound", rank=2, stage="waiting")


@pytest.mark.parametrize("code", [21610, 63033, 131050])
@pytest.mark.parametrize("late", [False, True])
def test_what_twilio_or_whatsapp_tell_of_an_opt_out_is_a_no(house: House, code: int, late: bool) -> None:
    """`late`: of a message that had moved on to another attempt, or was known to have arrived."""
    asyncio.run(house.post(house.phone(PERSON).text("alta")))
    asyncio.run(house.think())
    asyncio.run(house.speak())
    assert ALERTS in held(house)
    campaign(house)
    if late:
        assert asyncio.run(house.report(1, "failed", 30001)) == 200
        house.clock.move(hours=1)
        asyncio.run(house.speak())
    sid = next(iter(house.provider.created))
    assert asyncio.run(house.report(1, "undelivered", code, sid)) == 200
    assert ALERTS not in held(house)
    assert waiting(house) == 0
    asyncio.run(house.post(house.phone(PERSON).text("alta")))
    asyncio.run(house.think())
    assert asyncio.run(house.report(1, "undelivered", code, sid)) == 200
    assert ALERTS in held(house), "a report that comes once more is no new no"


@pytest.mark.parametrize("known", ["by the answer", "by a report with our id"])
def test_an_opt_out_told_before_we_know_whose_it_is_counts_as_soon_as_we_do(house: House, known: str) -> None:
    asyncio.run(house.post(house.phone(PERSON).text("alta")))
    asyncio.run(house.think())
    campaign(house)
    early: list[str] = []

    async def fate(order: Order) -> Outcome:
        sid = house.provider.create(order)
        if not early:
            early.append(sid)
            news = Report(
                provider_id=sid, status=Status.FAILED, attempt=None, code=21610, reaction=Reaction.OPT_OUT, tries=1
            )
            delivery.note_all(house.database, [news], house.clock())
            if known == "by a report with our id":
                assert await house.report(order.attempt, "sent", sid=sid) == 200
        return Outcome(status=Status.ACCEPTED, provider_id=sid)

    house.provider.fate = fate
    asyncio.run(house.speak())
    assert ALERTS not in held(house)
    assert waiting(house) == 0
    assert house.column("addresses", "stopped") == ["21610"]
    assert house.rows("reports") == 0


def test_twilios_own_stop_word_cancels_what_waits(house: House) -> None:
    asyncio.run(house.post(house.phone(PERSON).text("alta")))
    asyncio.run(house.think())
    campaign(house)
    stop = house.phone(PERSON).deliver([("Body", "STOP"), ("OptOutType", "STOP")])
    asyncio.run(house.post(stop))
    asyncio.run(house.think())
    assert ALERTS not in held(house)
    assert waiting(house) == 0


# The line that tells of it


@pytest.mark.parametrize(
    ("recipient", "whatsapp", "line"),
    [
        ("whatsapp:+51911111111", "", "Para no recibir más avisos, responde BAJA."),
        ("whatsapp:PE.abc", "", "Para no recibir más avisos, responde BAJA."),
        ("+51911111111", "+51900000001", "Para no recibir avisos: wa.me/51900000001?text=BAJA"),
        ("+51911111111", "whatsapp:+51900000001", "Para no recibir avisos: wa.me/51900000001?text=BAJA"),
        ("+51911111111", "", None),
        ("+573001112233", "", "Para no recibir avisos responde BAJA"),
    ],
)
def test_the_way_out_is_one_that_works_where_the_person_is(recipient: str, whatsapp: str, line: str | None) -> None:
    assert way_out.line(parse(recipient), whatsapp) == line


def test_the_way_out_by_sms_costs_no_special_letters() -> None:
    said = way_out.line(Address(Channel.SMS, "+51911111111"), "+51900000001")
    assert said is not None
    parts = segments.count(said)
    assert (parts.alphabet, parts.parts) == ("GSM-7", 1)
