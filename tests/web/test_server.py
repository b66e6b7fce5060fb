"""What the web process answers to Twilio, to monitors and to everybody else."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.app import FAKE_PATH, App
from bot.channels.twilio.fake import Delivery, Phone
from bot.channels.twilio.signature import FORM, HEADER, sign
from bot.channels.twilio.webhook import BIGGEST_BODY
from bot.core.addresses import parse
from bot.core.errors import BadSettings
from bot.storage import inbound, schema, workers
from bot.web.server import SECURITY, build
from tests.web.conftest import URL

REAL = {"api_url": "https://api.twilio.com"}


def client(app: App, *, simulator: bool = True) -> TestClient:
    built = build(app, own_url=URL, simulator=simulator)
    return TestClient(built, base_url=URL, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def web(app: App) -> Iterator[TestClient]:
    with client(app) as web:
        yield web


@pytest.fixture
def phone(app: App) -> Phone:
    settings = app.settings
    return Phone(
        url=f"{URL}/twilio/inbound",
        auth_token=settings.auth_token.reveal(),
        account_sid=settings.account_sid,
        address=parse("whatsapp:+99900000000001"),
        number=parse(f"whatsapp:{settings.whatsapp_from}"),
    )


def stored(app: App) -> int:
    with app.database.read() as tx:
        return inbound.waiting_count(tx)


def post(web: TestClient, delivery: Delivery, **headers: str) -> int:
    path = delivery.url.removeprefix(URL)
    return web.post(path, content=delivery.body, headers={**delivery.headers, **headers}).status_code


def signed(app: App, path: str, **fields: str) -> Delivery:
    """A form post to `path` as Twilio signs it."""
    url, pairs = f"{URL}{path}", list(fields.items())
    headers = {"Content-Type": FORM, HEADER: sign(app.settings.auth_token.reveal(), url, pairs)}
    return Delivery(sid="", url=url, headers=headers, body="&".join(f"{n}={v}" for n, v in pairs).encode())


def test_a_signed_message_is_stored_and_answered_with_empty_twiml(app: App, web: TestClient, phone: Phone) -> None:
    delivery = phone.text("hola")
    answer = web.post("/twilio/inbound", content=delivery.body, headers=delivery.headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("?><Response/>")
    assert stored(app) == 1


def test_a_message_that_comes_twice_is_thanked_for_twice_and_stored_once(
    app: App, web: TestClient, phone: Phone
) -> None:
    delivery = phone.text("hola")
    assert [post(web, delivery), post(web, delivery)] == [200, 200]
    assert stored(app) == 1


@pytest.mark.parametrize("header", ["", "bm8gc2lnbmF0dXJl", "no base64!"])
def test_a_forged_message_is_refused_and_not_stored(app: App, web: TestClient, phone: Phone, header: str) -> None:
    assert post(web, phone.text("hola"), **{HEADER: header}) == 403
    assert stored(app) == 0


def test_a_message_changed_on_the_way_is_refused(app: App, web: TestClient, phone: Phone) -> None:
    delivery = phone.text("hola")
    assert post(web, replace(delivery, body=delivery.body.replace(b"Body=hola", b"Body=otra"))) == 403
    assert stored(app) == 0


def test_a_message_to_another_account_is_refused_though_signed(app: App, web: TestClient, phone: Phone) -> None:
    assert post(web, replace(phone, account_sid="AC" + "f" * 32).text("hola")) == 400
    assert stored(app) == 0


def test_a_signed_form_that_is_no_message_is_refused(app: App, web: TestClient) -> None:
    assert post(web, signed(app, "/twilio/inbound", Hello="1")) == 400
    assert stored(app) == 0


def test_a_body_larger_than_any_webhook_is_not_read(app: App, web: TestClient) -> None:
    answer = web.post("/twilio/inbound", content=b"Body=" + b"a" * BIGGEST_BODY, headers={"Content-Type": FORM})
    assert answer.status_code == 413
    assert stored(app) == 0


def test_while_database_and_spool_fail_twilio_is_asked_to_come_again(
    app: App, web: TestClient, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.spools["inbound"], "_limit", 0)
    delivery = phone.text("hola")
    with app.database.write() as tx:
        schema.inbound.drop(tx.connection)
    answer = web.post("/twilio/inbound", content=delivery.body, headers=delivery.headers)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"


def test_a_delivery_report_of_a_message_nobody_knows_is_thanked_for(app: App, web: TestClient) -> None:
    sid = "SM" + "0" * 32
    fields = {"AccountSid": app.settings.account_sid, "MessageSid": sid, "MessageStatus": "delivered"}
    assert post(web, signed(app, "/twilio/status", **fields)) == 200


def test_a_forged_delivery_report_is_refused(app: App, web: TestClient) -> None:
    report = signed(app, "/twilio/status", MessageSid="SM" + "0" * 32, MessageStatus="read")
    assert post(web, report, **{HEADER: "bm8gc2lnbmF0dXJl"}) == 403


@pytest.mark.parametrize("path", ["/twilio/inbound", "/twilio/status"])
def test_webhooks_are_only_posted_to(web: TestClient, path: str) -> None:
    assert web.get(path).status_code == 405


def test_a_process_that_runs_says_so(web: TestClient) -> None:
    assert web.get("/health/live").text == "ok\n"


def test_readiness_names_what_is_missing_and_turns_green_when_all_work(app: App, web: TestClient) -> None:
    missing = web.get("/health/ready")
    assert missing.status_code == 503
    assert missing.json() == {
        "ready": False,
        "reasons": [f"no {role} worker" for role in ("converse", "send", "schedule", "jobs")],
    }
    with app.database.write() as tx:
        workers.beat(tx, name="all", roles="converse,send,schedule,jobs", detail="", now=app.clock())
    present = web.get("/health/ready")
    assert (present.status_code, present.json()) == (200, {"ready": True, "reasons": []})


def test_metrics_count_what_came(web: TestClient, phone: Phone) -> None:
    post(web, phone.text("hola"))
    post(web, phone.text("hola"), **{HEADER: "bm8gc2lnbmF0dXJl"})
    lines = web.get("/metrics").text.splitlines()
    assert 'puente_webhooks_total{result="accepted"} 1' in lines
    assert 'puente_webhooks_total{result="forged"} 1' in lines
    assert "puente_inbound_waiting 1" in lines


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 307),
        ("/simulator", 200),
        ("/static/simulator.js", 200),
        ("/health/live", 200),
        ("/simulator?channel=pigeon", 400),
        ("/twilio/inbound", 405),
        ("/nowhere", 404),
        ("/static/../server.py", 404),
        (f"{FAKE_PATH}/v1/Content", 401),
    ],
)
def test_every_answer_carries_the_security_headers(web: TestClient, path: str, status: int) -> None:
    answer = web.get(path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in SECURITY} == SECURITY


def test_the_policy_allows_nothing_inline_and_nobody_to_frame() -> None:
    policy = SECURITY["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert SECURITY["X-Content-Type-Options"] == "nosniff"
    assert SECURITY["Referrer-Policy"] == "no-referrer"


def test_a_fault_of_ours_tells_the_visitor_nothing_about_it(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: Any) -> int:
        raise RuntimeError("a number of somebody's")

    monkeypatch.setattr(inbound, "waiting_count", breaks)
    answer = web.get("/metrics")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert {name: answer.headers[name] for name in SECURITY} == SECURITY


@pytest.mark.parametrize(
    "path", ["/", "/simulator", "/simulator/messages", "/static/simulator.js", f"{FAKE_PATH}/ledger"]
)
def test_with_a_real_account_there_is_no_simulator_and_no_fake(app: App, path: str) -> None:
    with client(app, simulator=False) as web:
        assert web.get(path).status_code == 404


@pytest.mark.parametrize("change", [{"env": "production"}, REAL], ids=["production", "account"])
def test_the_simulator_refuses_production_and_real_accounts(app: App, change: dict[str, Any]) -> None:
    with pytest.raises(BadSettings):
        build(App(settings=replace(app.settings, **change)), own_url=URL, simulator=True)
