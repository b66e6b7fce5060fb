"""From a message nobody could answer to an answer, in one step; and back to those who asked."""

import re

from bot.core.addresses import parse
from bot.core.content import Topic
from bot.core.conversation import Outcome
from bot.core.messages import Form, Received
from bot.storage import inbound
from tests.services.conftest import ENTRIES
from tests.web.console.conftest import Browser, Staffed
from tests.web.console.test_answers import fields

PATH = "/console/sin-respuesta"
TEXT = "donde <b>vacunan</b> perros, mi numero es 987654321"


def asked(desk: Staffed, text: str = TEXT, number: int = 1) -> None:
    """Somebody asks and gets no answer."""
    message = Received(
        provider_id=f"SM{number:032x}", sender=parse(f"whatsapp:+5191111{number:04d}"),
        recipient=parse("whatsapp:+51900000001"), form=Form.TEXT, text=text,
    )  # fmt: skip
    with desk.app.database.write() as tx:
        inbound.store(tx, [message], desk.clock())
        (claimed,) = inbound.claim(tx, worker="w", now=desk.clock(), until=desk.clock(), limit=1)
        settled = inbound.Settled(
            id=claimed.id, outcome=Outcome.FALLBACK, topic=Topic.OUT_OF_SCOPE, entry="", confidence=0.1, keep_text=True
        )
        inbound.settle(tx, [settled], worker="w", now=desk.clock())


def ids(browser: Browser) -> str:
    found = re.search(r'name="ids" value="([\d,]+)"', browser.get(PATH).text)
    assert found is not None
    return found[1]


def test_a_question_becomes_a_way_to_ask_an_entry_in_one_step(desk: Staffed) -> None:
    asked(desk)
    browser = desk.browser("promoter")
    page = browser.get(PATH).text
    assert "donde &lt;b&gt;vacunan&lt;/b&gt; perros" in page
    assert "987654321" not in page
    question = re.search(r'name="question" value="([^"]*)"', page)
    assert question is not None
    form = browser.post(f"{PATH}/usar", {"entry": "A04", "question": "donde vacunan\nperros"})
    assert form.status_code == 200
    assert 'action="/console/respuestas/A04/editar"' in form.text
    assert "donde vacunan perros\npregunta 0 de A04" in form.text
    new = browser.post(f"{PATH}/usar", {"entry": "", "act": "new", "question": "donde vacunan perros"})
    assert 'action="/console/respuestas/nueva"' in new.text
    assert "donde vacunan perros</textarea>" in new.text
    assert browser.post(f"{PATH}/usar", {"entry": "nada", "question": "x"}).headers["location"] == PATH
    assert "No hay una ficha que se llame «nada»" in browser.get(PATH).text
    for typed in ("Título A04 (A04)", "título a04", " A04 "):  # as it was chosen, or typed
        assert "/respuestas/A04/editar" in browser.post(f"{PATH}/usar", {"entry": typed, "question": "x"}).text


def test_no_entry_is_chosen_for_a_group_and_the_nearest_are_one_tap_away(desk: Staffed) -> None:
    asked(desk, "otra pregunta de A04")
    browser = desk.browser("promoter")
    browser.get("/console/respuestas?q=pregunta")  # reads the questions, which otherwise happens in the background
    page = browser.get(PATH).text
    assert re.search(r'name="entry" value=""', page)
    near = re.findall(r'name="near" value="([^"]+)"', page)
    assert 1 <= len(near) <= 3
    typed = {"entry": "", "question": "x"}
    assert f"/respuestas/{near[0]}/editar" in browser.post(f"{PATH}/usar", {**typed, "near": near[0]}).text
    both = browser.post(f"{PATH}/usar", {"entry": "A04", "near": "C01", "question": "x"})
    assert "/respuestas/A04/editar" in both.text  # what was typed is meant
    assert browser.post(f"{PATH}/usar", typed).headers["location"] == PATH
    assert "Di a qué ficha va, o escribe una nueva." in browser.get(PATH).text


def test_a_group_says_where_its_phrases_are_already(desk: Staffed) -> None:
    asked(desk, "donde vacunan perros")
    asked(desk, "donde vacunan  Perros", 2)
    browser, reviewer = desk.browser("promoter"), desk.browser("reviewer")
    assert "Ya está en" not in browser.get(PATH).text
    more = "\n".join(["Donde vacunan perros", *ENTRIES[0].questions])
    browser.post("/console/respuestas/C01/editar", fields(ENTRIES[0], questions=more))
    page = browser.get(PATH).text
    assert (
        'Ya está en <a href="/console/respuestas/C01">Título C01</a> <span class="badge busy">En revisión</span>'
        in page
    )
    assert page.count("Ya está en") == 1
    assert 'name="entry" value="Título C01 (C01)"' in page  # and it is what the next phrases would go to
    assert 'required maxlength="200" autocapitalize="none" value=""' in reviewer.get(PATH).text
    reviewer.post("/console/respuestas/C01/publicar", {"number": 2})
    page = reviewer.get(PATH).text
    assert 'required maxlength="200" autocapitalize="none" value="Título C01 (C01)"' in page
    told = reviewer.post(f"{PATH}/avisar", {"ids": ids(reviewer), "entry": "Título C01 (C01)"})
    assert "Se les avisa a 2 personas" in reviewer.get(told.headers["location"]).text


def test_the_phrases_of_a_group_that_are_ticked_go_to_the_entry(desk: Staffed) -> None:
    said = [f"{word} vacunan a perros" for word in ("donde", "y donde", "en donde", "por donde", "a donde", "de donde")]
    for number, text in enumerate(said):
        asked(desk, f"{text}, mi numero es 98765432{number}", number + 1)
    browser = desk.browser("promoter")
    page = browser.get(PATH).text
    boxes = re.findall(r'type="checkbox" name="question" value="([^"]*)"( checked)?', page)
    assert sorted(text for text, _checked in boxes) == sorted(f"{text}, mi numero es [número]" for text in said)
    assert [bool(checked) for _text, checked in boxes] == [True] * 4 + [False] * 2
    assert "98765432" not in page
    ticked = [boxes[5][0], boxes[0][0]]
    form = browser.post(f"{PATH}/usar", {"entry": "A04", "question": ticked}).text
    assert "\n".join([*ticked, "pregunta 0 de A04"]) in form
    assert boxes[1][0] not in form
    new = browser.post(f"{PATH}/usar", {"entry": "A04", "act": "new", "question": ticked}).text
    assert 'action="/console/respuestas/nueva"' in new
    assert "\n".join(ticked) + "</textarea>" in new


def test_no_phrase_and_phrases_that_are_too_much_are_refused_with_the_reason(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    for phrases, said in (
        ([], "Marca al menos una frase."),
        ([" "], "Marca al menos una frase."),
        (["x" * 391], "Una frase pasa de 390 letras."),
        ([f"frase {number}" for number in range(501)], "Son 501 frases; caben 500."),
    ):
        answer = browser.post(f"{PATH}/usar", {"entry": "A04", "question": phrases})
        assert said in browser.get(answer.headers["location"]).text


def test_a_group_is_done_with(desk: Staffed) -> None:
    asked(desk)
    browser = desk.browser("promoter")
    answer = browser.post(f"{PATH}/listo", {"ids": ids(browser)})
    page = browser.get(answer.headers["location"]).text
    assert "1 mensaje quitado" in page
    assert "tuvo respuesta" in page
    at = re.search(r'name="at" value="([^"]+)"', page)
    assert at is not None
    other = desk.browser("reviewer")
    other.get(PATH)
    for who, moment in ((other, at[1]), (browser, "x"), (browser, "9999-12-31T23:59:59-23:59")):
        who.post(f"{PATH}/volver", {"at": moment})
        assert "tuvo respuesta" in who.get(PATH).text
    back = browser.post(f"{PATH}/volver", {"at": at[1]})
    assert "1 mensaje vuelve a la lista" in browser.get(back.headers["location"]).text
    assert ids(browser)
    for wrong in ("", "x", "1,", "1;2", "9" * 30):
        assert browser.post(f"{PATH}/listo", {"ids": wrong}).status_code == 400


def test_a_reviewer_tells_those_who_can_still_be_told(desk: Staffed) -> None:
    asked(desk)
    reviewer = desk.browser("reviewer")
    group = ids(reviewer)
    answer = reviewer.post(f"{PATH}/avisar", {"ids": group, "entry": "C01"})
    assert "avisa a 1 persona" in reviewer.get(answer.headers["location"]).text
    assert desk.browser("promoter").post(f"{PATH}/avisar", {"ids": group, "entry": "C01"}).status_code == 403
    refused = reviewer.post(f"{PATH}/avisar", {"ids": group, "entry": "nada"})
    assert "Elige una respuesta publicada" in reviewer.get(refused.headers["location"]).text
