"""Candidates: which listed or registered names are worth comparing with a text, among up to a million.

    facts = build([(17, "Beihang University"), (18, "北京航空航天大学")], folder)   # when a snapshot is promoted
    index = open_index(folder)                                                   # in every process
    candidates = index.search(["Beihang Univercity"], k=30)

Built once, mapped from disk and shared by all processes of a machine, swapped in one step. `Current` follows
the swaps in processes that live long.
"""

from screening.index.errors import IndexDamaged, IndexMissing, NothingToIndex
from screening.index.promotion import Current, IndexFacts, build, open_index
from screening.index.search import Candidates, Index

__all__ = [
    "Candidates",
    "Current",
    "Index",
    "IndexDamaged",
    "IndexFacts",
    "IndexMissing",
    "NothingToIndex",
    "build",
    "open_index",
]
