"""How a list is read, shown and changed: what the page of an upload and that of a run that waits for an answer share.

No list is read in this process; see `screening.runs.previews`.

A list that can be read in more than one way is asked about: its readings are choices, and nothing can be accepted
before one of them is applied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g
from werkzeug.datastructures import MultiDict

from screening.confirmed_mappings import mappings, to_remember
from screening.context import AppContext
from screening.errors import ScreeningError, is_question
from screening.intake.confirmed_mapping import choices_of, used_in
from screening.intake.limited import ListPreview
from screening.intake.mapping import signature
from screening.intake.model import ParsedList
from screening.intake.question_json import QuestionJson
from screening.intake.reading_choice import DELIMITERS as SIGNS
from screening.intake.reading_choice import IntakeOptions, ReadingChoice
from screening.pipeline import ScreeningRequest
from screening.runs.drafts import UploadDraft
from screening.runs.list_limits import ListLimits
from screening.runs.previews import LIST_LIMITS, preview_draft, preview_run
from screening.runs.read_slots import ReadingBusy
from screening.storage.tables import Run
from web.pages.run_options import (
    DELIMITERS,
    ENCODINGS,
    FURTHER,
    LEFT_OUT,
    LONG_FORMATS,
    MEANINGS,
    meaning_of,
    place_of,
    without_controls,
)


@dataclass(frozen=True, slots=True)
class ListReading:
    """A list as a person chose to have it read: read, asked about, or refused."""

    order: ScreeningRequest
    preview: ListPreview | None = None
    question: QuestionJson | None = None
    error: ScreeningError | None = None
    confirmed: Mapping[str, str] | None = None  # when the mappings were confirmed with which it was read

    @property
    def status(self) -> int:
        """Of the page that shows it."""
        return self.error.status if self.error is not None else 200


def read_draft(
    context: AppContext, draft: UploadDraft, order: ScreeningRequest, limits: ListLimits = LIST_LIMITS
) -> ListReading:
    """Read an uploaded list for the page, with what the caller's team has confirmed.

    Args:
        context: the installation.
        draft: the list.
        order: how it is read.
        limits: under which it becomes a run.

    Raises:
        ReadingBusy: too many lists are being read.
    """
    return _read(
        context,
        order,
        draft.file_name,
        lambda options: preview_draft(context, draft, options, who=g.caller.id, limits=limits),
    )


def read_run(context: AppContext, run: Run, order: ScreeningRequest) -> ListReading:
    """Read the list of a run for the page, in the same way.

    Raises:
        ReadingBusy: too many lists are being read.
        FileStoreError: the list is no longer kept.
    """
    with context.files.path(run.upload_sha256) as path:
        return _read(
            context,
            order,
            run.file_name,
            lambda options: preview_run(context, run, path, options, who=g.caller.id),
        )


def _read(
    context: AppContext, order: ScreeningRequest, file_name: str, read: Callable[[IntakeOptions], ListPreview]
) -> ListReading:
    known = mappings(context, g.caller.team)
    try:
        preview = read(order.options(file_name, choices_of(known)))
    except ReadingBusy:
        raise
    except ScreeningError as error:
        return ListReading(
            order, question=QuestionJson.of(error) if is_question(error) else None, error=error
        )
    used = {each.signature: each.confirmed_at for each in used_in(preview.intake, known)}
    return ListReading(order, preview, confirmed=used)


def reading_template_context(
    reading: ListReading, file_name: str, form: MultiDict[str, str]
) -> dict[str, Any]:
    """What the template needs in order to show it."""
    preview, order = reading.preview, reading.order
    intake, first = (preview.intake, preview.first) if preview else (None, ())
    refused = reading.error if reading.question is None else None
    chosen = order.choice
    return {
        "file_name": file_name,
        "intake": intake,
        "question": reading.question,
        "counts": preview.counts if preview else {},
        "beginning": preview.beginning if preview else False,
        "about_projects": any(row.project for row in first),
        "first": first,
        "order": order,
        "long_formats": LONG_FORMATS,
        "choice": chosen,
        "chosen_meaning": lambda column, table: meaning_of(chosen, column, table),
        "column_field": lambda column, table: f"column-{place_of(column, table, intake)}" if intake else "",
        "confirmed_at": lambda table: (reading.confirmed or {}).get(signature(table.headers_by_column), ""),
        "carried": without_controls(chosen, intake).words(),
        "header_rows": dict(chosen.header_rows),
        "sheets": _sheets(intake, chosen),
        "is_text": _is_text(intake, file_name),
        "meanings": (*MEANINGS, *FURTHER),
        "left_out": LEFT_OUT,
        "encodings": ENCODINGS,
        "delimiters": [(name, SIGNS[name]) for name in DELIMITERS],
        "changed": chosen != ReadingChoice(),
        "rememberable": intake is not None and bool(to_remember(intake, chosen)),
        "remembered": form.get("remember") == "yes" or "remember_asked" not in form,
        "refused": refused.sentence if refused else "",
        "code": reading.error.code if reading.error else "",
    }


def _sheets(intake: ParsedList | None, chosen: ReadingChoice) -> list[str]:
    """The sheets that may be left out, with those that are."""
    read = [table.sheet for table in intake.tables if table.sheet] if intake else []
    found = list(dict.fromkeys([*read, *chosen.skip_sheets]))
    return found if len(found) > 1 or chosen.skip_sheets else []


def _is_text(intake: ParsedList | None, file_name: str) -> bool:
    """Whether encoding and delimiter may be in question."""
    return intake.format != "xlsx" if intake else not file_name.lower().endswith(".xlsx")
