"""Drafts on pages: an address has nothing of a draft but a signed note of where it lies and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO

from itsdangerous import BadData, URLSafeTimedSerializer

from screening.errors import ScreeningError
from screening.runs.drafts import (
    KEPT_SECONDS,
    LARGEST,
    Purpose,
    UploadDraft,
    drop_draft,
    find_draft,
    keep_draft,
)
from web.access import Caller
from web.i18n import _

__all__ = ["LARGEST", "DraftGone", "Drafts", "Purpose", "UploadDraft"]


class DraftGone(ScreeningError):
    """The uploaded list is no longer here, or it is somebody else's."""

    code, status = "draft-gone", 404


@dataclass(frozen=True)
class Drafts:
    """The drafts of one purpose, and the key that signs notes of them."""

    data: Path  # the data folder
    key: bytes
    purpose: Purpose = Purpose.SCREENING
    largest: int = LARGEST  # bytes

    def keep(self, content: IO[bytes], file_name: str, owner: Caller) -> str:
        """Keep an upload and give the note that leads to it; what is too large is cut one byte after the limit.

        Whoever reads it refuses such a file, so it is never taken in part.
        """
        draft = keep_draft(
            self.data,
            content,
            file_name,
            owner=owner.id,
            team=owner.team,
            purpose=self.purpose,
            largest=self.largest,
        )
        return self._notes.dumps([draft.key, owner.id, owner.team])

    def find(self, note: str, owner: Caller) -> UploadDraft:
        """The draft a note leads to.

        Raises:
            DraftGone: the note is not ours, too old or another person's, or the draft was taken away.
        """
        try:
            name, actor, team = self._notes.loads(note, max_age=KEPT_SECONDS)
        except (BadData, ValueError) as error:
            raise DraftGone(_("This list is no longer here; upload it again.")) from error
        draft = find_draft(self.data, name, owner=owner.id, team=owner.team)
        if draft is None or (actor, team) != (owner.id, owner.team) or draft.purpose is not self.purpose:
            raise DraftGone(_("This list is no longer here; upload it again."))
        return draft

    def drop(self, draft: UploadDraft) -> None:
        """Take a draft away."""
        drop_draft(draft)

    @property
    def _notes(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt="draft")
