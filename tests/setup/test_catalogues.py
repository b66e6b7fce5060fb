"""`make catalogues` and the check that a catalogue says what the code says."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = Path("locales/en/LC_MESSAGES/puente.po")


def catalogues(at: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [sys.executable, ROOT / "scripts" / "catalogues.py", *arguments]
    return subprocess.run(command, cwd=at, capture_output=True, text=True, timeout=240)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with one text in code and one in a template, translated."""
    (tmp_path / "babel.cfg").write_text((ROOT / "babel.cfg").read_text())
    (tmp_path / "bot" / "web" / "templates").mkdir(parents=True)
    (tmp_path / "bot" / "code.py").write_text('gettext("Hola")\n')
    (tmp_path / "bot" / "web" / "templates" / "page.html").write_text('<p>{{ _("Página") }}</p>')
    catalogues(tmp_path, "--update")
    translate(tmp_path, "Hola", "Hello")
    translate(tmp_path, "Página", "Page")
    return tmp_path


def translate(project: Path, text: str, translation: str) -> None:
    po = project / ENGLISH
    po.write_text(po.read_text().replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{translation}"'))


def test_a_translated_catalogue_is_fresh(project: Path) -> None:
    done = catalogues(project)
    assert (done.returncode, done.stdout) == (0, "en: fresh; 2 of 2 texts\n")


def test_a_new_text_makes_it_stale_and_updating_alone_does_not_make_it_complete(project: Path) -> None:
    with (project / "bot" / "code.py").open("a") as file:
        file.write('gettext("Chao")\n')
    assert "STALE" in catalogues(project).stdout
    assert catalogues(project, "--update").returncode == 1
    translate(project, "Chao", "Bye")
    assert catalogues(project).returncode == 0


def test_a_counted_text_is_whole_with_both_its_forms(project: Path) -> None:
    with (project / "bot" / "code.py").open("a") as file:
        file.write('ngettext("{n} fila", "{n} filas", n)\n')
    assert catalogues(project, "--update").returncode == 1
    po = project / ENGLISH
    for form, translation in ((0, "{n} row"), (1, "{n} rows")):
        assert catalogues(project).returncode == 1
        po.write_text(po.read_text().replace(f'msgstr[{form}] ""', f'msgstr[{form}] "{translation}"'))
    assert catalogues(project).returncode == 0


def test_a_text_that_left_the_code_leaves_the_catalogue(project: Path) -> None:
    (project / "bot" / "code.py").write_text("")
    assert catalogues(project).returncode == 1
    assert catalogues(project, "--update").returncode == 0
    assert "Hola" not in (project / ENGLISH).read_text()


def test_a_text_that_only_moved_is_no_change(project: Path) -> None:
    (project / "bot" / "code.py").write_text('\n\ngettext("Hola")\n')
    assert catalogues(project).returncode == 0


def test_a_language_that_lacks_texts_holds_only_what_it_says_and_keeps_the_word_of_who_reviewed_it(
    project: Path,
) -> None:
    other = project / "locales" / "ht" / "LC_MESSAGES" / "puente.po"
    other.parent.mkdir(parents=True)
    other.write_text('# Not reviewed by a native speaker.\nmsgid ""\nmsgstr ""\n\nmsgid "Hola"\nmsgstr "Bonjou"\n')
    catalogues(project, "--update")
    written = other.read_text()
    assert "Bonjou" in written
    assert "Página" not in written
    assert written.startswith("# Not reviewed by a native speaker.")
    done = catalogues(project)
    assert (done.returncode, done.stdout.splitlines()[1]) == (0, "ht: fresh; 1 of 2 texts")
