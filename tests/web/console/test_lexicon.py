"""The pages of the safety lexicon and of the directory: from a draft to what people hear."""

from typing import Any

import pytest
import yaml

from bot.core import sections
from bot.services import directory, safety
from bot.storage import items
from tests.services.test_safety import FILE, SERVICE
from tests.web.console.conftest import Browser, Staffed

VIOLENCE = "/console/lexico/category%3Aviolence"


@pytest.fixture
def net(desk: Staffed) -> Staffed:
    """With a small lexicon and one service."""
    safety.desk(desk.app.database).seed(sections.split(FILE), desk.clock())
    directory.desk(desk.app.database, desk.app.places).seed({"casa": SERVICE}, desk.clock())
    return desk


def typed(**changes: Any) -> dict[str, str]:
    row = {**FILE["categories"][0], "base": 1, "place": 1, **changes}
    return {name: "\n".join(value) if isinstance(value, list) else str(value) for name, value in row.items()}


def run(net: Staffed) -> None:
    while safety.try_next(net.app.database, lambda: (), worker="w", now=net.clock()):
        pass


def write(net: Staffed, browser: Browser, **changes: Any) -> Any:
    browser.get(f"{VIOLENCE}/editar")
    return browser.post(f"{VIOLENCE}/editar", typed(**changes))


def test_a_phrase_goes_from_the_form_through_its_test_and_a_second_person_to_what_is_heard(net: Staffed) -> None:
    rosa, luis = net.browser("promoter"), net.browser("reviewer")
    answer = write(
        net, rosa, phrases=["(me|mi marido me) pega", "me jala"], examples=["mi esposo me pega", "anoche me jala"]
    )
    assert answer.status_code == 303
    page = rosa.get(VIOLENCE).text
    assert "Probando las frases" in page
    assert "Enviar a revisión" not in page
    assert "me jala" not in str(net.app.lexicon.every("me jala"))
    run(net)
    page = rosa.get(f"{VIOLENCE}/prueba", headers={"HX-Request": "true"}).text
    assert "Cada frase nueva tiene su prueba" in page
    assert "<html" not in page
    rosa.get(VIOLENCE)
    assert rosa.post(f"{VIOLENCE}/enviar", {"number": 2, "comment": "lo dicen así"}).status_code == 303
    assert "lo dicen así" in luis.get(VIOLENCE).text
    assert luis.post(f"{VIOLENCE}/publicar", {"number": 2}).status_code == 303
    heard = luis.get("/console/lexico?m=me+jala").text
    assert "me jala" in heard
    assert "violence" in heard
    assert yaml.safe_load(luis.get("/console/lexico/archivo.yml").text)["categories"][0]["phrases"][1] == "me jala"


def test_a_phrase_without_a_test_and_one_that_wakes_for_look_alikes_are_named(net: Staffed) -> None:
    rosa = net.browser("promoter")
    write(net, rosa, phrases=["(me|mi marido me) pega", "pregunta 1", "<b>"], examples=["mi esposo me pega"])
    run(net)
    assert "una frase está mal escrita" in rosa.get(VIOLENCE).text
    write(net, rosa, base=2, phrases=["(me|mi marido me) pega", "pregunta 1"], examples=["mi esposo me pega"])
    run(net)
    page = rosa.get(VIOLENCE).text
    assert "«pregunta 1» no tiene ejemplo" in page
    assert "pregunta 1 de C01" in page
    assert "Enviar a revisión" not in page
    assert rosa.post(f"{VIOLENCE}/enviar", {"number": 3}).status_code == 422
    assert rosa.post(f"{VIOLENCE}/probar", {"number": 3}).status_code == 303
    assert "Probando las frases" in rosa.get(VIOLENCE).text


def test_what_is_wrong_stands_beside_its_field_and_nobody_is_overwritten(net: Staffed) -> None:
    rosa, luis = net.browser("promoter"), net.browser("reviewer")
    wrong = write(net, rosa, phrases=[], place="uno")
    assert wrong.status_code == 422
    assert "entre 1 y 999" in wrong.text
    assert write(net, rosa, description="de rosa").status_code == 303
    late = write(net, luis, description="de luis")
    assert late.status_code == 409
    assert "promoter lo cambió mientras tanto" in late.text
    assert "de luis" in late.text
    assert luis.get(f"{VIOLENCE}/version/1").status_code == 200
    assert luis.post(f"{VIOLENCE}/recuperar", {"number": 2, "old": 1}).status_code == 303
    assert luis.post(f"{VIOLENCE}/descartar", {"number": 3}).status_code == 303
    assert luis.get(f"{VIOLENCE}/version/77").status_code == 404


def test_a_new_category_and_a_list_are_written_too(net: Staffed) -> None:
    rosa = net.browser("promoter")
    rosa.get("/console/lexico/nueva")
    row = typed(id="robo", base=0, phrases=["me robaron"], never=[], examples=["ayer me robaron"], harmless=[])
    assert rosa.post("/console/lexico/nueva", {**row, "id": "con espacio"}).status_code == 422
    assert rosa.post("/console/lexico/nueva", row).headers["location"].endswith("category%3Arobo")
    assert rosa.post("/console/lexico/nueva", {**row, "description": "Otra"}).status_code == 422
    rosa.get("/console/lexico/list%3Anegation/editar")
    done = rosa.post("/console/lexico/list%3Anegation/editar", {"base": 1, "lines": "no\njamás"})
    assert done.status_code == 303
    assert "jamás" in rosa.get(done.headers["location"]).text
    assert "robo" in rosa.get("/console/lexico?q=robaron").text
    assert "no está en ninguna" in rosa.get("/console/lexico?q=zzz").text


CASA = {**SERVICE, "base": "1", "needs": ["health", "work"], "name": "Casa <b>grande</b>"}


def test_a_service_goes_from_the_form_to_the_directory_and_out_again(net: Staffed) -> None:
    rosa, luis = net.browser("promoter"), net.browser("reviewer")
    rosa.get("/console/servicios/casa/editar")
    assert rosa.post("/console/servicios/casa/editar", {**CASA, "phone": ""}).status_code == 422
    assert rosa.post("/console/servicios/casa/editar", CASA).status_code == 303
    page = rosa.get("/console/servicios/casa").text
    assert "Casa &lt;b&gt;grande" in page
    assert "Borrador guardado" in page
    assert rosa.post("/console/servicios/casa/editar", {**CASA, "base": "2"}).status_code == 303
    assert "No cambió nada" in rosa.get("/console/servicios/casa").text
    assert "1 ene. 2027" in page
    assert "1 ene. 2027" in rosa.get("/console/servicios").text
    assert rosa.post("/console/servicios/casa/enviar", {"number": 2}).status_code == 303
    luis.get("/console/servicios/casa")
    back = luis.post("/console/servicios/casa/devolver", {"number": 2, "comment": ""})
    assert back.status_code == 422
    assert "No se hizo nada" in back.text
    assert luis.post("/console/servicios/casa/publicar", {"number": 2}).status_code == 303
    assert "Casa &lt;b&gt;grande" in luis.get("/console/servicios?q=113&necesidad=work").text
    assert "Casa" not in luis.get("/console/servicios?necesidad=school&vencidos=1").text
    assert yaml.safe_load(luis.get("/console/servicios/archivo.yml").text)["services"][0]["needs"] == ["health", "work"]
    luis.get("/console/servicios/casa")
    assert luis.post("/console/servicios/casa/retirar", {"number": 2}).status_code == 303
    assert "Recuperar como borrador" in luis.get("/console/servicios/casa/version/2").text
    with net.app.database.read() as tx:
        assert items.published(tx, items.SERVICE) == {}


def test_a_remark_on_a_service_that_somebody_changed_meanwhile_is_kept(net: Staffed) -> None:
    rosa, luis = net.browser("promoter"), net.browser("reviewer")
    rosa.get("/console/servicios/casa/editar")
    rosa.post("/console/servicios/casa/editar", CASA)
    rosa.post("/console/servicios/casa/enviar", {"number": 2})
    rosa.post("/console/servicios/casa/editar", {**CASA, "base": "2", "name": "Otra"})
    luis.get("/console/servicios/casa")
    back = luis.post("/console/servicios/casa/devolver", {"number": 2, "comment": "Falta el piso."})
    assert back.status_code == 409
    assert "<strong>promoter</strong> escribió otra versión" in back.text
    assert "Falta el piso." in back.text
    sent = rosa.post("/console/servicios/casa/enviar", {"number": 2, "comment": "Con el piso."})
    assert sent.status_code == 409
    assert "Con el piso.</textarea>" in sent.text
    assert rosa.post("/console/servicios/casa/enviar", {"number": 3, "comment": "Con el piso."}).status_code == 303


def test_a_new_service_says_how_to_get_there_and_where_it_is_known_from(net: Staffed) -> None:
    rosa = net.browser("promoter")
    rosa.get("/console/servicios/nuevo")
    row = {**CASA, "id": "nueva", "base": "0", "places": "Marte"}
    wrong = rosa.post("/console/servicios/nuevo", {**row, "source": ""})
    assert wrong.status_code == 422
    assert "Falta llenar esto" in wrong.text
    assert "el lugar Marte no está" in rosa.post("/console/servicios/nuevo", row).text
    assert rosa.post("/console/servicios/nuevo", {**row, "id": "casa"}).status_code == 422
    assert rosa.post("/console/servicios/nuevo", {**row, "id": "../x"}).status_code == 422
    assert rosa.post("/console/servicios/nuevo", {**row, "places": "Ate"}).status_code == 303
