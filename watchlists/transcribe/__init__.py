"""From a publisher's file to ours: one small module a publisher, each knowing its format's quirks.

A module here offers its lists in `LISTS`: list id -> a function from source files to listings in the
publisher's order. `python -m watchlists.transcribe LIST_ID SOURCE... -o OUT` finds it there. The same
sources give the same bytes.
"""
