"""The audit is a chain: whatever is done to its rows behind our back is found."""

import threading
from typing import Any

import pytest
from sqlalchemy import text

from bot.storage import audit
from bot.storage.crypto import Vault
from bot.storage.database import Database, Transaction
from tests.conftest import NOW


def note(database: Database, *subjects: str) -> None:
    for subject in subjects:
        with database.write() as tx:
            audit.note(tx, actor="rosa", act="case.show", subject=subject, now=NOW, detail={"rows": 3})


def verdict(database: Database) -> audit.Verdict:
    with database.read() as tx:
        return audit.verify(tx)


def test_what_was_written_by_us_holds(database: Database) -> None:
    assert verdict(database) == audit.Verdict(rows=0, unchained=0, head="", faults=())
    note(database, "1", "2", "3")
    found = verdict(database)
    assert (found.rows, found.unchained, found.faults) == (3, 0, ())
    assert found.head.startswith("3:")


TAMPERING = {
    "actor": "UPDATE audit SET actor = 'luis' WHERE id = 2",
    "act": "UPDATE audit SET act = 'case.list' WHERE id = 2",
    "subject": "UPDATE audit SET subject = '9' WHERE id = 2",
    "time": "UPDATE audit SET at = at + 1 WHERE id = 2",
    "detail": "UPDATE audit SET detail = '{}' WHERE id = 2",
    "digest": "UPDATE audit SET digest = (SELECT digest FROM audit WHERE id = 3) WHERE id = 2",
    "no digest": "UPDATE audit SET digest = NULL WHERE id = 2",
    "all digests": "UPDATE audit SET digest = NULL",
    "deleted": "DELETE FROM audit WHERE id = 2",
    "first deleted": "DELETE FROM audit WHERE id = 1",
    "last deleted": "DELETE FROM audit WHERE id = 4",
    "everything deleted": "DELETE FROM audit",
    "added": "INSERT INTO audit (id, at, actor, act, subject) VALUES (5, 1, 'rosa', 'case.show', '5')",
    "head": "DELETE FROM meta WHERE key = 'audit.head'",
}


@pytest.mark.parametrize("how", TAMPERING)
def test_every_change_is_found(database: Database, how: str) -> None:
    note(database, "1", "2", "3", "4")
    with database.write() as tx:
        tx.connection.execute(text(TAMPERING[how]))
    assert verdict(database).faults


@pytest.mark.parametrize("rows", [(1, 2), (2, 4), (3, 4)])
def test_two_rows_that_changed_places_are_found(database: Database, rows: tuple[int, int]) -> None:
    note(database, "1", "2", "3", "4")
    one, other = rows
    with database.write() as tx:
        for before, after in ((one, 99), (other, one), (99, other)):
            tx.connection.execute(
                text("UPDATE audit SET id = :after WHERE id = :before"), {"after": after, "before": before}
            )
    assert {fault.number for fault in verdict(database).faults} >= {one, other}


def test_a_chain_made_anew_without_the_secret_is_found(database: Database) -> None:
    """Whoever holds the database but not the keys cannot write a history of their own."""
    note(database, "1", "2")
    with database.write() as tx:
        tx.connection.execute(text("DELETE FROM audit"))
        forged = Transaction(tx.connection, Vault({"k1": "another-data-key-0123456789"}, "another-secret-0123456789"))
        audit.note(forged, actor="rosa", act="case.show", subject="1", now=NOW)
    assert verdict(database).faults


def test_rows_from_before_the_chain_are_told_apart(database: Database) -> None:
    with database.write() as tx:
        row = "INSERT INTO audit (id, at, actor, act, subject) VALUES (1, 1, 'rosa', 'case.show', '5')"
        tx.connection.execute(text(row))
    note(database, "1")
    assert (verdict(database).unchained, verdict(database).faults) == (1, ())


def test_many_who_note_at_once_make_one_chain(database: Database) -> None:
    threads = [threading.Thread(target=note, args=(database, *map(str, range(5)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verdict(database)
    assert (found.rows, found.faults) == (20, ())


def test_what_did_not_happen_leaves_no_gap(database: Database) -> None:
    note(database, "1")

    class Broken(Exception):
        pass

    def fails() -> Any:
        with database.write() as tx:
            audit.note(tx, actor="rosa", act="case.show", subject="2", now=NOW)
            raise Broken

    with pytest.raises(Broken):
        fails()
    note(database, "3")
    found = verdict(database)
    assert (found.rows, found.faults) == (2, ())
