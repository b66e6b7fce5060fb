"""A campaign on its way to a second person: what they read is what they say yes to."""

import pytest

from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.services import campaign_review, staff
from bot.services.campaigns import Changed
from bot.storage import campaign_remarks, campaigns
from tests.house import House
from tests.services.campaigns import APPROVER, OFFICER, document, join, person, state, yes
from tests.tested import seen


@pytest.fixture
def draft(house: House) -> int:
    join(house, [person(n) for n in range(3)])
    return house.app.desk.create(document(), OFFICER)


def fingerprint(house: House, campaign: int) -> str:
    return str(house.one("campaigns", id=campaign)["hash"])


def send(house: House, campaign: int, read: str = "", actor: str = OFFICER) -> None:
    with seen(house.database, campaign):
        campaign_review.send(
            house.database, house.app.desk, campaign, actor, fingerprint=read or fingerprint(house, campaign),
            comment="Para el lunes.", now=house.clock(),
        )  # fmt: skip


def waits(house: House, campaign: int) -> bool:
    with house.database.read() as tx:
        found = campaigns.load(tx, campaign)
        assert found is not None
        return campaign_review.is_sent(found, campaign_remarks.newest(tx, [campaign]).get(campaign))


def test_what_was_sent_waits_until_it_is_changed(house: House, draft: int) -> None:
    assert not waits(house, draft)
    send(house, draft)
    assert waits(house, draft)
    with pytest.raises(BadInput, match="Ya espera"):
        send(house, draft)
    house.app.desk.edit(draft, document(body={"es": "Otra cosa."}), OFFICER)
    assert not waits(house, draft)


def test_nobody_says_yes_to_what_they_have_not_read(house: House, draft: int) -> None:
    read = fingerprint(house, draft)
    house.app.desk.edit(draft, document(body={"es": "Otra cosa."}), OFFICER)
    before = house.all_rows()
    for act in (
        lambda: house.app.desk.approve(draft, APPROVER, fingerprint=read),
        lambda: house.app.desk.edit(draft, document(), OFFICER, fingerprint=read),
        lambda: send(house, draft, read),
        lambda: campaign_review.give_back(
            house.database, draft, APPROVER, fingerprint=read, comment="No.", now=house.clock()
        ),
    ):
        with pytest.raises(Changed):
            act()
    assert house.all_rows() == before
    yes(house, draft, fingerprint=fingerprint(house, draft))
    assert state(house, draft) == "approved"


def test_it_is_given_back_with_a_reason_once(house: House, draft: int) -> None:
    send(house, draft)
    read = fingerprint(house, draft)
    campaign_review.give_back(
        house.database, draft, APPROVER, fingerprint=read, comment="Falta la dirección.", now=house.clock()
    )
    assert not waits(house, draft)
    with house.database.read() as tx:
        last = campaign_remarks.of_campaign(tx, draft, 10)
    assert [(one.kind, one.author, one.text) for one in last] == [
        ("returned", APPROVER, "Falta la dirección."),
        ("sent", OFFICER, "Para el lunes."),
    ]
    with pytest.raises(BadInput, match="Ya no espera"):
        campaign_review.give_back(
            house.database, draft, APPROVER, fingerprint=read, comment="Otra vez.", now=house.clock()
        )
    send(house, draft)
    assert waits(house, draft)


def test_only_officers_send_and_only_approvers_give_back(house: House, draft: int) -> None:
    with house.database.write() as tx:
        staff.add(tx, OFFICER, frozenset({Role.OFFICER}), by="shell", now=house.clock())
        staff.add(tx, APPROVER, frozenset({Role.APPROVER}), by="shell", now=house.clock())
    with pytest.raises(BadInput, match="officer"):
        send(house, draft, actor=APPROVER)
    send(house, draft)
    with pytest.raises(BadInput, match="approver"):
        campaign_review.give_back(
            house.database, draft, OFFICER, fingerprint=fingerprint(house, draft), comment="No.", now=house.clock()
        )


def test_what_could_not_be_approved_is_not_sent(house: House) -> None:
    join(house, [person(1)])
    campaign = house.app.desk.create(document(send_at="2026-11-24T09:00"), OFFICER)
    house.clock.move(days=2)
    with pytest.raises(BadInput, match="ya pasó"):
        send(house, campaign)
