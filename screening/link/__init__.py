"""Linking: which known organisation a text means, and which listings that organisation stands on."""

from __future__ import annotations

from screening.link.knowledge import Knowledge, load_knowledge
from screening.link.linker import Linker, build
from screening.link.shipped import shipped_linker

__all__ = ["Knowledge", "Linker", "build", "load_knowledge", "shipped_linker"]
