"""The zip container of a workbook, judged on its bytes before any library opens it.

Every byte of the file belongs to exactly one part or to the directory; names are unique and safe; sizes are
what the directory says, counted while unpacking. So whoever reads the file next reads the same parts.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from screening.intake.limits import Limits
from screening.intake.refusals import refusal
from screening.intake.tag_counts import TagCounts

_LOCAL = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1
_DESCRIPTOR_BYTES = 24  # the longest record that may follow a streamed part
_CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class ArchivePart:
    """One part of a workbook: where its packed bytes stand, and what they should unpack to."""

    name: str
    packed: memoryview
    deflated: bool
    size: int
    crc: int


class Container:
    """A judged workbook. Iterating over parts is safe; unpacking them counts against the limits."""

    def __init__(self, content: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.counts = TagCounts(name)
        self._unpacked = 0
        self.parts = {part.name.lower(): part for part in _parts(content, name, limits)}
        if sum(part.size for part in self.parts.values()) > limits.inflated_bytes:
            raise refusal(
                "zip-inflation", name=name, part=max(self.parts.values(), key=lambda p: p.size).name
            )

    def chunks(self, part: ArchivePart) -> Iterator[bytes]:
        """Unpack a part in pieces. Raises UploadRefused where it is not what the directory says, or a bomb."""
        size, crc = 0, 0
        for chunk in _inflate(part, self.name):
            size += len(chunk)
            self._unpacked += len(chunk)
            crc = zlib.crc32(chunk, crc)
            self._judge(part, size)
            yield chunk
        if size != part.size or crc != part.crc:
            raise refusal(
                "zip-damaged", name=self.name, what=f"the part {part.name} has another size or checksum"
            )

    def _judge(self, part: ArchivePart, size: int) -> None:
        limits = self.limits
        bomb = size > limits.ratio_free_bytes and size > limits.ratio * len(part.packed)
        if bomb or size > part.size or self._unpacked > limits.inflated_bytes:
            raise refusal("zip-inflation", name=self.name, part=part.name)


def _inflate(part: ArchivePart, name: str) -> Iterator[bytes]:
    if not part.deflated:
        yield from (bytes(part.packed[at : at + _CHUNK]) for at in range(0, len(part.packed), _CHUNK))
        return
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = part.packed
    try:
        while not stream.eof:
            chunk = stream.decompress(rest, _CHUNK)
            rest = stream.unconsumed_tail
            if not chunk and not rest and not stream.eof:
                break
            yield chunk
    except zlib.error as error:
        raise refusal("zip-damaged", name=name, what=f"the part {part.name} cannot be unpacked") from error
    if not stream.eof or stream.unused_data:
        raise refusal("zip-damaged", name=name, what=f"the part {part.name} does not end where it should")


def _parts(content: bytes, name: str, limits: Limits) -> list[ArchivePart]:
    directory_at = _directory(content, name, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise refusal("zip-damaged", name=name, what="its directory cannot be read") from error
    _judge_names(infos, name)
    ends = [info.header_offset for info in infos[1:]] + [directory_at]
    if infos and infos[0].header_offset != 0:
        raise refusal("polyglot", name=name, kind="other content")
    return [
        _part(content, info, end, name) for info, end in zip(infos, ends, strict=True) if not info.is_dir()
    ]


def _directory(content: bytes, name: str, limits: Limits) -> int:
    """Where the directory starts; the file must end right after it and its comment."""
    at = content.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(content):
        raise refusal("truncated", name=name)
    _, disk, _, _, count, size, offset, comment = _END.unpack_from(content, at)
    over = len(content) - (at + _END.size + comment)
    if over > 0:
        raise refusal("trailing-bytes", name=name, count=over)
    if over < 0:
        raise refusal("truncated", name=name)
    if count > limits.parts:
        raise refusal("zip-parts", name=name, count=count, limit=limits.parts)
    if disk or offset + size != at:
        raise refusal("zip-damaged", name=name, what="its directory is not where it should be")
    return int(offset)


def _judge_names(infos: list[zipfile.ZipInfo], name: str) -> None:
    seen: set[str] = set()
    for info in infos:
        part = info.filename
        if info.flag_bits & _ENCRYPTED:
            raise refusal("password", name=name)
        if part.startswith("/") or "\\" in info.orig_filename or ":" in part or ".." in part.split("/"):
            raise refusal("zip-path", name=name, part=part)
        if part.lower() in seen:  # Excel compares part names without case
            raise refusal("zip-duplicate", name=name, part=part)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusal("zip-compression", name=name, part=part)
        seen.add(part.lower())


def _part(content: bytes, info: zipfile.ZipInfo, end: int, name: str) -> ArchivePart:
    """The part behind a directory entry; its own header must tell the same story."""
    at = info.header_offset
    if at + _LOCAL.size > len(content):
        raise refusal("truncated", name=name)
    magic, _, flags, method, _, _, _, _, _, name_length, extra = _LOCAL.unpack_from(content, at)
    start = at + _LOCAL.size + name_length + extra
    stop = start + info.compress_size
    printed = content[at + _LOCAL.size : at + _LOCAL.size + name_length]
    if magic != b"PK\x03\x04" or method != info.compress_type or flags & _ENCRYPTED:
        raise refusal("zip-damaged", name=name, what=f"the part {info.filename} contradicts the directory")
    if printed not in (info.orig_filename.encode("utf-8"), info.orig_filename.encode("cp437", "replace")):
        raise refusal("zip-damaged", name=name, what=f"the part {info.filename} has two names")
    if stop > end or end - stop > _DESCRIPTOR_BYTES:
        raise refusal("zip-overlap", name=name, part=info.filename)
    packed = memoryview(content)[start:stop]
    return ArchivePart(info.filename, packed, method == zipfile.ZIP_DEFLATED, info.file_size, info.CRC)
