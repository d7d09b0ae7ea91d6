"""Previews of lists for people: read once, in a limited process, few at once, and kept beside the list.

A reading depends on the list, the choice of how to read it, the mappings that the team has confirmed, and the limits;
see `screening.runs.read_cache`. Opening a page again, or changing what does not change the reading, such as a policy,
reads nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import TypeAdapter

from screening.context import AppContext
from screening.intake.limited import ListPreview, ReaderAnswer, answers, error_of, read_limited
from screening.intake.reading_choice import IntakeOptions
from screening.runs.drafts import UploadDraft
from screening.runs.read_cache import key_of_run, read_once, reading_hash
from screening.runs.read_slots import reading_turn
from screening.runs.states import NEEDS_MAPPING
from screening.storage.tables import Run

_OPTIONS = TypeAdapter(IntakeOptions)


def preview_draft(
    context: AppContext, draft: UploadDraft, options: IntakeOptions, *, who: str
) -> ListPreview:
    """Read a draft, or give it as it was read before; `who` is the person or key that asks.

    Raises:
        UploadRefused: it is no list, or the question it asks.
        ReadingBusy: too many are being read.
    """
    return _preview(context, draft.key, draft.path, options, who, draft.path.exists)


def preview_run(
    context: AppContext, run: Run, path: Path, options: IntakeOptions, *, who: str
) -> ListPreview:
    """Read the list of a run that asks something, which lies at `path`, or give it as it was read before.

    Raises:
        UploadRefused, ReadingBusy: as above.
    """
    run_id = run.id

    def still_asks() -> bool:
        with context.database.read() as session:
            found = session.get(Run, run_id)
            return found is not None and found.state == NEEDS_MAPPING

    return _preview(context, key_of_run(run_id), path, options, who, still_asks)


def check_list(context: AppContext, path: Path, options: IntakeOptions, *, who: str) -> None:
    """Read a list that is nowhere kept, in the same way, to know whether it can be read.

    Raises:
        UploadRefused, ReadingBusy: as above.
    """
    with reading_turn(context.settings.data, who) as holds:
        _shown(read_limited(path, options, holds=holds))


def _preview(
    context: AppContext,
    key: str,
    path: Path,
    options: IntakeOptions,
    who: str,
    still_there: Callable[[], bool],
) -> ListPreview:
    answer = read_once(
        context.settings.data,
        key,
        reading_hash(_OPTIONS.dump_json(options)),
        answers(),
        lambda holds: read_limited(path, options, holds=holds),
        who=who,
        still_there=still_there,
    )
    return _shown(answer)


def _shown(answer: ReaderAnswer) -> ListPreview:
    if answer.refused is not None:
        raise error_of(answer.refused)
    assert answer.preview is not None
    return answer.preview
