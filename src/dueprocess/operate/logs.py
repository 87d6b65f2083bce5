"""Log lines without values: no SQL parameters, no message of an exception that may quote a row (P2)."""

import logging
import traceback
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from types import TracebackType

_ExcInfo: TypeAlias = "tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]"


class Plain(logging.Formatter):
    """Time, level, logger, message; of an exception only its type and the places in the code."""

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the standard library's name
        """Frames and type of the exception; never its text."""
        kind, _, trace = ei
        places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([*places, kind.__name__ if kind else ""])


LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": Plain, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "level": "WARNING"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        # Statements come with their parameters here: shut at any level.
        "django.db": {"handlers": ["nowhere"], "level": "CRITICAL", "propagate": False},
        "django.db.backends": {"handlers": ["nowhere"], "level": "CRITICAL", "propagate": False},
        # An address that was not there would stand in the log; a fault of ours is told without its values.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "dueprocess": {"handlers": ["stderr"], "level": "INFO", "propagate": True},
    },
}
