"""How many calls of one caller are answered at once: each that is under way holds a slot of the caller's."""

from __future__ import annotations

from screening.errors import ScreeningError
from screening.file_locks import Slot, Slots
from web.formats import number
from web.i18n import _

_WAIT = 1  # seconds that are asked for; most calls are answered sooner


class TooManyAtOnce(ScreeningError):
    """The caller has as many calls under way as it may have."""

    code, status = "too-many-at-once", 429


def take_slot(slots: Slots, name: str, most: int) -> Slot:
    """Take one of `most` slots of a caller.

    Raises:
        TooManyAtOnce: all of them are taken; `retry_after` says in how many seconds to ask again.
        OSError: as `Slots.take`.
    """
    slot = slots.take(name, most)
    if slot is None:
        raise TooManyAtOnce(
            _(
                "This caller has %(most)s calls under way, as many as it may have at once;"
                " wait for one of them, or upload a list: POST /api/v1/runs takes any length.",
                most=number(most),
            ),
            retry_after=_WAIT,
        )
    return slot
