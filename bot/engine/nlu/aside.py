"""A second process for half of a long piece of work, where there is a processor for it."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Final, ParamSpec, TypeVar

WORTH: Final = 10_000
"""Examples from which it is worth the two seconds that another process needs to begin."""

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


@contextmanager
def beside(examples: int) -> Iterator[Callable[..., Callable[[], Any]]]:
    """How to have work on that many examples done: `later = aside(function, …)`, and `later()` is what it made.

    It runs in a process of its own meanwhile, which imports the module of `function`; in this one, when it is asked
    for, where there is one processor only, little work, or no memory for two.
    """
    if examples < WORTH or len(os.sched_getaffinity(0)) < 2:
        yield _here
        return
    # Not forked: Rasa's libraries have threads, whose locks a fork would keep for ever.
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:

        def there(work: Callable[_Given, _Made], *args: _Given.args, **kwargs: _Given.kwargs) -> Callable[[], _Made]:
            begun = pool.submit(work, *args, **kwargs)

            def made() -> _Made:
                try:
                    return begun.result()
                except BrokenProcessPool:
                    return work(*args, **kwargs)

            return made

        yield there


def _here(work: Callable[_Given, _Made], *args: _Given.args, **kwargs: _Given.kwargs) -> Callable[[], _Made]:
    return lambda: work(*args, **kwargs)
