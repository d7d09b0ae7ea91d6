"""What can be wrong with an index; whoever raises one of these has left the index in force as it was."""

from __future__ import annotations

from screening.errors import ScreeningError


class NothingToIndex(ScreeningError):
    """There was no name with a letter or digit in it; an index of nothing would clear everybody."""

    code = "nothing-to-index"


class IndexMissing(ScreeningError):
    """No index has been built in this folder, or its parts were removed by hand."""

    code = "index-missing"
    status = 503


class IndexDamaged(ScreeningError):
    """The stored bytes are not those that were written; answers from them could miss names in silence."""

    code = "index-damaged"
    status = 503
