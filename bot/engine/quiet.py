"""Import this before anything of Rasa's: it decides what Rasa may say, write and send while it is being imported.

Rasa's structlog prints every message text at debug level, its loggers put texts into lines of their own, it reports usage
to its makers, keeps a training cache in the working directory, and TensorFlow greets on standard error. Here all of
that is switched off, whatever level our own logging runs at: of a Rasa warning only its name and level pass.
"""

import logging
import os
import warnings
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

_ENVIRONMENT: Final = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",  # no .rasa/cache in the working directory: we train whole, keyed by content
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SANIC_NO_UVLOOP": "true",
}
_LIBRARIES: Final = (
    "rasa",
    "rasa_sdk",
    "tensorflow",
    "absl",
    "matplotlib",
    "apscheduler",
    "sanic",
    "asyncio",
    "numexpr",
)


def _name_only(_: Any, level: str, event: MutableMapping[str, Any]) -> str:
    return f"rasa {level}: {event.get('event', '')}"


def hush() -> None:
    """Settle environment, structlog, library loggers and warnings. Safe to call again."""
    os.environ.update(_ENVIRONMENT)
    structlog.configure(
        processors=[_name_only],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Deprecations of libraries that are frozen with Rasa: nobody here can act on them.
    for category in (DeprecationWarning, FutureWarning, PendingDeprecationWarning):
        warnings.filterwarnings(
            "ignore",
            category=category,
            module=r"(rasa|rasa_sdk|sanic|tensorflow|jax|keras|pkg_resources|flatbuffers|google|skops|sklearn|dask|sqlalchemy)\b",
        )


hush()
