"""The log: append-only, chained by hashes, one entry in the same transaction as each decision."""

from screening.audit.chain import LogEntry, LogFault, seal, verify_lines
from screening.audit.heads import Head, Newest, append_head, read_heads
from screening.audit.log import head_of, lines_of, record, verify
from screening.audit.pseudonyms import forget_old_subjects, forget_subject, token_of
from screening.audit.receipt import LogPlace, Receipt, SealedReport, make_receipt, read_receipt

__all__ = [
    "Head",
    "LogEntry",
    "LogFault",
    "LogPlace",
    "Newest",
    "Receipt",
    "SealedReport",
    "append_head",
    "forget_old_subjects",
    "forget_subject",
    "head_of",
    "lines_of",
    "make_receipt",
    "read_heads",
    "read_receipt",
    "record",
    "seal",
    "token_of",
    "verify",
    "verify_lines",
]
