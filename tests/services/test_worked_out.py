"""What takes long is worked out once for all who ask, and nobody waits for it longer than they said."""

from datetime import timedelta
from threading import Event, Thread

import pytest

from bot.services.worked_out import WorkedOut
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


def test_many_who_ask_at_once_get_what_was_worked_out_once() -> None:
    out, runs, given = WorkedOut[int](fresh=MINUTE), [], []

    def work() -> int:
        runs.append(1)
        return 7

    def ask() -> None:
        known = out.get("key", work, NOW, wait=60)
        given.append(known.value if known else None)

    threads = [Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(runs), given) == (1, [7] * 20)


def test_whoever_does_not_wait_is_told_that_it_is_not_there_yet() -> None:
    out, go = WorkedOut[str](fresh=MINUTE), Event()

    def work() -> str:
        go.wait(60)
        return "ready"

    assert out.get("key", work, NOW, wait=0) is None
    go.set()
    known = out.get("key", work, NOW, wait=60)
    assert known is not None
    assert known.value == "ready"


@pytest.mark.parametrize("old", [True, False])
def test_after_a_while_it_is_worked_out_anew(old: bool) -> None:
    out, go, numbers = WorkedOut[int](fresh=MINUTE, old=old), Event(), iter(range(10))
    go.set()

    def work() -> int:
        go.wait(60)
        return next(numbers)

    first = out.get("key", work, NOW, wait=60)
    assert first == out.get("key", work, NOW + MINUTE / 2, wait=0)
    go.clear()
    between = out.get("key", work, NOW + MINUTE, wait=0)
    assert between == (first if old else None)
    go.set()
    last = out.get("key", work, NOW + MINUTE, wait=60)
    assert last is not None
    assert (last.value, last.at) == (1, NOW + MINUTE)
    again = out.get("key", work, NOW + MINUTE, wait=60, anew=True)
    assert again is not None
    assert again.value == 2


def test_a_failure_is_raised_once_and_then_it_is_tried_again() -> None:
    out = WorkedOut[int](fresh=MINUTE)

    def broken() -> int:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        out.get("key", broken, NOW, wait=60)
    known = out.get("key", lambda: 1, NOW, wait=60)
    assert known is not None
    assert known.value == 1


def test_keys_do_not_pile_up() -> None:
    out = WorkedOut[int](fresh=MINUTE)
    for number in range(200):
        known = out.get(number, lambda: 1, NOW, wait=60)
        assert known is not None
    assert len(out._asked) <= 51
