"""Outcomes, hits and scores of fixed rows: frozen before a change, compared after it.

    python -m benchmarks.outcomes freeze [--only SET] [-o FOLDER]
    python -m benchmarks.outcomes compare [--only SET] [BEFORE] [AFTER]
    python -m benchmarks.outcomes texts FOLDER [--before FOLDER]

`freeze` screens every set with the shipped lists on a fixed day and writes one CSV a set, with `counts.csv` beside
them; without -o into `frozen/` here, which is committed. `compare` screens again, or takes two folders, and prints each
lost hit, new hit, changed relation and changed outcome as a line, with the text where it is at hand, and changed scores
in summary. Somebody reads every lost hit and every new one before the folder is frozen anew.

The sets are the examples, the layouts of tests/layouts, labelled affiliations and hard pairs, 9,595 partner
organisations, and 20,000 invented persons. Texts are never stored: a row stands by its number. A row that is not
stored has the outcome `no_match` and no hit. A set whose files are absent is left out, and that is said.

`texts` writes reports cell by cell and the answers to more than forty calls over HTTP, as the command and the service
give them; with `--before`, a folder that the tree before wrote on the same day, it prints each line that differs.
"""
