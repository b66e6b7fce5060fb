"""Each recipient of a campaign as a row of a file; that it was taken out is written down before it appears."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.core.staff import Role
from bot.services import results, spreadsheets, staff
from bot.services.results import Explain
from bot.storage import audit
from bot.storage.database import Database


def export(
    database: Database,
    campaign_id: int,
    file: Path,
    *,
    explain: Explain,
    zone: ZoneInfo,
    actor: str,
    clock: Clock,
    progress: Callable[[int], None],
) -> int:
    """Write `file` (.csv or .xlsx). Returns how many rows. Raises BadInput for no such campaign, for an actor who may
    not, and where it cannot be written; then there is no file."""
    with database.read() as tx:
        who = staff.acting(tx, actor, Role.OFFICER, Role.DATA_OFFICER)
    campaign = results.campaign_of(database, campaign_id)

    def note(count: int) -> None:
        with database.write() as tx:
            audit.note(
                tx,
                actor=who,
                act="campaign.export",
                subject=str(campaign_id),
                now=clock(),
                detail={"rows": count},
            )

    rows = results.rows(database, campaign, explain, zone, progress)
    return spreadsheets.write(file, results.COLUMNS, rows, note=note)
