"""Lists that were uploaded and not yet accepted: kept for a day under a random name, for their owner only.

Nothing of a draft stands in an address but a signed note of where it lies, what it is called and whose it is.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from itsdangerous import BadData, URLSafeTimedSerializer

from screening.errors import ScreeningError
from screening.intake.limits import LIMITS
from web.access import Caller
from web.texts import _

KEPT_SECONDS = 86_400
LARGEST = max(LIMITS.xlsx_bytes, LIMITS.csv_bytes)
_NAME = re.compile(r"[A-Za-z0-9_-]{32}")
_LONGEST_NAME = 255  # characters of a file's name, as file systems allow


class DraftGone(ScreeningError):
    """The uploaded list is no longer here, or it is somebody else's."""

    code, status = "draft-gone", 404


@dataclass(frozen=True, slots=True)
class Draft:
    """An uploaded list: where it lies, and its name as the user has it."""

    path: Path
    file_name: str


@dataclass(frozen=True)
class Drafts:
    """A folder of drafts (0700, files 0600), and the key that signs notes of them."""

    folder: Path
    key: bytes
    largest: int = LARGEST  # bytes

    def keep(self, content: IO[bytes], file_name: str, owner: Caller) -> str:
        """Keep an upload and give the note that leads to it; what is too large is cut one byte after the limit.

        Whoever reads it refuses such a file, so it is never taken in part.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        name = secrets.token_urlsafe(24)
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        left = self.largest + 1
        with os.fdopen(handle, "wb") as out:
            while left and (block := content.read(min(left, 1 << 20))):
                out.write(block)
                left -= len(block)
        return self._notes.dumps([name, file_name[-_LONGEST_NAME:] or "list", owner.id, owner.team])

    def find(self, note: str, owner: Caller) -> Draft:
        """The draft a note leads to.

        Raises:
            DraftGone: the note is not ours, too old or another person's, or the draft was taken away.
        """
        try:
            name, file_name, actor, team = self._notes.loads(note, max_age=KEPT_SECONDS)
        except (BadData, ValueError) as error:
            raise DraftGone(_("This list is no longer here; upload it again.")) from error
        path = self.folder / name
        if (actor, team) != (owner.id, owner.team) or not _NAME.fullmatch(name) or not path.is_file():
            raise DraftGone(_("This list is no longer here; upload it again."))
        return Draft(path, file_name)

    def drop(self, draft: Draft) -> None:
        """Take a draft away."""
        draft.path.unlink(missing_ok=True)

    @property
    def _notes(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt="draft")

    def _sweep(self) -> None:
        before = time.time() - KEPT_SECONDS
        for path in self.folder.iterdir():
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
