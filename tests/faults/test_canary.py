"""No trace of a person in what others may read. The run with fifty people: `python -m tests.faults canary`."""

from pathlib import Path

import pytest

from tests.faults import canary


def test_ten_people_leave_no_trace_in_logs_metrics_database_or_backup_of_a_real_installation(tmp_path: Path) -> None:
    result = canary.run(tmp_path, count=10)
    assert result.kept, result
    assert result.messages == 140
    assert result.bytes_searched > 1_000_000


@pytest.mark.parametrize(
    "trace",
    [
        b"to +51987651000.",
        b"to 51987651000.",
        b"to 987651000.",
        b"to 987 651 000.",
        b"to 987-651-000.",
        b"?To=whatsapp%3A%2B51987651000&x",
        b"+51 987 651 000",
        b"Zoraida Quispicanchi00",
        b"zoraida quispicanchi00",
        b"name=Zoraida+Quispicanchi00",
        b"Zoraida%20Quispicanchi00",
        b"PE.canario0000zz",
        b"-12.0431871",
        b"eyJ0ZXh0IjoiY2FuYXJpb3h5enp5MDAifQ==",
        b"WyJjYW5hcmlveHl6enkwMCJd",
        b"Y2FuYXJpb3h5enp5MDA=",
        b"63616e6172696f78797a7a793030",
        "canarioxyzzy00".encode("utf-16-le"),
    ],
    ids=repr,
)
def test_a_trace_would_be_found_however_it_was_written(trace: bytes) -> None:
    """The search itself must not be blind: each of these is one person, written down somewhere."""
    assert canary.hits({"log": b"a line before\n" + trace + b"\na line after"}, canary.people(1)) == {"log": 1}


def test_what_is_nobody_s_is_not_found() -> None:
    assert canary.hits({"log": b"+51911111111 51 987 and canario and base64: Y2FuYXJpbw=="}, canary.people()) == {}
