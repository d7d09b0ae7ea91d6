"""The notice to people who were screened, and the path by which they have something corrected.

The text stands in notice.txt for the institution's lawyers to change. What nobody filled in stays visible as a gap, so
that an unfinished notice is never sent by accident.
"""

from __future__ import annotations

from pathlib import Path
from string import Formatter

NOTICE = Path(__file__).parent / "notice.txt"
GAPS = {
    "institution": "the institution",
    "contact": "who answers requests",
    "source": "from whom the list of names came",
    "retention": "how long it is kept",
    "legal_basis": "the legal basis",
    "exception": "the exception relied on, or: none",
}


def notice(given: dict[str, str] | None = None, path: Path = NOTICE) -> str:
    """The notice with what was given filled in, and each gap as "[...]".

    Raises:
        KeyError: something was given that the notice has no place for.
    """
    given = given or {}
    if unknown := given.keys() - GAPS.keys():
        raise KeyError(f"the notice has no place for {', '.join(sorted(unknown))}")
    text = path.read_text(encoding="utf-8")
    return text.format(**{name: given.get(name) or f"[{gap}]" for name, gap in GAPS.items()})


def places(path: Path = NOTICE) -> set[str]:
    """The places of the notice that want filling in."""
    text = path.read_text(encoding="utf-8")
    return {name for _, name, _, _ in Formatter().parse(text) if name}
