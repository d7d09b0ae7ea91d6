"""What we conclude: which organisation a text means, what is listed about it, and what follows."""

import os

# Before openpyxl is imported: beside lxml it would read and write workbooks with that, which follows entities, and which
# the guards and the writer here were not made for.
os.environ["OPENPYXL_LXML"] = "False"
