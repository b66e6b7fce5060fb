"""What campaigns are made with: saved audiences, templates, the calendar; and what waits on the first page."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import update

from bot.cli.campaigns import notices
from bot.core.errors import PuenteError
from bot.core.template_languages import KNOWN
from bot.core.templates import Category, Draft, Status, Template
from bot.services.templates import Templates
from bot.storage import audiences, schema, templates
from bot.web.console import campaign_words, templates_desk
from tests.web.console.campaigning import approved, fingerprint, made, people, shown, typed
from tests.web.console.conftest import Staffed


@pytest.fixture
def desk(new_desk: Callable[..., Staffed]) -> Staffed:
    """With senders on both channels, and thirty people who said yes."""
    desk = new_desk(whatsapp_from="+51900000001", sms_from="+51900000002")
    people(desk, 30, district="Villa El Salvador")
    return desk


def rule(**changes: Any) -> dict[str, Any]:
    """What the form of an audience sends."""
    return {"name": "Familias del sur", "seen": "", "a_districts": ["Villa El Salvador"], **changes}


def test_an_audience_is_kept_counted_changed_and_used(desk: Staffed) -> None:
    officer = desk.browser("officer")
    officer.post("/console/audiencias/nueva", rule())
    page = officer.get("/console/audiencias").text
    assert "son 30 personas" in page
    assert "familias del sur" in page
    answer = officer.post("/console/audiencias/nueva", rule(a_languages=["en"]))
    assert answer.status_code == 409
    assert "Ya hay una audiencia con ese nombre" in answer.text
    page = officer.get("/console/audiencias/editar?nombre=familias%20del%20sur").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0].replace("&#34;", '"')
    change = rule(saved="familias del sur", seen=seen, a_exclude_open_cases="1")
    assert officer.post("/console/audiencias/editar", change).status_code == 303
    assert officer.post("/console/audiencias/editar", change).status_code == 409
    with desk.app.database.read() as tx:
        kept = audiences.load(tx, "familias del sur")
    assert kept is not None
    assert kept.rule.exclude_open_cases
    page = officer.get("/console/campanas/nueva?audiencia=familias%20del%20sur").text
    assert 'value="Villa El Salvador" checked' in page
    loaded = officer.post(
        "/console/campanas/nueva", typed(act="load", saved="familias del sur", a_languages=["en"])
    ).text
    assert 'value="Villa El Salvador" checked' in loaded
    assert 'value="en" checked' not in loaded
    assert "lávate las manos" in loaded


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"a_districts": []}, "audience"), ({"a_age_bands": "viejos"}, "a_age_bands"),
     ({"a_seen_within_days": "mucho"}, "a_seen_within_days"), ({"a_districts": ["Nada"]}, "a_districts")],
)  # fmt: skip
def test_a_wrong_rule_is_not_kept(desk: Staffed, changes: dict[str, Any], field: str) -> None:
    answer = desk.browser("officer").post("/console/audiencias/nueva", rule(**changes))
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text or (field == "audience" and "Falta decir a quién va" in answer.text)
    with desk.app.database.read() as tx:
        assert audiences.listed(tx) == []


class Meta:
    """A provider's side that says yes, or does not answer."""

    def __init__(self) -> None:
        self.away = False
        self.made: list[Draft] = []
        self.state = Status.RECEIVED

    async def create(self, draft: Draft) -> str:
        if self.away:
            raise PuenteError("No hay conexión con Twilio; inténtalo de nuevo.")
        self.made.append(draft)
        return "HX" + f"{len(self.made):032x}"

    async def submit(self, sid: str, name: str, category: Category) -> Status:
        return self.state

    async def listing(self) -> list[Template]:
        return [self._template(number, draft) for number, draft in enumerate(self.made, 1)]

    def _template(self, number: int, draft: Draft) -> Template:
        facts: Mapping[str, Any] = {"name": draft.name, "language": draft.language, "category": draft.category}
        return Template(sid="HX" + f"{number:032x}", status=self.state, body=draft.body, samples=draft.samples, **facts)


@pytest.fixture
def meta(desk: Staffed, monkeypatch: pytest.MonkeyPatch) -> Meta:
    meta = Meta()

    def with_templates(act: Any) -> Any:
        import asyncio

        return asyncio.run(act(Templates(desk.app.database, meta, desk.clock)))

    monkeypatch.setattr(desk.app, "with_templates", with_templates)
    return meta


def wording(**changes: Any) -> dict[str, Any]:
    """What the form of a template sends."""
    form = {
        "name": "aviso_vacunas", "language": "es", "category": "UTILITY", "act": "submit",
        "body": "Hola {{1}}, el sábado hay vacunas gratis cerca de ti.", "sample1": "Rosa",
    }  # fmt: skip
    return {**form, **changes}


def test_a_template_is_written_submitted_and_picked(desk: Staffed, meta: Meta) -> None:
    officer = desk.browser("officer")
    answer = officer.post("/console/plantillas/nueva", wording())
    assert answer.status_code == 303
    assert "Recibida por Meta" in officer.get(answer.headers["location"]).text
    assert "aviso_vacunas" not in officer.get("/console/campanas/nueva").text
    meta.state = Status.APPROVED
    officer.post("/console/plantillas", {})
    assert "1 cambiaron de estado" in officer.get("/console/plantillas").text
    sid = "HX" + f"{1:032x}"
    page = officer.post("/console/campanas/nueva", typed(act="show", template_es=sid)).text
    assert 'name="var_es_1"' in page
    missing = officer.post("/console/campanas/nueva", typed(template_es=sid))
    assert missing.status_code == 422
    assert "No puede estar vacía" in missing.text
    campaign = made(desk, template_es=sid, var_es_1="{nombre}")
    assert "plantilla" in shown(officer, campaign)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"name": "Aviso Vacunas"}, "name", "minúsculas"),
        ({"body": "{{1}} hay vacunas hoy mismo"}, "body", "empezar con una variable"),
        ({"sample1": ""}, "sample1", "Falta un ejemplo"),
        ({"button1": "Un botón con demasiadas letras"}, "button1", "caracteres"),
    ],
)
def test_what_meta_would_refuse_is_said_before_it_is_asked(
    desk: Staffed, meta: Meta, changes: dict[str, Any], field: str, said: str
) -> None:
    answer = desk.browser("officer").post("/console/plantillas/nueva", wording(**changes))
    assert answer.status_code == 422
    assert said in answer.text.partition(f'id="{field}-wrong"')[2].partition("</p>")[0]
    assert meta.made == []


def test_without_an_answer_of_twilio_nothing_is_kept_and_nothing_typed_is_lost(desk: Staffed, meta: Meta) -> None:
    meta.away = True
    answer = desk.browser("officer").post("/console/plantillas/nueva", wording())
    assert answer.status_code == 422
    assert "No hay conexión con Twilio" in answer.text
    assert "vacunas gratis cerca" in answer.text
    with desk.app.database.read() as tx:
        assert list(templates.listed(tx)) == []


def test_without_an_account_the_pages_say_so(desk: Staffed) -> None:
    officer = desk.browser("officer")
    officer.post("/console/plantillas", {})
    assert "No hay cuenta de Twilio" in officer.get("/console/plantillas").text


def test_the_calendar_shows_campaigns_hours_and_holidays(desk: Staffed) -> None:
    made(desk, name="Cada martes", when="repeat", send_at="2026-12-01T09:00", every="week", until="2027-01-31")
    made(desk, name="De noche", when="once", send_at="2026-12-02T21:30")
    page = desk.browser("approver").get("/console/campanas/calendario?mes=2026-12").text
    assert page.count("09:00 Cada martes") == 5
    assert "fuera de hora: espera" in page.partition("21:30 De noche")[2].partition("</p>")[0]
    assert "08:00–20:00" in page
    assert "Feriado: Navidad" in page
    assert "No sale nada" in page
    assert desk.browser("officer").get("/console/campanas/calendario?mes=nunca").status_code == 200


def test_every_language_of_the_template_form_is_one_of_metas() -> None:
    assert set(templates_desk.LANGUAGES) <= KNOWN


def test_the_first_page_says_which_campaigns_wait_for_whom(desk: Staffed) -> None:
    campaign = made(desk)
    officer, approver = desk.browser("officer"), desk.browser("approver")
    read = {"hash": fingerprint(shown(officer, campaign))}
    officer.post(f"/console/campanas/{campaign}/enviar", read)
    assert f"/console/campanas/{campaign}/revision" in approver.get("/console").text
    assert "Campañas que te esperan" not in officer.get("/console").text
    approver.post(f"/console/campanas/{campaign}/devolver", {**read, "reason": "Falta la hora."})
    assert "approver la devolvió" in officer.get("/console").text
    assert "Campañas que te esperan" not in approver.get("/console").text


def test_a_scheduled_campaign_says_when_and_can_start_early(desk: Staffed) -> None:
    campaign = approved(desk, when="once", send_at="2026-12-01T09:00")
    officer = desk.browser("officer")
    officer.post(f"/console/campanas/{campaign}/programar")
    assert "01/12/2026 a las 09:00" in officer.get(f"/console/campanas/{campaign}").text
    officer.post(f"/console/campanas/{campaign}/empezar")
    assert "En marcha" in officer.get(f"/console/campanas/{campaign}").text


def test_every_notice_of_the_command_line_has_words_of_the_console() -> None:
    assert all(campaign_words.notice(kind) != kind for kind in notices())


def test_the_desk_speaks_english_where_it_was_chosen(desk: Staffed) -> None:
    campaign = approved(desk, when="repeat", send_at="2026-12-01T09:00", every="week", until="2027-01-31")
    officer = desk.browser("officer")
    officer.post("/console/idioma", {"language": "en", "back": "/console"})
    here = f"/console/campanas/{campaign}"
    said = {
        "/console/campanas": "Approved", "/console/campanas/nueva": "Who it is for", "/console/audiencias": "Audiences",
        "/console/plantillas": "Templates", "/console/campanas/calendario?mes=2026-12": "Christmas",
        here: "Schedule it, and it leaves by itself", f"{here}/editar": "Text in Spanish",
    }  # fmt: skip
    for path, words in said.items():
        assert words in officer.get(path).text, path
    assert "Who gets it" in shown(officer, campaign)


def test_a_campaign_whose_plan_does_not_read_back_holds_up_no_page(desk: Staffed) -> None:
    campaign, other = made(desk, name="Dañada"), made(desk, name="Sana")
    with desk.app.database.write() as tx:
        tx.connection.execute(update(schema.campaigns).where(schema.campaigns.c.id == campaign).values(plan="{}"))
    officer = desk.browser("officer")
    page = officer.get("/console/campanas").text
    assert "Dañada" in page
    assert "Sana" in page
    assert officer.get("/console/campanas/calendario").status_code == 200
    assert "no se puede leer" in officer.get(f"/console/campanas/{campaign}").text
    assert officer.get(f"/console/campanas/{campaign}/editar").status_code == 200
    assert officer.get(f"/console/campanas/{campaign}/revision").status_code == 400
    assert officer.post(f"/console/campanas/{campaign}/cancelar").status_code == 303
    assert "Cancelada" in officer.get(f"/console/campanas/{campaign}").text
    assert officer.get(f"/console/campanas/{other}").status_code == 200
