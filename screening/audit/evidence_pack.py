"""A pack that others can check: the files of one run under one signature, and what must agree between them.

`SHA256SUMS` names every file by its hash and `SHA256SUMS.sig` signs it, so `sha256sum` and `openssl` check a pack
too. Beyond that a pack must agree with itself: the list and the report are those that the receipt and the log name,
and the log's entries of the run stand in a chain that leads to the head it names. For `evidence.json`, and for what
`run.json` says beside the run's id and pins, the signature alone vouches.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ConfigDict, ValidationError

from screening.audit.chain import LogEntry, digest, verify_segment
from screening.audit.heads import Head
from screening.audit.receipt import Receipt, ReceiptInvalid, read_receipt
from screening.audit.signing import fingerprint, private_key, public_key
from screening.errors import ScreeningError
from screening.json_model import JsonModel, JsonObject
from watchlists.editions.signing import is_signed, public_pem
from watchlists.editions.signing import public_key as read_public_key
from watchlists.errors import KeyUnfit

SUMS, SIGNATURE, KEY, GUIDE = "SHA256SUMS", "SHA256SUMS.sig", "public-key.pem", "how-to-check.txt"
RECEIPT, RUN, LOG, EVIDENCE = "receipt.json", "run.json", "log.json", "evidence.json"
_LIST, _REPORT = re.compile(r"list\..+"), re.compile(r"report\..+")
_SUM = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9.-]*)")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # ZIP's first moment: the same files give the same pack
_LARGEST = 2**30  # bytes of one file: a report of 100,000 rows is a tenth of it
_UNSIGNED = {KEY: 4 * 2**10, SUMS: 2**20, SIGNATURE: 64}  # of what is read before anything vouches for it
# Other ways have other readers, with faults of their own.
_PACKED_AS = (zipfile.ZIP_DEFLATED,)
_BLOCK = 2**20
# How `write_pack` has members written, by the ZIP format's own records (APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16).
_FIRST, _ENTRY, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_FIELDS, _DIRECTORY_FIELDS, _END_FIELDS = "<4sHHHHHLLLHH", "<4sBBHHHHHLLLHHHHHLL", "<4sHHHHLLH"
_VERSION, _UNIX, _MODE = 20, 3, 0o600 << 16
_DAY = (0, (1 << 5) | 1)  # time and day of _EPOCH
_GUIDE = """\
This pack holds everything about one screening run and its proof. To check it:

  screening audit check-pack PACK.zip --key KEY.pem

or with programs that every system has, in a folder with its files:

  openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig
  sha256sum -c SHA256SUMS

KEY.pem is the institution's public key. Take it from the institution itself, not from this pack: public-key.pem only
shows which key it should be.
"""


class PackUnsound(ScreeningError):
    """The pack was changed, is not whole, or does not agree with itself."""

    code = "pack-unsound"


@dataclass(frozen=True, slots=True)
class PackCheck:
    """What a sound pack says of itself."""

    run: str
    report_sha256: str
    key: str  # fingerprint of the key that signed
    shown: int  # entries of the log that are the run's own
    links: int  # entries from the run's first to the head
    head: Head


class LogProof(JsonModel):
    """`log.json`: the chain from a run's first entry to the head, entries of others by their digests alone."""

    model_config = ConfigDict(strict=True)

    chain: list[LogEntry | str]
    head: Head


class PackedRun(JsonModel):
    """What `run.json` says that must agree with the other files; for the rest the signature alone vouches."""

    model_config = ConfigDict(strict=True, extra="ignore")

    id: str
    pins: JsonObject


def log_of(lines: Iterable[LogEntry], run_id: str) -> LogProof:
    """The log's proof: the chain from the run's first entry to its head, entries of others by their digests.

    Args:
        lines: the log from the run's first entry to the newest of all.
        run_id: whose lines are shown.
    """
    links: list[LogEntry | str] = []
    for line in lines:
        links.append(line if line.run_id == run_id else digest(line))
        head = Head(line.sequence, line.hash, line.at)
    return LogProof(chain=links, head=head)


def packed_json(said: JsonModel) -> bytes:
    """A file of a pack: the same bytes whatever the order of its fields."""
    return json.dumps(said.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, indent=1).encode()


def write_pack(out: Path, files: Mapping[str, bytes], secret: bytes) -> None:
    """Write the files of a run to `out` and sign them for the installation with this secret."""
    own = {KEY: public_pem(public_key(secret)), GUIDE: _GUIDE.encode()}
    files = {**files, **own}
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())
    ).encode()
    files = {**files, SUMS: sums, SIGNATURE: private_key(secret).sign(sums)}
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)


def check_pack(pack: Path, public: Ed25519PublicKey | None = None) -> PackCheck:
    """Check a pack: signature, every file, the log's proof, and that list, report, receipt and log are of one run.

    Args:
        pack: the ZIP.
        public: the institution's key. Without one the key in the pack is taken, which shows that the pack agrees
            with itself, not whose it is: compare the fingerprint.

    Raises:
        PackUnsound: in one sentence what is wrong.
    """
    try:
        with zipfile.ZipFile(pack) as archive:
            names = archive.namelist()
            if len(set(names)) != len(names):
                raise PackUnsound("The pack holds two files of one name; ask for it again.")
            if odd := [each.filename for each in archive.infolist() if each.compress_type not in _PACKED_AS]:
                raise PackUnsound(f"{odd[0]!r} is packed in a way that no pack of ours is; ask for it again.")
            key, sums = _signed(archive, public)
            _check_files(archive, names, sums)
            if archive.comment or not _is_all(pack, archive):
                raise PackUnsound("The pack holds something beside its files; ask for it again.")
            log = LogProof.model_validate_json(_content(archive, LOG))
            run = PackedRun.model_validate_json(_content(archive, RUN))
            receipt = read_receipt(_content(archive, RECEIPT).decode(), key)
        return _agreeing(log, run, receipt, sums, fingerprint(key))
    except (ReceiptInvalid, KeyUnfit) as error:
        raise PackUnsound(f"The pack does not hold: {error.sentence}") from error
    except PackUnsound:
        raise
    except ValidationError as error:
        first = error.errors()[0]
        said = f"{error.title}: {'.'.join(map(str, first['loc']))} {first['msg']}"
        raise PackUnsound(f"{pack.name} is not a whole pack ({said}); ask for it again.") from error
    except (OSError, ValueError, KeyError, TypeError, EOFError, RecursionError) as error:
        raise PackUnsound(f"{pack.name} is not a whole pack ({error}); ask for it again.") from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise PackUnsound(f"{pack.name} is damaged ({error}); ask for it again.") from error


def _is_all(pack: Path, archive: zipfile.ZipFile) -> bool:
    """Whether every byte of the file is one that `write_pack` would write around these members.

    Programs differ in what they believe: the directory at the end, the headers before each member, or what stands
    between. So all of them have to say the same, and nothing else may be there.
    """
    members = archive.infolist()
    with pack.open("rb") as file:
        place = 0
        for each in members:
            head = _local_header(each)
            if each.header_offset != place or file.read(len(head)) != head or not _is_one_stream(file, each):
                return False
            place += len(head) + each.compress_size
        directory = b"".join(map(_directory_entry, members))
        end = (_END, 0, 0, len(members), len(members), len(directory), place, 0)
        return file.read() == directory + struct.pack(_END_FIELDS, *end)


def _local_header(member: zipfile.ZipInfo) -> bytes:
    name = member.filename.encode()
    fields = (_VERSION, 0, member.compress_type, *_DAY, member.CRC, member.compress_size, member.file_size)
    return struct.pack(_LOCAL_FIELDS, _FIRST, *fields, len(name), 0) + name


def _directory_entry(member: zipfile.ZipInfo) -> bytes:
    name = member.filename.encode()
    fields = (_VERSION, 0, member.compress_type, *_DAY, member.CRC, member.compress_size, member.file_size)
    after = (len(name), 0, 0, 0, 0, _MODE, member.header_offset)
    return struct.pack(_DIRECTORY_FIELDS, _ENTRY, _VERSION, _UNIX, *fields, *after) + name


def _is_one_stream(file: BinaryIO, member: zipfile.ZipInfo) -> bool:
    """Whether the bytes of a member are one deflated stream to the last of them."""
    left, inflate = member.compress_size, zlib.decompressobj(-zlib.MAX_WBITS)
    while left and (block := file.read(min(left, _BLOCK))):
        left -= len(block)
        while block:  # a piece at a time, however far it inflates
            inflate.decompress(block, _BLOCK)
            block = inflate.unconsumed_tail
    return not left and inflate.eof and not inflate.unused_data


def _signed(
    archive: zipfile.ZipFile, public: Ed25519PublicKey | None
) -> tuple[Ed25519PublicKey, dict[str, str]]:
    """The key that signed, and the hash of every file by name, as signed."""
    within = read_public_key(_content(archive, KEY), KEY)
    key = public or within
    said = _content(archive, SUMS)
    if not is_signed(said, _content(archive, SIGNATURE), key):
        raise PackUnsound(
            f"The pack is not signed by the key {fingerprint(key)}, or its {SUMS} was changed since."
        )
    lines = said.decode("ascii").splitlines()
    found = [_SUM.fullmatch(line) for line in lines]
    if not all(found):
        raise PackUnsound(f"{SUMS} holds a line that names no file.")
    return key, {each[2]: each[1] for each in found if each}


def _check_files(archive: zipfile.ZipFile, names: list[str], sums: Mapping[str, str]) -> None:
    wanted = {*sums, SUMS, SIGNATURE}
    if missing := sorted(wanted - set(names)):
        raise PackUnsound(f"{missing[0]} is missing from the pack.")
    if added := sorted(set(names) - wanted):
        raise PackUnsound(f"{added[0]!r} was added to the pack after it was signed.")
    for name, sha256 in sums.items():
        if _hash(archive, name) != sha256:
            raise PackUnsound(f"{name} was changed after the pack was signed.")


def _agreeing(
    log: LogProof,
    run: PackedRun,
    receipt: Receipt,
    sums: Mapping[str, str],
    key: str,
) -> PackCheck:
    """Hold what the files say against each other."""
    links, head = log.chain, log.head
    if fault := verify_segment(links, (head.sequence, head.hash)):
        raise PackUnsound(f"The log's proof does not hold: {fault}.")
    shown = {(line.sequence, line.hash): line for line in links if isinstance(line, LogEntry)}
    end = shown.get((receipt.log.sequence, receipt.log.hash))
    if end is None or end.action != "run.finished":
        raise PackUnsound("The log does not hold the end of the run that the receipt names.")
    if shown[min(shown)].action != "run.accepted":
        raise PackUnsound("The log's proof does not begin where the run was accepted.")
    sealed = json.loads(end.facts)
    if {line.run_id for line in shown.values()} != {run.id} or receipt.run != run.id:
        raise PackUnsound("The receipt, the log and run.json do not speak of the same run.")
    for what, name, pattern in (("upload", "list", _LIST), ("report", "report", _REPORT)):
        (file,) = (each for each in sums if pattern.fullmatch(each))
        if not sums[file] == getattr(receipt, what) == sealed[what]:
            raise PackUnsound(f"The {name} in the pack is not the one that the receipt and the log name.")
    if run.pins != receipt.pins:
        raise PackUnsound("run.json names other editions than the receipt.")
    return PackCheck(run.id, sealed["report"], key, len(shown), len(links), head)


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    most = _UNSIGNED.get(name, _LARGEST)
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{name} is larger than {most:,} bytes")
    return content


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as member:
        while block := member.read(_BLOCK):
            size += len(block)
            if size > _LARGEST:
                raise ValueError(f"{name} is larger than {_LARGEST:,} bytes")
            digest.update(block)
    return digest.hexdigest()
