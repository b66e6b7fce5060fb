"""Templates from a file to Meta's yes, and what happens when the yes is taken back; on both databases."""

import asyncio
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.channels.twilio.signature import FORM, HEADER, sign
from bot.core.errors import BadInput
from bot.core.templates import Category, Draft, Status, Template
from bot.services import templates
from bot.services.templates import Synced, Templates
from bot.storage import campaigns
from tests.house import ACCOUNT, TOKEN, URL, House, call
from tests.services.campaigns import (
    APPROVER,
    OFFICER,
    approved,
    document,
    join,
    person,
    settle,
    started,
    state,
    template,
)

FILE: dict[str, Any] = {
    "name": "cita",
    "language": "es",
    "category": "UTILITY",
    "body": "Hola {{1}}, tu cita es el {{2}} en tu centro de salud. Te esperamos allí.",
    "variables": {"1": "Rosa", "2": "lunes"},
}


class Account:
    """The provider's side, in memory."""

    def __init__(self) -> None:
        self.held: dict[str, Template] = {}

    async def create(self, draft: Draft) -> str:
        sid = f"HX{len(self.held):032x}"
        self.held[sid] = Template(
            sid=sid, name=draft.name, language=draft.language, status=Status.UNSUBMITTED, body=draft.body
        )
        return sid

    async def submit(self, sid: str, name: str, category: Category) -> Status:
        self.held[sid] = replace(self.held[sid], name=name, category=category, status=Status.RECEIVED)
        return Status.RECEIVED

    async def listing(self) -> list[Template]:
        return [*self.held.values()]

    def decide(self, sid: str, status: Status, reason: str = "") -> None:
        self.held[sid] = replace(self.held[sid], status=status, reason=reason)


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def desk(house: House, account: Account) -> Templates:
    return Templates(house.database, account, house.clock)


def notices(house: House) -> list[str]:
    with house.database.read() as tx:
        return [notice.kind for notice in campaigns.unseen(tx)]


def using(sid: str, **fields: Any) -> dict[str, Any]:
    return {"template": {"content_sid": sid, "variables": {"1": "{nombre}", "2": "lunes 4"}}, **fields}


def test_a_template_goes_from_a_file_to_approved_and_a_campaign_may_use_it(
    house: House, desk: Templates, account: Account
) -> None:
    join(house, [person(1)])
    made = asyncio.run(desk.create(FILE, OFFICER))
    with pytest.raises(BadInput, match="sin enviar a revisión"):
        approved(house, **using(made.sid))
    assert asyncio.run(desk.submit(made.sid, OFFICER)).status is Status.RECEIVED
    with pytest.raises(BadInput, match="ya está recibida"):
        asyncio.run(desk.submit(made.sid, OFFICER))
    account.decide(made.sid, Status.APPROVED)
    assert asyncio.run(desk.sync()) == Synced(seen=1, changed=1, gone=0)
    assert templates.one(house.database, "cita").category is Category.UTILITY
    assert approved(house, **using(made.sid))
    assert [row for row in house.column("audit", "act") if row.startswith("template")] == [
        "template.create",
        "template.submit",
    ]


def test_a_file_with_problems_makes_nothing_here_or_there(house: House, desk: Templates, account: Account) -> None:
    with pytest.raises(BadInput) as refused:
        asyncio.run(desk.create({**FILE, "name": "Mi cita", "body": "{{1}} hola"}, OFFICER))
    assert len(refused.value.lines) >= 3
    assert (account.held, templates.listed(house.database)) == ({}, [])
    asyncio.run(desk.create(FILE, OFFICER))
    with pytest.raises(BadInput, match="ya hay una plantilla"):
        asyncio.run(desk.create(FILE, OFFICER))


def test_one_that_was_deleted_at_twilio_is_gone_and_may_not_be_used(
    house: House, desk: Templates, account: Account
) -> None:
    join(house, [person(1)])
    made = asyncio.run(desk.create(FILE, OFFICER))
    account.held.clear()
    assert asyncio.run(desk.sync()) == Synced(seen=0, changed=0, gone=1)
    with pytest.raises(BadInput, match="ya no está en la cuenta"):
        house.app.desk.create(document(**using(made.sid)), OFFICER)
    with pytest.raises(BadInput, match="puente template sync"):
        house.app.desk.create(document(**using("HX" + "9" * 32)), OFFICER)


def test_a_campaign_must_fill_every_variable_and_no_other(house: House) -> None:
    join(house, [person(1)])
    sid = template(house, body=FILE["body"])
    with pytest.raises(BadInput) as refused:
        house.app.desk.create(document(template={"content_sid": sid, "variables": {"1": "x", "3": "y"}}), OFFICER)
    assert [line.split(": ", 1)[1] for line in refused.value.lines] == [
        "falta el valor de {{2}}",
        "no tiene la variable {{3}}",
    ]


@pytest.mark.parametrize("code", [63040, 63041, 63042])
def test_an_alert_pauses_the_campaigns_that_use_the_template_and_no_other(house: House, code: int) -> None:
    join(house, [person(1), person(2)])
    sid, other = template(house, body=FILE["body"]), template(house, "HX" + "b" * 32, body=FILE["body"])
    with_it, without = started(house, **using(sid)), started(house, **using(other))
    assert asyncio.run(alert(house, code, sid)) == 200
    settle(house)
    assert (state(house, with_it), state(house, without)) == ("paused", "running")
    assert notices(house) == ["template"]
    house.app.desk.resume(with_it, OFFICER)
    settle(house)
    assert state(house, with_it) == "paused"
    assert asyncio.run(alert(house, 63046, sid)) == 200
    house.app.desk.resume(with_it, OFFICER)
    settle(house)
    assert state(house, with_it) == "running"


def test_a_scheduled_campaign_whose_template_was_withdrawn_does_not_start(house: House) -> None:
    join(house, [person(1)])
    sid = template(house, body=FILE["body"])
    campaign = approved(house, **using(sid, send_at="2026-11-24T10:00"))
    house.app.desk.schedule(campaign, OFFICER)
    template(house, sid, body=FILE["body"], status=Status.PAUSED)
    house.clock.move(days=1)
    settle(house)
    assert (state(house, campaign), notices(house), house.rows("outbound")) == ("approved", ["template"], 0)
    with pytest.raises(BadInput, match="en pausa por Meta"):
        house.app.desk.start(campaign, OFFICER)
    with pytest.raises(BadInput, match="en pausa por Meta"):
        house.app.desk.schedule(campaign, OFFICER)


def test_a_template_withdrawn_after_writing_is_not_approved(house: House) -> None:
    join(house, [person(1)])
    sid = template(house, body=FILE["body"])
    campaign = house.app.desk.create(document(**using(sid)), OFFICER)
    template(house, sid, body=FILE["body"], status=Status.REJECTED)
    with pytest.raises(BadInput, match="rechazada"):
        house.app.desk.approve(campaign, APPROVER)


def test_an_alert_about_a_template_we_do_not_know_is_told_to_staff_and_others_are_thanked_for(house: House) -> None:
    assert asyncio.run(alert(house, 63041, "HX" + "c" * 32)) == 200
    assert notices(house) == ["template_alert"]
    assert asyncio.run(alert(house, 11200, "")) == 200
    assert notices(house) == ["template_alert"]


def test_an_alert_that_twilio_did_not_sign_or_that_is_none_changes_nothing(house: House) -> None:
    sid = template(house)
    assert asyncio.run(alert(house, 63041, sid, token="another")) == 403
    assert asyncio.run(post(house, [("AccountSid", ACCOUNT), ("Payload", "nonsense")])) == 400
    assert templates.one(house.database, sid).status is Status.APPROVED


async def alert(house: House, code: int, sid: str, token: str = TOKEN) -> int:
    payload = {"resource_sid": sid, "error_code": str(code), "more_info": {"Msg": "x"}}
    pairs = [
        ("AccountSid", ACCOUNT),
        ("Level", "ERROR"),
        ("PayloadType", "application/json"),
        ("Payload", json.dumps(payload)),
    ]
    return await post(house, pairs, token)


async def post(house: House, pairs: list[tuple[str, str]], token: str = TOKEN) -> int:
    headers = {"Content-Type": FORM, HEADER: sign(token, f"{URL}/twilio/alert", pairs)}
    return (await call(house.web, "/twilio/alert", body=urlencode(pairs).encode(), headers=headers)).status
