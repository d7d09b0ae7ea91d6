"""What a power cut would leave: which bytes and names were forced to the disk when a file got its name or lost it."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest


class DiskOrder:
    """What is not on the disk yet, as far as calls of this process say: every call is let through."""

    def __init__(self):
        self.named_too_early = []  # files that got their name before their bytes were on the disk
        self.names_waiting = (
            set()
        )  # inodes of folders in which a name was given or taken and not forced to the disk
        self._forced = {}  # inode: size and time of the bytes that are on the disk

    def fsync(self, real, file):
        real(file)
        said = os.fstat(file)
        self._forced[said.st_ino] = (said.st_size, said.st_mtime_ns)
        self.names_waiting.discard(said.st_ino)

    def replace(self, real, source, target):
        said = Path(source).stat()
        if self._forced.get(said.st_ino) != (said.st_size, said.st_mtime_ns):
            self.named_too_early.append(Path(target).name)
        real(source, target)
        self._changed(target)

    def unlink(self, real, path, **how):
        real(path, **how)
        self._changed(path)

    def _changed(self, path):
        self.names_waiting.add(Path(path).absolute().parent.stat().st_ino)


@contextmanager
def disk_order():
    """Note in which order this process writes, names and forces to the disk."""
    order = DiskOrder()

    def noted(name):
        real = getattr(os, name)
        return lambda *given, **how: getattr(order, name)(real, *given, **how)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("fsync", "replace", "unlink"):
            patch.setattr(os, name, noted(name))
        yield order
