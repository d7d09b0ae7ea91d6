"""Linking: which known organisation a text means, and which listings that organisation stands on."""

from __future__ import annotations

from screening.link.linker import Linker, build

__all__ = ["Linker", "build"]
