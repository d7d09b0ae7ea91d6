"""What vouches for each row of our knowledge: `python -m benchmarks.knowledge_sources [--ror DUMP] [--write]`.

A row is compared with ROR and with the lists that we ship. Where ROR's record says the same (it has the part and ties it
to the very body, or it has the other name of the body), or where an entry of a list prints both names, that is its
source. Where neither does, a page about the very thing is a document, which vouches for nothing until the row has the day
on which somebody compared its words (`read_on`); any other source leaves the row unverified.
Each proposal is printed, to be read; `--write` writes them. Without a dump of ROR's, the register that we ship is asked.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from screening.affiliations.tokens import HAN, name_words
from screening.link.ledger import key_of
from screening.names.scripts import fold_han
from watchlists.knowledge import KNOWLEDGE, WRITTEN_BY_ANYBODY, SourceKind
from watchlists.library import load_library
from watchlists.model import Body, Listing, NameKind, PartyType
from watchlists.register import load_register
from watchlists.ror import read_ror, ror_records

TABLES = ("hospitals", "laboratories", "renamed", "short_names")
# Words that names of hospitals and institutes put between their own words and the name of their university.
JOINTS = frozenset("of the to at in and affiliated affiliate branch".split())
# Hosts of lists that we ship or compare with: what these say, the comparison finds.
COMPARED = frozenset(
    (
        "unitracker.aspi.org.au science.gc.ca www.gov.uk www.meti.go.jp www.un.org basicresearch.defense.gov www.cto.mil "
        "ror.org github.com"
    ).split()
)
DOMAINS = "university-domains-list, "  # prints domains of universities, and no other names of theirs
# Kinds of printed names that are not the listed body's own.
OF_PARTS = (NameKind.SUBORDINATE, NameKind.FRAGMENT, NameKind.CONTESTED)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What a row says: that `names` are of the body, as a part of it, or as another name of its own."""

    names: tuple[str, ...]
    body: str  # a register id, or ""
    body_names: tuple[str, ...]
    country: str
    is_part: bool


def question_of(table: str, row: Mapping[str, str]) -> Question:
    """The question that a row of a table asks."""
    is_part = table in ("hospitals", "laboratories")
    if is_part:
        names, body, called = [row["name"], row["native"]], row["parent"], row["parent_name"]
    elif table == "renamed":
        names, body, called = [row["former"], row["former_native"]], row["successor_body"], row["successor"]
    else:
        names, body, called = [row["short"]], row["body"], row["name"]
    register_id = body if body.startswith(("ror:", "domain:")) else ""
    other = "" if register_id else body
    return Question(
        tuple(filter(None, names)),
        register_id,
        tuple(dict.fromkeys(filter(None, (called, other)))),
        row["country"],
        is_part,
    )


class Sources:
    """ROR's bodies and the entries of lists, by name."""

    def __init__(self, bodies: Iterable[Body], listings: Iterable[Listing]) -> None:
        self.bodies = {body.id: body for body in bodies if body.id.startswith("ror:")}
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.parts: dict[str, set[str]] = defaultdict(set)
        for body in self.bodies.values():
            for name in body.names:
                self.by_name[key_of(name.text)].add(body.id)
            for kind, other, _ in body.relations:
                if kind in ("parent", "related"):
                    self.parts[other].add(body.id)
                if kind in ("child", "related"):
                    self.parts[body.id].add(other)
        self.entries: dict[str, list[Listing]] = defaultdict(list)
        for listing in listings:
            if listing.type is not PartyType.PERSON:
                for key in {key_of(name.text) for name in listing.printed_names}:
                    self.entries[key].append(listing)

    def ror(self, asked: Question) -> str:
        """The id of the record of ROR that says it, or ""."""
        owners = self._owners(asked)
        keys = {key_of(text) for text in asked.names}
        if not asked.is_part:
            # A translation that we read alike is no name that ROR has.
            exact = {letters(text) for text in asked.names}
            own = (owner for owner in sorted(owners) if exact & self._letters(owner))
            return next(own, "") or self._succession(owners, keys)
        for owner in sorted(owners):
            for part in sorted(self.parts[owner] & self.bodies.keys() - {owner}):
                if keys & self._keys(part) or self._same_but_for_owner(asked, part, owner):
                    return part
        return ""

    def citations(self, asked: Question) -> Iterator[str]:
        """Each entry of a list that prints both names, or puts the one under the other, as it is cited."""
        owner_names = {*asked.body_names}
        if asked.body in self.bodies:
            owner_names |= {name.text for name in self.bodies[asked.body].names if name.kind != "acronym"}
        owners = {key_of(text) for text in owner_names}
        for text in asked.names:
            for listing in self.entries[key_of(text)]:
                printed = {letters(name.text) for name in listing.printed_names}
                if not asked.is_part and letters(text) not in printed:
                    continue
                if (owners & _own(listing) or key_of(listing.parent) in owners) and (
                    not listing.country or set(asked.country.split()) & set(listing.country.split())
                ):
                    yield f"{listing.watchlist_id}, entry “{listing.name}”"

    def _owners(self, asked: Question) -> set[str]:
        if asked.body:
            return {asked.body} & self.bodies.keys()
        return {
            owner
            for text in asked.body_names
            for owner in self.by_name[key_of(text)]
            if self.bodies[owner].country in asked.country.split()
        }

    def _keys(self, body: str) -> set[str]:
        return {key_of(name.text) for name in self.bodies[body].names}

    def _letters(self, body: str) -> set[str]:
        return {letters(name.text) for name in self.bodies[body].names} | {
            *map(letters, self.bodies[body].domains)
        }

    def _succession(self, owners: set[str], keys: set[str]) -> str:
        return next(
            (
                owner
                for owner in sorted(owners)
                for kind, other, _ in self.bodies[owner].relations
                if kind in ("predecessor", "successor") and other in self.bodies and keys & self._keys(other)
            ),
            "",
        )

    def _same_but_for_owner(self, asked: Question, part: str, owner: str) -> bool:
        """Whether two names have the same words, but for the owner's name and words that join it."""
        left_out = JOINTS | {
            word
            for name in self.bodies[owner].names
            if not HAN.search(name.text)
            for word in name_words(name.text)
        }
        left_out |= {word for text in asked.body_names for word in name_words(text)}

        def bare(text: str) -> frozenset[str]:
            return frozenset(name_words(text)) - left_out

        own = {bare(text) for text in asked.names if not HAN.search(text)}
        whole = [key_of(name.text) for name in self.bodies[owner].names if name.kind != "acronym"]
        theirs = {
            bare(name.text)
            for name in self.bodies[part].names
            # "First Hospital of Nanchang" may be the third of the university: a number counts within its owner only.
            if not HAN.search(name.text)
            and (not _is_numbered(name.text) or any(each in key_of(name.text) for each in whole))
        }
        return any(len(words) > 1 for words in own & theirs)


def _is_numbered(text: str) -> bool:
    return any(word.isdigit() for word in name_words(text))


def letters(text: str) -> str:
    """The letters and digits of a name, in one case and without accents."""
    return "".join(one for one in unicodedata.normalize("NFKD", fold_han(text)).casefold() if one.isalnum())


def _own(listing: Listing) -> set[str]:
    return {key_of(name.text) for name in listing.printed_names if name.kind not in OF_PARTS}


def verdict(table: str, row: Mapping[str, str], sources: Sources) -> tuple[SourceKind, str]:
    """How a row is verified, and by what; an unverified one keeps its source."""
    asked = question_of(table, row)
    if found := sources.ror(asked):
        return SourceKind.ROR, f"ROR https://ror.org/{found.removeprefix('ror:')}"
    if citation := next(sources.citations(asked), ""):
        return SourceKind.LIST, citation
    return (SourceKind.DOCUMENT if _is_document(row) else SourceKind.UNVERIFIED), row["source"]


def _is_document(row: Mapping[str, str]) -> bool:
    found = re.search(r"https?://\S+", row["source"])
    if found is None or WRITTEN_BY_ANYBODY.match(found.group()):
        return False
    if row.get("kind") == "domain" and row["source"].startswith(DOMAINS):
        return True
    address = urlsplit(found.group())
    return address.hostname not in COMPARED and bool(address.path.strip("/"))


def main(words: list[str]) -> int:
    """Print the proposals and how many rows of each table remain unverified."""
    dump = Path(words[words.index("--ror") + 1]) if "--ror" in words else None
    bodies = read_ror(ror_records(dump)) if dump else load_register().in_order
    sources = Sources(bodies, load_library().listings)
    for table in TABLES:
        path = KNOWLEDGE / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows: list[Row] = list(csv.DictReader(file))
        counts: Counter[str] = Counter()
        for number, row in enumerate(rows, start=2):
            if row["verified"] == SourceKind.UNVERIFIED:
                verified, source = verdict(table, row, sources)
                row |= {"verified": verified.value, "source": source}
                if verified is not SourceKind.UNVERIFIED:
                    asked = question_of(table, row)
                    print(
                        f"{table}:{number}: {' / '.join(asked.names)} | {asked.body_names[0]} -> {verified}: {source}"
                    )
            unread = row["verified"] == SourceKind.DOCUMENT and not row["read_on"]
            counts["document that nobody has read" if unread else row["verified"]] += 1
        print(f"{table}: {len(rows)} rows, " + ", ".join(f"{n} {which}" for which, n in counts.most_common()))
        if "--write" in words:
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [*rows[0]], lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
