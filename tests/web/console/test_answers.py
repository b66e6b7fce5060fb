"""The content desk through its pages: from finding an answer to people reading another."""

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.core.content import Entry
from bot.core.place_texts import PlaceText
from bot.services import learning
from bot.storage import content, jobs
from tests.services.conftest import ENTRIES
from tests.web.console.conftest import Browser, Staffed


def fields(entry: Entry, **changes: str) -> dict[str, str]:
    """What the editor's form sends of an entry."""
    values = {
        "base": "1", "topic": entry.topic.value, "kind": entry.kind.value, "title": entry.title, "menu": entry.menu,
        "whatsapp": entry.whatsapp, "sms": entry.sms, "questions": "\r\n".join(entry.questions), "owner": entry.owner,
        "source": entry.source, "source_date": str(entry.source_date or ""), "review_by": str(entry.review_by or ""),
        "related": "\r\n".join(entry.related), "act": "send",
    }  # fmt: skip
    return values | changes


def live(desk: Staffed, name: str = "C01") -> Entry | None:
    with desk.app.database.read() as tx:
        return next((one for one in content.published(tx) if one.id == name), None)


def sent(desk: Staffed, **changes: str) -> None:
    """A promoter sends a changed C01 to review."""
    form = {"comment": "La norma cambió.", **changes}
    answer = desk.browser("promoter").post("/console/respuestas/C01/editar", fields(ENTRIES[0], **form))
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/respuestas/C01")


def posted(browser: Browser, path: str, form: dict[str, str], said: str, status: int = 303) -> None:
    """Post; then read what the page says of it."""
    answer = browser.post(path, form)
    assert answer.status_code == status, answer.text
    page = browser.get(answer.headers["location"]) if status == 303 else answer
    assert said in page.text


def test_a_correction_goes_from_promoter_to_reviewer_to_people(desk: Staffed) -> None:
    sent(desk, whatsapp="*Todo otra vez.*")
    reviewer = desk.browser("reviewer")
    page = reviewer.get("/console/respuestas/C01").text
    assert "La norma cambió." in page
    assert "Todo otra vez" in page.partition("<ins>")[2]
    posted(reviewer, "/console/respuestas/C01/publicar", {"number": "2"}, "el siguiente mensaje ya la dice")
    assert live(desk) == replace(ENTRIES[0], whatsapp="*Todo otra vez.*")


def test_a_promoter_cannot_publish(desk: Staffed) -> None:
    sent(desk, title="Otro")
    browser = desk.browser("promoter")
    assert ">Publicar<" not in browser.get("/console/respuestas/C01").text
    assert browser.post("/console/respuestas/C01/publicar", {"number": "2"}).status_code == 403


def test_a_draft_is_given_back_with_a_reason_and_not_without(desk: Staffed) -> None:
    sent(desk, title="Otro")
    reviewer = desk.browser("reviewer")
    posted(reviewer, "/console/respuestas/C01/devolver", {"number": "2"}, "No se hizo nada", 422)
    posted(reviewer, "/console/respuestas/C01/devolver", {"number": "2", "comment": "Falta la fecha."}, "Devuelta")
    assert "Falta la fecha." in desk.browser("promoter").get("/console/respuestas/C01").text


def test_a_remark_on_a_draft_that_somebody_changed_meanwhile_is_kept_beside_the_draft_there_is_now(
    desk: Staffed,
) -> None:
    sent(desk, title="Otro")
    promoter, reviewer = desk.browser("promoter"), desk.browser("reviewer")
    promoter.get("/console/respuestas/C01")
    reviewer.get("/console/respuestas/C01")
    changed = fields(ENTRIES[0], title="Otro más", base="2", comment="De nuevo.")
    assert promoter.post("/console/respuestas/C01/editar", changed).status_code == 303
    back = reviewer.post("/console/respuestas/C01/devolver", {"number": "2", "comment": "Falta la <b>fecha</b>."})
    assert back.status_code == 409
    assert "<strong>promoter</strong> escribió otra versión" in back.text
    assert "Falta la &lt;b&gt;fecha&lt;/b&gt;.</textarea>" in back.text
    assert "Otro más" in back.text
    again = {"number": "3", "comment": "Falta la fecha."}
    assert reviewer.post("/console/respuestas/C01/devolver", again).status_code == 303
    assert reviewer.post("/console/respuestas/C01/devolver", again).status_code == 303  # the second click of two
    gone = reviewer.post("/console/respuestas/C01/publicar", again)
    assert gone.status_code == 409
    assert "la devolvió" in gone.text
    assert "Falta la fecha." in gone.text
    late = promoter.post("/console/respuestas/C01/enviar", {"number": "2", "comment": "Ya está."})
    assert late.status_code == 409
    assert "Ya está.</textarea>" in late.text


def test_two_editors_get_both_texts_and_nothing_is_lost(desk: Staffed) -> None:
    one, other = desk.browser("promoter"), desk.browser("reviewer")
    one.post("/console/respuestas/C01/editar", fields(ENTRIES[0], whatsapp="De una.", act="save"))
    page = other.post("/console/respuestas/C01/editar", fields(ENTRIES[0], whatsapp="De otra.", act="save"))
    assert page.status_code == 409
    assert "promoter lo cambió mientras tanto" in page.text
    assert "De una." in page.text
    assert "De otra.</textarea>" in page.text
    assert 'name="base" value="2"' in page.text
    done = other.post("/console/respuestas/C01/editar", fields(ENTRIES[0], whatsapp="De otra.", act="save", base="2"))
    assert done.status_code == 303


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"title": ""}, "title", "Falta llenar esto"),
        ({"title": "x" * 73}, "title", "caben 72"),
        ({"review_by": "mañana"}, "review_by", "2026-11-28"),
        ({"topic": "cocina"}, "topic", "Elige una de la lista"),
        ({"whatsapp": ""}, "whatsapp", "Falta el texto de WhatsApp"),
        ({"sms": "ñ" * 500}, "sms", "partes"),
        ({"related": "nada"}, "related", "no existe"),
        ({"questions": "una sola"}, "questions", "Pocas preguntas"),
        ({"owner": ""}, "owner", "Falta «owner»"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(
    desk: Staffed, changes: dict[str, str], field: str, said: str
) -> None:
    page = desk.browser("promoter").post(
        "/console/respuestas/C01/editar", fields(ENTRIES[0], comment="lo escrito queda", **changes)
    )
    assert page.status_code == 422
    wrong = re.search(rf'id="{field}-wrong">([^<]*)<', page.text)
    assert wrong is not None
    assert said in wrong[1]
    assert "lo escrito queda" in page.text
    with desk.app.database.read() as tx:
        assert content.standings(tx)["C01"].number == 1


def test_a_new_answer_is_written_reviewed_and_learned(desk: Staffed) -> None:
    promoter = desk.browser("promoter")
    new = fields(ENTRIES[1], id="C99-becas", base="0", questions="uno\ndos\ntres\ncuatro\ncinco becas")
    posted(promoter, "/console/respuestas/nueva", new, "Enviada a revisión")
    again = {**new, "title": "Otra con el mismo código"}
    posted(promoter, "/console/respuestas/nueva", again, "Ya existe una ficha", 422)
    reviewer = desk.browser("reviewer")
    posted(reviewer, "/console/respuestas/C99-becas/publicar", {"number": "1"}, "se aprenden en unos minutos")
    assert live(desk, "C99-becas") is not None
    assert f"«{ENTRIES[1].title}»" in reviewer.get("/console/aprendizaje").text


def test_while_one_types_length_parts_and_hard_sentences_are_shown(desk: Staffed) -> None:
    hard = " ".join(["palabra"] * 25) + "."
    form = fields(ENTRIES[0], id="C01", whatsapp=f"Fácil. {hard}", sms="Aquí está el número «1». " + "x" * 170)
    page = desk.browser("promoter").post("/console/respuestas/vista", form, headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert "<html" not in page.text
    assert f'<mark class="hard"> {hard}</mark>' in page.text
    assert "2 partes" in page.text
    assert "í á ú « »" in page.text
    for field in ("whatsapp", "sms"):  # beside the field, wherever the phones are
        assert f'id="{field}-measure" hx-swap-oob="true"' in page.text


TUMBES = {"at_0": "tumbes, Comas", "at_0_whatsapp": "*En Tumbes, no.*", "at_0_sms": "En Tumbes, no."}


def test_what_is_said_otherwise_in_a_place_is_seen_reviewed_and_published(desk: Staffed) -> None:
    form = fields(ENTRIES[0], id="C01", seen_at="Tumbes", **TUMBES)
    promoter = desk.browser("promoter")
    seen = promoter.post("/console/respuestas/vista", form, headers={"HX-Request": "true"}).text
    assert "<strong>En Tumbes, no.</strong>" in seen
    assert "Respuesta C01." not in seen
    sent(desk, **TUMBES)
    reviewer = desk.browser("reviewer")
    page = reviewer.get("/console/respuestas/C01").text
    assert "<ins>## Tumbes, Comas" in page
    assert "<h2>En Tumbes, Comas</h2>" in page
    reviewer.post("/console/respuestas/C01/publicar", {"number": "2"})
    spoken = live(desk)
    assert spoken is not None
    assert spoken.by_place == (
        PlaceText(places=("Tumbes", "Comas"), whatsapp="*En Tumbes, no.*", sms="En Tumbes, no."),
    )
    form = promoter.get("/console/respuestas/C01/editar").text
    assert 'value="Tumbes, Comas"' in form
    assert 'name="at_1"' in form
    assert 'name="at_2"' not in form
    assert "<ins>Título" not in reviewer.get("/console/respuestas/C01/version/1").text
    assert "<del>## Tumbes, Comas" in reviewer.get("/console/respuestas/C01/version/1").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at_0": "Tumbes, Lomas"}, "No conocemos «Lomas»"),
        ({"at_0": ""}, "Falta llenar esto."),
        ({"at_0_sms": "a" * 400}, "En Tumbes, Comas: el SMS ocupa 3 partes"),
        ({"at_1": "Tumbes", "at_1_sms": "Otra cosa."}, "En Tumbes: hay dos textos para el mismo lugar"),
    ],
)
def test_a_wrong_text_by_place_is_said_beside_it_and_kept_as_typed(
    desk: Staffed, changes: dict[str, str], said: str
) -> None:
    answer = desk.browser("promoter").post("/console/respuestas/C01/editar", fields(ENTRIES[0], **TUMBES | changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert "*En Tumbes, no.*" in answer.text
    assert live(desk) == ENTRIES[0]


def test_the_list_finds_misspelled_questions_and_filters(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    piece = browser.get("/console/respuestas?q=repsuesta a04", headers={"HX-Request": "true"}).text
    assert "Título A04" in piece
    assert "<html" not in piece
    assert "Título A04" not in browser.get("/console/respuestas?tema=school").text
    sent(desk, title="Otro")
    assert "Otro</a>" in browser.get("/console/respuestas?estado=review").text
    assert "Título C03</a>" not in browser.get("/console/respuestas?estado=review").text
    assert "Ninguna respuesta es así" in browser.get("/console/respuestas?q=zzzz").text
    desk.clock.move(days=200)
    overdue = desk.browser("promoter")
    assert "Título C03" in overdue.get("/console/respuestas?vencidas=1").text
    assert "Título C03" in overdue.get("/console/calendario").text
    assert "Título C03" in overdue.get(f"/console/calendario?responsable={ENTRIES[0].owner}").text
    assert "Nada vence" in overdue.get("/console/calendario?responsable=nadie").text
    later = fields(ENTRIES[1], review_by="2027-09-01", act="save")
    posted(overdue, "/console/respuestas/C03/editar", later, "Borrador guardado")
    assert "Título C03" in overdue.get("/console/respuestas?vencidas=1").text
    assert "Título C03" in overdue.get("/console/calendario").text
    assert "Pasó su fecha de revisión" in overdue.get("/console/respuestas/C03").text


def test_an_earlier_version_is_looked_at_and_brought_back(desk: Staffed) -> None:
    sent(desk, title="Dos")
    reviewer = desk.browser("reviewer")
    reviewer.post("/console/respuestas/C01/publicar", {"number": "2"})
    assert "<ins>Título C01</ins>" in reviewer.get("/console/respuestas/C01/version/1").text
    posted(reviewer, "/console/respuestas/C01/recuperar", {"number": "2", "old": "1"}, "es ahora un borrador")
    page = reviewer.get("/console/respuestas/C01").text
    assert "recuperó la versión 1 ·" in page
    assert "«1»" not in page
    assert "el programa, " in page
    assert reviewer.get("/console/respuestas/C01/version/99").status_code == 404


def test_a_withdrawn_answer_comes_back_as_it_was(desk: Staffed) -> None:
    """Its newest version is what people read before, and still there is a way."""
    reviewer = desk.browser("reviewer")
    posted(reviewer, "/console/respuestas/C01/retirar", {"number": "1"}, "Se puede recuperar")
    assert "Está retirada" in reviewer.get("/console/respuestas/C01").text
    assert "/recuperar" in reviewer.get("/console/respuestas/C01/version/1").text
    posted(reviewer, "/console/respuestas/C01/recuperar", {"number": "1", "old": "1"}, "es ahora un borrador")
    reviewer.post("/console/respuestas/C01/enviar", {"number": "2"})
    assert desk.browser("administrator").post("/console/respuestas/C01/publicar", {"number": "2"}).status_code == 303
    assert live(desk) == ENTRIES[0]


def test_an_editor_who_changed_nothing_is_told_so(desk: Staffed) -> None:
    browser = desk.browser("promoter")
    same = fields(ENTRIES[0], act="save")
    posted(browser, "/console/respuestas/C01/editar", same, "No cambió nada")
    refused = browser.post("/console/respuestas/C01/editar", same | {"act": "send"})
    assert refused.status_code == 422
    assert "No cambió nada: no hay qué mandar a revisión." in refused.text


def test_what_others_link_to_is_not_withdrawn(desk: Staffed) -> None:
    reviewer = desk.browser("reviewer")
    posted(reviewer, "/console/respuestas/C03/retirar", {"number": "1"}, "«Título C01»", 422)
    assert live(desk, "C03") is not None


def test_the_gate_is_shown_and_decided_on_its_page(desk: Staffed) -> None:
    more = "\n".join([*ENTRIES[0].questions, "otra manera"])
    sent(desk, questions=more)
    reviewer = desk.browser("reviewer")
    reviewer.post("/console/respuestas/C01/publicar", {"number": "2"})
    job = learning.begin(desk.app.database, "w", desk.clock())
    assert job is not None
    learning.go_on(desk.app.database, job.id, "entrenando en paz", desk.clock())
    assert "entrenando en paz" in reviewer.get("/console/aprendizaje").text
    change = {"entry": "C03", "question": "como <b>hago</b>", "before": "faq C03", "after": "faq C01", "better": False}
    verdict: dict[str, Any] = {
        "passed": True, "reasons": [], "changes": [change], "own_questions": 0.981, "unseen_topic": 0.9, "golden": 1.0,
        "golden_failed": [],
    }  # fmt: skip
    learning.judged(desk.app.database, job.id, key="k", verdict=verdict, now=desk.clock())
    page = reviewer.get(f"/console/aprendizaje/{job.id}").text
    assert "como &lt;b&gt;hago&lt;/b&gt;" in page
    assert "98.1" in page
    assert "Aceptar" not in desk.browser("promoter").get(f"/console/aprendizaje/{job.id}").text
    posted(reviewer, f"/console/aprendizaje/{job.id}/aceptar", {}, "habla el modelo nuevo")
    posted(reviewer, f"/console/aprendizaje/{job.id}/volver", {}, "ya no espera")
    with desk.app.database.read() as tx:
        assert [one.state for one in jobs.newest(tx, learning.KIND, 5)] == ["accepted"]
