"""The fake takes, refuses and tells what Twilio does: held against the `twilio` package."""

import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from bot.channels.twilio.fake import FakeTwilio, Fault, Ledger, Script, Step
from bot.channels.twilio.transport import SdkTransport, Transport, basic
from bot.core.addresses import parse
from bot.core.errors import BadInput
from bot.core.messages import Order
from tests.channels.conftest import Start
from tests.channels.world import ACCOUNT, NUMBER, PERSON, TOKEN, World, serving
from tests.ports import free_port

pytestmark = pytest.mark.anyio
SMS = {"to": "+51999888777", "from_": "+14155238886"}
WHATSAPP = {"to": PERSON, "from_": NUMBER}
HIDDEN = "whatsapp:PE.1A2b3C"
ORDER = Order(attempt=1, sender=parse(NUMBER), recipient=parse(PERSON), text="hola")


def package(world: World, password: str = TOKEN) -> Client:
    """The `twilio` package pointed at the fake."""
    return Client(ACCOUNT, password, http_client=SdkTransport(Transport(api_url=world.base)))


async def refusal(world: World, **fields: Any) -> int:
    with pytest.raises(TwilioRestException) as raised:
        await package(world).messages.create_async(**fields)
    return int(raised.value.code)


async def test_a_message_has_the_shape_the_package_reads(start: Start) -> None:
    world = await start(Script(callbacks=()))
    began = datetime.now(UTC)
    sent = await package(world).messages.create_async(**WHATSAPP, body="hola")
    assert re.fullmatch(r"SM[0-9a-f]{32}", sent.sid)
    assert (sent.status, sent.body, sent.direction, sent.api_version) == (
        "queued",
        "hola",
        "outbound-api",
        "2010-04-01",
    )
    assert (sent.to, sent.from_, sent.num_segments, sent.num_media) == (PERSON, NUMBER, "1", "0")
    assert (sent.error_code, sent.date_sent, sent.price) == (None, None, None)
    assert began.replace(microsecond=0) <= sent.date_created <= datetime.now(UTC)
    again = await package(world).messages(sent.sid).fetch_async()
    assert (again.sid, again.body) == (sent.sid, "hola")


async def test_a_long_sms_counts_its_parts_and_media_changes_the_prefix(start: Start) -> None:
    world = await start(Script(callbacks=()))
    sent = await package(world).messages.create_async(**SMS, body="á" * 71, media_url=["https://a/b.png"])
    assert (sent.num_segments, sent.num_media, sent.sid[:2]) == ("2", "1", "MM")


async def test_through_a_messaging_service_the_sender_is_not_chosen_yet(start: Start) -> None:
    world = await start(Script(callbacks=()))
    sent = await package(world).messages.create_async(to=PERSON, messaging_service_sid="MG" + "0" * 32, body="hola")
    assert (sent.status, sent.from_, sent.num_segments) == ("accepted", None, "0")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({**SMS, "to": ""}, 21604),
        ({**SMS, "to": "123"}, 21211),
        ({**SMS, "to": "whatsapp:nobody", "from_": NUMBER}, 21211),
        ({**SMS, "to": "+15005550001"}, 21211),
        ({**SMS, "to": "+15005550002"}, 21612),
        ({**SMS, "to": "+15005550003"}, 21408),
        ({**SMS, "to": "+15005550004"}, 21610),
        ({**SMS, "to": "+15005550009"}, 21614),
        ({**SMS, "from_": "+15005550001"}, 21212),
        ({**SMS, "from_": "+15005550007"}, 21606),
        ({**SMS, "from_": "+15005550008"}, 21611),
        ({**SMS, "from_": ""}, 21603),
        ({**SMS, "from_": NUMBER}, 21910),
        ({**WHATSAPP, "from_": "+14155238886"}, 21910),
        ({**SMS, "body": ""}, 21619),
        ({**SMS, "body": "a" * 1601}, 21617),
        ({**SMS, "media_url": ["https://a/b.png"] * 11}, 21623),
        ({**SMS, "messaging_service_sid": "MG1"}, 21705),
        ({**WHATSAPP, "content_sid": "HX" + "9" * 32, "body": ""}, 21655),
        ({**WHATSAPP, "content_sid": "template", "body": ""}, 21655),
    ],
)
async def test_what_twilio_refuses_is_refused_with_its_code(start: Start, fields: dict[str, Any], code: int) -> None:
    world = await start()
    assert await refusal(world, **{"body": "hola", **fields}) == code
    assert world.fake.ledger.entries == []


async def test_numbers_of_other_accounts_are_refused_once_ours_are_known(start: Start) -> None:
    world = await start(fake={"senders": [NUMBER, SMS["from_"]]})
    assert await refusal(world, to=PERSON, from_="whatsapp:+51911111111", body="hola") == 63007
    assert await refusal(world, to=SMS["to"], from_="+14155550000", body="hola") == 21606
    assert (await package(world).messages.create_async(**SMS, body="hola")).sid


async def test_wrong_passwords_and_accounts_are_refused(start: Start) -> None:
    world = await start()
    with pytest.raises(TwilioRestException) as raised:
        await package(world, "wrong").messages.create_async(**SMS, body="hola")
    assert (raised.value.status, raised.value.code) == (401, 20003)
    async with httpx.AsyncClient() as client:
        url = f"{world.base}/2010-04-01/Accounts/AC9/Messages.json"
        answer = await client.get(url, headers={"Authorization": basic(ACCOUNT, TOKEN)})
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


async def test_free_text_needs_a_message_from_the_person_within_24_hours() -> None:
    now = datetime(2026, 11, 3, 12, tzinfo=UTC)
    fake = FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN, clock=lambda: now)
    async with serving(fake.app) as base:
        client = Client(ACCOUNT, TOKEN, http_client=SdkTransport(Transport(api_url=base)))

        async def fate() -> tuple[str, int | None]:
            sent = await client.messages.create_async(**WHATSAPP, body="hola")
            await fake.callbacks.settled()
            told = await sent.fetch_async()
            return told.status, told.error_code

        assert await fate() == ("failed", 63016)
        fake.note_inbound(PERSON)
        now += timedelta(hours=23, minutes=59)
        assert await fate() == ("read", None)
        now += timedelta(minutes=1)
        assert await fate() == ("failed", 63016)
        assert [entry.failure for entry in fake.ledger.entries] == [63016, 0, 63016]
    await fake.aclose()


async def test_who_told_twilio_to_stop_gets_nothing_until_they_write_again(start: Start) -> None:
    world = await start(Script(callbacks=("delivered",)))
    world.fake.opt_out(PERSON)
    world.fake.opt_out(SMS["to"])
    assert await refusal(world, **SMS, body="hola") == 21610
    sent = await package(world).messages.create_async(**WHATSAPP, body="hola")
    await world.fake.callbacks.settled()
    assert (await sent.fetch_async()).error_code == 21610
    async with httpx.AsyncClient() as client:
        await client.post(f"{world.base}/inbound", json={"addresses": [PERSON, SMS["to"]]})
    assert (await package(world).messages.create_async(**SMS, body="hola")).status == "queued"


async def test_a_list_filters_pages_and_lags(start: Start) -> None:
    world = await start(Script(callbacks=("sent",), callback_delay=0, lookup_lag=3_600), known=(PERSON, HIDDEN))
    messages = package(world).messages
    for number in range(5):
        await messages.create_async(to=PERSON if number % 2 else HIDDEN, from_=NUMBER, body=str(number))
    assert await messages.list_async() == []
    world.list_all()
    await world.fake.callbacks.settled()
    newest, *_, oldest = listed = await messages.list_async(page_size=2)
    assert [m.body for m in listed] == ["4", "3", "2", "1", "0"]
    today, tomorrow = oldest.date_sent, newest.date_sent + timedelta(days=1)
    assert [m.body for m in await messages.list_async(to=PERSON)] == ["3", "1"]
    assert [m.body for m in await messages.list_async(to=HIDDEN, from_=NUMBER, date_sent_after=today)] == [
        "4",
        "2",
        "0",
    ]
    assert await messages.list_async(date_sent_after=tomorrow) == []
    assert len(await messages.list_async(date_sent_before=tomorrow, limit=3)) == 3


async def test_rich_content_is_created_approved_and_shown_as_the_person_sees_it(start: Start) -> None:
    world = await start(Script(callbacks=("delivered",)), known=())
    client = package(world)
    shape = {
        "friendly_name": "menu",
        "language": "es",
        "variables": {"1": "tú", "2": "Menú"},
        "types": {
            "twilio/text": {"body": "Hola {{1}}: responde 1 o 2"},
            "twilio/quick-reply": {
                "body": "Hola {{1}}",
                "actions": [{"type": "QUICK_REPLY", "title": "{{2}}", "id": "menu"}],
            },
        },
    }
    request = ContentList.ContentCreateRequest({**shape, "types": None})
    request.types = _Types(shape["types"])
    content = await client.content.v1.contents.create_async(request)
    named = {**WHATSAPP, "content_sid": content.sid}
    await client.messages.create_async(**named, content_variables='{"1": "Ana"}')
    entry = world.fake.ledger.entries[0]
    assert (entry.body, entry.options) == ("Hola Ana", ({"label": "Menú", "payload": "menu"},))
    assert (entry.content_variables, entry.failure) == ({"1": "Ana"}, 63016)
    ask = ApprovalCreateList.ContentApprovalRequest({"name": "menu_1", "category": "UTILITY"})
    assert (await client.content.v1.contents(content.sid).approval_create.create_async(ask)).status == "received"
    statuses = [await client.content.v1.contents(content.sid).approval_fetch().fetch_async() for _ in range(2)]
    assert [told.whatsapp["status"] for told in statuses] == ["received", "approved"]
    await client.messages.create_async(**named)
    assert (world.fake.ledger.entries[1].body, world.fake.ledger.entries[1].failure) == ("Hola tú", 0)
    for variables in ("[]", "{", '{"1": 1}', '{"1": " "}', '{"1": "a\\nb"}', '{"1": "a    b"}'):
        assert await refusal(world, **named, content_variables=variables) == 21656
    assert await refusal(world, **named, body="y esto") == 21655
    assert [one.sid for one in await client.content.v1.contents.list_async()] == [content.sid]
    assert (await client.content.v1.contents(content.sid).fetch_async()).friendly_name == "menu"


async def test_a_list_picker_is_shown_row_by_row_with_the_words_of_the_message(start: Start) -> None:
    world = await start(Script(), known=(WHATSAPP["to"],))
    client = package(world)
    request = ContentList.ContentCreateRequest({"friendly_name": "list_2", "language": "es", "types": None})
    request.types = _Types(
        {
            "twilio/list-picker": {
                "body": "{{1}}",
                "button": "Ver opciones",
                "items": [{"item": "{{2}}", "id": "{{3}}"}, {"item": "{{4}}", "id": "{{5}}"}],
            }
        }
    )
    content = await client.content.v1.contents.create_async(request)
    words = {"1": "¿Cuál?", "2": "Colegio", "3": "menu:school", "4": "Salud", "5": "menu:health"}
    await client.messages.create_async(
        **WHATSAPP, content_sid=content.sid, content_variables=json.dumps(words, ensure_ascii=False)
    )
    entry = world.fake.ledger.entries[0]
    assert (entry.body, entry.failure) == ("¿Cuál?", 0)
    assert entry.options == (
        {"label": "Colegio", "payload": "menu:school"},
        {"label": "Salud", "payload": "menu:health"},
    )


class _Types:
    """Stands for the package's generated classes, which know rich types by attributes of their own."""

    def __init__(self, types: dict[str, Any]) -> None:
        self._types = types

    def to_dict(self) -> dict[str, Any]:
        return self._types


async def test_the_content_api_takes_json_and_nothing_else(start: Start) -> None:
    world = await start()
    async with httpx.AsyncClient(base_url=world.base, headers={"Authorization": basic(ACCOUNT, TOKEN)}) as client:
        for named in ({"data": {"language": "es"}}, {"json": {"language": "es"}}, {"json": []}):
            assert (await client.post("/v1/Content", **named)).status_code == 400
        assert (await client.get("/v1/Content/HX1")).status_code == 404


async def test_the_balance_can_be_asked_for(start: Start) -> None:
    world = await start()
    assert (await package(world).balance.fetch_async()).currency == "USD"


async def test_callbacks_come_before_the_answer_when_the_script_says_so(start: Start) -> None:
    world = await start(Script(steps=(Step(early=True),), callbacks=("sent",), callback_delay=0))
    callback = world.provider.form(ORDER)[1][1]
    await package(world).messages.create_async(**WHATSAPP, body="hola", status_callback=callback)
    assert [told.attempt for told in world.reports] == [1]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (Script(repeated=1.0), ["sent", "sent", "delivered", "delivered", "read", "read"]),
        (Script(lost=1.0), []),
        (Script(steps=(Step(callbacks=("read", "sent", "sent")),)), ["read", "sent", "sent"]),
        (Script(reordered=1.0, seed=3), ["read", "delivered", "sent"]),
        (Script(late=1.0, late_seconds=0.2, callback_delay=0.01), ["sent", "delivered", "read"]),
        (Script(steps=(Step(fault=Fault.FAIL, code=63024),)), ["failed"]),
    ],
    ids=["repeated", "lost", "by the step", "reordered", "late", "failing"],
)
async def test_callbacks_go_wrong_as_the_script_says(start: Start, script: Script, words: list[str]) -> None:
    world = await start(script)
    outcome = await world.provider.send(ORDER)
    began = time.monotonic()
    await world.fake.callbacks.settled()
    assert sorted(str(told.status) for told in world.reports) == sorted(words)
    if script.reordered or not script.repeated:
        assert [str(told.status) for told in world.reports] == words
    assert time.monotonic() - began > (0.15 if script.late else 0)
    assert all(told.provider_id == outcome.provider_id for told in world.reports)


async def test_a_seed_repeats_the_same_faults_and_the_chances_come_true(start: Start) -> None:
    chances = (
        Step(fault=Fault.TOO_MANY, probability=0.3, seconds=1),
        Step(fault=Fault.ERROR_BEFORE, probability=0.1),
        Step(fault=Fault.REFUSE, probability=0.05, code=21211),
    )

    async def fates(seed: int) -> list[int | None]:
        world = await start(Script(seed=seed, chances=chances, callbacks=(), steps=(Step(times=2),)))
        return [(await world.provider.send(ORDER)).code for _ in range(150)]

    first = await fates(5)
    assert first == await fates(5)
    assert first != await fates(6)
    assert first[:2] == [None, None]
    assert 0.2 < first.count(20429) / 150 < 0.4
    assert 0 < first.count(20503) / 150 < 0.2


async def test_the_ledger_is_read_from_where_one_left_off(start: Start) -> None:
    world = await start(Script(callbacks=("sent",)))
    for number in (1, 2, 3):
        await package(world).messages.create_async(**WHATSAPP, body=f"mensaje {number}")
    await world.fake.callbacks.settled()
    async with httpx.AsyncClient() as client:
        told = (await client.get(f"{world.base}/ledger", params={"after": 1})).json()
    assert told["last"] == 3
    assert [(row["number"], row["body"], row["status"]) for row in told["entries"]] == [
        (2, "mensaje 2", "sent"),
        (3, "mensaje 3", "sent"),
    ]
    assert abs(told["entries"][0]["monotonic"] - time.monotonic()) < 600


def test_a_ledger_file_outlives_its_process_and_the_next_one_goes_on_counting(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    facts = {"sid": "SM1", "sender": NUMBER, "to": PERSON, "content_variables": {}, "at": datetime.now(UTC)}
    first = Ledger(path)
    first.add(**facts, body="uno", options=({"label": "Sí", "payload": "yes"},))
    first.close()
    second = Ledger(path)
    assert second.entries == first.entries
    assert second.add(**facts, body="dos").number == 2
    assert [json.loads(line)["body"] for line in path.read_text("utf-8").splitlines()] == ["uno", "dos"]
    second.close()


def test_it_runs_as_a_process_and_says_clearly_what_is_wrong_with_a_script(tmp_path: Path) -> None:
    script, ledger = tmp_path / "script.json", tmp_path / "ledger.jsonl"
    port = free_port()
    command = [sys.executable, "-m", "bot.channels.twilio.fake", "--port", str(port), "--account", ACCOUNT]
    command += ["--token", TOKEN, "--api-key", "SK1:geheim", "--script", str(script), "--ledger", str(ledger)]
    script.write_text('{"steps": [{"fault": "explode"}]}')
    wrong = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    assert "explode" in wrong.stderr
    script.write_text('{"window": false, "callbacks": [], "steps": [{"fault": "cut_after"}], "latency": [0, 0.01]}')
    running = subprocess.Popen(command)
    try:
        url = f"http://127.0.0.1:{port}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        form = {"To": PERSON, "From": NUMBER, "Body": "hola"}
        with httpx.Client(auth=("SK1", "geheim"), transport=httpx.HTTPTransport(retries=9), timeout=60) as client:
            with pytest.raises(httpx.RemoteProtocolError):
                client.post(url, data=form)
            assert client.post(url, data=form).status_code == 201
    finally:
        running.kill()
        running.wait(10)
    assert [json.loads(line)["number"] for line in ledger.read_text("utf-8").splitlines()] == [1, 2]


@pytest.mark.parametrize("document", [{"stepz": []}, {"steps": [{"fualt": "none"}]}, {"chances": [{"fault": "x"}]}])
def test_a_script_with_unknown_words_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="fault script"):
        Script.read(document)
