"""What a file is, by its own bytes and never by its name alone.

Only a workbook in Office Open XML and delimited text go on; every other kind is refused with the sentence that
helps. A file that is two kinds at once is refused too: programs would read it differently.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from screening.intake.refusals import refusal

ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the compound file of old Excel, and of encrypted new Excel
_END_OF_ZIP = b"PK\x05\x06"
_BINARY = (
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"SQLite format 3",
)
# The first signs of an object or of an array of objects, texts or arrays. A table in which every sign of a name stands
# between brackets or braces has another one next.
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"\]]")
_ENDINGS = {"xlsx": (".xlsx",), "csv": (".csv", ".tsv", ".txt")}


def kind_of(content: bytes, name: str) -> str:
    """Say "xlsx" or "csv" for bytes that may go on. Raises UploadRefused for all others."""
    if not content:
        raise refusal("empty-file", name=name)
    ending = PurePath(name).suffix.lower()
    if content.startswith(_OLE):
        raise refusal(_ole_kind(content), name=name)
    if content.startswith(ZIP) or content.startswith(_END_OF_ZIP):
        kind = "xlsx"
    else:
        _refuse_other_kinds(content, name, ending)
        kind = "csv"
    _check_ending(kind, ending, name)
    return kind


def _ole_kind(content: bytes) -> str:
    """An encrypted .xlsx and an old .xls share the container; their stream names tell them apart."""
    return "password" if "EncryptedPackage".encode("utf-16-le") in content else "old-excel"


def _refuse_other_kinds(content: bytes, name: str, ending: str) -> None:
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if _END_OF_ZIP in content[-66_000:] and ZIP in content:
        raise refusal("polyglot", name=name, kind="a PDF" if head.startswith(b"%pdf") else "other content")
    if head.startswith(b"%pdf"):
        raise refusal("pdf", name=name)
    if head.startswith(
        (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"<div", b"<style")
    ):
        raise refusal("html", name=name)
    if head.startswith(b"<?xml") or head.startswith(b"<!doctype"):
        raise refusal("html" if b"<html" in head else "xml-spreadsheet", name=name)
    if _JSON.match(_single_bytes(content[:2048])):
        raise refusal("json", name=name)
    if content.startswith(_BINARY):
        raise refusal("wrong-type", name=name)
    if ending == ".xlsx":
        raise refusal(
            "truncated" if head.startswith(b"pk") else "extension-mismatch", **_mismatch(name, "text", "csv")
        )


def _single_bytes(head: bytes) -> bytes:
    """The beginning of a text without byte order marks and white space, and of UTF-16 one byte a sign."""
    plain = head.replace(b"\0", b"") if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head
    return plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def _check_ending(kind: str, ending: str, name: str) -> None:
    """A wrong ending is refused: the person would get a report of another kind than they expect."""
    others = {".xls": "old-excel", ".xlsb": "binary-workbook", ".ods": "open-document", ".xlsm": "macros"}
    if ending in _ENDINGS[kind]:
        return
    if kind == "xlsx" and ending in others:
        return  # what the archive holds decides, and is judged next
    if any(ending in endings for endings in _ENDINGS.values()):
        raise refusal(
            "extension-mismatch", **_mismatch(name, "an Excel workbook" if kind == "xlsx" else "text", kind)
        )
    if kind == "csv" and ending in others:
        raise refusal("extension-mismatch", **_mismatch(name, "text", "csv"))
    if kind == "csv":
        raise refusal("wrong-type", name=name)


def _mismatch(name: str, kind: str, format_: str) -> dict[str, str]:
    return {"name": name, "kind": kind, "ending": _ENDINGS[format_][0]}
