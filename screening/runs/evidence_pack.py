"""One file for a funder, an auditor or an information request: everything about one run, and its proof.

A ZIP of the list as given, the report, its receipt, what was said of every row, what the run was pinned to and
the log's proof, under the installation's signature (`screening.audit.evidence_pack`). While the log stands still, the same
run gives the same pack.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from screening import report
from screening.audit import lines_of, read_receipt
from screening.audit.evidence_pack import (
    EVIDENCE,
    LOG,
    RECEIPT,
    RUN,
    PackedRun,
    check_pack,
    log_of,
    packed_json,
    write_pack,
)
from screening.context import AppContext
from screening.json_model import JsonObject
from screening.pipeline import ScreeningRequest
from screening.report.atomic_write import write_atomically
from screening.review.decisions_in_effect import read_frozen_decisions
from screening.runs.control import RunNotReady, RunUnknown
from screening.runs.pinned_lists import load_pinned
from screening.runs.pins import Pins
from screening.runs.results import write_run_report
from screening.runs.states import FINISHED
from screening.runs.uploaded_lists import UploadedLists
from screening.storage import named
from screening.storage.tables import Run
from watchlists.editions.data_folder import data_folder
from watchlists.model import Snapshot


class PackedRunJson(PackedRun):
    """`run.json`: what was asked, against what it was screened, and when."""

    file_name: str
    order: JsonObject
    snapshots: list[Snapshot]
    accepted_at: str
    screened_at: str
    ended_at: str


def make_pack(context: AppContext, run_id: str, team: str, out: Path) -> None:
    """Write the pack of a finished run to `out`, whole or not at all.

    Raises:
        RunUnknown: the team has no such run.
        RunNotReady: it is not finished.
        ListsGone: an edition it was screened against is no longer held.
        PackUnsound: its stretch of the log holds entries of before packs could be checked.
        ReceiptInvalid: the installation has another key than when the run ended.
    """
    with context.database.read() as session:
        run = session.get(Run, run_id)
        if run is None or run.team != team:
            raise RunUnknown("There is no such run; see the list of runs.")
        if run.state != FINISHED:
            raise RunNotReady(f"This run is {run.state}; only a finished one is packed.")
        first = next(lines_of(session, run_id)).sequence
        log = log_of(lines_of(session, since=first), run_id)
        session.expunge_all()
    read_receipt(run.receipt, context.public_key)
    with (
        TemporaryDirectory(prefix="screening-", dir=context.scratch()) as folder,
        write_atomically(out) as part,
    ):
        files = _files(context, run, Path(folder))
        files[LOG] = packed_json(log)
        write_pack(part, files, context.key)
        check_pack(part, context.public_key)


def _files(context: AppContext, run: Run, folder: Path) -> dict[str, bytes]:
    order, moment = ScreeningRequest.from_json(run.choices), datetime.fromisoformat(run.screened_at)
    pinned = load_pinned(Pins.from_json(run.pins), order.day(moment), data_folder(os.environ))
    listed = UploadedLists(context.files).get(run.upload_sha256, order, run.file_name)
    ending = f".{listed.intake.format}"
    with (
        named(context.files, run.upload_sha256, ending) as original,
        context.files.path(run.report_sha256) as made,
    ):
        said = pinned.facts(run, listed.intake, order)
        with context.database.read() as session:
            decisions_in_effect = read_frozen_decisions(session, run.id)
        write_run_report(context, run, listed, said, decisions_in_effect, folder / EVIDENCE, "json")
        return {
            f"list.{listed.intake.format}": original.read_bytes(),
            f"report{report.filenames.EXTENSIONS[order.format]}": made.read_bytes(),
            RECEIPT: run.receipt.encode(),
            EVIDENCE: (folder / EVIDENCE).read_bytes(),
            RUN: packed_json(
                PackedRunJson(
                    id=run.id,
                    file_name=run.file_name,
                    order=json.loads(run.choices),
                    pins=json.loads(run.pins),
                    snapshots=list(said.snapshots),
                    accepted_at=run.accepted_at,
                    screened_at=run.screened_at,
                    ended_at=run.ended_at,
                )
            ),
        }
