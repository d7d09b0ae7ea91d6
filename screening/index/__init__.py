"""Candidates: which listed or registered names are worth comparing with a text, among up to a million.

    arrays, empty = arrays_of([(17, "Beihang University"), (18, "北京航空航天大学")])
    candidates = Index(arrays).search(["Beihang Univercity"], k=30)

An index is its flat arrays. The linker's lies in the linker's own file (`screening.mapped_file`): built with it, mapped and
shared by all processes of a machine, and swapped in the same step.
"""

from screening.index.build import arrays_of
from screening.index.errors import NothingToIndex
from screening.index.search import Candidates, Index

__all__ = ["Candidates", "Index", "NothingToIndex", "arrays_of"]
