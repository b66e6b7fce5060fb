"""One attempt is handed over, and what became of it is told truly (promise P15)."""

import asyncio
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response as PackageResponse
from twilio.rest import Client

from bot.channels.twilio.client import Credentials, LookupFailed, TwilioProvider
from bot.channels.twilio.fake import Fault, Script, Step
from bot.channels.twilio.transport import SdkTransport, Transport
from bot.core.addresses import parse
from bot.core.messages import Form, Option, Order, Outcome, Reaction, Status
from tests.channels.conftest import Start
from tests.channels.world import ACCOUNT, CREDENTIALS, NUMBER, PERSON, TOKEN, TOKENS, pass_by, serving

pytestmark = pytest.mark.anyio
ORDER = Order(attempt=7, sender=parse(NUMBER), recipient=parse(PERSON), text="Sí, tu hijo puede estudiar. ñ & 1+1 👍")
SERVICE = "MG" + "a" * 32
STATUS_URL = "https://puente.example/twilio/status"


def order(**changed: Any) -> Order:
    return Order(**{**{name: getattr(ORDER, name) for name in Order.__slots__}, **changed})


def provider(transport: Transport | None = None, **options: Any) -> TwilioProvider:
    named = {"credentials": CREDENTIALS, "status_url": STATUS_URL, **options}
    return TwilioProvider(transport=transport or Transport(), tokens=TOKENS, **named)


class _Recorder(HttpClient):  # type: ignore[misc]
    """Keeps what the package's own synchronous client would put on the wire."""

    def __init__(self) -> None:
        super().__init__(None, is_async=False)
        self.wire: tuple[str, str, bytes, str] = ("", "", b"", "")
        self._package = TwilioHttpClient()

    def request(self, method: str, url: str, **named: Any) -> PackageResponse:
        keep = {name: named[name] for name in ("params", "data", "headers", "auth")}
        wire = self._package.session.prepare_request(requests.Request(method, url, **keep))
        self.wire = (wire.method, wire.url, wire.body.encode(), wire.headers["Authorization"])
        return PackageResponse(201, '{"sid": "SM1", "status": "queued"}')


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
ORDERS = st.builds(
    Order,
    attempt=st.integers(1, 10**12),
    sender=st.sampled_from([parse(NUMBER), parse("+14155238886")]),
    recipient=st.sampled_from([parse(PERSON), parse("whatsapp:PE.1A2b3C"), parse("+51999888777")]),
    text=TEXTS,
    media_url=st.sampled_from(["", "https://puente.example/mapa.png?a=1&b=ñ"]),
    content_sid=st.sampled_from(["", "HX" + "0" * 32]),
    content_variables=st.dictionaries(st.sampled_from(["1", "2", "nombre"]), TEXTS.filter(str.strip), max_size=3),
)
LOGINS = st.sampled_from([CREDENTIALS, Credentials(account_sid=ACCOUNT, api_key="SK1", api_secret="s:&=")])


@settings(deadline=None)  # the first example imports the package's resources
@given(order=ORDERS, credentials=LOGINS, service=st.sampled_from(["", SERVICE]))
def test_our_create_call_is_byte_for_byte_what_the_package_sends(
    order: Order, credentials: Credentials, service: str
) -> None:
    ours: list[tuple[str, str, bytes, str]] = []

    class _Wire(Transport):
        async def request(self, method: str, url: str, **named: Any) -> Any:
            ours.append((method, url, named["content"], named["headers"]["Authorization"]))
            return await _never()

    sender = provider(_Wire(), credentials=credentials, messaging_service_sid=service)
    with pytest.raises(_Recorded):
        asyncio.run(sender.send(order))
    fields = dict(sender.form(order))
    names = {
        "to": "To",
        "from_": "From",
        "status_callback": "StatusCallback",
        "messaging_service_sid": "MessagingServiceSid",
        "body": "Body",
        "content_sid": "ContentSid",
        "content_variables": "ContentVariables",
    }
    asked = {ours_: fields[theirs] for ours_, theirs in names.items() if theirs in fields}
    if "MediaUrl" in fields:
        asked["media_url"] = [fields["MediaUrl"]]
    recorder = _Recorder()
    Client(*credentials.login, ACCOUNT, http_client=recorder).messages.create(**asked)
    over_ours = Client(*credentials.login, ACCOUNT, http_client=SdkTransport(_Wire()))
    with pytest.raises(_Recorded):
        asyncio.run(over_ours.messages.create_async(**asked))
    assert ours[0] == ours[1] == recorder.wire


class _Recorded(Exception):
    pass


async def _never() -> Any:
    raise _Recorded


def test_the_fields_of_a_text_carry_the_attempt_in_the_callback() -> None:
    assert provider().form(ORDER) == [
        ("To", PERSON),
        ("StatusCallback", f"{STATUS_URL}?{TOKENS.query(7)}"),
        ("From", NUMBER),
        ("Body", ORDER.text),
    ]


def test_a_template_travels_without_body_and_with_values_twilio_accepts() -> None:
    values = {"1": "María\nJosé", "2": " lunes,\t9    a. m. "}
    templated = order(content_sid="HX1", content_variables=values, options=(Option(label="Sí", payload="yes"),))
    fields = dict(provider(messaging_service_sid=SERVICE).form(templated))
    assert json.loads(fields["ContentVariables"]) == {"1": "María José", "2": "lunes, 9 a. m."}
    assert {"ContentSid", "MessagingServiceSid", "From"} <= fields.keys()
    assert not {"Body", "MediaUrl"} & fields.keys()
    assert "ContentVariables" not in dict(provider().form(order(content_sid="HX1")))


def test_secrets_do_not_print() -> None:
    shown = repr(Credentials(account_sid=ACCOUNT, auth_token="geheim", api_key="SKgeheim", api_secret="geheim"))
    assert "geheim" not in shown


async def test_an_accepted_message_is_in_the_ledger_and_its_reports_find_the_attempt(start: Start) -> None:
    world = await start()
    outcome = await world.provider.send(ORDER)
    assert outcome == Outcome(status=Status.ACCEPTED, provider_id=world.fake.ledger.entries[0].sid)
    entry = world.fake.ledger.entries[0]
    assert (entry.to, entry.sender, entry.body) == (PERSON, NUMBER, ORDER.text)
    await world.fake.callbacks.settled()
    assert [told.status for told in world.reports] == [Status.SENT, Status.DELIVERED, Status.READ]
    assert {(told.attempt, told.provider_id) for told in world.reports} == {(7, outcome.provider_id)}
    assert world.forgeries == 0


async def test_an_api_key_signs_in_where_there_is_one(start: Start) -> None:
    login = Credentials(account_sid=ACCOUNT, api_key="SK1", api_secret="geheim", auth_token=TOKEN)
    world = await start(fake={"logins": {"SK1": "geheim"}}, provider={"credentials": login})
    assert (await world.provider.send(ORDER)).status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step(fault=Fault.TOO_MANY, seconds=9), (Status.FAILED, Reaction.RETRY, 20429, 9.0)),
        (Step(fault=Fault.TOO_MANY), (Status.FAILED, Reaction.RETRY, 20429, 5.0)),
        (Step(fault=Fault.ERROR_BEFORE), (Status.UNKNOWN, Reaction.RECONCILE, 20503, 60.0)),
        (Step(fault=Fault.ERROR_AFTER), (Status.UNKNOWN, Reaction.RECONCILE, 20500, 60.0)),
        (Step(fault=Fault.CUT_AFTER), (Status.UNKNOWN, Reaction.RECONCILE, None, 60.0)),
        (Step(fault=Fault.SLOW, seconds=600), (Status.UNKNOWN, Reaction.RECONCILE, None, 60.0)),
        (Step(fault=Fault.REFUSE, code=21211), (Status.FAILED, Reaction.STOP, 21211, 0.0)),
        (Step(fault=Fault.REFUSE, code=21610), (Status.FAILED, Reaction.OPT_OUT, 21610, 0.0)),
        (Step(fault=Fault.REFUSE, code=21656), (Status.FAILED, Reaction.TEMPLATE, 21656, 0.0)),
        (Step(fault=Fault.REFUSE, code=54321), (Status.FAILED, Reaction.DROP, 54321, 0.0)),
    ],
    ids=lambda value: str(value.fault) if isinstance(value, Step) else "",
)
async def test_a_fault_ends_as_what_is_known_about_it(start: Start, step: Step, expected: tuple[Any, ...]) -> None:
    world = await start(Script(steps=(step,), callbacks=()), total_timeout=60.0)
    sending = asyncio.create_task(world.provider.send(ORDER))
    if step.fault is Fault.SLOW:
        while not world.fake.ledger.entries:  # noqa: ASYNC110  the fake tells nobody
            await asyncio.sleep(0.001)
        pass_by(61)
    outcome = await sending
    assert (outcome.status, outcome.reaction, outcome.code, outcome.wait) == expected
    created = step.fault in (Fault.ERROR_AFTER, Fault.CUT_AFTER, Fault.SLOW)
    assert len(world.fake.ledger.entries) == created


async def test_wrong_credentials_pause_everything(start: Start) -> None:
    world = await start(provider={"credentials": Credentials(account_sid=ACCOUNT, auth_token="wrong")})
    outcome = await world.provider.send(ORDER)
    assert (outcome.status, outcome.reaction, outcome.code) == (Status.FAILED, Reaction.PAUSE, 20003)


async def test_without_a_connection_the_message_never_left() -> None:
    outcome = await provider(Transport(api_url="http://127.0.0.1:1")).send(ORDER)
    assert (outcome.status, outcome.reaction, outcome.wait, outcome.tries) == (Status.FAILED, Reaction.RETRY, 5.0, 5)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"sid": "SM1", "status": "sent"}, (Status.ACCEPTED, "SM1", None, None)),
        (201, {"sid": "SM1", "status": "a new word"}, (Status.ACCEPTED, "SM1", None, None)),
        (201, {"sid": "SM1", "status": "failed", "error_code": 63024}, (Status.FAILED, "SM1", 63024, Reaction.STOP)),
        (201, {}, (Status.UNKNOWN, "", None, Reaction.RECONCILE)),
        (201, [], (Status.UNKNOWN, "", None, Reaction.RECONCILE)),
        (302, {}, (Status.FAILED, "", None, Reaction.PAUSE)),
        (400, {"code": "21211"}, (Status.FAILED, "", None, Reaction.DROP)),
        (400, {"code": True}, (Status.FAILED, "", None, Reaction.DROP)),
        (408, {}, (Status.UNKNOWN, "", None, Reaction.RECONCILE)),
    ],
)
async def test_an_answer_is_taken_for_what_it_proves(status: int, body: Any, expected: tuple[Any, ...]) -> None:
    async def twilio(_: Request) -> Response:
        return JSONResponse(body, status)

    async with serving(Starlette(routes=[Route("/{path:path}", twilio, methods=["POST"])])) as base:
        sender = provider(Transport(api_url=base))
        outcome = await sender.send(ORDER)
        await sender.close()
    assert (outcome.status, outcome.provider_id, outcome.code, outcome.reaction) == expected


async def test_a_lost_message_is_found_once_twilio_lists_it(start: Start) -> None:
    began = datetime.now(UTC)
    world = await start(Script(steps=(Step(fault=Fault.CUT_AFTER),), callbacks=("delivered",), lookup_lag=3_600))
    assert (await world.provider.send(ORDER)).status is Status.UNKNOWN
    await world.fake.callbacks.settled()
    assert await world.provider.find(ORDER.recipient, since=began) == []
    world.list_all()
    found = await world.provider.find(ORDER.recipient, since=began, sender=ORDER.sender)
    entry = world.fake.ledger.entries[0]
    assert [(one.provider_id, one.text, one.status) for one in found] == [(entry.sid, ORDER.text, Status.DELIVERED)]
    assert found[0].created_at >= began.replace(microsecond=0)
    assert dict(parse_qsl(entry.callback.partition("?")[2]))["a"] == "7"


async def test_what_people_wrote_to_a_number_is_listed_oldest_first_and_nothing_else(start: Start) -> None:
    began = datetime.now(UTC)
    world = await start(Script(callbacks=()))
    await world.provider.send(ORDER)
    sids = [world.fake.receive(PERSON, NUMBER, words) for words in ("hola", "")]
    hidden = world.fake.receive("whatsapp:PE.a1b2c3", NUMBER, "sin número")
    world.fake.receive("+51999888777", "+15550001111", "a otro número")
    found = await world.provider.received(parse(NUMBER), since=began)
    assert sorted(one.message.provider_id for one in found) == sorted([*sids, hidden])
    by_id = {one.message.provider_id: one.message for one in found}
    assert (by_id[sids[0]].text, by_id[sids[0]].form, by_id[sids[0]].sender) == ("hola", Form.TEXT, parse(PERSON))
    assert by_id[sids[1]].form is Form.UNSUPPORTED
    assert by_id[hidden].external_user_id == "PE.a1b2c3"
    assert all(one.at >= began.replace(microsecond=0) for one in found)
    assert await world.provider.received(parse(NUMBER), since=datetime.now(UTC) + timedelta(days=1)) == []


async def test_a_message_still_in_the_queue_is_found_although_it_has_no_day(start: Start) -> None:
    world = await start(Script(callbacks=()))
    await world.provider.send(ORDER)
    found = await world.provider.find(ORDER.recipient, since=datetime.now(UTC) - timedelta(minutes=1))
    assert [one.status for one in found] == [Status.ACCEPTED]


async def test_a_search_reads_all_pages_of_this_person_since_then_and_nothing_else(start: Start) -> None:
    world = await start(Script(callbacks=()))
    for number in range(60):
        await world.provider.send(order(attempt=number + 1, text=f"mensaje {number}"))
    await world.provider.send(order(recipient=parse("whatsapp:PE.1A2b3C")))
    since = datetime.now(UTC) - timedelta(minutes=1)
    found = await world.provider.find(ORDER.recipient, since=since)
    assert [one.text for one in found] == [f"mensaje {number}" for number in reversed(range(60))]
    assert await world.provider.find(ORDER.recipient, since=datetime.now(UTC) + timedelta(minutes=1)) == []
    assert await world.provider.find(ORDER.recipient, since=since, sender=parse("whatsapp:+51911111111")) == []


async def test_a_found_failure_says_what_to_do_about_it(start: Start) -> None:
    world = await start(known=())
    await world.provider.send(ORDER)
    await world.fake.callbacks.settled()
    found = await world.provider.find(ORDER.recipient, since=datetime.now(UTC) - timedelta(minutes=1))
    assert [(one.status, one.code, one.reaction) for one in found] == [(Status.FAILED, 63016, Reaction.TEMPLATE)]
    assert [(told.code, told.reaction) for told in world.reports] == [(63016, Reaction.TEMPLATE)]


@pytest.mark.parametrize("answer", [(429, "{}"), (500, ""), (200, "<html>"), (200, "{}"), (401, "{}")])
async def test_a_search_that_fails_says_that_nothing_is_known(answer: tuple[int, str]) -> None:
    async def twilio(_: Request) -> Response:
        return Response(answer[1], answer[0])

    async with serving(Starlette(routes=[Route("/{path:path}", twilio)])) as base:
        sender = provider(Transport(api_url=base))
        with pytest.raises(LookupFailed) as raised:
            await sender.find(ORDER.recipient, since=datetime.now(UTC))
        await sender.close()
    assert raised.value.wait == 60
    with pytest.raises(LookupFailed):
        await provider(Transport(api_url="http://127.0.0.1:1")).find(ORDER.recipient, since=datetime.now(UTC))


async def test_under_faults_no_outcome_contradicts_what_people_received(start: Start) -> None:
    chances = (
        Step(fault=Fault.TOO_MANY, probability=0.3, seconds=1),
        Step(fault=Fault.ERROR_BEFORE, probability=0.05),
        Step(fault=Fault.ERROR_AFTER, probability=0.05),
        Step(fault=Fault.CUT_AFTER, probability=0.05),
        Step(fault=Fault.REFUSE, probability=0.05, code=21211),
    )
    script = Script(chances=chances, callbacks=("sent", "delivered"), callback_delay=0.01, repeated=0.2, reordered=0.3)
    world = await start(script)
    attempts = range(1, 201)
    outcomes = await asyncio.gather(*(world.provider.send(order(attempt=number)) for number in attempts))
    await world.fake.callbacks.settled()
    created = {dict(parse_qsl(entry.callback.partition("?")[2]))["a"] for entry in world.fake.ledger.entries}
    assert len(created) == len(world.fake.ledger.entries)
    by_status: dict[Status, set[str]] = {}
    for number, outcome in zip(attempts, outcomes, strict=True):
        by_status.setdefault(outcome.status, set()).add(str(number))
    assert by_status.keys() == {Status.ACCEPTED, Status.FAILED, Status.UNKNOWN}
    assert by_status[Status.ACCEPTED] <= created
    assert not by_status[Status.FAILED] & created
    # What was lost is settled by the reports: they tell of every message that exists, and of no other.
    assert {str(told.attempt) for told in world.reports} == created
    assert 0 < len(by_status[Status.UNKNOWN] & created) < len(by_status[Status.UNKNOWN])


async def test_no_number_and_no_text_reaches_a_log(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        world = await start()
        await world.provider.send(ORDER)
        await world.provider.find(ORDER.recipient, since=datetime.now(UTC))
        await world.fake.callbacks.settled()
    secrets = ("999888777", "tu hijo puede", TOKEN, b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode())
    assert [secret for secret in secrets if secret in caplog.text] == []
