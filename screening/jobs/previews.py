"""Previews of lists for people: read once, in a limited process, few at once, and kept beside the list.

A reading is known by all that it depends on: the list, the choice of how to read it, the mappings that the team has
confirmed, the limits, and the engine's code and vocabularies. Opening a page again, or changing what does not change
the reading, such as a policy, reads nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from pydantic import TypeAdapter

from screening.code import whole_sha256
from screening.intake.limited import Answer, answers, error_of, read_limited
from screening.intake.options import IntakeOptions
from screening.intake.preview import Preview
from screening.jobs.drafts import Draft, keep_reading, kept_reading
from screening.jobs.installation import Installation
from screening.jobs.reading_turns import reading_turn
from screening.jobs.states import NEEDS_MAPPING
from screening.storage.tables import Run

_OPTIONS = TypeAdapter(IntakeOptions)


def preview_draft(place: Installation, draft: Draft, options: IntakeOptions, *, who: str) -> Preview:
    """Read a draft, or give it as it was read before; `who` is the person or key that asks.

    Raises:
        UploadRefused: it is no list, or the question it asks.
        ReadingBusy: too many are being read.
    """
    return _preview(place, draft.key, draft.path, options, who, draft.path.exists)


def preview_run(place: Installation, run: Run, path: Path, options: IntakeOptions, *, who: str) -> Preview:
    """Read the list of a run that asks something, which lies at `path`, or give it as it was read before.

    Raises:
        UploadRefused, ReadingBusy: as above.
    """
    run_id = run.id

    def still_asks() -> bool:
        with place.database.read() as session:
            found = session.get(Run, run_id)
            return found is not None and found.state == NEEDS_MAPPING

    return _preview(place, key_of_run(run_id), path, options, who, still_asks)


def check_list(place: Installation, path: Path, options: IntakeOptions, *, who: str) -> None:
    """Read a list that is nowhere kept, in the same way, to know whether it can be read.

    Raises:
        UploadRefused, ReadingBusy: as above.
    """
    with reading_turn(place.settings.data, who) as holds:
        _shown(read_limited(path, options, holds=holds))


def key_of_run(run_id: str) -> str:
    """Under which the readings of a run's list are kept."""
    return f"run-{run_id}"


def _preview(
    place: Installation,
    key: str,
    path: Path,
    options: IntakeOptions,
    who: str,
    still_there: Callable[[], bool],
) -> Preview:
    data = place.settings.data
    reading = hashlib.sha256(_OPTIONS.dump_json(options) + whole_sha256().encode()).hexdigest()
    if (kept := _kept(data, key, reading)) is not None:
        return _shown(kept)
    with reading_turn(data, who) as holds:
        if (kept := _kept(data, key, reading)) is not None:  # read while we waited
            return _shown(kept)
        answer = read_limited(path, options, holds=holds)
        keep_reading(data, key, reading, answers().write(answer), still_there=still_there)
    return _shown(answer)


def _kept(data: Path, key: str, reading: str) -> Answer | None:
    content = kept_reading(data, key, reading)
    return answers().read(content) if content is not None else None


def _shown(answer: Answer) -> Preview:
    if answer.refused is not None:
        raise error_of(answer.refused)
    assert answer.preview is not None
    return answer.preview
