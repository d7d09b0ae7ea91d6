"""Logs as facts, one JSON object a line on standard error; never a name.

What is logged is chosen, not passed on: codes, ids, counts and places in our own code. As a second fence, fields
that could carry a text somebody gave are dropped here.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

import structlog

MAY_BE_LOGGED = frozenset(
    "at attempt code error event executor host kind level number pid run seconds status step steps "
    "timestamp tried workers".split()
)


def only_facts(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not known to be free of names."""
    return {name: value for name, value in event.items() if name in MAY_BE_LOGGED}


class Lines(structlog.PrintLogger):
    """Lines to a file. One that a full disk or a closed file does not take is left out: work goes on without its log."""

    def msg(self, message: str) -> None:
        """Write one line."""
        with suppress(OSError, ValueError):  # Python says by a ValueError that a file is closed
            super().msg(message)

    log = debug = info = warn = warning = error = err = fatal = failure = critical = exception = msg


def configure(level: str) -> None:
    """Log from `level` up."""
    lines = Lines(sys.stderr)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_facts,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: lines,
    )
