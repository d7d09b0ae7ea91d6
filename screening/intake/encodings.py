"""From bytes to text: UTF-8, or UTF-16 with its mark, or what the person declared. Never a guess.

Guessing was tried: a common library called a Windows-1252 list of Nordic names Central European, and every
name in it came out wrong, without an error.
"""

from __future__ import annotations

import codecs

from screening.intake.refusals import refusal
from screening.intake.vocabularies import csv_file

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(content: bytes, declared: str | None, name: str) -> tuple[str, str]:
    """The text of a file and the encoding it was read in.

    Raises:
        UploadRefused: encoding-unsupported, encoding-contradiction, encoding-mismatch, encoding-unknown, nul-bytes.
    """
    encoding, mark = encoding_of(content, declared, name)
    code = "encoding-mismatch" if declared or mark else "encoding-unknown"
    return _strictly(content[mark:], encoding, code, name), encoding


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
