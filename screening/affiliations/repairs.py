"""What only texts of affiliations write, put right before they are read as words.

"Nanjing U of …", "S & T", "Xi' an", a word broken over two lines, a mail address, list numbers, legal forms of several
words. A repair applies to any text and knows no name; it runs only where a few letters that it needs are there.
"""

from __future__ import annotations

import re

from screening.names.characters import NameTooLong, clean
from screening.vocabulary import rows

TEXT_CHARS = 4_000  # twice what intake lets a cell hold; beyond it the end is left unread, and that is said
_BREAKS = re.compile(r"[\r\n\u2022]+")
_TABS = re.compile(r" *\t+ *")
# One of what must stand in a text for a repair to apply (any case, where the repair takes any), the repair, what is put
# there. Looking for a few letters costs a twentieth of looking for a pattern.
_REPAIRS = tuple(
    (needed, pattern, replacement, bool(pattern.flags & re.IGNORECASE))
    for needed, pattern, replacement in (
        # "Nanjing U of …", "Tomsk Polytech. U."
        (("U",), re.compile(r"U(?<![.\w]U)\b\.?(?= of [A-Z]|\s*(?:[,;]|$))"), "University"),
        ((".",), re.compile(r"\b([A-Za-z])\.\s?(?=[A-Za-z]\b\.?)"), r"\1"),  # P. R. China, N.E.
        (("&T", "& T", "andT", "and T"), re.compile(r"\bS ?(?:&|and) ?T\b"), "Science and Technology"),
        (("R&D", "R & D", "R and D"), re.compile(r"\bR ?(?:&|and) ?D\b"), "Research and Development"),
        (
            ("exp",),
            re.compile(r"(?i)\bimp(?:ort)?\.? ?(?:&|and|/) ?exp(?:ort)?\b\.?"),
            "Import and Export",
        ),
        # "des" alone is a stop word
        (("des",), re.compile(r"(?i)\bdes(?=\.? (?:& |and )?(?:res|inst|ctr|bur)\b)"), "Design"),
        (("jiao",), re.compile(r"(?i)\bjiao[ -]tong\b"), "Jiaotong"),  # as it is written in names of others
        # the Persian link: Malek-e-Ashtar
        (
            ("e", "i", "o"),
            re.compile(r"[- ](?<=[a-z].)(?:(?<= )-)?y?[eio](?:-| |- )(?=[A-Z])"),
            " ",
        ),
        # the same in capitals, where only hyphens tell it from a word: JAISH-I-MOHAMMED
        (("-E-", "-I-", "-O-"), re.compile(r"(?<=[A-Z]{3})-[EIO]-(?=[A-Z]{3})"), " "),
        (("RAS",), re.compile(r"\bSB(?=,? RAS\b)"), "Siberian Branch"),
        (("RAS",), re.compile(r"\bFEB(?=,? RAS\b)"), "Far Eastern Branch"),
        (("RAS",), re.compile(r"\bUr?B(?=,? RAS\b)"), "Ural Branch"),
        (("- ",), re.compile(r"(?<=[a-z])- (?=[a-z])"), ""),  # a word broken over two lines
        (("' an",), re.compile(r"(?<=i)' an\b"), "an"),  # Xi' an
        # the French article before a vowel: "L'Institut d'aviation"; a country keeps its name
        (("l'",), re.compile(r"(?i)\bl'(?=[aeiouhàâéèêîôy]\w\w)"), "la "),
        (("d'",), re.compile(r"(?i)\bd'(?=[aeiouhàâéèêîôy]\w\w)(?!ivoire)"), "de "),
        # the Spanish "and": "Universidad de Correos y Telecomunicaciones"
        ((" y ",), re.compile(r"(?<=[^\W\d_]{3}) y (?=[^\W\d_]{3})"), " and "),
        (("'s",), re.compile(r"(?<=[A-Za-z])'s\b(?=')?"), "s"),
        # "…, now at ETH Zurich", "ETH Zurich, formerly …": another institution, with a place of its own
        (
            ("now ", "ently ", "previ", "formerly ", "ehemals ", "jetzt "),
            re.compile(
                r"(?i)(?<=\S)(?:,?\s+and\s+(?=(?:s?he |who )?(?:is|are) (?:now|currently|presently)\b)"
                r"|[,;]?\s+(?=(?:now|currently|presently|previously|formerly) (?:at|with)\b)"
                r"|[,;]\s+(?=(?:now|currently|presently|jetzt) \S)(?![^()]*\))"  # none of a bracket
                r"|[,;]\s+(?=(?:formerly|previously|ehemals) [^,;]+$))"
            ),
            " ; ",
        ),
        # Another clause of a life begins behind a year: "MSc X 2011, PhD Delft 2016"; so does a present address
        (
            ("since ", "phd", "ph.d", "msc", "m.sc", "bsc", "b.sc", "mba", "master", "bachelor"),
            re.compile(
                r"(?i)(?:(?<=\d{4})|(?<=\d{4}\)))[,.]\s+(?=(?:and )?(?:since (?:19|20)\d\d|ph\.?\s?d|m\.?sc|b\.?sc|mba|master|bachelor)\b)"
            ),
            " ; ",
        ),
        (
            ("present address", "current address"),
            re.compile(r"(?i)[,.;]\s+(?=(?:present|current) address\b)"),
            " ; ",
        ),
        # as buyers address a firm
        (("m/s", "messrs"), re.compile(r"(?i)^(?:m/s|messrs)\b[.:]?\s*"), ""),
        (("www.", "http"), re.compile(r"(?i)\s(?=(?:https?://|www\.)\S)"), " , "),
        (("from the ",), re.compile(r"(?i)^from the (?=[a-z])"), ""),  # as some journals begin
        # what says how to write to somebody is no part of a name before it
        (
            ("mail", "tel:", "tel.", "tel :", "fax", "phone"),
            re.compile(r"(?i)[.,;]*\s\(?(?:e-?mails?|tel|fax|phone)\b\.?\s*:"),
            " , ",
        ),
        # "The authors are with the School of …", "Li Wei is with Beihang University"
        ((" with ",), re.compile(r"(?i)\b(?:is|are|was|were) with (?:the )?(?=[A-Z])"), " ; "),
        (
            ("as well as", "together with", "in co", "jointly with"),
            re.compile(r"(?i),? (?:as well as|together with|jointly with|in co-?(?:llabor|oper)ation with) "),
            " and ",
        ),
        # its apostrophe however a wrong encoding shows it: what is left of "People’s Republic of China" is Taiwan's name
        (("people",), re.compile(r"(?i)\bpeople[^\w\s]?[\w\W]{0,3}?s[^\w\s]? republic"), "Peoples Republic"),
        # directions as indexes cut them: "Cent S Univ", "N China Elect Power Univ", "SW Jiaotong Univ"
        (("Cent ",), re.compile(r"\bCent(?= (?:S|China)\b)"), "Central"),
        (("S China", "S Univ"), re.compile(r"\bS(?= (?:China|Univ)\b)"), "South"),
        (("N China", "N Univ"), re.compile(r"\bN(?= (?:China|Univ)\b)"), "North"),
        (("E China",), re.compile(r"\bE(?= China\b)"), "East"),
        (("SW ",), re.compile(r"\bSW(?= (?:Univ|Jiaotong|Petr|China)\b)"), "Southwest"),
        (("SE Univ",), re.compile(r"\bSE(?= Univ\b)"), "Southeast"),
        (("NE ",), re.compile(r"\bNE(?= (?:Univ|Agr|Forestry|Normal)\b)"), "Northeastern"),
        (("NW ",), re.compile(r"\bNW(?= (?:Univ|Polytech|Inst)\b)"), "Northwestern"),
        (("#",), re.compile(r"#[A-Z]{1,2}#"), " "),  # a line break as an index wrote it
        (("no", "n°", "nº"), re.compile(r"(?i)\bn[o°º]\.?\s*(?=\d)"), ""),  # No. 14
        (("poly",), re.compile(r"(?i)\bpoly[- ]tech(?:nic|nical|nique)?\b\.?"), "Polytechnic"),
        (("&",), re.compile("&"), " and "),
        (("A and F",), re.compile(r"\bA and F\b"), "A F"),  # a subject of names, not two parties
        # legal forms of several words, one of which is a word of names elsewhere: "Open …", "… Enterprise"
        *(
            ((row["needed"],), re.compile(rf"(?i)\b{row['pattern']}\b"), row["form"])
            for row in rows("legal_phrases")
        ),
    )
)
_NUMBERED = re.compile(
    r"\(?(?:1[.)]|[aA]\))\s*(?=[A-Z])"
)  # "1. Beihang University, China 2. University of Otago"
_NEXT_NUMBER = re.compile(r"(?<=\w)[.,]?\s\(?(?:[2-9][.)]|[b-hB-H]\))\s*(?=[A-Z])")


def tidy(text: str) -> str:
    """The text cleaned of disguises, with what only affiliations write repaired; cut at the cap on length."""
    marked = _BREAKS.sub(" ; ", text[:TEXT_CHARS])
    if "\t" in marked:
        marked = _TABS.sub(", ", marked)  # the cells of a row, pasted into one
    try:
        cleaned = clean(marked, TEXT_CHARS).text
    except NameTooLong:  # expanding compatibility forms can make a text longer than it came
        cleaned = clean(marked[: TEXT_CHARS // 20], TEXT_CHARS).text
    if _NUMBERED.match(cleaned):
        cleaned = _NEXT_NUMBER.sub(" ; ", cleaned)
    lowered = cleaned.lower()
    for needed, pattern, replacement, any_case in _REPAIRS:
        searched = lowered if any_case else cleaned
        for letters in needed:
            if letters in searched:
                cleaned = pattern.sub(replacement, cleaned)
                lowered = cleaned.lower()
                break
    return cleaned
