"""A linker that reads exactly and asks nothing more, or that remembers nothing, for tests of its steps."""

from dataclasses import replace

from screening.caches import MemoCache
from screening.link import Linker


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
