"""Staff, people who said yes, and campaigns to them: what tests of campaigns start from."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.core.addresses import Address, parse
from bot.core.consent import ALERTS
from bot.core.templates import Category, Status, Template
from bot.services import way_out
from bot.services.scheduling import Guards, Scheduler
from bot.services.templates import withdrawn
from bot.storage import consents, contacts, tallies, templates
from tests.house import OURS, House
from tests.tested import seen

OFFICER, APPROVER = "olga", "ana"
BELOW_SMS = "\nPara no recibir avisos: wa.me/51900000001?text=BAJA"
"""The last line of every SMS to Peru."""


def person(number: int, channel: str = "whatsapp") -> str:
    """Somebody's address."""
    return f"{'whatsapp:' if channel == 'whatsapp' else ''}+5191{number:07d}"


def join(
    house: House, people: Iterable[str], *, wrote: timedelta = timedelta(hours=1), alerts: bool | None = True
) -> list[int]:
    """These people wrote to us that long ago, and said yes to campaigns (or no, or nothing). Returns their contacts."""
    names = [parse(one) for one in people]
    seen = [contacts.Seen(address=one, sender=Address(one.channel, OURS[one.channel]).full) for one in names]
    with house.database.write() as tx:
        reached = contacts.reach(tx, seen, house.clock() - wrote)
        for one in reached:
            if alerts is not None:
                consents.write(
                    tx, one.contact_id, ALERTS, given=alerts, at=house.clock() - wrote, source="chat", version="1"
                )
    return [one.contact_id for one in reached]


def document(**fields: Any) -> dict[str, Any]:
    """A campaign file."""
    plain = {"name": "Lavado de manos", "body": {"es": "Lávate las manos."}, "audience": {"languages": ["es"]}}
    return {**plain, **fields}


def template(house: House, sid: str = "HX" + "a" * 32, **fields: Any) -> str:
    """A template of our account, approved. Returns its sid."""
    values: dict[str, Any] = {
        "name": f"plantilla_{sid[-4:]}", "language": "es", "status": Status.APPROVED, "category": Category.UTILITY,
        "body": "Hola {{1}}, tenemos algo para ti.", "samples": {"1": "Rosa"},
    }  # fmt: skip
    with house.database.write() as tx:
        templates.keep(tx, Template(sid=sid, **(values | fields)), house.clock())
    return sid


def approved(house: House, **fields: Any) -> int:
    """A campaign that was written by one person and approved by another."""
    campaign_id = house.app.desk.create(document(**fields), OFFICER)
    yes(house, campaign_id)
    return campaign_id


def yes(house: House, campaign_id: int, **options: Any) -> int:
    """A second person's yes to a campaign that the team has seen on a phone. Returns to how many people."""
    with seen(house.database, campaign_id):
        return house.app.desk.approve(campaign_id, APPROVER, **options)


def scheduler(house: House, **guards: Any) -> Scheduler:
    """One scheduler process."""
    usual = {
        "failures_in_a_row": 20,
        "withdrawn": withdrawn,
        "misleads": lambda plan: way_out.misleads(plan, house.app.whatsapp_number),
    }
    return Scheduler(house.database, house.app.regulations, Guards(**(usual | guards)), house.clock)


def started(house: House, **fields: Any) -> int:
    """A running campaign whose recipients are all written down."""
    campaign_id = approved(house, **fields)
    house.app.desk.start(campaign_id, OFFICER)
    settle(house)
    return campaign_id


def settle(house: House, **guards: Any) -> None:
    """Everything that is due by itself."""
    doing = scheduler(house, **guards)
    for _ in range(1_000):
        if not doing.step():
            return
    raise AssertionError("the scheduler never comes to rest")


def counts(house: House, campaign_id: int) -> dict[str, int]:
    """The counts that are not 0."""
    with house.database.read() as tx:
        found = tallies.counts(tx, campaign_id)
    assert found.audience == sum(found.by_name().values())
    return {name: people for name, people in found.by_name().items() if people}


def why(house: House, campaign_id: int) -> dict[str, int]:
    """Refusals by reason."""
    with house.database.read() as tx:
        return dict(tallies.counts(tx, campaign_id).why_refused)


def state(house: House, campaign_id: int) -> str:
    """Where it stands."""
    return str(house.one("campaigns", id=campaign_id)["state"])
