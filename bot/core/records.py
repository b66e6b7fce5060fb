"""Messages and reports as JSON rows and back, for where they wait outside the database.

They may wait through an upgrade: what another version wrote beside is left out.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from bot.core.addresses import parse
from bot.core.messages import Form, Reaction, Received, Report, Status


def message_row(message: Received) -> dict[str, Any]:
    """Without coordinates: they are kept nowhere."""
    plain = {"sender": message.sender.full, "recipient": message.recipient.full, "latitude": None, "longitude": None}
    return {**asdict(message), **plain}


def message(row: Mapping[str, Any]) -> Received:
    """Raises ValueError, TypeError or KeyError for what `message_row` did not write."""
    read = {
        "sender": parse(row["sender"]),
        "recipient": parse(row["recipient"]),
        "form": Form(row["form"]),
        "media_types": tuple(row["media_types"]),
    }
    return Received(**{**_known(row, Received), **read})


def report_row(report: Report) -> dict[str, Any]:
    """A delivery report."""
    return {**asdict(report), "at": report.at and report.at.isoformat()}


def report(row: Mapping[str, Any]) -> Report:
    """Raises ValueError, TypeError or KeyError for what `report_row` did not write."""
    read = {
        "status": Status(row["status"]),
        "at": datetime.fromisoformat(row["at"]) if row["at"] else None,
        "reaction": Reaction(row["reaction"]) if row["reaction"] else None,
    }
    return Report(**{**_known(row, Report), **read})


def _known(row: Mapping[str, Any], record: type[Received] | type[Report]) -> dict[str, Any]:
    return {field.name: row[field.name] for field in fields(record) if field.name in row}
