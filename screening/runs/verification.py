"""Verifying an installation: the log against itself, against heads outside, against the tables and the stored files.

Heads are read before the log: whoever writes meanwhile notes a head once its entry is kept, so a log that is read
later has it. Read the other way round, a service at work would look like a log that was cut.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.audit import Head, head_of, lines_of, read_heads, read_receipt, verify_lines
from screening.audit.chain import Area, LogFault, Severity
from screening.audit.head_archive import archive_file, read_archive
from screening.audit.replay import Expected
from screening.audit.state_check import at_one_moment, compare, count
from screening.audit.stored_files import read_files
from screening.audit.timestamps import read_roots, read_stamps
from screening.context import AppContext
from screening.progress import Progress, no_progress
from watchlists.editions.stored_editions import StoredEditions


@dataclass(frozen=True)
class VerificationResult:
    """What came of verifying."""

    head: Head
    heads: int  # noted outside the database, that the log was held against
    archived: int  # of them kept outside the data folder: archived, stamped, or in a receipt
    compared: int  # rows that the log speaks of
    files: int | None  # that were read; None where they were left out
    faults: tuple[LogFault, ...]
    notices: tuple[LogFault, ...]

    @property
    def unproven(self) -> bool:
        """Whether there was nothing to hold the log's end against."""
        return bool(self.head.sequence) and not self.heads


def verify_installation(
    context: AppContext,
    *,
    archives: Sequence[Path] = (),
    receipts: Sequence[Path] = (),
    files: bool = True,
    tick: Progress = no_progress,
) -> VerificationResult:
    """Verify all that can be; nothing is written.

    Args:
        context: the installation.
        archives: files of archived heads, beside the configured one.
        receipts: that came beside reports.
        files: whether stored files are read too, which takes as long as reading them does.
        tick: told of each file that was read.

    Raises:
        HeadForged, ReceiptInvalid: what was to be held against the log is not ours.
        StampFailed: SCREENING_TIMESTAMP_ROOT holds no certificate.
        StorageFailed: the database would not.
    """
    noted = read_heads(context.heads, context.key)
    outside, faults = _outside(context, archives, receipts)
    expected = Expected()
    with context.database.read() as session:
        at_one_moment(session)
        heads = ((head.sequence, head.hash) for head in (*noted, *outside))
        faults += verify_lines(expected.follow(lines_of(session)), heads)
        faults += compare(session, expected, context.key)
        head = head_of(session)
    faults += _lists(context, expected)
    read = None
    if files:
        found = list(read_files(context.database, context.files, tick))
        read = len(found)
        faults += [each for each in found if each is not None]
    return VerificationResult(
        head,
        len(noted) + len(outside),
        len(outside),
        count(expected),
        read,
        tuple(each for each in faults if each.severity is Severity.FAULT),
        tuple(each for each in faults if each.severity is Severity.NOTICE),
    )


def areas(verified: VerificationResult) -> Counter[Area]:
    """How many faults there are in each area."""
    return Counter(each.area for each in verified.faults)


def stamps_folder(context: AppContext) -> Path:
    """Where time stamps are kept: beside the archive of heads, where there is one."""
    archive = context.settings.head_archive_path
    if archive is None:
        return context.settings.data / "audit-stamps"
    return (archive if archive.is_dir() else archive.parent) / "audit-stamps"


def _outside(
    context: AppContext, archives: Sequence[Path], receipts: Sequence[Path]
) -> tuple[list[Head], list[LogFault]]:
    """Heads that were kept elsewhere, and what of them cannot be relied on."""
    heads: list[Head] = []
    faults: list[LogFault] = []
    for path in receipts:
        log = read_receipt(path.read_text(encoding="utf-8"), context.public_key).log
        heads.append(Head(log.sequence, log.hash, ""))
    configured = context.settings.head_archive_path
    for path in (*([archive_file(configured, context.key)] if configured else []), *archives):
        if not path.exists():  # of those given as an option each is there
            said = f"{path.name}, to which SCREENING_HEAD_ARCHIVE has heads archived, is not there yet or was taken away"
            faults.append(LogFault(0, said, Area.OUTSIDE, Severity.NOTICE))
            continue
        found, wrong = read_archive(path, context.public_key)
        heads, faults = [*heads, *found], [*faults, *wrong]
    root = context.settings.timestamp_root
    stamped, wrong = read_stamps(
        stamps_folder(context), context.public_key, read_roots(Path(root)) if root else ()
    )
    return [*heads, *stamped], [*faults, *wrong]


def _lists(context: AppContext, expected: Expected) -> list[LogFault]:
    """Whether the editions of lists that are in force here are those that the log names."""
    store = StoredEditions.open(context.settings.data).store
    sha256 = store.mark().partition(" ")[2] if store is not None else ""
    if store is None or not sha256:
        return []
    if sha256 not in expected.generations:
        said = (
            f"the log does not say that the lists in force here (generation {sha256[:12]}…) were put in force; where nobody "
            "changed them by hand the next change of a list records them, see `screening lists status`"
        )
        return [LogFault(0, said, Area.STATE)]
    for (
        later,
        number,
    ) in expected.generations.items():  # machines may have lists of their own: those not here are theirs
        path = store.folder / "generations" / f"{number:06}.json"
        if number > expected.generations[sha256] and _hash(path) == later:
            said = f"the lists in force here are generation {sha256[:12]}…; the log says that {later[:12]}… came after it"
            return [LogFault(0, said, Area.STATE)]
    return []


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
