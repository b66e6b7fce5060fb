"""A campaign that the team has seen on a phone, without sending anything: for tests that are about something else."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from bot.core.messages import Status
from bot.storage import campaign_tests, campaigns
from bot.storage.database import Database
from bot.storage.schema import EPOCH, addresses, attempts, outbound


def show(database: Database, campaign_id: int) -> int:
    """A test of the campaign has gone to somebody, long ago. Returns the message's number."""
    with database.write() as tx:
        campaign = campaigns.load(tx, campaign_id)
        assert campaign is not None
        somebody = tx.connection.execute(select(addresses.c.id, addresses.c.contact_id).limit(1)).one()
        wording = campaign.plan.wording()
        owed = outbound.insert().values(
            key=f"test:{campaign_id}:{wording}", contact_id=somebody.contact_id, address_id=somebody.id,
            sender="+51900000001", rank=1, created_at=EPOCH, stage="settled", due_at=EPOCH, tries=1, settled_at=EPOCH,
        )  # fmt: skip
        (message,) = tx.connection.execute(owed).inserted_primary_key or ()
        left = {"number": 1, "status": Status.SENT.value, "started_at": EPOCH, "updated_at": EPOCH}
        tx.connection.execute(attempts.insert().values(message_id=message, **left))
        campaign_tests.note(tx, campaign_id, wording, [message])
    return int(message)


@contextmanager
def seen(database: Database, campaign_id: int) -> Iterator[None]:
    """The same while this lasts; afterwards no row of it is left."""
    message = show(database, campaign_id)
    try:
        yield
    finally:
        with database.write() as tx:
            tx.connection.execute(outbound.delete().where(outbound.c.id == message))
