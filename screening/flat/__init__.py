"""Tables and rows that lie in one mapped file: nothing is read before it is asked for, and all processes share it.

What a machine knows of a million names would take ten seconds and gigabytes to make into objects at each start. Here
a start maps a file; a name or a body becomes an object when a text asks for it.
"""

from screening.flat.kept import keep, kept
from screening.flat.later import Later
from screening.flat.rows import Rows
from screening.flat.table import Pairs, Table

__all__ = ["Later", "Pairs", "Rows", "Table", "keep", "kept"]
