"""What publishers say: watchlists, their snapshots and listings, and the register of known organisations."""

import os

# Before openpyxl is imported: beside lxml it would read and write workbooks with that, which follows entities, and which
# the guards and the writer here were not made for.
os.environ["OPENPYXL_LXML"] = "False"
