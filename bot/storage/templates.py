"""Templates of our account at the provider, as they were last seen there."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.core.templates import Category, Status, Template
from bot.storage.database import Transaction
from bot.storage.schema import templates


def keep(tx: Transaction, template: Template, now: datetime) -> None:
    """Write down how a template stands. A category once known stays where none is named any more."""
    values: dict[str, Any] = {
        "name": template.name[:512],
        "language": template.language[:16],
        "category": template.category.value if template.category else "",
        "status": template.status.value,
        "body": template.body,
        "buttons": json.dumps(list(template.buttons), ensure_ascii=False),
        "samples": json.dumps(dict(template.samples), ensure_ascii=False),
        "reason": template.reason,
        "checked_at": now,
    }
    known = tx.connection.execute(
        select(templates.c.status).where(templates.c.sid == template.sid)
    ).scalar_one_or_none()
    if known is None:
        tx.connection.execute(templates.insert().values(sid=template.sid, changed_at=now, **values))
        return
    if known != template.status.value:
        values["changed_at"] = now
    if not values["category"]:
        del values["category"]
    tx.connection.execute(update(templates).where(templates.c.sid == template.sid).values(**values))


def mark(tx: Transaction, sids: Collection[str], status: Status, now: datetime) -> int:
    """These templates stand so now. Returns how many of them are known and stood otherwise."""
    changed = tx.connection.execute(
        update(templates)
        .where(templates.c.sid.in_(list(sids)), templates.c.status != status.value)
        .values(status=status.value, changed_at=now)
    )
    return changed.rowcount


def known(tx: Transaction, sids: Collection[str]) -> dict[str, Template]:
    """Those of these templates that we have seen, by sid."""
    if not sids:
        return {}
    rows = tx.connection.execute(select(templates).where(templates.c.sid.in_(list(sids))))
    return {row.sid: _template(row) for row in rows}


def listed(tx: Transaction) -> Sequence[Template]:
    """All of them, by name and language."""
    rows = tx.connection.execute(select(templates).order_by(templates.c.name, templates.c.language, templates.c.sid))
    return [_template(row) for row in rows]


def _template(row: Any) -> Template:
    return Template(
        sid=row.sid,
        name=row.name,
        language=row.language,
        status=Status(row.status),
        category=Category(row.category) if row.category else None,
        body=row.body,
        buttons=tuple(json.loads(row.buttons)),
        samples=json.loads(row.samples),
        reason=row.reason,
    )
