"""Native names: organisations in their own script against lists that print an English or romanised name.

A native name is taken apart into place, number, words of trade with their translations, legal form, and what is left,
the brand, by its sound. A listed name is found by its rare words and sounds and aligned piece by piece; the score says
how much of either name the other explains, and each piece and each ceiling can be told to a person.
"""

from screening.native_names.alignment import (
    QUESTION,
    SURE,
    ExplainedPiece,
    NativeCeiling,
    NativeMatch,
    NativeRelation,
)
from screening.native_names.glossary import chinese_brands
from screening.native_names.matcher import is_school, native_matches, rank_of
from screening.native_names.name_table import EnglishName, NameTable, NativeTerm, last_part, name_table
from screening.native_names.pieces import pinyin_spellings

__all__ = [
    "QUESTION",
    "SURE",
    "EnglishName",
    "ExplainedPiece",
    "NameTable",
    "NativeCeiling",
    "NativeMatch",
    "NativeRelation",
    "NativeTerm",
    "chinese_brands",
    "is_school",
    "last_part",
    "name_table",
    "native_matches",
    "pinyin_spellings",
    "rank_of",
]
