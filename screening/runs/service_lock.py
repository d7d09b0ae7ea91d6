"""One `screening serve` a data folder, and a port that is free: both are judged before anything is started.

The lock is on an open file that every process of the service inherits. So it is held for as long as any of them lives,
and the system gives it back however they end. Workers that somebody starts by hand hold none: there may be any number.
"""

from __future__ import annotations

import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from screening.errors import ScreeningError
from screening.file_locks import is_locked, try_lock
from screening.private_addresses import bare, is_loopback
from screening.settings import Settings

LOCK = "serve.lock"
# Where a service is reached, too, that listens everywhere or under a name.
_ALSO_AT = {"0.0.0.0": "127.0.0.1", "::": "::1", "localhost": "127.0.0.1"}  # noqa: S104 - nothing is bound here


class ServedAlready(ScreeningError):
    """Another `serve`, or what one left behind, works on this data folder; nothing was started."""

    code, status = "served-already", 409


class CannotListen(ScreeningError):
    """The address or port cannot be listened at; nothing was started."""

    code, status = "cannot-listen", 409


@contextmanager
def only_service(settings: Settings, moment: datetime) -> Iterator[int]:
    """Hold the data folder for one service; gives the lock as a file descriptor, for children to inherit.

    Raises:
        ServedAlready: saying who holds it, since when, and what to do.
    """
    path = settings.data / LOCK
    lock = try_lock(path)
    if lock is None:
        raise ServedAlready(_who_serves(path))
    try:
        said = {"pid": os.getpid(), "since": moment.isoformat(timespec="seconds")}
        said |= {"host": bare(settings.host), "port": settings.port}
        os.ftruncate(lock, 0)
        os.pwrite(lock, json.dumps(said).encode(), 0)
        yield lock
    finally:
        os.close(lock)


def check_port(settings: Settings) -> None:
    """Refuse where nothing can listen at the configured address.

    Raises:
        CannotListen: another program listens there, or the system does not allow it.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((bare(settings.host), settings.port), family=family).close()
    except OSError as error:
        where = f"port {settings.port} of {settings.host}"
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(
                f"Another program listens at {where}; end it, or set SCREENING_PORT to another port."
            ) from error
        raise CannotListen(
            f"Nothing can listen at {where}: {os.strerror(error.errno or 0)}; set SCREENING_HOST and SCREENING_PORT."
        ) from error


def is_served_at(settings: Settings, server: str) -> bool:
    """Whether `server`, an address without path, is where the service of this data folder listens now.

    Where its `serve` has ended, anybody on this machine may listen at the port. The address has to be the one that it listens
    at, figure by figure: "localhost" may lead to another one (::1), at which somebody else listens.
    """
    try:
        parts = urlsplit(server)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # it is no address; whoever calls it says so
        return False
    said = _serving(settings.data / LOCK)
    there = {said.get("host"), _ALSO_AT.get(str(said.get("host")))}
    return host != "localhost" and is_loopback(host) and host in there and said.get("port") == port


def _serving(path: Path) -> dict[str, int | str]:
    """What the `serve` said that holds the lock now and lives; nothing where there is none."""
    if not is_locked(path):
        return {}
    said = _said(path)
    return said if _serves(said.get("pid", 0), _holders(path)) else {}


def _who_serves(path: Path) -> str:
    said, holders = _said(path), _holders(path)
    pid, since = said.get("pid", 0), said.get("since", "")
    if _serves(pid, holders):
        return (
            f"`screening serve` runs on {path.parent} already: process {pid}, since {since}; end it with `kill {pid}` first,"
            " or set SCREENING_DATA to another folder."
        )
    left = " ".join(map(str, holders))
    found = f"processes {left}" if holders else f"`lsof {path}` names them"
    return (
        f"`screening serve` (process {pid}, since {since}) has ended, but what it started on {path.parent} has not yet"
        f" ({found}); try again in half a minute, and if they are still there, end them with `kill -9`."
    )


def _serves(pid: int | str, holders: list[int]) -> bool:
    """Whether the process that took the lock has it yet, or else what it started and left behind."""
    return pid in holders or (not holders and _lives(pid))


def _said(path: Path) -> dict[str, int | str]:
    try:
        said = json.loads(path.read_text() or "{}")
    except (FileNotFoundError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _holders(path: Path) -> list[int]:
    """Processes of ours that have the file open; none where the system does not tell (there is no /proc)."""
    wanted, found = path.stat(), []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # another user's, or gone meanwhile
            if int(process.name) != os.getpid() and any(
                _is(file, wanted) for file in (process / "fd").iterdir()
            ):
                found.append(int(process.name))
    return sorted(found)


def _is(file: Path, wanted: os.stat_result) -> bool:
    with suppress(OSError):
        return os.path.samestat(file.stat(), wanted)
    return False


def _lives(pid: int | str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, PermissionError):
        return False
    return bool(pid)
