"""The campaign desk through its pages: from a draft to the last delivery."""

import asyncio
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from bot.core.addresses import Channel
from bot.storage import audit, campaigns, tallies
from bot.storage.campaigns import Campaign
from bot.storage.schema import campaign_runs
from bot.web.console import campaign_writing
from tests.house import Answer, call
from tests.tested import show
from tests.web.console.campaigning import approved, fingerprint, made, people, results, settle, shown, typed
from tests.web.console.conftest import Browser, Staffed


@pytest.fixture
def desk(new_desk: Callable[..., Staffed]) -> Staffed:
    """With senders on both channels, and thirty people who said yes."""
    desk = new_desk(whatsapp_from="+51900000001", sms_from="+51900000002")
    people(desk, 30)
    return desk


def kept(desk: Staffed, number: int) -> Campaign:
    with desk.app.database.read() as tx:
        found = campaigns.load(tx, number)
    assert found is not None
    return found


def told(browser: Browser, answer: Any) -> str:
    """The page a post leads to."""
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["location"]).text


def test_a_campaign_goes_from_a_form_through_two_people_to_everybody(desk: Staffed) -> None:
    officer, approver = desk.browser("officer"), desk.browser("approver")
    answer = officer.post("/console/campanas/nueva", typed())
    assert answer.headers["location"] == "/console/campanas/1/revision"
    page = shown(officer, 1)
    assert "30" in page
    assert "amiga, amigo" in page
    assert "Falta una prueba" in page
    assert "/enviar" not in page
    refused = officer.post("/console/campanas/1/enviar", {"hash": kept(desk, 1).hash})
    assert refused.status_code == 422
    assert refused.text.partition('id="mistakes"')[2].partition("</div>")[0].count("Falta una prueba") == 1
    officer.post("/console/campanas/1/prueba", {"to": "+51910000001", "over": "whatsapp"})
    assert "va en camino" in shown(officer, 1)
    show(desk.app.database, 1)
    page = shown(officer, 1)
    assert "Espera aprobación" in told(
        officer, officer.post("/console/campanas/1/enviar", {"hash": fingerprint(page), "comment": "Mira la hora."})
    )
    assert "Mira la hora." in approver.get("/console/campanas/1").text
    page = shown(approver, 1)
    assert re.search(r"US\$ [\d.,]+", page)
    assert not re.search(r"US\$ ([\d.,]+) – \1<", page)  # one price is no range
    said = told(approver, approver.post("/console/campanas/1/aprobar", {"hash": fingerprint(page)}))
    assert "Aprobada para 30 personas" in said
    assert "En marcha" in told(officer, officer.post("/console/campanas/1/empezar"))
    settle(desk)
    assert kept(desk, 1).state == "running"
    assert "0" in officer.get("/console/campanas/1/avance").text
    assert "En pausa" in told(officer, officer.post("/console/campanas/1/pausar"))
    assert "Sigue, con quienes faltan" in told(officer, officer.post("/console/campanas/1/seguir"))
    assert "Cancelada" in told(approver, approver.post("/console/campanas/1/cancelar"))
    page = results(officer, 1)
    assert "cancelados" in page
    assert officer.get("/console/campanas").text.count("Lavado de manos") == 1


def test_nobody_approves_what_they_wrote_or_what_they_did_not_read(desk: Staffed) -> None:
    campaign = made(desk)
    officer, approver = desk.browser("officer"), desk.browser("approver")
    read = fingerprint(shown(officer, campaign))
    officer.post(f"/console/campanas/{campaign}/enviar", {"hash": read})
    read = fingerprint(shown(approver, campaign))
    officer.get(f"/console/campanas/{campaign}/editar")
    changed = officer.post(f"/console/campanas/{campaign}/editar", typed(hash=read, body_es="Otra cosa muy distinta."))
    assert changed.status_code == 303
    answer = approver.post(f"/console/campanas/{campaign}/aprobar", {"hash": read})
    assert answer.status_code == 409
    assert "la campaña cambió desde que abriste esta página" in answer.text
    assert kept(desk, campaign).state == "draft"
    assert "Otra cosa muy distinta." in shown(approver, campaign)
    assert approver.post(f"/console/campanas/{campaign}/aprobar", {}).status_code == 409
    assert officer.post(f"/console/campanas/{campaign}/aprobar", {"hash": read}).status_code == 403


def test_an_administrator_who_wrote_it_cannot_approve_it(desk: Staffed) -> None:
    administrator = desk.browser("administrator")
    administrator.post("/console/campanas/nueva", typed())
    show(desk.app.database, 1)
    page = shown(administrator, 1)
    administrator.post("/console/campanas/1/enviar", {"hash": fingerprint(page)})
    assert "la aprueba otra persona" in shown(administrator, 1)
    answer = administrator.post("/console/campanas/1/aprobar", {"hash": fingerprint(page)})
    assert answer.status_code == 422
    assert "Aprueba otra persona" in answer.text
    assert kept(desk, 1).state == "draft"


def test_a_draft_comes_back_with_a_reason_and_not_without(desk: Staffed) -> None:
    campaign = made(desk)
    officer, approver = desk.browser("officer"), desk.browser("approver")
    read = {"hash": fingerprint(shown(officer, campaign))}
    officer.post(f"/console/campanas/{campaign}/enviar", read)
    answer = approver.post(f"/console/campanas/{campaign}/devolver", read)
    assert answer.status_code == 422
    assert 'id="reason-wrong"' in answer.text
    approver.post(f"/console/campanas/{campaign}/devolver", {**read, "reason": "Falta la dirección."})
    assert "Falta la dirección." in officer.get(f"/console/campanas/{campaign}").text
    assert "Devuelta" in officer.get("/console/campanas").text


WRONG: Final[list[tuple[dict[str, Any], str, str]]] = [
    ({"name": ""}, "name", "Falta"),
    ({"body_es": ""}, "body_es", "Falta"),
    ({"body_es": "Hola {apellido}"}, "body_es", "no se puede rellenar"),
    ({"a_languages": ["es", "en"]}, "body_en", "Falta el texto en este idioma"),
    ({"a_age_bands": "jóvenes"}, "a_age_bands", "se espera, por ejemplo, 18-29"),
    ({"a_districts": ["Villa Salvadr"]}, "a_districts", "no se conoce"),
    ({"when": "once", "send_at": "2026-11-01T09:00"}, "send_at", "Esa hora ya pasó"),
    ({"when": "once", "send_at": ""}, "send_at", "Falta llenar esto"),
    ({"when": "repeat", "send_at": "2026-12-01T09:00", "every": "week", "until": "2026-11-30"}, "until", "anterior"),
    ({"kind": "emergency"}, "emergency_reason", "Falta"),
    ({"button1_es": "Un texto de botón muy largo"}, "button1_es", "Más de 20 letras"),
    ({"button1_es": "Sí", "button1_opens": "cocina"}, "button1_opens", "Se espera"),
    ({"media_url": "http://x.example/a.jpg"}, "media_url", "https"),
    ({"channel": "sms", "sms_es": "ñandú " * 60}, "sms_es", "partes de SMS"),
    ({"template_es": "HX" + "b" * 32}, "template_es", "o está en la lista"),
    ({"when": "series", "anchor": "joined", "clock": "25:00", "p1_day": "0", "p1_body_es": "Hola"}, "clock", "hora"),
    (
        {"when": "series", "anchor": "joined", "clock": "09:00", "steps": "2", "p1_day": "0", "p1_body_es": "Hola",
         "p2_day": "7", "p2_body_es": "{x}"}, "p2_body_es", "no se puede rellenar",
    ),
]  # fmt: skip


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_made(desk: Staffed) -> None:
    officer = desk.browser("officer")
    for changes, field, said in WRONG:
        answer = officer.post("/console/campanas/nueva", typed(**changes))
        assert answer.status_code == 422, changes
        beside = answer.text.partition(f'id="{field}-wrong"')[2].partition("</p>")[0]
        if not beside:
            beside = answer.text.partition(f'name="{field}"')[2].partition("</div>")[0]
        assert said in beside, (changes, beside)
        assert "lávate las manos" in answer.text or "body_es" in changes or changes.get("when") == "series"
    with desk.app.database.read() as tx:
        assert campaigns.listed(tx) == []


def test_two_officers_do_not_overwrite_each_other(desk: Staffed) -> None:
    campaign = made(desk)
    officer, other = desk.browser("officer"), desk.browser("administrator")
    page = officer.get(f"/console/campanas/{campaign}/editar").text
    other.get(f"/console/campanas/{campaign}/editar")
    other.post(f"/console/campanas/{campaign}/editar", typed(hash=fingerprint(page), body_es="De otra."))
    answer = officer.post(f"/console/campanas/{campaign}/editar", typed(hash=fingerprint(page), body_es="De una."))
    assert answer.status_code == 409
    assert "De una.</textarea>" in answer.text
    assert kept(desk, campaign).plan.message.body["es"] == "De otra."


def test_a_plan_survives_its_own_form(desk: Staffed) -> None:
    """What the editor shows of a plan and sends back unchanged is the same plan."""
    fields = {
        "body_en": "Hello, {nombre}.", "channel": "whatsapp_then_sms", "sms_es": "Lavate las manos.",
        "sms_en": "Wash your hands.", "button1_es": "Sí, quiero", "button1_en": "Yes", "button1_opens": "entry:C01",
        "media_url": "https://ejemplo.org/a.jpg", "when": "repeat", "send_at": "2026-12-01T09:00", "every": "week",
        "until": "2027-01-31", "a_languages": ["es", "en"], "a_seen_within_days": "180", "a_exclude_open_cases": "1",
        "a_exclude_resting": "1", "a_exclude_written_within_days": "3",
    }  # fmt: skip
    campaign = made(desk, **fields)
    before = kept(desk, campaign)
    page = desk.browser("officer")
    form = read_form(page.get(f"/console/campanas/{campaign}/editar").text)
    answer = page.post(f"/console/campanas/{campaign}/editar", {**form, "act": "save"})
    assert answer.status_code == 303, answer.text
    assert kept(desk, campaign).hash == before.hash


def read_form(page: str) -> dict[str, Any]:
    """What a browser would send of the form of a campaign."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: dict[str, list[str]] = {}
            self.area = self.select = ""
            self.inside = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            at = {name: value or "" for name, value in attrs}
            if tag == "form":
                self.inside = at.get("class") == "typing"
            if not self.inside:
                return
            if tag == "input" and (at.get("type") not in ("checkbox", "radio") or "checked" in at) and at.get("name"):
                self.found.setdefault(at["name"], []).append(at.get("value", ""))
            elif tag == "textarea":
                self.area = at["name"]
                self.found[self.area] = [""]
            elif tag == "select":
                self.select = at["name"]
            elif tag == "option" and self.select and "selected" in at:
                self.found[self.select] = [at.get("value", "")]

        def handle_data(self, data: str) -> None:
            if self.area:
                self.found[self.area][0] += data

        def handle_endtag(self, tag: str) -> None:
            if tag == "textarea" and self.area:
                self.found[self.area][0] = self.found[self.area][0].removeprefix("\n")
                self.area = ""
            elif tag == "select":
                self.select = ""
            elif tag == "form":
                self.inside = False

    reader = Reader()
    reader.feed(page)
    return {name: values if len(values) > 1 else values[0] for name, values in reader.found.items()}


def test_counts_come_while_one_types_with_reasons(desk: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign_writing, "_MOMENT", 60.0)  # else a busy machine would say «Contando…» first
    officer = desk.browser("officer")
    headers = {"HX-Request": "true"}
    page = officer.post("/console/campanas/cuenta", typed(), headers=headers).text
    assert "<strong>30</strong>" in page
    page = officer.post("/console/campanas/cuenta", typed(channel="sms"), headers=headers).text
    assert "<strong>0</strong>" in page
    assert "30 quedan fuera" in page
    assert "no se conoce" in officer.post("/console/campanas/cuenta", typed(a_districts=["Nada"]), headers=headers).text


def test_the_preview_shows_phones_parts_and_dear_letters(desk: Staffed) -> None:
    officer = desk.browser("officer")
    page = officer.post(
        "/console/campanas/vista", typed(channel="sms", body_es="Ven mañana, será rápido."), headers={}
    ).text
    assert "SMS · Español" in page
    assert "á" in page.partition('class="badge careful"')[2]
    assert "Poner los SMS sin tildes" in page
    cheap = officer.post("/console/campanas/nueva", typed(channel="sms", act="plain", body_es="Será rápido, mañana."))
    assert cheap.status_code == 200
    assert "Sera rapido, mañana.</textarea>" in cheap.text
    with desk.app.database.read() as tx:
        assert campaigns.listed(tx) == []


def test_started_twice_it_starts_once(desk: Staffed) -> None:
    campaign = approved(desk)
    officer = desk.browser("officer")
    assert "En marcha, para 30" in told(officer, officer.post(f"/console/campanas/{campaign}/empezar"))
    assert "Ya está: En marcha" in told(officer, officer.post(f"/console/campanas/{campaign}/empezar"))
    assert kept(desk, campaign).runs == 1


def test_two_hundred_clicks_on_start_at_once_start_one_campaign(desk: Staffed) -> None:
    campaign = approved(desk)
    officer = desk.browser("officer")
    session = officer.client.cookies["puente"]
    headers = {
        "Cookie": f"puente={session}", "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded", "Host": "desk.example",
    }  # fmt: skip
    body = urlencode({"proof": officer.proof}).encode()

    async def click() -> list[Answer]:
        return await asyncio.gather(
            *(call(desk.web, f"/console/campanas/{campaign}/empezar", body=body, headers=headers) for _ in range(200))
        )

    answers = asyncio.run(click())
    assert {(one.status, one.headers["location"]) for one in answers} == {(303, f"/console/campanas/{campaign}")}
    settle(desk)
    with desk.app.database.read() as tx:
        assert tx.connection.execute(select(func.count()).select_from(campaign_runs)).scalar_one() == 1
        assert tallies.counts(tx, campaign).by_name()["waiting"] == 30
        starts = [act for act in audit.newest(tx, limit=1_000) if act.act == "campaign.start"]
    assert len(starts) == 1


def test_progress_is_told_as_it_changes_until_the_campaign_stands_otherwise(desk: Staffed) -> None:
    campaign = approved(desk)
    officer = desk.browser("officer")
    officer.post(f"/console/campanas/{campaign}/empezar")
    settle(desk)
    told: list[str] = []

    def pause() -> None:
        desk.clock.move(seconds=2)
        desk.app.desk.pause(campaign, "approver")

    with officer.client.stream("GET", f"/console/campanas/{campaign}/avance/eventos") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            told.append(line)
            if line.startswith("data: <ul"):
                pause()
    assert "event: over" in told
    assert any("<strong>30</strong>" in line for line in told)


def test_progress_ends_when_the_server_stops(desk: Staffed) -> None:
    campaign = approved(desk)
    officer = desk.browser("officer")
    officer.post(f"/console/campanas/{campaign}/empezar")
    desk.web.state.closing.set()
    with officer.client.stream("GET", f"/console/campanas/{campaign}/avance/eventos") as answer:
        assert list(answer.iter_lines()) == ["retry: 1000", ""]


def test_results_add_up_and_files_name_nobody(desk: Staffed) -> None:
    campaign = approved(desk)
    officer = desk.browser("officer")
    officer.post(f"/console/campanas/{campaign}/empezar")
    settle(desk)
    page = results(officer, campaign)
    assert page.partition("En total")[2].partition("</tr>")[0].count(">30<") == 1
    csv = officer.get(f"/console/campanas/{campaign}/destinatarios.csv")
    assert csv.text.count("\n") == 31
    assert "+51" not in csv.text
    assert officer.get(f"/console/campanas/{campaign}/destinatarios.xlsx").content.startswith(b"PK")
    assert officer.get(f"/console/campanas/{campaign}/curso.svg").headers["content-type"].startswith("image/svg")
    report = officer.get(f"/console/campanas/{campaign}/informe")
    assert "style-src 'sha256-" in report.headers["content-security-policy"]
    approver = desk.browser("approver")
    assert approver.get(f"/console/campanas/{campaign}/destinatarios.csv").status_code == 403
    with desk.app.database.read() as tx:
        acts = [act.act for act in audit.newest(tx, limit=100)]
    assert acts.count("campaign.export") == 2


def test_a_test_goes_to_a_phone_that_wrote_and_to_no_other(desk: Staffed) -> None:
    campaign = made(desk)
    officer = desk.browser("officer")
    said = told(
        officer, officer.post(f"/console/campanas/{campaign}/prueba", {"to": "+51910000001", "over": "whatsapp"})
    )
    assert "Prueba en camino" in said
    answer = officer.post(f"/console/campanas/{campaign}/prueba", {"to": "+51999999999", "over": "whatsapp"})
    assert answer.status_code == 422
    assert "no la conocemos" in answer.text.partition('id="to-wrong"')[2]


@pytest.mark.parametrize(
    ("channel", "asks", "hours", "list_"),
    [("whatsapp", False, True, False), ("sms", False, False, True), ("whatsapp_then_sms", True, True, True)],
)
def test_a_test_goes_by_the_channels_of_the_campaign(
    desk: Staffed, channel: str, asks: bool, hours: bool, list_: bool
) -> None:
    """What is asked of the phone is what its channel asks: the 24 hours are a rule of WhatsApp."""
    people(desk, 3, channel=Channel.SMS)
    campaign = made(desk, channel=channel, sms_es="Lava tus manos.")
    page = desk.browser("officer").get(f"/console/campanas/{campaign}/revision").text
    test = page.partition('id="test"')[2].partition("</section>")[0]
    assert ("últimas 24 horas" in test, "lista de personas" in test) == (hours, list_)
    assert ('<select id="over"' in test) is asks
    assert asks or f'type="hidden" name="over" value="{channel}"' in test


def test_every_page_of_the_desk_loads_little(desk: Staffed) -> None:
    campaign = made(desk)
    officer = desk.browser("officer")
    here = f"/console/campanas/{campaign}"
    for path in ("/console/campanas", "/console/campanas/nueva", here, f"{here}/editar", f"{here}/revision"):
        page = officer.get(path)
        assets = set(re.findall(r'(?:href|src)="(/console/static/[^"#]+)', page.text))
        size = len(page.content) + sum(len(officer.get(one).content) for one in assets)
        assert size < 100_000, (path, size)
