"""Linking: which known organisation a text means, and which listings that organisation stands on."""

from __future__ import annotations

from screening.link.builder import build, shipped_linker
from screening.link.knowledge import Knowledge, load_knowledge
from screening.link.linker import Linker

__all__ = ["Knowledge", "Linker", "build", "load_knowledge", "shipped_linker"]
