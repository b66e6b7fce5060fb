"""The content store: seeded once, changed as a whole, and read by everybody from the next message on."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import ROOT
from bot.core.content import Entry, Kind
from bot.core.errors import BadContent
from bot.services import flows, publishing
from bot.services.flows import Release
from bot.services.library import Library
from bot.services.publishing import Change
from bot.storage import content
from bot.storage.database import Database
from bot.storage.schema import audit
from tests.conftest import NOW, Hands
from tests.services.conftest import LIMA, entry


def propose(database: Database, *entries: Entry) -> list[Change]:
    return publishing.propose(database, entries, author="rosa", now=NOW)


def live(database: Database) -> dict[str, str]:
    """What people read now."""
    with database.read() as tx:
        return {one.id: one.whatsapp for one in content.published(tx)}


def test_an_empty_store_is_filled_from_the_release_once(database: Database) -> None:
    count = publishing.seed(database, Release(ROOT), NOW)
    assert count >= 45
    assert len(live(database)) == count
    with database.read() as tx:
        version = content.version(tx)
    assert publishing.seed(database, Release(ROOT), NOW) == 0
    with database.read() as tx:
        assert content.version(tx) == version


def test_a_release_never_overwrites_what_was_edited_here(database: Database) -> None:
    propose(database, entry("C01", whatsapp="de aquí"))
    publishing.publish(database, NOW)
    assert publishing.seed(database, Release(ROOT), NOW) == 0
    assert live(database) == {"C01": "de aquí"}


def test_processes_that_start_at_once_fill_the_store_once(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "flows" / "school"
    folder.mkdir(parents=True)
    source = (ROOT / "flows" / "school" / "entries.yml").read_text("utf-8")
    (folder / "entries.yml").write_text(source)
    barrier, counts = threading.Barrier(4), list[int]()

    def start() -> None:
        barrier.wait()
        counts.append(publishing.seed(database, release, NOW))

    release = Release(tmp_path)
    entries, _ = release.entries
    release.entries = (entries, [])  # one file alone points to entries of others
    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, len(entries)]
    with database.read() as tx:
        assert {number for number, _, _ in content.newest(tx).values()} == {1}


def test_content_with_a_problem_is_not_seeded_at_all(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "flows" / "school"
    folder.mkdir(parents=True)
    (folder / "entries.yml").write_text("entries: [{id: C01}]")
    with pytest.raises(BadContent):
        publishing.seed(database, Release(tmp_path), NOW)
    assert live(database) == {}


def test_a_proposal_tells_what_is_new_changed_and_the_same_and_publishes_nothing(database: Database) -> None:
    first, second = entry("C01"), entry("C03")
    assert [one.kind for one in propose(database, first, second)] == ["added", "added"]
    assert [one.kind for one in propose(database, first, replace(second, whatsapp="otra"))] == ["same", "changed"]
    assert live(database) == {}


def test_a_publication_is_whole_or_not_at_all(database: Database) -> None:
    propose(database, entry("C01"))
    publishing.publish(database, NOW)
    propose(database, entry("C01", whatsapp="nueva"), entry("C03", related=("NOPE",)))
    with pytest.raises(BadContent) as refused:
        publishing.publish(database, NOW)
    assert any("C03" in line for line in refused.value.lines)
    assert live(database) == {"C01": entry("C01").whatsapp}


def test_publishing_nothing_changes_nothing(database: Database) -> None:
    propose(database, entry("C01"))
    assert publishing.publish(database, NOW) == ["C01"]
    assert publishing.publish(database, NOW) == []
    with database.read() as tx:
        assert content.version(tx) == 1


def test_rolling_back_is_a_revision_of_its_own_and_every_wording_stays(database: Database) -> None:
    for words in ("una", "dos", "tres"):
        propose(database, entry("C01", whatsapp=words))
        publishing.publish(database, NOW)
    assert publishing.rollback(database, "C01", author="rosa", now=NOW) == 4
    assert live(database) == {"C01": "dos"}
    assert publishing.rollback(database, "NOPE", author="rosa", now=NOW) is None


def test_every_change_of_content_leaves_a_trace(database: Database) -> None:
    for words in ("una", "dos"):
        propose(database, entry("C01", whatsapp=words), entry("C03"))
        publishing.publish(database, NOW, by="rita")
    publishing.rollback(database, "C01", author="rosa", now=NOW)
    with database.read() as tx:
        rows = tx.connection.execute(select(audit.c.actor, audit.c.act, audit.c.subject).order_by(audit.c.id)).all()
    assert [tuple(row) for row in rows] == [
        ("rosa", "entry.save", "C01"),
        ("rosa", "entry.save", "C03"),
        ("rita", "entry.publish", "C01"),
        ("rita", "entry.publish", "C03"),
        ("rosa", "entry.save", "C01"),
        ("rita", "entry.publish", "C01"),
        ("rosa", "entry.restore", "C01"),
    ]


def test_a_draft_is_no_wording_to_go_back_to(database: Database) -> None:
    propose(database, entry("C01", whatsapp="una"))
    publishing.publish(database, NOW)
    propose(database, entry("C01", whatsapp="borrador"))
    assert publishing.rollback(database, "C01", author="rosa", now=NOW) is None
    assert live(database) == {"C01": "una"}


def test_another_process_reads_a_publication_with_its_next_look(
    database: Database, clock: Hands, vault: object
) -> None:
    there = Database(database.url, database.vault)
    library = Library(there, clock, LIMA)
    library.refresh()
    propose(database, entry("C01"))
    assert library.refresh() is False
    publishing.publish(database, NOW)
    assert library.refresh() is True
    assert library.refresh() is False
    assert library.entry("C01") == entry("C01")
    there.close()


def test_every_kind_of_entry_survives_the_store_unchanged(database: Database) -> None:
    rows = [
        entry("C01", related=("C03",), must_say=("gratis",), sensitive=True),
        entry("C03", source_date=None, confirm_at="gob.pe"),
        entry("hola", kind=Kind.SMALLTALK, review_by=None),
        entry("E01-emergencia", kind=Kind.EMERGENCY, whatsapp="Llama al *105* (Policía) ahora.", review_by=None),
    ]
    propose(database, *rows)
    with database.read() as tx:
        assert {name: kept for name, (_, kept, _) in content.newest(tx).items()} == {one.id: one for one in rows}


def test_the_safety_lexicon_of_the_release_is_readable(tmp_path: Path) -> None:
    lexicon, problems = flows.read_lexicon(ROOT)
    assert problems == []
    assert lexicon.categories


@pytest.mark.parametrize("content_of_file", [None, b"\xff", b"categories: [", b""])
def test_a_lexicon_that_cannot_be_read_is_a_problem_and_no_empty_lexicon(
    tmp_path: Path, content_of_file: bytes | None
) -> None:
    folder = tmp_path / "flows" / "safeguarding"
    folder.mkdir(parents=True)
    if content_of_file is not None:
        (folder / "lexicon.yml").write_bytes(content_of_file)
    _, problems = flows.read_lexicon(tmp_path)
    assert problems
