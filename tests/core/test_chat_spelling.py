"""Chat spelling: what people type, and the one spelling it comes to."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat_spelling import _PLAIN, LIMIT, normalise, sound

FALSE_FRIENDS = "cupo vacuna refugio carnet carne arrecho ahorita marico liceo bachillerato grado jalar guardia plata"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("buenas como ago pa meter a mi ijo al colegio si no tengo papeles",
         "buenas como hago para meter a mi hijo al colegio si no tengo papeles"),
        ("xq no ai kupoooo???", "porque no ahi kupo"),
        ("por qué", "porque"),
        ("porque", "porque"),
        ("¿Por qué NO me atienden?", "porque no me atienden"),
        ("q ago k tngo q llevar", "que hago que tengo que llevar"),
        ("xfa grx tmb salu2 ntp", "por favor gracias tambien saludos no te preocupes"),
        ("’toy bn pa' na' to' el dia d hoy", "estoy bien para nada todo el dia de hoy"),
        ("holaaaaa siiiii nooo graciasss", "hola si no gracias"),
        ("aki boy a aser lo q nesesito", "aqui voy a hacer lo que necesito"),
        ("me pueden dar + info x wsp o tlf?", "me pueden dar mas informacion por whatsapp o telefono"),
        ("llamar al 105 o 0800-15170, son 1000 soles", "llamar al 105 o 0800 15170 son 1000 soles"),
        ("hayq pagar? aveces nose osea talvez porfavor", "hay que pagar a veces no se o sea tal vez por favor"),
        ("mi niño d 7 años tá en el cole", "mi nino de 7 anos esta en el colegio"),
        ("ＮＩÑＯ 𝓱𝓸𝓵𝓪 n\u0303", "nino hola n"),
        ("ho\u200bla\u00ad a\u202ebc", "hola abc"),
        ("dnd qda la ofic. d migra en vzla??", "donde qda la ofic de migraciones en venezuela"),
        ("👍🏽 gracias😊😊", "👍 🏽 gracias 😊 😊"),
        ("amig@s", "amigas"),
        ("+51999", "51999"),
        ("", ""),
        ("¿?¡!…", ""),
        ("coopera, leer, perro, calle, acción", "coopera leer perro calle accion"),
    ],
)  # fmt: skip
def test_what_people_type_comes_to_one_spelling(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize("word", FALSE_FRIENDS.split())
def test_words_that_mean_different_things_on_each_side_of_the_border_are_left_alone(word: str) -> None:
    assert normalise(word.upper()) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vivir", "bibir"),
        ("necesito", "nesecito"),
        ("haber", "aver"),
        ("calle", "caye"),
        ("quiero", "kiero"),
        ("hijo", "ijo"),
        ("zapatos", "sapatos"),
        ("huevo", "uebo"),
        ("gente", "jente"),
        ("accion", "akcion"),
    ],
)
def test_words_that_sound_alike_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("casa", "caja"), ("gata", "jata"), ("chapa", "capa"), ("guiso", "giso")])
def test_words_that_sound_different_stay_different(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_no_spelling_is_explained_twice_and_every_explanation_is_final() -> None:
    for typed, plain in _PLAIN.items():
        assert normalise(typed) == normalise(plain) == plain, typed


@given(st.text(max_size=300))
def test_any_text_is_brought_to_plain_words_once_and_for_all(text: str) -> None:
    plain = normalise(text)
    assert normalise(plain) == plain
    assert plain == " ".join(plain.split())
    assert len(plain) <= 40 * len(text)
    sound(plain)


@given(st.text(alphabet="aáàäeékqhxd+ñÑ'’´ \t.,!?👍🏽\u200d\u0301l1r", max_size=60))
def test_letters_that_people_stretch_and_accent_come_to_rest(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    assert normalise("ab " * LIMIT) == normalise(("ab " * LIMIT)[:LIMIT])


def test_two_hundred_characters_cost_a_fifth_of_a_millisecond() -> None:
    text = ("buenas como ago pa meter a mi ijo al colegio si no tengo papeles " * 4)[:200]
    best = min(_seconds(text) for _ in range(20))
    assert best < 0.0002


def _seconds(text: str) -> float:
    started = time.process_time()
    for _ in range(50):
        normalise(text)
    return (time.process_time() - started) / 50
