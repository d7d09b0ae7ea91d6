"""A file that stands beside a case, given back: a download that no browser opens or runs, whatever is in it."""

from __future__ import annotations

from flask import Response, send_file

from screening.context import AppContext
from screening.report import content_disposition
from screening.storage.review_tables import Remark


def attachment(context: AppContext, remark: Remark) -> Response:
    """The bytes as a download.

    Raises:
        FileStoreError: they are no longer kept.
    """
    with context.files.path(remark.file_sha256) as path:
        answer = send_file(path.open("rb"), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition(remark.file_name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
