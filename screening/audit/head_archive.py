"""Heads of the log for the office's archive: a file outside the installation, one signed line a head.

Whoever has the service's key and its database can write both anew, with the heads beside them. What was archived where
they cannot write still says how the log stood. A line can be read by people, printed, mailed, and checked by anybody
who has the installation's public key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from screening.audit.chain import Area, LogFault, Severity
from screening.audit.heads import Head, append_line
from screening.audit.signing import private_key, public_key
from watchlists.editions.signing import is_signed, public_pem

_LINE = re.compile(
    r"(?P<said>(?P<at>\S+) entry (?P<sequence>[1-9][0-9]{0,17}) sha256 (?P<hash>[0-9a-f]{64})"
    r" installation (?P<installation>[0-9a-f]{32})) signature (?P<signature>[0-9a-f]{128})"
)
_MOST_BYTES = 64 << 20  # of an archive; a line has 300, so this is one an hour for 25 years


def installation_id(public: Ed25519PublicKey) -> str:
    """By which an installation is told from others: half of the SHA-256 of its public key's PEM file."""
    return hashlib.sha256(public_pem(public)).hexdigest()[:32]


def head_line(head: Head, secret: bytes) -> str:
    """The signed line of a head, without a line's end."""
    installation = installation_id(public_key(secret))
    said = f"{head.at} entry {head.sequence} sha256 {head.hash} installation {installation}"
    return f"{said} signature {private_key(secret).sign(said.encode()).hex()}"


def archive_file(path: Path, secret: bytes) -> Path:
    """The file that heads are archived in: `path`, or in a folder one of the installation's own."""
    return path / f"audit-heads-{installation_id(public_key(secret))[:8]}.txt" if path.is_dir() else path


def archive_head(path: Path, head: Head, secret: bytes) -> bool:
    """Append a head to the archive, forced to the disk; say whether it was not the newest there already.

    Raises:
        OSError: the archive cannot be written; it holds what it held.
    """
    line = head_line(head, secret)
    if path.exists() and _last_line(path) == line:
        return False
    append_line(path, line)
    return True


def read_archive(path: Path, public: Ed25519PublicKey) -> tuple[list[Head], list[LogFault]]:
    """Every archived head of this installation, and what in the file cannot be relied on.

    A last line that is none is one that a full disk or a power cut left, and is passed over; one without an end may
    have been copied so, and counts where it bears our signature.
    """
    heads: list[Head] = []
    faults: list[LogFault] = []
    strangers = 0
    torn = read_head_line(_torn_end(path), public)
    if isinstance(torn, Head):
        heads.append(torn)
    for number, text in enumerate(_lines(path), start=1):
        read = read_head_line(text, public)
        if isinstance(read, Head):
            heads.append(read)
        elif read:
            faults.append(_outside(f"line {number} of {path.name} {read}"))
        else:
            strangers += 1
    if strangers and not heads:
        faults.append(_outside(f"no line of {path.name} is signed with the key of this installation"))
    elif not heads and not faults:
        faults.append(_outside(f"{path.name} holds no head of the log, so nothing was held against it"))
    elif strangers:
        said = f"{strangers} lines of {path.name} are of another installation or key, and were not compared"
        faults.append(LogFault(0, said, Area.OUTSIDE, Severity.NOTICE))
    return heads, faults


def read_head_line(text: str, public: Ed25519PublicKey) -> Head | str:
    """The head that a line names; else what is wrong with it, "" where it is another installation's."""
    found = _LINE.fullmatch(text)
    if found is None:
        return "is no head of the log"
    if found["installation"] != installation_id(public):
        return ""
    if not is_signed(found["said"].encode(), bytes.fromhex(found["signature"]), public):
        return "does not bear the signature of this installation"
    return Head(int(found["sequence"]), found["hash"], found["at"])


def _lines(path: Path) -> Iterator[str]:
    if path.stat().st_size > _MOST_BYTES:
        yield ""  # no head: a file of this size is something else
        return
    yield from path.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]


def _torn_end(path: Path) -> str:
    """What stands behind the last end of a line."""
    if path.stat().st_size > _MOST_BYTES:
        return ""
    return path.read_text(encoding="utf-8", errors="replace").rpartition("\n")[2]


def _last_line(path: Path) -> str:
    lines = list(_lines(path))
    return lines[-1] if lines else ""


def _outside(sentence: str) -> LogFault:
    return LogFault(0, sentence, Area.OUTSIDE)
