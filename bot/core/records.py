"""Messages and reports as JSON rows and back, for where they wait outside the database."""

from collections.abc import Mapping
from dataclasses import asdict
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
    return Received(**{**row, **read})


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
    return Report(**{**row, **read})
