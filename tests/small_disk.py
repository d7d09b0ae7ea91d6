"""A disk of its own that can be filled: a tmpfs, where this machine lets one be mounted."""

import os
import subprocess
from contextlib import contextmanager, suppress

import pytest


class SmallDisk:
    """A mounted file system of few bytes."""

    def __init__(self, path):
        self.path = path
        self._ballast = path / "ballast"

    def fill(self, leave=0):
        """Leave so many bytes, rounded up to whole pages."""
        self.make_room()
        room = os.statvfs(self.path)
        page = room.f_bsize
        with self._ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(page, (room.f_bavail - -(-leave // page)) * page))

    def make_room(self):
        """Take the ballast away."""
        with suppress(FileNotFoundError):
            self._ballast.unlink()


@contextmanager
def small_disk(path, mebibytes):
    """Mount a tmpfs at `path`; the test is skipped where nothing may be mounted."""
    path.mkdir(mode=0o700)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=0700", "tmpfs", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"No file system may be mounted here ({mounted.stderr.strip()}), so none can be full.")
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
