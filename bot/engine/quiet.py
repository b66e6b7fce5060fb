"""Imports Rasa in silence, and keeps it silent: import this before anything else of Rasa's.

Rasa's structlog prints every message text at debug level, its loggers put texts into lines of their own, it reports
usage to its makers, keeps a training cache in the working directory, and the libraries frozen with it warn of their age
on every import. All of that is switched off here, whatever level our own logging runs at: of a warning of Rasa's, only
its name and its level pass.
"""

import logging
import os
import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final

import structlog

_ENVIRONMENT: Final = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",  # no .rasa/ in the working directory: we train whole, and only when content changed
    "LOG_LEVEL": "WARNING",  # what Rasa takes its own level from; progress bars go with it
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}
_LIBRARIES: Final = ("rasa", "rasa_sdk", "tensorflow", "absl", "matplotlib", "apscheduler", "sanic", "h5py", "numexpr")


def _name_only(_: Any, level: str, event: MutableMapping[str, Any]) -> str:
    return f"rasa {level}: {event.get('event', '')}"


def hush() -> None:
    """Settle environment, structlog and the libraries' loggers. Safe to call again."""
    os.environ.update(_ENVIRONMENT)
    structlog.configure(
        processors=[_name_only],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)


def _nothing(*_: Any, **__: Any) -> None:
    """What becomes of a warning."""


@contextmanager
def silence() -> Iterator[None]:
    """No warnings of any library within the block, and no log handlers left behind by it."""
    root = logging.getLogger()
    handlers, disabled = root.handlers[:], root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Some of the libraries put the filters back while they are imported.
            warnings.showwarning = _nothing
            yield
    finally:
        logging.disable(disabled)
        root.handlers[:] = handlers


hush()
with silence():
    import rasa.core.processor
    import rasa.engine.recipes.default_recipe  # noqa: F401  every component Rasa has, so that nothing is imported later
