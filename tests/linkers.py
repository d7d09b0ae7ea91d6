"""What tests of a linker build it from, and a linker that reads exactly and asks nothing more, or that remembers nothing."""

from dataclasses import replace

from screening.caches import MemoCache
from screening.link import Linker


class Lists:
    """Listings in the place of a library."""

    def __init__(self, *listings):
        self.listings = listings


class Known:
    """Bodies in the place of a register."""

    def __init__(self, *bodies):
        self.in_order = bodies


class NoSecondStage:
    def open(self):
        pass

    def links(self, reader, source, taken=(), *, may_be_person=False):
        return []


class NoNativeStage:
    def links(self, reader, source, in_force=(), *, may_be_person=False):
        return []


def exact(linker: Linker) -> Linker:
    texts = replace(linker.texts, second_stage=NoSecondStage(), native=NoNativeStage(), memory=MemoCache())
    return replace(linker, texts=texts)


def without_memory(linker: Linker) -> Linker:
    """The linker as it is before it has read anything."""
    return replace(linker, texts=replace(linker.texts, memory=MemoCache()), names=MemoCache())
