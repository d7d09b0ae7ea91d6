"""Institutes of a group that are known by their number: a list prints one way of writing it, texts use a dozen.

"China Electronics Technology Group Corporation 38th Research Institute" is also CETC 38, CETC 38th Institute,
中国电科38所 and 中国电子科技集团公司第三十八研究所. The other ways are made from a printed name that holds the group, one number
and the word institute, and nothing else; a name that goes on ("… 13th Institute, Hebei branch") is another body's.

A group whose institutes stand under academies numbers both: "CASC 9th Academy 771 Research Institute" is 航天九院771所. The
institute's number is the group's, so that 航天科技集团第771研究所 is the same one. Three digits alone, 七〇一所, say it in its town.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.affiliations.tokens import HAN, name_words
from screening.link.universe import Assembly
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

_INSTITUTE = cue_words(Cue.NUMBERED_INSTITUTE)
_NOTE = "by its number in the group"
_DIGITS_OF_ONE = 3  # 七〇一所 in its town is one institute; 十四所 is any group's
_Text = tuple[str, NameKind]


@dataclass(frozen=True, slots=True)
class _Academy:
    number: str
    words: frozenset[str]  # of its own name
    natives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    brand: str
    words: frozenset[str]
    natives: tuple[str, ...]
    academies: tuple[_Academy, ...]


def add_numbered(assembly: Assembly) -> None:
    """Give the numbered institutes of groups the other ways in which their number is written."""
    groups = tuple(_groups())
    for name in tuple(assembly.names):
        if not name.listed or name.kind is NameKind.ACRONYM or HAN.search(name.words[0]):
            continue
        for group in groups:
            if texts := tuple(_texts(name.words, group)):
                for text, kind in texts:
                    assembly.name(assembly.drafts[name.bearer], text, kind, listed=True, note=_NOTE)
                break


def _groups() -> Iterator[_Group]:
    """Each group's acronym, the words of its name, the native forms that stand before a number, and its academies."""
    legal = vocabulary()["legal"]
    academies: dict[str, list[_Academy]] = {}
    for row in rows("academies"):
        words = frozenset(name_words(row["academy"])) - legal
        natives = tuple(row["native"].split(" | "))
        academies.setdefault(row["group"], []).append(_Academy(row["number"], words, natives))
    for row in rows("conglomerates"):
        if row["native"]:
            words = frozenset(name_words(row["group"])) - legal
            natives = tuple(row["native"].split(" | "))
            yield _Group(row["brand"], words, natives, tuple(academies.get(row["brand"], ())))


def _texts(words: Sequence[str], group: _Group) -> Iterator[_Text]:
    """The other ways of writing the institute that a name means; none where it means anything else."""
    if "institute" not in words:
        return
    rest = [word for word in words if word not in _INSTITUTE and word not in vocabulary()["legal"]]
    numbers = [word for word in rest if word.isdigit()]
    named = {word for word in rest if not word.isdigit()}
    brand = group.brand.lower()
    if len(numbers) == 1 and (named == {brand} or named - {brand} == group.words):
        yield from _of_group(group, numbers[0])
    for academy in group.academies:
        numbered = numbers[:1] == [academy.number] and len(numbers) == 2 and "academy" in named
        ours = named - {brand, "academy"} in (set(), group.words)
        if (numbered and ours) or (len(numbers) == 1 and named - {brand} == academy.words):
            yield from _of_group(group, numbers[-1])
            yield from _of_academy(group, academy, numbers[-1])


def _of_group(group: _Group, number: str) -> Iterator[_Text]:
    yield f"{group.brand} {number}", NameKind.ALIAS
    yield f"{group.brand} {number} Institute", NameKind.ALIAS
    yield f"{group.brand} {number} Research Institute", NameKind.ALIAS
    for native in group.natives:
        yield f"{native}第{number}研究所", NameKind.NATIVE
    if len(number) >= _DIGITS_OF_ONE:
        yield f"第{number}研究所", NameKind.WEAK_ALIAS


def _of_academy(group: _Group, academy: _Academy, number: str) -> Iterator[_Text]:
    yield f"{group.brand} {academy.number} Academy {number} Institute", NameKind.ALIAS
    yield f"{group.brand} {academy.number} Academy {number} Research Institute", NameKind.ALIAS
    fronts = [f"{native}第{academy.number}研究院" for native in group.natives]
    fronts += [f"{native}{academy.number}院" for native in group.natives]
    for front in (*fronts, *academy.natives):
        yield f"{front}第{number}研究所", NameKind.NATIVE
