"""Lists of runs, read again from their uploads: subjects are kept nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from screening.caches import LruCache
from screening.intake.model import ParsedList
from screening.model import Inquiry
from screening.pipeline import Chunk, ScreeningRequest, join_rows, read_chunks
from screening.runs.long_rows import RunInParts
from screening.storage import Files


@dataclass(frozen=True, slots=True)
class UploadedList:
    """A list as it was read, whole and in the chunks in which it is screened."""

    intake: ParsedList
    chunks: tuple[Chunk, ...]

    @property
    def inquiries(self) -> Iterator[Inquiry]:
        """What it asks, each once, in the order in which it first appears."""
        for chunk in self.chunks:
            yield from chunk.inquiries


@dataclass
class UploadedLists:
    """The lists that a process has read last."""

    files: Files
    _lists: LruCache[UploadedList] = field(default_factory=lambda: LruCache(3))

    def get(self, sha256: str, request: ScreeningRequest, file_name: str) -> UploadedList:
        """Read a kept upload, or give it as it was read before.

        Raises:
            UploadRefused: it is no list; FileStoreError: it is no longer kept.
            RunInParts: it is too long to be held in memory.
        """
        if request.part_rows:
            raise RunInParts(
                "This run has too many rows for this; download its report, or look at its rows page by page."
            )
        key = (sha256, request.to_json(), file_name)
        return self._lists.get(key, lambda: self._read(sha256, request, file_name))

    def _read(self, sha256: str, request: ScreeningRequest, file_name: str) -> UploadedList:
        with self.files.path(sha256) as path:
            layout, reading = read_chunks(path, request, file_name=file_name)
            chunks = tuple(reading)
        return UploadedList(join_rows(layout, chunks), chunks)
