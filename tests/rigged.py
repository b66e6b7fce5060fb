"""Campaigns in a real installation (tests/rig.py): people who said yes, a campaign that was started, its processes."""

import subprocess

from bot.app import App
from bot.core.addresses import parse
from bot.core.consent import ALERTS
from bot.core.staff import Role
from bot.services import staff
from bot.storage import consents, contacts, tallies
from bot.storage.database import Database
from tests.rig import OURS, Rig


def person(number: int) -> str:
    """Somebody's address, as the ledger writes it."""
    return f"whatsapp:+5191{number:07d}"


def launch(app: App, recipients: int) -> int:
    """People who wrote just now and said yes, and a campaign to them that has been started. An emergency: it must not
    wait for a morning. Returns its number."""
    campaign_id = prepare(app, recipients)
    app.desk.start(campaign_id, "olga")
    return campaign_id


def prepare(app: App, recipients: int) -> int:
    """The same, and nobody has started it yet."""
    now = app.clock()
    with app.database.write() as tx:
        seen = [contacts.Seen(address=parse(person(n)), sender=OURS.full) for n in range(recipients)]
        for page in range(0, recipients, 1_000):
            for one in contacts.reach(tx, seen[page : page + 1_000], now):
                consents.write(tx, one.contact_id, ALERTS, given=True, at=now, source="chat", version="1")
        for name, role in (("olga", Role.OFFICER), ("ana", Role.APPROVER)):
            staff.add(tx, name, frozenset({role}), by="shell", now=now)
    document = {
        "name": "kills",
        "kind": "emergency",
        "emergency_reason": "prueba",
        "body": {"es": "Simulacro de campaña."},
        "audience": {"languages": ["es"]},
    }
    campaign_id = app.desk.create(document, "olga")
    app.desk.approve(campaign_id, "ana")
    return campaign_id


def part(rig: Rig, role: str, name: str, *, port: int | None = None) -> subprocess.Popen[bytes]:
    """Start one process; its claims and its heartbeat carry the name. `port`: of a web process, where not the rig's."""
    rig.environment["PUENTE_WORKER"] = name
    if role == "web":
        return rig._start("-m", "bot", "web", "--port", str(port or rig.port))
    return rig._start("-m", "bot", "worker", "--roles", role)


def counts(database: Database, campaign: int) -> dict[str, int]:
    """Where its recipients stand."""
    with database.read() as tx:
        return tallies.counts(tx, campaign).by_name()
