"""Texts that a spreadsheet must show and never run.

`escape_formula` makes a text safe for a delimited file; `unescape_formula` undoes exactly that and nothing else, so the
text somebody gave comes back when our own report is uploaded again: unescape_formula(escape_formula(text)) == text for
every text.

The rule: a text is a formula when, after leading spaces and invisible characters, its first character could start
a formula or command. Such a text gets one apostrophe in front; so does a text that already has apostrophes
in front of one, or undoing would take one too many. `unescape_formula` is for files that
`screening.report_detection` recognises as ours: in anybody else's file an apostrophe is part of the text.
"""

from __future__ import annotations

import re
import unicodedata

_STARTS_A_FORMULA = frozenset("=+-@|%\t\r\n\0")  # | and % start commands in older DDE and Lotus readers
_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
LONGEST_CELL = 32_767  # characters, Excel's limit; a longer text makes the workbook unreadable


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet could take the text for a formula or command."""
    for char in text:
        if char in _STARTS_A_FORMULA:
            return True
        if not (char.isspace() or unicodedata.category(char) in ("Cf", "Cc")):
            # NFKC turns full-width and small forms (＝ ＋ － ＠ ﹣) into the plain sign; the minus sign stays itself
            return unicodedata.normalize("NFKC", char)[:1] in _STARTS_A_FORMULA or char == "−"
    return False


def escape_formula(text: str) -> str:
    """Give the text as a delimited file may hold it: with an apostrophe in front where it is a formula."""
    first = text[:1]
    if first.isascii() and first.isalnum():  # most texts are told by one look
        return text
    return "'" + text if is_formula(text.lstrip("'")) else text


def unescape_formula(text: str) -> str:
    """Give back the text that `escape_formula` was given."""
    return text[1:] if text.startswith("'") and is_formula(text[1:].lstrip("'")) else text


def cell_text(text: str) -> str:
    """Give the text as a workbook's string cell can hold it.

    Control characters that XML forbids are shown as their pictures (NUL as ␀), lone surrogates as U+FFFD.
    Texts over LONGEST_CELL end in an ellipsis.
    """
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 8] + "…"
    return _ILLEGAL_IN_XML.sub(_picture, text)


def escaped(text: str) -> str:
    """Keep a literal "_x000D_" from being read as a control character, and a carriage return from becoming a line feed.

    Readers of XML make a line feed of every carriage return that is not written so. openpyxl does neither.
    """
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return text.replace("\r", "_x000D_")


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"
