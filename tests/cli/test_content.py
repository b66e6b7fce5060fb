"""Answers come in, go live, go out and go back, from the command line."""

import json
from pathlib import Path

import pytest
import yaml

from bot.core.content import Entry
from bot.storage import content
from tests.cli.conftest import Shell
from tests.cli.test_bad_input import ENTRY


def published(shell: Shell) -> dict[str, Entry]:
    app = shell.app()
    try:
        with app.database.read() as tx:
            return {entry.id: entry for entry in content.published(tx)}
    finally:
        app.database.close()


@pytest.fixture
def file(installed: Shell) -> Path:
    path = installed.folder / "new.yml"
    path.write_text(ENTRY)
    return path


def test_the_answers_of_the_release_are_without_problems(shell: Shell) -> None:
    done = shell.run("faq", "check")
    assert (done.code, done.err) == (0, "")
    assert int(done.out.split()[0]) >= 45


def test_what_was_exported_can_be_imported_and_changes_nothing(installed: Shell) -> None:
    assert installed.run("faq", "export", "all.yml").code == 0
    assert installed.run("faq", "check", "all.yml").code == 0
    before = published(installed)
    done = installed.run("faq", "import", "all.yml")
    assert (done.code, done.out.split()[0]) == (0, "0")
    assert installed.run("faq", "publish").out.strip() == "No hay borradores."
    assert published(installed) == before
    written = yaml.safe_load((installed.folder / "all.yml").read_text("utf-8"))
    assert {entry["id"] for entry in written["entries"]} == set(before)


@pytest.mark.parametrize("as_json", [True, False])
def test_an_export_without_a_file_goes_to_the_screen(installed: Shell, as_json: bool) -> None:
    done = installed.run("faq", "export", *(["--json"] if as_json else []))
    document = json.loads(done.out) if as_json else yaml.safe_load(done.out)
    assert len(document["entries"]) == len(published(installed))


def test_an_import_waits_for_its_publication(installed: Shell, file: Path) -> None:
    done = installed.run("faq", "import", file, "--as", "rosa")
    assert done.code == 0
    assert done.out.splitlines()[0] == "Z01: nueva"
    assert "Z01" not in published(installed)
    assert installed.run("faq", "publish").out.strip() == "Publicadas: Z01"
    assert published(installed)["Z01"].whatsapp == "Sí, puedes."


def test_a_change_goes_live_and_back_and_forth(installed: Shell, file: Path) -> None:
    installed.run("faq", "import", file)
    installed.run("faq", "publish")
    file.write_text(ENTRY.replace('"Sí, puedes."', '"Sí, puedes mañana."'))
    assert installed.run("faq", "import", file).out.splitlines()[0] == "Z01: cambiada"
    installed.run("faq", "publish")
    assert published(installed)["Z01"].whatsapp == "Sí, puedes mañana."
    assert installed.run("faq", "rollback", "Z01").code == 0
    assert published(installed)["Z01"].whatsapp == "Sí, puedes."
    assert installed.run("faq", "rollback", "Z01").code == 0
    assert published(installed)["Z01"].whatsapp == "Sí, puedes mañana."


def test_what_would_break_the_rules_of_the_whole_is_not_published(installed: Shell, file: Path) -> None:
    """A file may link to what only the store holds, so links are judged when everything is there."""
    file.write_text(ENTRY + "    related: [NOPE]\n")
    installed.run("faq", "import", file)
    before = installed.everything()
    done = installed.run("faq", "publish")
    assert done.code == 2
    assert "Z01" in done.err
    assert "NOPE" in done.err
    assert installed.everything() == before
