"""Institutes of a group that are known by their number: a list prints one way of writing it, texts use a dozen.

"China Electronics Technology Group Corporation 38th Research Institute" is also CETC 38, CETC 38th Institute,
中国电科38所 and 中国电子科技集团公司第三十八研究所. The other ways are made from a printed name that holds the group, one number
and the word institute, and nothing else; a name that goes on ("… 13th Institute, Hebei branch") is another body's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from screening.affiliations.tokens import HAN, name_words
from screening.link.universe import Assembly
from screening.vocabulary import rows, vocabulary
from watchlists.model import NameKind

_INSTITUTE = frozenset({"research", "institute", "no"})
_NOTE = "by its number in the group"


def add_numbered(assembly: Assembly) -> None:
    """Give the numbered institutes of groups the other ways in which their number is written."""
    groups = tuple(_groups())
    for name in tuple(assembly.names):
        if not name.listed or name.kind is NameKind.ACRONYM or HAN.search(name.words[0]):
            continue
        for brand, words, natives in groups:
            if number := _number(name.words, brand, words):
                draft = assembly.drafts[name.bearer]
                for text in (
                    f"{brand} {number}",
                    f"{brand} {number} Institute",
                    f"{brand} {number} Research Institute",
                ):
                    assembly.name(draft, text, NameKind.ALIAS, listed=True, note=_NOTE)
                for native in natives:
                    assembly.name(
                        draft, f"{native}第{number}研究所", NameKind.NATIVE, listed=True, note=_NOTE
                    )


def _groups() -> Iterator[tuple[str, frozenset[str], tuple[str, ...]]]:
    """Each group's acronym, the words of its name and the native forms that stand before a number."""
    legal = vocabulary()["legal"]
    for row in rows("conglomerates"):
        if row["native"]:
            words = frozenset(name_words(row["group"])) - legal
            yield row["brand"], words, tuple(row["native"].split(" | "))


def _number(words: Sequence[str], brand: str, group: frozenset[str]) -> str:
    """The number of the institute that a name means, "" where it means anything else."""
    rest = [word for word in words if word not in _INSTITUTE and word not in vocabulary()["legal"]]
    numbers = [word for word in rest if word.isdigit()]
    named = {word for word in rest if not word.isdigit()}
    whole = named == {brand.lower()} or named - {brand.lower()} == group
    return numbers[0] if len(numbers) == 1 and whole and "institute" in words else ""
