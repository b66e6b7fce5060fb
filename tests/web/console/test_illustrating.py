"""Uploading a picture or a voice file, and who may fetch it."""

from typing import Any

from bot.storage import content
from tests.services.test_illustrating import MP3, picture
from tests.web.console.conftest import Browser, Staffed

PATH = "/console/respuestas/C01/archivo"


def sent(browser: Browser, raw: bytes, name: str = "a.jpg", base: int = 1) -> Any:
    browser.get(PATH)
    return browser.post(PATH, {"base": base}, files={"file": (name, raw)})


def media(desk: Staffed) -> str:
    with desk.app.database.read() as tx:
        return content.newest(tx)["C01"][1].media


def test_a_picture_is_uploaded_seen_reviewed_and_served_to_whoever_has_its_name(desk: Staffed) -> None:
    rosa = desk.browser("promoter")
    assert sent(rosa, picture()).status_code == 303
    name = media(desk)
    assert f'src="/media/{name}"' in rosa.get("/console/respuestas/C01").text
    stranger = desk.browser()
    for answer in (stranger.get(f"/media/{name}"), stranger.client.head(f"/media/{name}")):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.headers["content-disposition"] == 'inline; filename="puente.jpg"'
        assert "immutable" in answer.headers["cache-control"]
    page = rosa.get("/console/respuestas/C01/editar").text
    assert name in page
    assert sent(rosa, MP3, "voz.mp3", base=2).status_code == 303
    voice = media(desk)
    assert stranger.get(f"/media/{voice}").headers["content-type"] == "audio/mpeg"
    rosa.get(PATH)
    assert rosa.post(PATH, {"base": 3, "act": "drop"}).status_code == 303
    assert media(desk) == ""


def test_what_is_no_file_for_phones_is_refused_beside_the_field(desk: Staffed) -> None:
    rosa = desk.browser("promoter")
    wrong = sent(rosa, b"<svg onload=alert(1)>", "a.svg")
    assert wrong.status_code == 422
    assert "No es una imagen JPG" in wrong.text
    assert rosa.post(PATH, {"base": 1}).status_code == 422
    assert sent(rosa, picture(), base=7).status_code == 409
    assert media(desk) == ""


def test_names_that_were_never_given_lead_nowhere(desk: Staffed) -> None:
    stranger = desk.browser()
    for name in ("0" * 32 + ".jpg", "x.jpg", "..%2f..%2fetc%2fpasswd", "0" * 32 + ".svg", ""):
        assert stranger.get(f"/media/{name}").status_code == 404
    assert stranger.client.post("/media/" + "0" * 32 + ".jpg").status_code == 405
