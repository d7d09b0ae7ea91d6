"""Where the subjects of a run stand in its list, and how each was concluded: by digests, so no name is kept twice.

Lists name people, so subjects are kept nowhere but in the upload (`screening.runs.uploaded_lists`). This is the index by
which a subject is found again in them. It is made of what the report shows, and goes when the results of the run go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from screening.assessment.gravest import Gravity
from screening.model import Subject
from screening.pipeline import ScreenedList
from screening.report.rows import ReportRow, gravity_of_report_row
from screening.review.fingerprints import name_digest, subject_digest
from screening.storage.tables import ScreenedSubject

SUBJECTS_AT_ONCE = 2_000  # a transaction; a tenth of a second on SQLite
_KEY = ("subject_digest", "run_id")


def screened_subjects(run_id: str, screened: ScreenedList) -> list[dict[str, Any]]:
    """Each subject of a list once, with its first row and the gravest that is concluded of it.

    Rows may ask the same of different projects, so one subject may have several results.
    """
    digests: dict[Subject, str] = {}
    found: dict[str, dict[str, Any]] = {}
    gravest: dict[str, Gravity] = {}
    for row in screened.intake.rows():
        if not row.subjects:
            continue
        in_row: dict[str, ReportRow] = {}
        for subject, entry in zip(row.subjects, screened.entries[row.place], strict=True):
            if subject not in digests:
                digests[subject] = subject_digest(subject)
            digest = digests[subject]
            in_row[digest] = entry.row
            if digest not in found:
                found[digest] = {
                    "subject_digest": digest,
                    "run_id": run_id,
                    "name_digest": name_digest(subject),
                    "sheet": row.sheet,
                    "row": row.number,
                    "rows": 0,
                }
        for digest, shown in in_row.items():
            found[digest]["rows"] += 1
            gravity = gravity_of_report_row(shown)
            if digest not in gravest or gravity > gravest[digest]:
                gravest[digest] = gravity
                found[digest] |= {
                    "outcome": shown.outcome.value,
                    "level": shown.level.value if shown.level else "",
                    "score": shown.score or 0,
                }
    return list(found.values())


def store_subjects(session: Session, subjects: Sequence[dict[str, Any]]) -> None:
    """Keep subjects of a run; what an earlier try kept of them gives way."""
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    adding = dialect.insert(ScreenedSubject)
    said = {name: adding.excluded[name] for name in subjects[0] if name not in _KEY}
    adding = adding.on_conflict_do_update(index_elements=_KEY, set_=said)
    session.connection().execute(adding, list(subjects))
