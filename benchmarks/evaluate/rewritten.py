"""Affiliations written otherwise: what was found is found again, and nothing is hit that was not.

No label says what is right here: a string as it stands is held against the same one rewritten as forms, exports, journals
and careless hands write it. *Lost* are strings whose listed body (as itself) is hit no more, *new* are unlisted ones
with a hit they had not. Every second of the one and every third of the other are taken.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.evaluate.world import in_force, labelled, linker
from screening.model import Relation, Subject

ELSEWHERE = "Department of Physics, University of Otago, Dunedin, New Zealand"
_CYRILLIC = str.maketrans("aeocpxABEKMHOPCTX", "аеосрхАВЕКМНОРСТХ")
_FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in map(chr, range(0x21, 0x7F))} | {0x20: 0x3000}
SHOWN = 2


def _look_alike(text: str) -> str:
    longest = max(text.split(), key=len)
    return text.replace(longest, longest[:2] + longest[2:4].translate(_CYRILLIC) + longest[4:], 1)


def _broken(text: str) -> str:
    return " ".join(
        w[:4] + "- " + w[4:] if len(w) > 9 and w.isalpha() and w[4:].islower() else w for w in text.split()
    )


def _abbreviated(text: str) -> str:
    for word, short in (
        ("University", "Univ"),
        ("Institute", "Inst"),
        ("Science", "Sci"),
        ("Technology", "Technol"),
    ):
        text = text.replace(word, short)
    return text.replace(" of ", " ").replace(" and ", " & ")


REWRITINGS: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "in small letters": str.lower,
    "every word with a capital": str.title,
    "without commas": lambda text: text.replace(",", ""),
    "without spaces behind commas": lambda text: text.replace(", ", ","),
    "semicolons for commas": lambda text: text.replace(", ", "; "),
    "full stops for commas": lambda text: text.replace(", ", ". "),
    "tabs for commas": lambda text: text.replace(", ", "\t"),
    "lines for commas": lambda text: text.replace(", ", ",\n"),
    "dashes for commas": lambda text: text.replace(", ", " - "),
    "its parts in reverse": lambda text: ", ".join(reversed(text.split(", "))),
    "the department last": lambda text: ", ".join([*text.split(", ")[1:], text.split(", ")[0]]),
    "its last part in brackets": lambda text: (
        "{} ({})".format(*text.rsplit(", ", 1)) if ", " in text else text
    ),
    "abbreviated": _abbreviated,
    "underlines for spaces": lambda text: text.replace(" ", "_"),
    "HTML entities": lambda text: (
        text.replace("&", "&amp;").replace("'", "&#39;").replace(" and ", " &amp; ")
    ),
    "a wrong encoding": lambda text: text.replace("'", "’").encode().decode("cp1252", "replace"),
    "full-width letters": lambda text: text.translate(_FULL_WIDTH),
    "Cyrillic letters in the longest word": _look_alike,
    "soft hyphens": lambda text: " ".join(
        w[:3] + "\u00ad" + w[3:] if len(w) > 6 else w for w in text.split()
    ),
    "words broken over lines": _broken,
    "a footnote's number before it": lambda text: "1" + text,
    "a raised number before it": lambda text: "<sup>1</sup>" + text,
    "a footnote's letter before it": lambda text: "a " + text,
    "From the …": lambda text: "From the " + text,
    "Li Wei is with the …": lambda text: "Li Wei is with the " + text,
    "a role before it": lambda text: "Associate Professor, " + text,
    "a street in it": lambda text: (
        "{}, No. 37 Xueyuan Road, {}".format(*text.rsplit(", ", 1)) if ", " in text else text
    ),
    "a mail address behind it": lambda text: text + ". E-mail: li.wei@example.com",
    "twice": lambda text: text + "; " + text,
    "… ; another institution": lambda text: text + "; " + ELSEWHERE,
    "… and another institution": lambda text: text + " and " + ELSEWHERE,
    "… . Another institution": lambda text: text.rstrip(" .") + ". " + ELSEWHERE,
    "…, another institution": lambda text: text + ", " + ELSEWHERE,
    "… (2) another institution": lambda text: text + " (2) " + ELSEWHERE,
    "… in cooperation with another": lambda text: text + " in cooperation with the " + ELSEWHERE,
    "another institution, …": lambda text: ELSEWHERE + ", " + text,
    "another institution + …": lambda text: ELSEWHERE + " + " + text,
    "another institution and …": lambda text: ELSEWHERE + " and " + text,
    "another institution. …": lambda text: ELSEWHERE + ". " + text,
}


def run() -> None:
    """Print, for each rewriting, what was lost and what is hit anew, with examples."""
    rows = labelled("affiliations_dev.csv")
    listed = [row["affiliation"] for row in rows if row["label"] == "DIRECT"][::2]
    unlisted = [row["affiliation"] for row in rows if row["label"] == "NOT_LISTED"][::3]
    before = {text: _hits(text) for text in (*listed, *unlisted)}
    meant = {text: _hits(text, itself=True) for text in listed}
    for name, rewrite in REWRITINGS.items():
        changed = [text for text in listed if meant[text] and rewrite(text) != text]
        lost = [text for text in changed if not meant[text] & _hits(rewrite(text))]
        new = [text for text in unlisted if _hits(rewrite(text)) - before[text]]
        print(f"{name:38} lost {len(lost):3}/{len(changed):<4} new {len(new):3}/{len(unlisted)}")
        for text in (*lost[:SHOWN], *new[:SHOWN]):
            print(f"    {rewrite(text)[:150]!r}")


def _hits(text: str, *, itself: bool = False) -> frozenset[str]:
    hits = in_force(linker().read(Subject(affiliations=(text,))).hits)
    return frozenset(hit.listing.name for hit in hits if not itself or hit.relation is Relation.SAME)
