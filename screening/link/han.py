"""Names written in Han characters: one key for simplified, traditional and Japanese forms, numbers as digits.

Folding is for recall only; whoever uses a key checks the country afterwards, since 東北大学 (Sendai) and 东北大学
(Shenyang) fold to the same characters.
"""

from __future__ import annotations

import re

from screening.names.scripts import fold_han, pinyin
from screening.vocabulary.cues import Cue, cue_pattern

_IGNORED = re.compile(r"[\s·•・()（）\-—,，、。.＿]")
_EXTRA = str.maketrans(
    "濱浜斎戸団気済斉齐ニ硏", "滨滨斋户团气济齐齐二研"
)  # forms the converter leaves or makes
_NUMBER = re.compile("第?([零〇○一二三四五六七八九十百]{1,5})(?=(?:研究|设计)*(?:所|院|厂|医院|研究室))")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_ARMY, _ARMY_IN_SHORT = "中国人民解放军", "解放军"
_ORDINAL = re.compile(r"第(?=\d)")
# 58所(无锡) too, but three schools are 3所大学
_SHORT_INSTITUTE = re.compile(r"(?<=\d)所(?![大高小中院学医])")
# 中科院物理所: the academy's institutes are called so by everybody
_ACADEMY_IN_SHORT = re.compile("(?<!台湾)(?<!中国社会)中科院")
_INSTITUTE_OF_ACADEMY = re.compile("^(中国科学院[^所]{2,9})(?<!研究)所")
# Also Japanese, as they fold: 株式会社, 一般社団法人, 国立研究開発法人 …, printed beside a name in Latin letters
_FORMS = re.compile(f"(?:{cue_pattern(Cue.FORM_OR_TYPE_IN_CHINESE)})+")


def han_key(text: str) -> str:
    """The key of a name in Han characters."""
    folded = _IGNORED.sub("", fold_han(text).translate(_EXTRA))
    folded = folded.replace(_ARMY, _ARMY_IN_SHORT)
    numbered = _NUMBER.sub(lambda found: str(_number(found.group(1))), folded)
    numbered = _SHORT_INSTITUTE.sub("研究所", _ORDINAL.sub("", numbered))
    return _INSTITUTE_OF_ACADEMY.sub(r"\1研究所", _ACADEMY_IN_SHORT.sub("中国科学院", numbered))


def is_form_only(key: str) -> bool:
    """Say whether a key holds a legal form or the word for an institution, and no name."""
    return bool(_FORMS.fullmatch(key))


def pinyin_keys(key: str) -> tuple[str, ...]:
    """The key read in Mandarin without spaces, and with its words for an institution as a text's words are read."""
    read = "".join(pinyin(key))
    translated = read.replace("daxue", "university").replace("xueyuan", "college")
    return tuple(dict.fromkeys((read, translated)))


def _number(signs: str) -> int:
    if not set(signs) & {"十", "百"}:
        return int("".join(str(_DIGITS[sign]) for sign in signs))
    total = current = 0
    for sign in signs:
        if sign in "十百":
            total += (current or 1) * (10 if sign == "十" else 100)
            current = 0
        else:
            current = _DIGITS[sign]
    return total + current
