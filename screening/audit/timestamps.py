"""Time stamps (RFC 3161): an authority outside vouches that a head of the log stood at a moment.

A stamp is two files: `head-N.txt`, the signed line of the head, and `head-N.tsr`, the authority's answer over its
bytes. `openssl ts -verify -data head-N.txt -in head-N.tsr -CAfile root.pem` checks them without this program. The
authority sees a hash and nothing else. The only code here that asks the network is `ask`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from screening.audit.chain import Area, LogFault, Severity
from screening.audit.head_archive import head_line, read_head_line
from screening.audit.heads import Head
from screening.errors import ScreeningError
from screening.private_addresses import is_private

_SECONDS = 20.0  # for an answer; authorities give it within one
_MOST_BYTES = 64 << 10  # of an answer; with its certificates it has some 6,000
_CLOCKS_APART = timedelta(minutes=5)
_STAMP = re.compile(r"head-[0-9]{1,18}\.tsr")


class StampFailed(ScreeningError):
    """The authority gave no time stamp that counts; nothing was kept."""

    code, status = "stamp-failed", 502


def ask(url: str, content: bytes, roots: Sequence[Certificate] = ()) -> bytes:
    """Have an authority stamp `content`; give its answer, as it is kept in a .tsr file.

    Args:
        url: of the authority; https, or this machine.
        content: what is stamped; only its hash is sent.
        roots: by which the answer is checked; without any only that it speaks of this content.

    Raises:
        StampFailed: it cannot be reached, refused, or answered with something else.
    """
    if not is_private(url):
        raise StampFailed("A time stamp authority is asked over https; give its address as https://….")
    request = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        with requests.post(
            url,
            data=request.as_bytes(),
            headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
            timeout=_SECONDS,
            allow_redirects=False,
            stream=True,
        ) as answered:
            status, answer = answered.status_code, answered.raw.read(_MOST_BYTES + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise StampFailed(f"The time stamp authority cannot be reached ({type(error).__name__}).") from error
    if status != 200 or len(answer) > _MOST_BYTES:
        raise StampFailed(f"The time stamp authority answered with HTTP status {status}, and no time stamp.")
    try:
        response = decode_timestamp_response(answer)
        if PKIStatus(response.status) is not PKIStatus.GRANTED:
            raise StampFailed(
                f"The time stamp authority refused ({PKIStatus(response.status).name.lower()})."
            )
        if response.tst_info.nonce != request.nonce:
            raise StampFailed("The time stamp authority gave an answer to another question.")
        if response.tst_info.message_imprint.message != request.message_imprint.message:
            raise StampFailed("The time stamp authority stamped something else.")
        if roots:
            _check_response(response, content, roots)
    except (ValueError, VerificationError) as error:
        raise StampFailed(f"What the time stamp authority answered does not hold: {error}.") from error
    return answer


def stamp(folder: Path, url: str, head: Head, secret: bytes, roots: Sequence[Certificate] = ()) -> Path:
    """Have a head stamped and keep both files in `folder`; give the path of the answer.

    Raises:
        StampFailed: nothing was kept.
        OSError: the folder cannot be written.
    """
    content = f"{head_line(head, secret)}\n".encode()
    answer = ask(url, content, roots)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / f"head-{head.sequence}.tsr"
    # the answer last: what lacks its text would be called altered
    for path, written in ((kept.with_suffix(".txt"), content), (kept, answer)):
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(written)
        part.replace(path)
    return kept


def read_roots(path: Path) -> list[Certificate]:
    """The certificates in a PEM file.

    Raises:
        StampFailed: there are none.
    """
    try:
        return load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise StampFailed(
            f"{path.name} holds no certificate; set SCREENING_TIMESTAMP_ROOT to the authority's in PEM."
        ) from error


def read_stamps(
    folder: Path, public: Ed25519PublicKey, roots: Sequence[Certificate]
) -> tuple[list[Head], list[LogFault]]:
    """The heads in `folder` that an authority stamped, and every stamp that does not hold.

    Without roots nothing is believed, and it is said that nothing was checked.
    """
    kept = sorted(path for path in folder.glob("head-*.tsr") if _STAMP.fullmatch(path.name))
    if kept and not roots:
        said = f"{len(kept)} time stamps were not checked: set SCREENING_TIMESTAMP_ROOT to the authority's certificate"
        return [], [LogFault(0, said, Area.OUTSIDE, Severity.NOTICE)]
    heads: list[Head] = []
    faults: list[LogFault] = []
    texts = sorted(path for path in folder.glob("head-*.txt") if _STAMP.fullmatch(f"{path.stem}.tsr"))
    for path in texts:
        if not path.with_suffix(".tsr").exists():
            said = f"{path.name} lacks its time stamp {path.stem}.tsr; put it back, or take the text away too"
            faults.append(LogFault(0, said, Area.OUTSIDE))
    for path in kept:
        read = _stamped(path, public, roots)
        if isinstance(read, LogFault):
            faults.append(read)
        else:
            heads.append(read[0])
            faults += _early(path, *read)
    return heads, faults


def _stamped(
    path: Path, public: Ed25519PublicKey, roots: Sequence[Certificate]
) -> tuple[Head, datetime] | LogFault:
    try:
        content = path.with_suffix(".txt").read_bytes()
        response = decode_timestamp_response(path.read_bytes())
        _check_response(response, content, roots)
    except FileNotFoundError:
        return LogFault(0, f"the time stamp {path.name} lacks the text that it is of", Area.OUTSIDE)
    except (ValueError, VerificationError) as error:
        return LogFault(0, f"the time stamp {path.name} does not hold: {error}", Area.OUTSIDE)
    read = read_head_line(content.decode(errors="replace").removesuffix("\n"), public)
    if isinstance(read, Head):
        return read, response.tst_info.gen_time
    if read:
        return LogFault(0, f"the text of the time stamp {path.name} {read}", Area.OUTSIDE)
    said = f"the time stamp {path.name} is of another installation or key, and was not compared"
    return LogFault(0, said, Area.OUTSIDE, Severity.NOTICE)


def _early(path: Path, head: Head, moment: datetime) -> list[LogFault]:
    if datetime.fromisoformat(head.at) - moment <= _CLOCKS_APART:
        return []
    said = f"the time stamp {path.name} is of {moment.isoformat()}, before the moment that its entry names ({head.at}): a clock was wrong"
    return [LogFault(head.sequence, said, Area.OUTSIDE, Severity.NOTICE)]


def _check_response(response: TimeStampResponse, content: bytes, roots: Sequence[Certificate]) -> None:
    VerifierBuilder(roots=list(roots)).build().verify_message(response, content)
