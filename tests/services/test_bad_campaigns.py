"""A campaign that is not right is refused with every problem named and nothing half made; on both databases."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.core.consent import ALERTS
from bot.core.errors import BadInput
from bot.core.templates import Status
from bot.services import preflight, rehearsal
from bot.storage import campaigns, consents, contacts
from tests.house import House
from tests.services.campaigns import (
    APPROVER,
    OFFICER,
    approved,
    counts,
    document,
    join,
    person,
    settle,
    started,
    state,
    template,
)

UNKNOWN = "HX" + "f" * 32
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown district": ({"audience": {"districts": ["Vila El Salvador"]}}, "audience.districts"),
    "a missing language": ({"audience": {"languages": ["es", "en"]}}, "body.en"),
    "an over-long text": ({"body": {"es": "x" * 1_601}}, "body.es"),
    "an over-long text once it is filled in": ({"body": {"es": "{nombre}" + "x" * 1_580}}, "body.es"),
    "an over-long SMS": ({"channel": "whatsapp_then_sms", "body": {"es": "ñandú " * 60}}, "body.es"),
    "a time in the past": ({"send_at": "2026-11-23T09:59"}, "send_at"),
    "an unapproved template": ({"template": {"content_sid": "HX" + "b" * 32, "variables": {"1": "a"}}}, "template"),
    "an unknown template": ({"template": {"content_sid": UNKNOWN, "variables": {"1": "a"}}}, "template"),
    "an audience of nobody": ({"audience": {"languages": ["pt"]}, "body": {"es": "a", "pt": "b"}}, "audience"),
    "no audience": ({"audience": {}}, "audience"),
    "a campaign to leave out that does not exist": (
        {"audience": {"languages": ["es"], "exclude_campaigns": [77]}},
        "audience.exclude_campaigns",
    ),
    "a button to an entry that does not exist": (
        {"buttons": [{"label": {"es": "Sí"}, "opens": "entry:NONE"}]},
        "buttons",
    ),
}


def field(line: str) -> str:
    return line.partition(":")[0].partition(" ")[0]


@pytest.fixture
def peopled(house: House) -> House:
    join(house, [person(1), person(2)])
    template(house, "HX" + "b" * 32, status=Status.PENDING, name="pendiente")
    return house


@pytest.mark.parametrize("what", BAD)
def test_what_is_wrong_with_a_file_is_named_and_nothing_is_made(peopled: House, what: str) -> None:
    fields, named = BAD[what]
    before = peopled.all_rows()
    with pytest.raises(BadInput) as refused:
        peopled.app.desk.create(document(**fields), OFFICER)
    assert [field(line) for line in refused.value.lines] == [named]
    assert peopled.all_rows() == before


def test_all_that_is_wrong_is_named_at_once_and_an_edit_changes_nothing(peopled: House) -> None:
    campaign = approved(peopled)
    before, standing = peopled.all_rows(), peopled.one("campaigns", id=campaign)
    bad = document(
        body={"es": "x" * 1_700},
        audience={"languages": ["pt"], "exclude_campaigns": [77]},
        template={"content_sid": UNKNOWN, "variables": {"1": "a"}},
        send_at="2026-11-23T09:59",
        buttons=[{"label": {"es": "Sí"}, "opens": "entry:NONE"}],
        colour="red",
    )
    for act in (
        lambda: peopled.app.desk.create(bad, OFFICER),
        lambda: peopled.app.desk.edit(campaign, bad, OFFICER),
    ):
        with pytest.raises(BadInput) as refused:
            act()
        assert {field(line) for line in refused.value.lines} == {
            "colour", "body.es", "body.pt", "buttons.1.label.pt", "template", "send_at", "buttons",
            "audience.exclude_campaigns",
        }  # fmt: skip
    assert (peopled.all_rows(), peopled.one("campaigns", id=campaign)) == (before, standing)


def test_what_went_wrong_since_it_was_written_is_named_at_once_and_forbids_approval(
    house: House, new_house: Callable[..., House]
) -> None:
    (who,) = join(house, [person(1)])
    sid = template(house)
    plan = {"channel": "whatsapp_then_sms", "template": {"content_sid": sid, "variables": {"1": "a"}}}
    campaign = house.app.desk.create(document(send_at="2026-11-24T10:00", **plan), OFFICER)
    armed = approved(house, send_at="2026-11-24T10:00", **plan)
    template(house, sid, status=Status.PAUSED)
    house.clock.move(days=2)
    with house.database.write() as tx:
        contacts.erase(tx, who)
    later = new_house(sms_from="", whatsapp_from="+51900000008")
    found = preflight.look(later.database, campaign, later.app.preflight, house.clock())
    assert [field(line) for line in found.problems] == ["channel", "template", "sms", "send_at", "audience"]
    with pytest.raises(BadInput) as refused:
        later.app.desk.approve(campaign, APPROVER)
    assert sorted(refused.value.lines) == sorted([*found.problems, found.lacking])
    with pytest.raises(BadInput) as refused:
        later.app.desk.schedule(armed, OFFICER)
    assert [field(line) for line in refused.value.lines] == ["send_at", "channel", "template", "sms"]
    assert (state(house, campaign), state(house, armed)) == ("draft", "approved")


@pytest.mark.parametrize(
    ("channel", "setting", "missing"),
    [
        ("whatsapp", "whatsapp_from", ["WhatsApp: falta TWILIO_WHATSAPP_FROM"]),
        ("sms", "sms_from", ["SMS: falta TWILIO_SMS_FROM"]),
        ("whatsapp_then_sms", "sms_from", ["SMS: falta TWILIO_SMS_FROM"]),
    ],
)
def test_a_channel_without_a_number_of_ours_is_refused_at_every_step(
    house: House, new_house: Callable[..., House], channel: str, setting: str, missing: list[str]
) -> None:
    join(house, [person(1, "sms" if channel == "sms" else "whatsapp")])
    draft = house.app.desk.create(document(channel=channel, body={"es": "Ven."}), OFFICER)
    ready = approved(house, channel=channel, body={"es": "Ven."}, send_at="2026-11-24T10:00")
    without = new_house(**{setting: ""})
    desk = without.app.desk
    found = preflight.look(without.database, draft, without.app.preflight, house.clock())
    for lines in (
        found.problems,
        refusals(lambda: desk.create(document(channel=channel, body={"es": "Ven."}), OFFICER)),
        refusals(lambda: desk.approve(draft, APPROVER)),
        refusals(lambda: desk.schedule(ready, OFFICER)),
        refusals(lambda: desk.start(ready, OFFICER)),
    ):
        said = [line for line in lines if line.startswith("channel: no hay número")]
        assert [line.rpartition("enviar por ")[2] for line in said] == missing
    assert house.rows("campaigns") == 2
    assert (state(house, draft), state(house, ready)) == ("draft", "approved")


def refusals(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(BadInput) as refused:
        act()
    return list(refused.value.lines)


def test_a_rehearsal_without_a_number_of_ours_is_refused(house: House, new_house: Callable[..., House]) -> None:
    seen = contacts.Seen(address=house.phone(person(1)).address, sender="")
    with house.database.write() as tx:
        contacts.reach(tx, [seen], house.clock())
    campaign = house.app.desk.create(document(), OFFICER)
    without = new_house(whatsapp_from="")
    with pytest.raises(BadInput, match="TWILIO_WHATSAPP_FROM"):
        rehearsal.send(house.database, campaign, person(1), without.app.regulations, OFFICER, house.clock())
    assert house.rows("outbound") == 0


def test_people_wait_while_the_number_is_gone_and_staff_are_told(house: House, new_house: Callable[..., House]) -> None:
    """Whoever wrote to a number of ours is answered from it; the others wait until there is one."""
    join(house, [person(1)])
    seen = contacts.Seen(address=house.phone(person(2)).address, sender="")
    with house.database.write() as tx:
        (reached,) = contacts.reach(tx, [seen], house.clock() - timedelta(hours=1))
        consents.write(tx, reached.contact_id, ALERTS, given=True, at=house.clock(), source="chat", version="1")
    campaign = started(house)
    without = new_house(whatsapp_from="")
    assert asyncio.run(without.speak()) == 1
    assert counts(house, campaign) == {"accepted": 1, "waiting": 1}
    with house.database.read() as tx:
        assert [notice.kind for notice in campaigns.unseen(tx, campaign)] == ["sender"]
    house.clock.move(minutes=5)
    assert asyncio.run(house.speak()) == 1
    settle(house)
    assert counts(house, campaign) == {"accepted": 2}
