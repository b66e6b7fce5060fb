"""The directory of services as the store has it: seeded from `flows/services/directory.yml`, edited like answers, and
living: who is asked hears a publication with the next message."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from bot.core import directory as rules
from bot.core.directory import Directory
from bot.core.errors import BadInput
from bot.core.gazetteer import Places
from bot.services.items import Document, Items
from bot.storage import items
from bot.storage.database import Database, Transaction

log = logging.getLogger(__name__)


class LivingDirectory(Directory):
    """What the store has; before it was seeded, what `otherwise` reads. `refresh` when something was published."""

    def __init__(self, database: Database, places: Places, otherwise: Callable[[], Directory]) -> None:
        super().__init__()
        self._database, self._places, self._otherwise = database, places, otherwise
        self._known: Mapping[str, Document] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Read it again where it changed."""
        with self._database.read() as tx:
            found = items.published(tx, items.SERVICE)
            seeded = not items.is_empty(tx, items.SERVICE)
        if found == self._known:
            return
        read, problems = rules.parse("", document(found), self._places) if seeded else (self._otherwise(), [])
        if problems:  # a place that the list of places has no longer, say: the rest is shown
            log.error("services of the directory have problems", extra={"problems": len(problems)})
        self.services = read.services
        self._known = found


def desk(database: Database, places: Places) -> Items:
    """What staff do with services."""

    def faults(tx: Transaction, item_id: str, number: int, document: Document) -> list[str]:  # noqa: ARG001
        return problems(item_id, document, places)

    return Items(database=database, kind=items.SERVICE, faults=faults)


def problems(item_id: str, service: Document, places: Places) -> list[str]:
    """Every rule this service breaks."""
    _found, wrong = rules.parse("", document({item_id: service}), places)
    return [one.reason for one in wrong]


def document(services: Mapping[str, Document]) -> dict[str, Any]:
    """Services in the form of `directory.yml`."""
    fields = [name for name in rules.Service.__dataclass_fields__ if name != "id"]
    rows = [
        {"id": name, **{field: service[field] for field in fields if field in service}}
        for name, service in services.items()
    ]
    return {"services": rows}


def read(name: str, given: Any, places: Places) -> dict[str, dict[str, Any]]:
    """The services of a file in the form of `directory.yml`, by id. Raises BadInput naming every wrong row."""
    _found, wrong = rules.parse(name, given, places)
    if wrong:
        raise BadInput(*(str(one) for one in wrong))
    return split(given)


def split(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of a directory that `rules.parse` finds well formed, as JSON values, by id."""
    found = {}
    for row in given["services"]:
        values = {name: _plain(value) for name, value in row.items() if name != "id"}
        found[str(row["id"])] = {name: value for name, value in values.items() if value not in ("", [])}
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return "" if value is None else str(value)
