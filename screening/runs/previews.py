"""Previews of lists for people: read once, in a limited process, few at once, and kept beside the list.

A reading depends on the list, the choice of how to read it, the mappings that the team has confirmed, and the limits;
see `screening.runs.read_cache`. Opening a page again, or changing what does not change the reading, such as a policy,
reads nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import TypeAdapter

from screening.context import AppContext
from screening.intake.limited import ListPreview, ReaderAnswer, answers, error_of, read_limited
from screening.intake.limits import LIMITS
from screening.intake.reading_choice import IntakeOptions
from screening.runs.drafts import UploadDraft
from screening.runs.list_limits import ListLimits
from screening.runs.read_cache import key_of_run, read_once, reading_hash
from screening.runs.read_slots import reading_turn
from screening.runs.states import NEEDS_MAPPING
from screening.storage.tables import Run

LIST_LIMITS = ListLimits()  # of a list that is read at once, as those of watches are
_OPTIONS = TypeAdapter(IntakeOptions)
_BEGINNING = 2**18  # bytes of a long list that its page shows how we read


def preview_draft(
    context: AppContext,
    draft: UploadDraft,
    options: IntakeOptions,
    *,
    who: str,
    limits: ListLimits = LIST_LIMITS,
) -> ListPreview:
    """Read a draft, or give it as it was read before.

    Args:
        context: the installation.
        draft: the list.
        options: how to read it.
        who: the person or key that asks.
        limits: under which it becomes a run.

    Raises:
        UploadRefused: it is no list, or the question it asks.
        ReadingBusy: too many are being read.
    """
    return _preview(context, draft.key, draft.path, options, who, draft.path.exists, limits)


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

    limits = LIST_LIMITS if run.watch_id else ListLimits.of(context.settings)
    return _preview(context, key_of_run(run_id), path, options, who, still_asks, limits)


def check_list(
    context: AppContext,
    path: Path,
    options: IntakeOptions,
    *,
    who: str,
    limits: ListLimits = LIST_LIMITS,
) -> None:
    """Read a list that is nowhere kept, in the same way, to know whether it can be read.

    Raises:
        UploadRefused, ReadingBusy: as above.
    """
    with reading_turn(context.settings.data, who) as holds:
        _shown(_read(context, path, options, holds, limits))


def _preview(
    context: AppContext,
    key: str,
    path: Path,
    options: IntakeOptions,
    who: str,
    still_there: Callable[[], bool],
    limits: ListLimits,
) -> ListPreview:
    answer = read_once(
        context.settings.data,
        key,
        reading_hash(_OPTIONS.dump_json(options)),
        answers(),
        lambda holds: _read(context, path, options, holds, limits),
        who=who,
        still_there=still_there,
    )
    return _shown(answer)


def _read(
    context: AppContext, path: Path, options: IntakeOptions, holds: Sequence[int], limits: ListLimits
) -> ReaderAnswer:
    """Read a list in a limited process; of one that a run reads as a stream, its beginning."""
    with path.open("rb") as file:
        head = file.read(4)
    # Whoever asks may have limits of their own.
    if limits != LIST_LIMITS:
        options = replace(options, limits=limits.at_once(head))
    answer = read_limited(path, options, holds=holds)
    if answer.refused is None:
        return answer
    limits.check(head, answer.refused.code, options.file_name or path.name)
    if not limits.streams(head, answer.refused.code):
        return answer
    size = path.stat().st_size
    if size > limits.csv_bytes:
        return answer
    with NamedTemporaryFile(dir=context.scratch(), prefix="beginning-") as short:
        with path.open("rb") as file:
            short.write(_beginning(file.read(_BEGINNING)))
        short.flush()
        named = replace(options, file_name=options.file_name or path.name, limits=LIMITS)
        answer = read_limited(Path(short.name), named, holds=holds)
    if answer.preview is None:
        return answer
    return replace(answer, preview=replace(answer.preview, beginning=True))


def _beginning(content: bytes) -> bytes:
    """The whole rows among the first bytes of a text: up to a line end before which every quote is closed."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    at = len(content)
    while (at := content.rfind(b"\n", 0, at)) > 0:
        end = at + 1 + (wide and content.startswith(b"\xff\xfe"))
        if content.count(b'"', 0, end) % 2 == 0:
            return content[:end]
    return content


def _shown(answer: ReaderAnswer) -> ListPreview:
    if answer.refused is not None:
        raise error_of(answer.refused)
    assert answer.preview is not None
    return answer.preview
