"""Tables and rows that lie in one mapped file: nothing is read before it is asked for, and all processes share it.

What a machine knows of a million names would take ten seconds and gigabytes to make into objects at each start. Here
a start maps a file; a name or a body becomes an object when a text asks for it.
"""

from screening.mapped_file.file import remove, used_at
from screening.mapped_file.lazy_value import LazyValue
from screening.mapped_file.rows import Rows
from screening.mapped_file.table import MappedTable, Pairs
from screening.mapped_file.value_file import read_value, write_value

__all__ = ["LazyValue", "MappedTable", "Pairs", "Rows", "read_value", "remove", "used_at", "write_value"]
