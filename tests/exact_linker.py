"""A linker that reads exactly and asks nothing more, for tests of what one of its steps finds or passes over."""

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
    return replace(linker, second_stage=NoSecondStage(), native=NoNativeStage(), texts=MemoCache())
