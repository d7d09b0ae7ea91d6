"""One file for a funder, an auditor or an information request: everything about one run, and its proof.

A ZIP of the list as given, the report, its receipt, what was said of every row, what the run was pinned to and
the log's proof, under the installation's signature (`screening.audit.pack`). While the log stands still, the same
run gives the same pack.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from screening import report
from screening.audit import lines_of, read_receipt
from screening.audit.pack import EVIDENCE, LOG, RECEIPT, RUN, check_pack, log_of, write_pack
from screening.dispositions.in_force import pinned_of
from screening.jobs.control import RunNotReady, RunUnknown
from screening.jobs.engines import TakenLists
from screening.jobs.installation import Installation
from screening.jobs.order import Order, Pins
from screening.jobs.pinned import load_pinned
from screening.jobs.results import kept_results
from screening.jobs.states import FINISHED
from screening.report.atomic import whole
from screening.storage import named
from screening.storage.tables import Run
from watchlists.keeping.folder import data_folder


def make_pack(place: Installation, run_id: str, team: str, out: Path) -> None:
    """Write the pack of a finished run to `out`, whole or not at all.

    Raises:
        RunUnknown: the team has no such run.
        RunNotReady: it is not finished.
        ListsGone: an edition it was screened against is no longer held.
        PackUnsound: its stretch of the log holds entries of before packs could be checked.
        ReceiptInvalid: the installation has another key than when the run ended.
    """
    with place.database.read() as session:
        run = session.get(Run, run_id)
        if run is None or run.team != team:
            raise RunUnknown("There is no such run; look at the list of runs.")
        if run.state != FINISHED:
            raise RunNotReady(f"This run is {run.state}; only a finished one is packed.")
        first = next(lines_of(session, run_id)).sequence
        log = log_of(lines_of(session, since=first), run_id)
        session.expunge_all()
    read_receipt(run.receipt, place.public_key)
    with TemporaryDirectory(prefix="screening-", dir=place.scratch()) as folder, whole(out) as part:
        files = _files(place, run, Path(folder))
        files[LOG] = _json(log)
        write_pack(part, files, place.key)
        check_pack(part, place.public_key)


def _files(place: Installation, run: Run, folder: Path) -> dict[str, bytes]:
    order, moment = Order.from_json(run.choices), datetime.fromisoformat(run.screened_at)
    pinned = load_pinned(Pins.from_json(run.pins), order.day(moment), data_folder(os.environ))
    taken = TakenLists(place.files).get(run.upload_sha256, order, run.file_name)
    results = kept_results(place.database, run, taken, pinned.codec)
    ending = f".{taken.intake.format}"
    with (
        named(place.files, run.upload_sha256, ending) as original,
        place.files.path(run.report_sha256) as made,
    ):
        said = pinned.facts(run, taken.intake, order)
        with place.database.read() as session:
            standings = pinned_of(session, run.id)
        report.write(original, taken.intake, results, said, folder / EVIDENCE, "json", standings)
        return {
            f"list.{taken.intake.format}": original.read_bytes(),
            f"report{report.names.EXTENSIONS[order.format]}": made.read_bytes(),
            RECEIPT: run.receipt.encode(),
            EVIDENCE: (folder / EVIDENCE).read_bytes(),
            RUN: _json(
                {
                    "id": run.id,
                    "file_name": run.file_name,
                    "order": json.loads(run.choices),
                    "pins": json.loads(run.pins),
                    "snapshots": [asdict(each) for each in said.snapshots],
                    "accepted_at": run.accepted_at,
                    "screened_at": run.screened_at,
                    "ended_at": run.ended_at,
                }
            ),
        }


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1, default=str).encode()
