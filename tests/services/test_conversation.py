"""What a person meets, turn by turn."""

from collections.abc import Callable
from datetime import time

import pytest
from sqlalchemy import select

from bot.core.content import Topic
from bot.core.conversation import Outcome
from bot.core.messages import Form, Priority
from bot.core.organisation import Line, Organisation
from bot.services import housekeeping
from bot.storage import cases, consents, contacts, inbound, schema
from tests.services.conftest import Talk

STAFFED = Organisation(name="Ejemplo", hours={0: (time(9), time(17))})


def contact(talk: Talk) -> int:
    with talk.database.read() as tx:
        return int(tx.connection.execute(select(schema.contacts.c.id)).scalars().all()[-1])


def remembered(talk: Talk) -> str:
    with talk.database.read() as tx:
        return repr(contacts.state(tx, contact(talk)))


def test_the_first_answer_opens_with_a_short_notice_and_the_second_does_not(talk: Talk) -> None:
    first, second = talk.reply("C01"), talk.reply("C01")
    assert first.startswith("Hola, soy Puente")
    for word in ("gratis", "Estado", "90 días", "AVISO", "BAJA"):
        assert word in first
    assert "Respuesta C01" in first
    assert second.startswith("*Respuesta C01")


def test_an_answer_ends_with_a_question_for_feedback_and_related_questions(talk: Talk) -> None:
    said = talk.reply("C01")
    assert said.endswith("¿Te sirvió? Responde 👍 o 👎.\n\nOtras personas también preguntan:\n\n1. Menú C03")


@pytest.mark.parametrize("pick", ["1", "uno", "la 1", "1️⃣", "Menú C03"])
def test_a_number_or_a_line_picks_from_the_last_list(talk: Talk, pick: str) -> None:
    talk.say("C01")
    assert talk.say(pick).turned.entry == "C03"


def test_an_old_list_is_forgotten_after_one_turn(talk: Talk) -> None:
    talk.say("C01")
    talk.say("otra cosa que no entiendes")
    assert talk.say("1").turned.outcome is Outcome.FALLBACK


def test_a_tapped_button_means_what_it_says_even_later(talk: Talk) -> None:
    talk.say("C01")
    talk.say("hola hola")
    assert talk.say("Menú C03", form=Form.CHOICE, choice="entry:C03").turned.entry == "C03"


def test_when_several_entries_fit_the_person_chooses(talk: Talk) -> None:
    said = talk.say("C01 o A04")
    assert said.turned.outcome is Outcome.CLARIFY
    assert talk.say("2").turned.entry == "A04"


def test_danger_goes_first_with_the_number_in_the_first_line_and_no_notice(talk: Talk) -> None:
    handled = talk.say("mi marido me pega C01")
    outgoing = handled.turned.outgoing
    assert outgoing is not None
    assert outgoing.text.startswith("Llama al *105*")
    assert "Hola, soy" not in outgoing.text
    assert outgoing.options == ()
    assert outgoing.priority is Priority.URGENT
    assert handled.turned.outcome is Outcome.CRISIS
    assert talk.engine.heard == []


def test_what_the_ear_takes_back_is_answered_with_the_numbers_above_and_not_kept(talk: Talk) -> None:
    talk.say("C01")
    handled = talk.say("me pega el sol en la cara C01")
    assert handled.turned.outcome is Outcome.ANSWER
    assert handled.turned.entry == "C01"
    assert not handled.turned.keep_text
    outgoing = handled.turned.outgoing
    assert outgoing is not None
    assert "105" in outgoing.text.splitlines()[0]
    assert "Respuesta C01" in outgoing.text
    with talk.database.read() as tx:
        assert tx.connection.execute(select(schema.cases)).all() == []


def test_an_ear_that_fails_takes_nothing_back(talk: Talk) -> None:
    assert talk.say("me pega el humo C01").turned.outcome is Outcome.CRISIS


def test_words_of_danger_are_kept_in_a_restricted_case_and_nowhere_else(talk: Talk) -> None:
    talk.say("C01")
    talk.say("me pega y me encierra")
    talk.say("me quiere matar")
    with talk.database.read() as tx:
        (case,) = cases.listed(tx)
        told = cases.story(tx, case.id)
        kept = inbound.texts_of(tx, contact(talk))
    assert case.restricted
    assert told == "me pega y me encierra\nme quiere matar"
    assert [text for _, text in kept] == ["C01"]
    assert "pega" not in remembered(talk)


def test_danger_interrupts_a_question_of_ours(talk: Talk) -> None:
    talk.say("borrar mis datos")
    assert talk.say("me quiere matar").turned.outcome is Outcome.CRISIS
    assert talk.say("1").turned.outcome is not Outcome.COMMAND


@pytest.mark.parametrize("text", ["ayuda", "ayúdenme por favor!!", "ayua", "es una emergencia"])
def test_a_bare_cry_for_help_gets_the_numbers_first_and_then_the_menu(talk: Talk, text: str) -> None:
    outgoing = talk.say(text).turned.outgoing
    assert outgoing is not None
    assert "105" in outgoing.text.splitlines()[0]
    assert len(outgoing.options) > 1
    assert talk.engine.heard == []
    assert talk.reply("C01").startswith("Hola, soy Puente")  # the notice waited


@pytest.mark.parametrize("text", ["delete my data", "quero apagar meus dados", "borrar mi datos"])
def test_who_asks_for_erasure_in_another_language_is_asked_once_more_and_not_misunderstood(
    talk: Talk, text: str
) -> None:
    talk.say("C01")
    assert talk.say(text).turned.topic is Topic.OPT_OUT
    assert talk.reply("1").startswith("Listo. Estoy borrando tus datos")
    assert len(talk.engine.heard) == 1


def test_nobody_is_promised_where_nobody_answers(new_talk: Callable[..., Talk]) -> None:
    talk = new_talk(Organisation(lines=(Line(name="Línea propia", number="000"),)))
    said = talk.reply("quiero hablar con una persona")
    assert "todavía no atiende una persona" in said
    assert "105" in said
    assert "Línea propia" in said
    assert "PERSONA" not in talk.reply("me quiere matar")
    with talk.database.read() as tx:
        assert [case.kind for case in cases.listed(tx)] == ["violence"]


def test_where_staff_have_hours_a_case_opens_and_the_hours_are_honest(new_talk: Callable[..., Talk]) -> None:
    talk = new_talk(STAFFED)
    assert "Una persona te responderá" in talk.reply("quiero hablar con una persona")
    talk.clock.move(hours=9)
    assert "fuera de horario" in talk.reply("hablar con una persona", person="whatsapp:+51922222222")
    with talk.database.read() as tx:
        assert [case.kind for case in cases.listed(tx)] == ["person", "person"]


def test_stop_works_at_the_word_and_then_offers_choices(talk: Talk) -> None:
    talk.say("quiero recibir alertas")
    said = talk.reply("BAJA")
    with talk.database.read() as tx:
        assert consents.of(tx, contact(talk)) == {"alerts": False, "topic:alertas": True}
    assert said.startswith("Listo: ya no te enviaré avisos")
    assert "3. Borrar mis datos" in said
    talk.say("2")
    with talk.database.read() as tx:
        assert consents.has_left(tx, contact(talk))
    assert "Gracias por contarlo" in talk.reply("motivo me llegan muchos")


def test_start_is_as_easy_and_remembers_the_wording_it_answered(talk: Talk) -> None:
    talk.say("BAJA")
    talk.say("ALTA")
    with talk.database.read() as tx:
        rows = tx.connection.execute(select(schema.consents).order_by(schema.consents.c.id)).all()
    assert [(row.scope, row.given) for row in rows] == [
        ("alerts", False),
        ("alerts", True),
        ("topic:alertas", True),
    ]
    assert rows[-1].text_version


def test_what_twilio_already_answered_is_written_down_and_not_answered_again(talk: Talk) -> None:
    handled = talk.say("STOP", opt_out_type="STOP")
    assert handled.turned.outgoing is None
    with talk.database.read() as tx:
        assert consents.of(tx, contact(talk)) == {"alerts": False}
        assert tx.connection.execute(select(schema.outbound.c.id)).all() == []


def test_a_vote_is_kept_and_a_comment_may_follow_a_bad_one(talk: Talk) -> None:
    talk.say("C01")
    talk.say("👍")
    talk.say("C03")
    talk.say("👎")
    talk.say("falta la dirección")
    with talk.database.read() as tx:
        rows = tx.connection.execute(select(schema.votes).order_by(schema.votes.c.id)).all()
        comments = [tx.open(row.comment, "votes.comment") for row in rows]
    assert [(row.entry_id, row.useful) for row in rows] == [("C01", True), ("C03", False)]
    assert comments == [None, "falta la dirección"]


def test_after_a_bad_vote_a_new_question_is_still_a_question(talk: Talk) -> None:
    talk.say("C01")
    talk.say("👎")
    assert talk.say("C03").turned.entry == "C03"


@pytest.mark.parametrize(
    "form", [Form.VOICE, Form.IMAGE, Form.VIDEO, Form.DOCUMENT, Form.STICKER, Form.CONTACT, Form.LOCATION, Form.EMPTY]
)
def test_what_is_not_text_gets_a_helpful_line(talk: Talk, form: Form) -> None:
    said = talk.reply(form=form)
    assert len(said) > 40
    assert talk.engine.heard == []


def test_a_photo_with_words_is_read_for_its_words(talk: Talk) -> None:
    assert talk.say("C01", form=Form.IMAGE).turned.entry == "C01"


def test_another_language_gets_a_line_in_that_language(talk: Talk) -> None:
    assert "English" in talk.reply("hello i need help with my papers please") or "ENGLISH" in talk.reply(
        "hello i need help"
    )
    said = talk.reply("bonjour je suis haitien et j ai besoin d aide pour mon enfant")
    assert "espagnol" in said


def test_a_language_is_changed_and_kept(talk: Talk) -> None:
    talk.say("english")
    with talk.database.read() as tx:
        assert contacts.language(tx, contact(talk)) == "en"
    talk.say("español")
    with talk.database.read() as tx:
        assert contacts.language(tx, contact(talk)) == "es"


def test_the_menu_leads_to_an_answer_by_numbers_alone(talk: Talk) -> None:
    menu = talk.reply("menú")
    assert "1. Refugio (asilo)" in menu
    assert "2. Colegio" in menu
    assert "1. Menú C01" in talk.reply("2")
    assert talk.say("2").turned.entry == "C03"


def test_leaving_a_topic_forgets_it_and_says_nothing_of_it(talk: Talk) -> None:
    talk.say("E05")
    said = talk.reply("salir")
    assert said == "Bien, lo dejamos aquí. Escribe MENÚ cuando quieras."
    assert "E05" not in remembered(talk)
    assert talk.say("👍").turned.outcome is Outcome.COMMAND
    with talk.database.read() as tx:
        assert tx.connection.execute(select(schema.votes.c.id)).all() == []


def test_a_sensitive_answer_leaves_no_text_of_the_question(talk: Talk) -> None:
    talk.say("pregunta delicada E05")
    with talk.database.read() as tx:
        assert inbound.texts_of(tx, contact(talk)) == []


def test_neither_leaving_nor_cancelling_opts_out(talk: Talk) -> None:
    talk.say("ALTA")
    talk.say("salir")
    talk.say("cancelar")
    with talk.database.read() as tx:
        assert consents.of(tx, contact(talk)) == {"alerts": True, "topic:alertas": True}


def test_a_long_text_is_split_and_goes_on_with_more(talk: Talk) -> None:
    first = talk.reply("AVISO")
    assert len(first) <= 1_600
    for number in range(60):
        talk.say(f"una pregunta bastante larga para llenar la copia, la número {number}")
    talk.say("mis datos")
    page = talk.reply("1")
    assert page.endswith("Escribe MÁS para seguir leyendo.")
    assert len(page) <= 1_600
    pages = [page]
    while pages[-1].endswith("seguir leyendo."):
        pages.append(talk.reply("más"))
    assert all(f"la número {number}" in " ".join(pages) for number in range(60))


def test_my_data_says_what_is_kept(talk: Talk) -> None:
    talk.say("C01")
    said = talk.reply("mis datos")
    assert "Mensajes tuyos guardados: 2" in said
    assert "23/11/2026" in said


def test_delete_asks_once_and_then_deletes_everything(talk: Talk) -> None:
    talk.say("C01")
    talk.say("me pega")
    assert "¿Lo borro?" in talk.reply("borrar mis datos")
    assert "no borré nada" in talk.reply("2")
    talk.say("borrar mis datos")
    assert "Estoy borrando tus datos" in talk.reply("1")
    with talk.database.write() as tx:
        tx.connection.execute(schema.outbound.update().values(stage="settled"))
    housekeeping.tidy(talk.database, now=talk.clock.move(seconds=1), lookup_grace=60)
    with talk.database.read() as tx:
        for table in (schema.contacts, schema.addresses, schema.inbound, schema.outbound, schema.cases, schema.votes):
            assert tx.connection.execute(select(table)).all() == []
        assert tx.connection.execute(select(schema.suppressions)).all() == []


def test_someone_who_left_and_writes_again_starts_from_nothing_and_stays(talk: Talk) -> None:
    talk.say("borrar mis datos")
    talk.say("1")
    talk.clock.move(seconds=1)
    talk.say("C01")
    with talk.database.write() as tx:
        tx.connection.execute(schema.outbound.update().values(stage="settled"))
    housekeeping.tidy(talk.database, now=talk.clock.move(minutes=5), lookup_grace=60)
    assert talk.say("C01").turned.entry == "C01"


def test_a_turn_that_breaks_is_tried_again_and_ends_in_an_honest_line(talk: Talk) -> None:
    talk.hear("boom")
    talk.hear("C01", person="whatsapp:+51922222222")
    assert [handled.turned.entry for handled in talk.step()] == ["C01"]
    for _ in range(4):
        talk.clock.move(minutes=1)
        handled = talk.step()
    assert handled[0].turned.outgoing is not None
    assert "no pude procesar" in handled[0].turned.outgoing.text


def test_an_sms_reply_is_plain_and_short(talk: Talk) -> None:
    said = talk.reply("C01", person="+51933333333")
    assert "*" not in said
    assert "á" not in said
    assert "sirvió" not in said


def test_topics_of_commands_follow_the_contract(talk: Talk) -> None:
    expected = {
        "baja": Topic.OPT_OUT,
        "alta": Topic.OPT_IN,
        "idioma": Topic.LANGUAGE,
        "quiero hablar con una persona": Topic.HUMAN_AGENT,
        "mis datos": Topic.OPT_OUT,
        "borrar mis datos": Topic.OPT_OUT,
    }
    for text, topic in expected.items():
        turned = talk.say(text).turned
        assert (turned.outcome, turned.topic) == (Outcome.COMMAND, topic)


def test_nothing_of_an_interrupted_turn_is_written(talk: Talk) -> None:
    """A worker that lost its claim while it was thinking must not answer: another one already may have."""
    talk.hear("C01")
    original = talk.engine.respond

    async def slow(state: dict[str, object], turn: object) -> object:
        with talk.database.write() as tx:
            inbound.release(tx, now=talk.clock(), workers=["w"])
        return await original(state, turn)  # type: ignore[arg-type]

    talk.turns._conversation._respond = slow  # type: ignore[assignment]
    assert talk.step() == []
    with talk.database.read() as tx:
        assert tx.connection.execute(select(schema.outbound.c.id)).all() == []
    talk.turns._conversation._respond = original
    assert len(talk.step()) == 1


@pytest.mark.parametrize("cry", ["AYUDA", "auxilio!!", "Ayúdenme", "sos"])
def test_a_bare_cry_for_help_gets_the_numbers_first(talk: Talk, cry: str) -> None:
    talk.say("C01")
    assert talk.reply(cry).startswith("Si estás en peligro, llama ahora al 105")


def test_a_voice_note_may_be_danger_and_gets_a_number_too(talk: Talk) -> None:
    talk.say("C01")
    assert "105" in talk.reply(form=Form.VOICE)


def test_a_word_that_works_anywhere_is_not_taken_for_a_line_that_begins_with_it(talk: Talk) -> None:
    menus = [["Persona desaparecida", "entry:C03"], ["Ver más", "menu:school:0"]]
    talk.say("C01")
    for word, entry in (("persona", ""), ("persona desaparecida", "C03")):
        with talk.database.write() as tx:
            contacts.remember(tx, {contact(talk): {"options": menus, "notice": "1"}}, talk.clock())
        assert talk.say(word).turned.entry == entry


def test_danger_at_the_end_of_the_longest_message_is_heard(talk: Talk) -> None:
    long = "le cuento que llegamos hace un mes y buscamos colegio. " * 72
    assert talk.say(f"{long} me quiere matar").turned.outcome is Outcome.CRISIS


# Around a danger


NUMBERS = "Si estás en peligro, llama al 105 (Policía) o al 106 (ambulancia)."


def test_words_soon_after_a_danger_get_the_numbers_again_and_no_menu_and_are_not_kept(talk: Talk) -> None:
    talk.say("mi marido me pega")
    handled = talk.say("ya no se que hacer")
    outgoing = handled.turned.outgoing
    assert outgoing is not None
    assert NUMBERS in outgoing.text
    assert "Te leo" in outgoing.text
    assert outgoing.options == ()
    assert not handled.turned.keep_text
    assert "se que hacer" not in remembered(talk)


def test_a_question_soon_after_a_danger_is_answered_below_the_numbers(talk: Talk) -> None:
    talk.say("mi marido me pega")
    said = talk.reply("C01")
    assert said.index("105") < said.index("Respuesta C01")


@pytest.mark.parametrize("how", ["time", "word"])
def test_later_or_when_the_topic_is_left_talk_is_ordinary_again(talk: Talk, how: str) -> None:
    talk.say("mi marido me pega")
    if how == "time":
        talk.clock.move(minutes=31)
    else:
        talk.say("SALIR")
    assert NUMBERS not in talk.reply("ya no se que hacer")
    assert "danger" not in remembered(talk)


def test_what_may_be_danger_gets_the_numbers_above_its_answer_and_is_not_kept(talk: Talk) -> None:
    handled = talk.say("duda C01")
    outgoing = handled.turned.outgoing
    assert outgoing is not None
    assert outgoing.text.index("105") < outgoing.text.index("Respuesta C01")
    assert handled.turned.outcome is Outcome.ANSWER
    assert not handled.turned.keep_text


def test_danger_in_another_language_is_danger_before_it_is_another_language(talk: Talk) -> None:
    assert talk.say("please help me my husband beats me every night").turned.outcome is Outcome.CRISIS
    calm = talk.say("hello good morning where can i register my children for school")
    assert calm.turned.topic is Topic.LANGUAGE


def test_the_engine_is_told_what_was_answered_last_until_the_topic_is_left(talk: Talk) -> None:
    talk.say("C01")
    talk.say("y cuanto cuesta")
    assert talk.engine.heard[-1].about == "C01"
    talk.say("SALIR")
    talk.say("y cuanto cuesta")
    assert talk.engine.heard[-1].about == ""


def test_a_no_to_anything_else_after_leaving_is_a_goodbye(talk: Talk) -> None:
    talk.say("BAJA")
    assert "Puedes preguntarme cuando quieras" in talk.reply("no")


@pytest.mark.parametrize("text", ["la otra", "y lo otro?", "la otra pregunta por favor"])
def test_who_asks_for_the_other_one_is_shown_the_lines_again(talk: Talk, text: str) -> None:
    talk.say("C01")
    said = talk.reply(text)
    assert said.startswith("Responde con el número")
    assert talk.say("1").turned.entry == "C03"
