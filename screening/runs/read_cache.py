"""Uploaded files are read once, few at once, and what came of it is kept beside the draft or run for as long as that is there.

A reading is known by all that it depends on: what was read, the choice of how to read it, and the engine's code and
vocabularies. Whoever asks for the same again gets what was kept, a refusal too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from screening.intake.limited import Adapted, JsonCodec
from screening.runs.drafts import cached_reading, keep_reading
from screening.runs.read_slots import reading_turn
from screening.version import whole_sha256


def reading_hash(depends_on: bytes) -> str:
    """By what a reading is known that depends on this, and on the engine."""
    return hashlib.sha256(depends_on + whole_sha256().encode()).hexdigest()


def key_of_run(run_id: str) -> str:
    """Under which readings of a run's list are kept, and which stands in the name of all others that hold rows of it."""
    return f"run-{run_id}"


def read_once(
    data: Path,
    key: str,
    reading: str,
    form: JsonCodec[Adapted],
    read: Callable[[Sequence[int]], Adapted],
    *,
    who: str,
    still_there: Callable[[], bool],
) -> Adapted:
    """Give what a reading says, as it was kept or by reading now.

    Args:
        data: the data folder.
        key: of the draft or run.
        reading: by which it is known.
        form: of what it says.
        read: reads, given the open files that the process which does it is to hold.
        who: the person or key that asks.
        still_there: whether that which was read may still be kept, see `keep_reading`.

    Raises:
        ReadingBusy: too many are being read.
    """
    if (kept := cached_reading(data, key, reading)) is not None:
        return form.read(kept)
    with reading_turn(data, who) as holds:
        if (kept := cached_reading(data, key, reading)) is not None:  # read while we waited
            return form.read(kept)
        answer = read(holds)
        keep_reading(data, key, reading, form.write(answer), still_there=still_there)
    return answer
