"""From bytes to text: what the person or a mark declared, UTF-8, or the one sound reading; else asked, never guessed.

Guessing was tried: a common library called a Windows-1252 list of Nordic names Central European, and every name in
it came out wrong, without an error. So GB18030 or Windows-1252 is read only where every word of the text under one of
them belongs together, its header words are known, and no other encoding reads as well.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from screening.errors import UploadRefused
from screening.intake.headers import recognise
from screening.intake.refusals import notice, question, refusal
from screening.intake.soundness import Soundness, measure_soundness
from screening.intake.vocabularies import csv_file

DELIMITERS = (",", ";", "\t", "|")
READ_UNDECLARED = ("gb18030", "cp1252")
_LIKE_UTF8 = ("gb18030", "utf-16-le", "utf-16-be")  # whose bytes may be UTF-8 as well
_SAMPLE = 200_000  # bytes by which other encodings are judged
_HEADER_LINES = 40
_ROWS, _CELLS, _CHARS = 5, 8, 80  # of a preview
_OFFERED = 5  # beside the most frequent ones, which are always offered
_LIKELY = 0.5  # share of sound words: texts in another language's encoding have a few at most


@dataclass(frozen=True, slots=True)
class EncodingReading:
    """One way in which a text file may be read."""

    encoding: str  # as `--encoding` takes it; "" where the encoding is not in question
    label: str  # "Chinese (GB18030)"
    delimiter: str  # the sign itself
    rows: tuple[tuple[str, ...], ...]  # the header line and the first lines that differ, in cells
    option: str  # "--encoding gb18030"


class EncodingNeeded(UploadRefused):
    """The bytes of a file may be read in more than one way. Nothing was screened; the person is asked."""

    code = "needs-encoding"
    status = 422

    def __init__(self, sentence: str, readings: Sequence[EncodingReading], **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.readings = tuple(readings)


class DelimiterNeeded(EncodingNeeded):
    """Two delimiters part a file equally well."""

    code = "needs-delimiter"


@dataclass(frozen=True, slots=True)
class _Candidate:
    codec: str
    label: str
    scripts: str
    text: str  # of the sample
    soundness: Soundness
    headers: int  # known header words

    @property
    def is_latin(self) -> bool:
        return self.scripts == "Latin"

    @property
    def is_sound(self) -> bool:
        return self.soundness.is_sound and self.headers > 0


def choose_encoding(content: bytes, name: str) -> tuple[str, str] | None:
    """The encoding of bytes without a mark that are not UTF-8, and the sentence that says so.

    Returns:
        Encoding and sentence; None for UTF-8, also where some lines of it are damaged, and where no encoding gives
        a text.

    Raises:
        EncodingNeeded: more than one reading is possible, or none is sure.
    """
    sample = (
        content if len(content) <= _SAMPLE else content[: content.rfind(b"\n", 0, _SAMPLE) + 1 or _SAMPLE]
    )
    if is_utf8 := _is_utf8(content):
        if b"\0" not in content and not _is_doubtful(sample.decode("utf-8", "ignore")):
            return None
    elif _is_damaged_utf8(content):
        return None
    candidates = [each for each in _candidates(sample) if each.soundness.usable]
    if b"\0" in content:
        candidates = [each for each in candidates if each.headers]
    if is_utf8 and not any(
        each.headers and each.soundness.share == 1 and each.codec in _LIKE_UTF8 for each in candidates
    ):
        return None
    if (only := _only_sound(candidates)) and _is_sound_throughout(content, only.codec):
        return only.codec, notice("encoding", encoding=only.label)
    if not candidates:
        return None
    candidates.sort(key=lambda each: (each.headers > 0, each.soundness.share, each.headers), reverse=True)
    distinct = list({each.text: each for each in candidates[::-1]}.values())
    distinct.sort(key=candidates.index)
    always = (*READ_UNDECLARED, "utf-8")
    likely = [each for each in distinct if each.soundness.share >= _LIKELY and each.codec not in always]
    offered = likely[:_OFFERED] + [each for each in distinct if each.codec in always]
    readings = [_reading(each) for each in distinct if each in offered] or [_reading(distinct[0])]
    sentence = question("needs-encoding", name=name, option=readings[0].option)
    raise EncodingNeeded(sentence, readings, name=name)


def _is_doubtful(text: str) -> bool:
    """Whether no word beyond ASCII belongs together: a few Chinese characters in GB18030 may be UTF-8 by chance.

    Only such as take two bytes in both; a text with any other is UTF-8.
    """
    return not text.isascii() and max(text) < "\u0800" and measure_soundness(text, "utf-8").sound == 0


def _only_sound(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The one of the two that we read undeclared which is sound, while nothing else is even likely.

    Another encoding of Latin letters is no rival of Windows-1252: letters.csv holds a letter only where the others
    have none that is written there.
    """
    sound = [each for each in candidates if each.is_sound and each.codec in READ_UNDECLARED]
    if len(sound) != 1:
        return None
    likely = [each for each in candidates if each.headers and each.soundness.share >= _LIKELY]
    likely += [each for each in candidates if each.codec == "utf-8"]
    rivals = [each for each in likely if each is not sound[0] and not each.is_latin]
    return None if rivals else sound[0]


def preview(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The first rows, cut to what a person can look over."""
    return tuple(tuple(cell[:_CHARS] for cell in row[:_CELLS]) for row in rows[:_ROWS])


def known_headers(text: str) -> tuple[int, str]:
    """How many known header words one of the first lines has, and the delimiter under which; (0, ",") for none.

    One is enough where it stands alone on its line, as over a list of one column.
    """
    lines = [line for _, line in zip(range(_HEADER_LINES), io.StringIO(text), strict=False)]
    best = (0, ",")
    for sign in DELIMITERS:
        for row in _rows(lines, sign):
            known = [found for cell in row if (found := recognise(cell.strip())) is not None]
            if len(known) > 1 or (len(known) == 1 and known[0].exact and len(row) == 1):
                best = max(best, (len(known), sign), key=lambda each: each[0])
    return best


def _rows(lines: Sequence[str], sign: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=sign)
    except csv.Error:
        return


def _candidates(sample: bytes) -> Iterator[_Candidate]:
    wide = b"\0" in sample
    for row in csv_file("scripts.csv"):
        # NUL bytes are half of every ASCII character in UTF-16, and stand in no other text.
        if row["codec"].startswith("utf-16") != wide:
            continue
        try:
            text = (
                sample[: len(sample) // 2 * 2].decode(row["codec"]) if wide else sample.decode(row["codec"])
            )
        except UnicodeDecodeError:
            continue
        yield _Candidate(
            row["codec"],
            row["label"],
            row["scripts"],
            text,
            measure_soundness(text, row["codec"]),
            known_headers(text)[0],
        )


def _is_sound_throughout(content: bytes, codec: str) -> bool:
    try:
        return measure_soundness(content.decode(codec), codec).is_sound
    except UnicodeDecodeError:
        return False


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether most lines that are not ASCII are UTF-8: then the others are damaged, not in another encoding.

    Half characters of UTF-16, which some programs write one by one, are damage too.
    """
    lines = [line for line in content.split(b"\n") if not line.isascii()]
    return 2 * sum(_is_utf8(line, "surrogatepass") for line in lines) > len(lines)


def _is_utf8(content: bytes, errors: str = "strict") -> bool:
    try:
        content.decode("utf-8", errors)
    except UnicodeDecodeError:
        return False
    return True


def _reading(candidate: _Candidate) -> EncodingReading:
    _, sign = known_headers(candidate.text)
    lines = candidate.text.splitlines()
    shown = lines[:1] + [line for line in lines[1:] if not line.isascii()]
    encoding = declared_name(candidate.codec)
    return EncodingReading(
        encoding=encoding,
        label=candidate.label,
        delimiter=sign,
        rows=preview(list(_rows(shown[:_ROWS], sign))),
        option=f"--encoding {encoding}",
    )


def declared_name(codec: str) -> str:
    """The name by which a person declares an encoding: the one that other programs show."""
    names = [row["name"] for row in csv_file("encodings.csv") if row["codec"] == codec]
    return next((name for name in names if name.startswith("windows-")), names[0])


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
