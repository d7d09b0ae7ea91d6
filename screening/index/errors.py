"""What can be wrong with the names of an index."""

from __future__ import annotations

from screening.errors import ScreeningError


class NothingToIndex(ScreeningError):
    """There was no name with a letter or digit in it; an index of nothing would find nobody."""

    code = "nothing-to-index"
