"""`make setup` and the browser of `make test` where something is missing: one line that says what, and no half work."""

import os
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REAL = "awk bash cat chmod cp dirname env flock ldd make mkdir rm sed sh sha256sum".split()
PROGRESS = {"puente: installing into .venv", "puente: bringing uv", "puente: instalando en .venv"}
PYTHON_311 = "exit 0"
PYTHON_312 = "exit 1"
# Notes what it was asked, and makes what `uv venv` makes.
UV = """
echo "$*" >>uv.log
case $1 in venv) mkdir -p .venv/bin; echo '#!/bin/sh' >.venv/bin/python; chmod +x .venv/bin/python;; esac
"""
FAILING_UV = UV + 'case "$1 $2" in "pip sync") echo "error: no answer" >&2; exit 2;; esac'


@dataclass
class Machine:
    """A checkout and a PATH that holds only what the test puts there."""

    checkout: Path
    programs: Path

    def has(self, name: str, script: str) -> None:
        program = self.programs / name
        program.unlink(missing_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def lacks(self, name: str) -> None:
        (self.programs / name).unlink()

    def run(self, *command: str, language: str = "en_US.UTF-8") -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.programs), "LANG": language, "HOME": str(self.checkout / "home")}
        return subprocess.run(
            command or ("scripts/environment",),
            cwd=self.checkout,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
        )

    def refusal(self, *command: str, language: str = "en_US.UTF-8") -> str:
        """What the set-up says when it refuses; checks that it does, in one line of ours, leaving no stamp."""
        done = self.run(*command, language=language)
        assert done.returncode != 0
        assert not (self.checkout / ".venv" / "synced").exists()
        ours = [line for line in done.stderr.splitlines() if line.startswith("puente: ") and line not in PROGRESS]
        assert len(ours) == 1, done.stderr
        return ours[0]

    @property
    def uv_calls(self) -> list[str]:
        log = self.checkout / "uv.log"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A Linux machine with Python 3.11, uv, space and a good processor."""
    checkout = tmp_path / "checkout"
    shutil.copytree(ROOT / "scripts", checkout / "scripts")
    (checkout / "requirements").mkdir()
    (checkout / "requirements" / "dev.txt").write_text("rasa==3.6.21\n")
    (checkout / "pyproject.toml").write_text('[project]\nname = "puente"\n\n[tool.uv]\nfirst = 1\n')
    shutil.copy(ROOT / "Makefile", checkout)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in REAL:
        real = shutil.which(name)
        assert real is not None, name
        (programs / name).symlink_to(real)
    made = Machine(checkout, programs)
    made.has("uname", "case $1 in -s) echo Linux;; -m) echo x86_64;; esac")
    made.has("ldd", "echo 'ldd (GNU libc) 2.36'")
    made.has("grep", "exit 0")
    made.has("df", "printf 'h\\n/dev/sda 9 9 9000000 9%% /\\n'")
    made.has("python3.11", PYTHON_311)
    made.has("uv", UV)
    return made


def test_a_fresh_checkout_gets_the_locked_environment_and_the_project_in_it(machine: Machine) -> None:
    done = machine.run()
    assert done.returncode == 0, done.stderr
    assert machine.uv_calls == [
        f"venv --quiet --python {machine.programs}/python3.11 .venv",
        "pip sync --python .venv --require-hashes --build-constraints requirements/dev.txt requirements/dev.txt",
        "pip install --quiet --python .venv --no-deps --build-constraints requirements/dev.txt --editable .",
    ]


def test_a_second_run_calls_nothing_and_says_nothing(machine: Machine) -> None:
    machine.run()
    before = machine.uv_calls
    done = machine.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.uv_calls == before


def test_a_changed_lock_is_synced_into_the_same_environment(machine: Machine) -> None:
    machine.run()
    (machine.checkout / "requirements" / "dev.txt").write_text("rasa==3.6.22\n")
    machine.run()
    assert [call.split()[0:2] for call in machine.uv_calls[3:]] == [["pip", "sync"], ["pip", "install"]]


def test_a_changed_setting_of_a_tool_is_no_reason_to_install_again(machine: Machine) -> None:
    machine.run()
    before = machine.uv_calls
    with (machine.checkout / "pyproject.toml").open("a") as file:
        file.write("second = 2\n")
    machine.run()
    assert machine.uv_calls == before


def test_a_moved_checkout_is_installed_again(machine: Machine, tmp_path: Path) -> None:
    machine.run()
    machine.checkout = machine.checkout.rename(tmp_path / "elsewhere")
    machine.run()
    assert len(machine.uv_calls) > 3


def test_another_python_3_is_passed_over_for_one_that_is_3_11(machine: Machine) -> None:
    machine.has("python3.11", PYTHON_312)
    machine.has("python3", PYTHON_311)
    assert machine.run().returncode == 0
    assert f"{machine.programs}/python3 " in machine.uv_calls[0] + " "


def test_missing_python_is_one_line_that_says_how_to_get_it(machine: Machine) -> None:
    machine.lacks("python3.11")
    machine.lacks("uv")
    machine.has("python3", PYTHON_312)
    assert machine.refusal().startswith("puente: Python 3.11 is missing. Install it")
    assert machine.refusal(language="es_PE.UTF-8").startswith("puente: falta Python 3.11. Instálalo")
    # As the command does: English where it is asked for, else Spanish.
    assert machine.refusal(language="C.UTF-8").startswith("puente: falta Python 3.11. Instálalo")


def test_uv_finds_or_brings_the_python_that_is_not_on_the_path(machine: Machine) -> None:
    machine.lacks("python3.11")
    machine.has("uv", UV + 'case "$1 $2" in "python find") echo /opt/python3.11;; esac')
    assert machine.run().returncode == 0
    assert "venv --quiet --python /opt/python3.11 .venv" in machine.uv_calls


def test_neither_uv_nor_pip_is_one_line(machine: Machine) -> None:
    machine.lacks("uv")
    machine.has("python3.11", 'case "$*" in *pip*) exit 1;; esac')
    assert machine.refusal().startswith("puente: neither uv nor pip is here")


def test_pip_brings_uv_into_the_checkout_with_its_hash_checked(machine: Machine) -> None:
    machine.programs.joinpath("uv").rename(machine.checkout / "wheel")
    pip = 'echo "$*" >pip.log; mkdir -p .tools/uv/bin; cp wheel .tools/uv/bin/uv'
    machine.has("python3.11", f'case "$*" in *install*) {pip};; esac')
    done = machine.run()
    assert done.returncode == 0, done.stderr
    asked = (machine.checkout / "pip.log").read_text()
    assert "--target .tools/uv" in asked
    assert "--require-hashes -r requirements/uv.txt" in asked


def test_too_little_disk_space_is_one_line_with_both_figures(machine: Machine) -> None:
    machine.has("df", "printf 'h\\n/dev/sda 9 9 2000000 9%% /\\n'")
    assert machine.refusal() == "puente: no disk space: 2000 MB free here, 3000 MB needed."
    assert machine.uv_calls == []


@pytest.mark.parametrize(
    ("program", "script", "named"),
    [
        ("uname", "case $1 in -s) echo Linux;; -m) echo aarch64;; esac", "puente: Linux aarch64 is not supported"),
        ("uname", "case $1 in -s) echo Darwin;; -m) echo arm64;; esac", "puente: Darwin arm64 is not supported"),
        ("ldd", "echo 'musl libc (x86_64)' >&2; exit 1", "puente: this Linux is built on musl"),
        ("grep", "exit 1", "puente: this processor has no AVX"),
    ],
)
def test_a_machine_tensorflow_has_no_wheel_for_is_one_line(
    machine: Machine, program: str, script: str, named: str
) -> None:
    machine.has(program, script)
    assert machine.refusal().startswith(named)
    assert machine.uv_calls == []


def test_no_answer_from_the_package_index_is_one_line_after_uv_s_own_words(machine: Machine) -> None:
    machine.has("uv", FAILING_UV)
    assert machine.refusal().startswith("puente: the packages could not be brought; the reason is above")
    assert "error: no answer" in machine.run().stderr


def test_a_failed_sync_is_tried_again_next_time(machine: Machine) -> None:
    machine.has("uv", FAILING_UV)
    machine.run()
    machine.has("uv", UV)
    assert machine.run().returncode == 0
    assert any(call.startswith("pip sync") for call in machine.uv_calls)


def test_an_old_make_is_one_line(machine: Machine) -> None:
    done = machine.run("make", "MAKE_VERSION=3.81", "setup")
    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1
    assert "make 3.81 is too old, 4.0 or newer is needed" in done.stderr


def test_a_home_that_cannot_be_written_moves_the_cache_into_the_checkout(machine: Machine) -> None:
    machine.has("uv", UV + 'echo "cache=$UV_CACHE_DIR" >>uv.log')
    (machine.checkout / "home").write_text("a file where the home folder should be")
    assert machine.run().returncode == 0
    assert f"cache={machine.checkout}/.tools/cache" in machine.uv_calls


def test_a_browser_of_the_system_is_used(machine: Machine) -> None:
    machine.has("chromium", "exit 0")
    assert machine.run("scripts/browser").stdout == f"{machine.programs}/chromium\n"


def test_a_chromium_that_only_says_how_to_get_one_is_passed_over(machine: Machine) -> None:
    machine.has("chromium", "echo 'try: snap install chromium'; exit 1")
    machine.has("google-chrome", "exit 0")
    assert machine.run("scripts/browser").stdout == f"{machine.programs}/google-chrome\n"


def test_root_on_debian_gets_the_package(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", f'case "$*" in *install*) cp {machine.programs}/true {machine.programs}/chromium;; esac')
    machine.has("true", "exit 0")
    done = machine.run("scripts/browser")
    assert done.stdout == f"{machine.programs}/chromium\n"
    assert done.stderr == "puente: installing Debian's chromium for the browser tests\n"


def test_everybody_else_gets_playwright_s_own(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    own = ".cache/ms-playwright/chromium-1/chrome-linux"
    playwright = machine.checkout / ".venv" / "bin" / "playwright"
    playwright.parent.mkdir(parents=True)
    playwright.write_text(f"#!/bin/sh\nmkdir -p $HOME/{own} && cp {machine.programs}/true $HOME/{own}/chrome\n")
    playwright.chmod(0o755)
    machine.has("true", "exit 0")
    assert machine.run("scripts/browser").stdout == f"{machine.checkout}/home/{own}/chrome\n"


def test_no_browser_to_be_had_is_one_line_and_a_failure(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    done = machine.run("scripts/browser")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("puente: no Chromium for the browser tests. Install one")


def test_every_script_can_be_run_and_read() -> None:
    scripts = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix]
    assert scripts
    for script in [*scripts, ROOT / ".ci" / "run"]:
        assert os.access(script, os.X_OK), script
        subprocess.run(["bash", "-n", script], check=True)
