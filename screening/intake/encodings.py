"""From bytes to text: what the person or a mark declared, UTF-8, or the one sound reading. Never a guess."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from screening.intake.encoding_choice import choose_encoding
from screening.intake.refusals import refusal
from screening.intake.vocabularies import csv_file

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Decoded(NamedTuple):
    """The text of a file, the encoding it was read in, and what must be said about it."""

    text: str
    encoding: str
    notice: str = ""


def decode(content: bytes, declared: str | None, name: str) -> Decoded:
    """Read a file as text.

    Raises:
        UploadRefused: encoding-unsupported, encoding-contradiction, encoding-mismatch, encoding-unknown, nul-bytes.
        EncodingNeeded: nothing declares its encoding, and more than one reading is possible.
    """
    encoding, mark = encoding_of(content, declared, name)
    if declared or mark:
        return Decoded(_strictly(content[mark:], encoding, "encoding-mismatch", name), encoding)
    if undeclared := choose_encoding(content, name):
        encoding, said = undeclared
        return Decoded(_strictly(content, encoding, "encoding-mismatch", name), encoding, said)
    return Decoded(_strictly(content, encoding, "encoding-unknown", name), encoding)


def encoding_of(head: bytes, declared: str | None, name: str) -> tuple[str, int]:
    """The encoding of a text that begins with `head`, and how many bytes its mark takes.

    Raises:
        UploadRefused: encoding-unsupported, encoding-contradiction.
    """
    encoding, mark = marked(head)
    wanted = _known(declared) if declared else ""
    if mark:
        if wanted not in ("", encoding, encoding.removesuffix("-le").removesuffix("-be")):
            raise refusal("encoding-contradiction", name=name, encoding=declared, found=encoding)
        return encoding, mark
    if wanted and wanted != "utf-8" and not wanted.startswith("utf-16") and _reads_as_utf8(head):
        raise refusal("encoding-contradiction", name=name, encoding=declared, found="UTF-8")
    return ("utf-16-le" if wanted == "utf-16" else wanted or "utf-8"), 0


def marked(head: bytes) -> tuple[str, int]:
    """The encoding that a byte order mark at the beginning of `head` names and its bytes; ("", 0) where none stands."""
    return next(((found, len(mark)) for mark, found in _MARKS if head.startswith(mark)), ("", 0))


def _known(declared: str) -> str:
    wanted = declared.strip().lower().replace("_", "-")
    names = {row["name"]: row["codec"] for row in csv_file("encodings.csv")}
    if wanted not in names:
        raise refusal("encoding-unsupported", encoding=declared, known=", ".join(sorted(set(names.values()))))
    return names[wanted]


def _reads_as_utf8(content: bytes) -> bool:
    """Text in another encoding is hardly ever valid UTF-8 by accident, unless it is plain ASCII."""
    try:
        return not codecs.getincrementaldecoder("utf-8")().decode(content).isascii()
    except UnicodeDecodeError:
        return False


def _strictly(content: bytes, encoding: str, code: str, name: str) -> str:
    try:
        text = content.decode(encoding, "strict")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refusal(code, name=name, line=line, encoding=encoding) from error
    if (at := text.find("\0")) >= 0:
        raise refusal("nul-bytes", name=name, line=text.count("\n", 0, at) + 1)
    return text
