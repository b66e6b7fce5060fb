"""The safety lexicon and the services come out of the store as files, and go in as drafts."""

import pytest
import yaml

from bot.storage import items
from tests.cli.conftest import Shell

FORMS = pytest.mark.parametrize("group", ["lexicon", "directory"])


def drafts(shell: Shell, kind: str) -> list[str]:
    app = shell.app()
    try:
        with app.database.read() as tx:
            return [one.id for one in items.standings(tx, kind).values() if one.state]
    finally:
        app.database.close()


@FORMS
def test_what_was_exported_can_be_imported_and_changes_nothing(installed: Shell, group: str) -> None:
    assert installed.run(group, "export", "all.yml").code == 0
    done = installed.run(group, "import", "all.yml")
    assert (done.code, done.out.split()[0]) == (0, "0")
    assert yaml.safe_load(installed.run(group, "export").out) == yaml.safe_load(
        (installed.folder / "all.yml").read_text("utf-8")
    )


def test_what_a_file_changes_waits_for_its_review(installed: Shell) -> None:
    installed.run("directory", "export", "all.yml")
    path = installed.folder / "all.yml"
    document = yaml.safe_load(path.read_text("utf-8"))
    document["services"][0]["name"] = "Otro nombre"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    done = installed.run("directory", "import", "all.yml")
    assert done.code == 0
    assert drafts(installed, items.SERVICE) == [document["services"][0]["id"]]
    document["services"][0]["name"] = "Y otro"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    again = installed.run("directory", "import", "all.yml")
    assert again.code == 2
    assert "tiene un borrador" in again.err


@FORMS
@pytest.mark.parametrize("raw", [b"", b"- a", b"\xff\xfe", b"a: [", b"categories: [{}]", b"services: [{id: x}]"])
def test_a_file_of_something_else_is_refused_and_changes_nothing(installed: Shell, group: str, raw: bytes) -> None:
    (installed.folder / "bad.yml").write_bytes(raw)
    done = installed.run(group, "import", "bad.yml")
    assert (done.code, done.out) == (2, "")
    assert done.err
    assert installed.run(group, "import", "nowhere.yml").code == 2
