"""What a new release says otherwise is proposed once, to an editor; what was edited here stays."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.errors import BadInput
from bot.core.gazetteer import Places
from bot.services import directory, editing, flows, proposing, publishing, safety
from bot.services.editing import Conflict
from bot.storage import content, items, proposals
from bot.storage.database import Database
from tests.conftest import Hands
from tests.services.conftest import ENTRIES
from tests.services.test_safety import FILE, LUIS, ROOT, ROSA, SERVICE


class Release:
    """A release in a folder, seeded into the store; `change` makes it another one."""

    def __init__(self, database: Database, clock: Hands, root: Path) -> None:
        self.database, self.clock, self.root = database, clock, root
        self.entries = [content.to_document(one) for one in ENTRIES]
        self.lexicon, self.services = FILE, [{"id": "casa", **SERVICE}]
        self._write()
        shutil.copy(ROOT / "flows" / "places.yml", root / "flows" / "places.yml")
        publishing.seed(database, flows.Release(root), clock())
        assert self.look() == []

    def change(self, code: str = "C01", **fields: Any) -> None:
        self.entries = [{**one, **fields} if one["id"] == code else one for one in self.entries]
        self._write()

    def look(self) -> list[tuple[str, str]]:
        proposing.look(self.database, flows.Release(self.root), self.clock())
        with self.database.read() as tx:
            return [(one.kind, one.id) for one in proposals.undecided(tx)]

    def edit(self, code: str = "C01", base: int = 1, **fields: Any) -> int:
        with self.database.read() as tx:
            document = content.to_document(content.newest(tx)[code][1])
        entry = content.from_document({**document, **fields})
        return editing.save(self.database, entry, base=base, by=ROSA, now=self.clock())

    def open(self, kind: str = "entry", name: str = "C01") -> proposals.Proposal:
        with self.database.read() as tx:
            found = proposing.find(tx, kind, name)
        assert found is not None
        return found

    def _write(self) -> None:
        files = {
            "school/entries.yml": {"entries": self.entries},
            "safeguarding/lexicon.yml": self.lexicon,
            "services/directory.yml": {"services": self.services},
        }
        for name, document in files.items():
            path = self.root / "flows" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture
def release(database: Database, clock: Hands, tmp_path: Path) -> Release:
    return Release(database, clock, tmp_path)


def test_a_text_the_release_changed_is_proposed_and_ours_stays(release: Release) -> None:
    release.edit(sms="De aquí.")
    assert release.look() == []
    release.change(title="Título nuevo")
    assert release.look() == [("entry", "C01")]
    assert release.look() == [("entry", "C01")]
    with release.database.read() as tx:
        assert content.newest(tx)["C01"][1].sms == "De aquí."


def test_what_staff_changed_is_not_proposed_back_to_them(release: Release) -> None:
    release.edit(title="Nuestro título")
    release.change("C03", title="Otro")
    assert release.look() == [("entry", "C03")]


def test_taken_it_is_a_draft_and_left_it_does_not_come_again(release: Release) -> None:
    release.change(title="Título nuevo")
    release.change("C03", title="Otro título")
    release.look()
    proposing.take(release.database, Places(), release.open(), base=1, by=ROSA, now=release.clock())
    proposing.leave(release.database, release.open(name="C03"), by=LUIS, now=release.clock())
    with release.database.read() as tx:
        assert content.newest(tx)["C01"][1].title == "Título nuevo"
        assert content.standings(tx)["C01"].state == "draft"
        assert content.newest(tx)["C03"][1].title == ENTRIES[1].title
    assert release.look() == []
    release.change("C03", title="Otra vez otro")
    assert release.look() == [("entry", "C03")]


def test_a_release_that_says_what_we_say_by_now_proposes_nothing(release: Release) -> None:
    release.edit(title="Título nuevo")
    release.change(title="Título nuevo")
    assert release.look() == []


def test_new_entries_sections_and_services_are_proposed_too(release: Release, database: Database) -> None:
    release.entries.append({**release.entries[0], "id": "N01", "questions": ["a", "b", "c", "d", "e"]})
    release.lexicon = {**FILE, "negation": ["no", "nunca"]}
    release.services = [*release.services, {"id": "otra", **SERVICE}]
    release.change()
    assert release.look() == [("entry", "N01"), ("lexicon", "list:negation"), ("service", "otra")]
    for kind, name, base in (("entry", "N01", 0), ("lexicon", "list:negation", 1), ("service", "otra", 0)):
        proposing.take(database, Places(), release.open(kind, name), base=base, by=ROSA, now=release.clock())
    with database.read() as tx:
        assert items.standings(tx, items.LEXICON)["list:negation"].state == "draft"
        assert safety.tested(tx, "list:negation", 2) is not None
        assert items.newest(tx, items.SERVICE)["otra"] == directory.split({"services": release.services})["otra"]


def test_nobody_is_overwritten_and_nothing_is_decided_twice(release: Release) -> None:
    release.change(title="Título nuevo")
    release.look()
    one = release.open()
    release.edit(sms="De aquí.")
    with pytest.raises(Conflict):
        proposing.take(release.database, Places(), one, base=1, by=LUIS, now=release.clock())
    proposing.leave(release.database, one, by=LUIS, now=release.clock())
    with pytest.raises(BadInput, match="ya se decidió"):
        proposing.leave(release.database, one, by=LUIS, now=release.clock())


def test_a_broken_file_proposes_nothing(release: Release) -> None:
    release.change(title="")
    assert release.look() == []
