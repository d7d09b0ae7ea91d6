"""Line breaks within a text: it means what its lines say, or what it says on one line, and nobody knows which.

A cell lists an affiliation on each line, or a program broke one long name where the column ended.
"""

from __future__ import annotations

import re
from functools import lru_cache

# As spreadsheets, web pages and exports write them; "_x000D_" is how a workbook escapes a carriage return.
_BREAK = re.compile(r"(?:[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|<br ?/?>|_x000[ad]_)+", re.IGNORECASE)
# Han, kana and the scripts of South East Asia, which part no words.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
# A word broken at the end of a line, with the hyphen that was put there.
_HYPHEN = re.compile("(?<=[^\\W\\d_])[-\u2010\u00ad]$")


@lru_cache(maxsize=20_000)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text without blank ones; the text itself where it has one."""
    # Nearly every text: no sign of a break but the letters of "<br>" and "_x000D_".
    if text.isprintable() and "<" not in text and "_x" not in text:
        return (text,)
    lines = tuple(line.strip() for line in _BREAK.split(text) if line.strip())
    return lines or (text,)


def on_one_line(text: str) -> str:
    """The text as it reads without its line breaks: words broken at a hyphen whole, scripts without spaces without one."""
    whole = ""
    for line in lines_of(text):
        if not whole:
            whole = line
        elif line[0].islower() and _HYPHEN.search(whole):
            whole = _HYPHEN.sub("", whole) + line
        elif _UNSPACED.match(whole[-1]) and _UNSPACED.match(line[0]):
            whole += line
        else:
            whole += f" {line}"
    return whole
