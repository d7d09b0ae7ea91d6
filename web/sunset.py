"""Reports say when they go, where somebody asked to have their run erased.

Where all of a subject is to be erased, the lists of the runs are read on that day only, so their reports say nothing.
"""

from __future__ import annotations

from datetime import datetime

from flask import Response, g
from werkzeug.http import http_date

from screening.context import AppContext
from screening.runs.erasures import ErasureKind, waiting_erasures


def sunset(answer: Response, context: AppContext, run_id: str) -> Response:
    """Give an answer about a run of the caller's team the header Sunset (RFC 8594), where its erasure waits."""
    waiting = waiting_erasures(context, g.caller.team, ErasureKind.RUN, [run_id]).get(run_id)
    if waiting is not None:
        answer.headers["Sunset"] = http_date(datetime.fromisoformat(waiting.due_at))
    return answer
