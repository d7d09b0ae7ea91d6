"""One file for a funder, an auditor or an information request: everything about one run, and its proof.

A ZIP of the list as given, the report, its receipt, what was said of every row, what the run was pinned to and
the log's entries, with a manifest of hashes that bears the installation's signature. The same run gives the same
pack.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from screening import report
from screening.audit import head_of, lines_of
from screening.audit.heads import sign
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

_EPOCH = (1980, 1, 1, 0, 0, 0)  # ZIP's first moment: the same run gives the same bytes


def make_pack(place: Installation, run_id: str, team: str, out: Path) -> None:
    """Write the pack of a finished run to `out`, whole or not at all.

    Raises:
        RunUnknown: the team has no such run.
        RunNotReady: it is not finished.
        ListsGone: an edition it was screened against is no longer held.
    """
    with place.database.read() as session:
        run = session.get(Run, run_id)
        if run is None or run.team != team:
            raise RunUnknown("There is no such run; look at the list of runs.")
        if run.state != FINISHED:
            raise RunNotReady(f"This run is {run.state}; only a finished one is packed.")
        lines = [asdict(line) for line in lines_of(session, run_id)]
        head = asdict(head_of(session))
        session.expunge_all()
    with TemporaryDirectory(prefix="screening-", dir=place.scratch()) as folder, whole(out) as part:
        files = _files(place, run, Path(folder))
        files["log.json"] = _json({"entries": lines, "head": head})
        _write(part, files, place.key)


def _files(place: Installation, run: Run, folder: Path) -> dict[str, bytes]:
    order, moment = Order.from_json(run.choices), datetime.fromisoformat(run.screened_at)
    pinned = load_pinned(Pins.from_json(run.pins), order.day(moment), data_folder(os.environ))
    taken = TakenLists(place.files).get(run.upload_sha256, order, run.file_name)
    results = kept_results(place.database, run, order, taken, pinned.codec)
    ending = f".{taken.intake.format}"
    with (
        named(place.files, run.upload_sha256, ending) as original,
        place.files.path(run.report_sha256) as made,
    ):
        said = pinned.facts(run, taken.intake, order)
        report.write(original, taken.intake, results, said, folder / "evidence.json", "json")
        return {
            f"list.{taken.intake.format}": original.read_bytes(),
            f"report{report.names.EXTENSIONS[order.format]}": made.read_bytes(),
            "receipt.json": run.receipt.encode(),
            "evidence.json": (folder / "evidence.json").read_bytes(),
            "run.json": _json(
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


def _write(out: Path, files: dict[str, bytes], key: bytes) -> None:
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    said = json.dumps(hashes, sort_keys=True)
    files = {**files, "manifest.json": _json({"sha256": hashes, "signature": sign(key, said)})}
    with zipfile.ZipFile(out, "w") as pack:
        for name, content in sorted(files.items()):
            pack.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1, default=str).encode()
