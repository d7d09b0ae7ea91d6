"""The register seed: those bodies of ROR that a text could be mistaken about when listed bodies are sought.

`python -m watchlists.transcribe.ror ROR_FILE UNIVERSITIES_FILE -o OUT` chooses, in ROR's own order:
- every body in a country whose research bodies are listed in number (`COUNTRIES`);
- anywhere, a body that shares a name with a listed body or with a body of those countries;
- anywhere, a body that shares an acronym or the first label of its domain with a listed body;
- anywhere, a body that ROR relates to a listed body.
Domains that ROR lacks come from the list of universities, where name and country agree exactly.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from opencc import OpenCC

from watchlists.corrections import corrected, read_corrections
from watchlists.library import load_library
from watchlists.model import Body, Listing, NameKind, PartyType
from watchlists.register import write_register
from watchlists.ror import read_ror, ror_records

# Countries whose universities and institutes stand on the shipped lists; elsewhere listings are companies.
COUNTRIES = frozenset("CN HK MO TW RU IR PK BY KP SY".split())
STOP_WORDS = frozenset("the of and for at in de".split())
ACRONYM = re.compile(r"[A-Z][A-Za-z]{1,7}")
TO_SIMPLIFIED = OpenCC("t2s")  # 東北大學 in Sendai and 东北大学 in Shenyang are one string to many readers
SHORTEST_KEY = 6  # letters; shorter keys are acronyms and are compared as such
LARGEST_ACRONYM_CLAN = 25  # bearers; an acronym that more bodies share tells nothing apart anywhere


@dataclass(frozen=True, slots=True)
class Listed:
    """What the lists print, reduced to what can collide."""

    keys: frozenset[str]
    acronyms: frozenset[str]


def name_key(text: str) -> str:
    """A name without case, marks, blanks and small words: equal keys are names a reader would confuse."""
    decomposed = unicodedata.normalize("NFKD", re.sub(r"['’ʼ`]", "", text)).casefold()
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    key = "".join(word for word in re.findall(r"\w+", plain) if word not in STOP_WORDS)
    return key if key.isascii() else TO_SIMPLIFIED.convert(key)


def listed_names(listings: Iterable[Listing]) -> Listed:
    """The names and acronyms that organisations are listed under."""
    names = [
        name
        for listing in listings
        if listing.type is not PartyType.PERSON
        for name in listing.names
        if name.kind is not NameKind.FRAGMENT
    ]
    acronyms = {
        n.text
        for n in names
        if n.kind is NameKind.ACRONYM or (ACRONYM.fullmatch(n.text) and n.text.isupper())
    }
    keys = {key for name in names if len(key := name_key(name.text)) >= SHORTEST_KEY or not key.isascii()}
    return Listed(frozenset(keys), frozenset(acronyms))


def choose(bodies: Sequence[Body], listed: Listed) -> Iterator[Body]:
    """The bodies that could be mistaken for a listed one, in the order given."""
    near = [body for body in bodies if COUNTRIES & set(body.country.split())]
    on_lists = [body for body in near if any(key in listed.keys for key in _keys(body))]
    near_keys = listed.keys | {key for body in near for key in _keys(body)}
    acronyms = _telling(listed.acronyms | {a for body in on_lists for a in _acronyms(body)}, bodies)
    labels = {label for body in on_lists for label in _domain_labels(body)}
    on_list_ids = {body.id for body in on_lists}
    for body in bodies:
        if (
            COUNTRIES & set(body.country.split())
            or near_keys.intersection(_keys(body))
            or acronyms.intersection(_acronyms(body))
            or labels.intersection(_domain_labels(body))
            or on_list_ids.intersection(target for _, target, _ in body.relations)
        ):
            yield body


def with_university_domains(
    bodies: Iterable[Body], universities: Iterable[Mapping[str, object]]
) -> Iterator[Body]:
    """Add the domains of a university of exactly the same name and country to bodies that have none.

    `universities` are objects with name, alpha_two_code and domains, as the university domains list has them.
    """
    known: dict[tuple[str, str], set[str]] = {}
    for university in universities:
        key = (name_key(str(university["name"])), str(university["alpha_two_code"]))
        domains = university["domains"]
        if isinstance(domains, list):
            known.setdefault(key, set()).update(domain.casefold() for domain in domains)
    for body in bodies:
        found = [known[key, body.country] for key in _keys(body) if (key, body.country) in known]
        if body.domains or not found:
            yield body
        else:
            yield replace(body, domains=tuple(sorted(set().union(*found))))


def _telling(acronyms: frozenset[str], bodies: Sequence[Body]) -> set[str]:
    bearers = Counter(acronym for body in bodies for acronym in set(_acronyms(body)))
    return {acronym for acronym in acronyms if len(acronym) > 2 and bearers[acronym] <= LARGEST_ACRONYM_CLAN}


def _keys(body: Body) -> Iterator[str]:
    for name in body.names:
        if name.kind != "acronym" and (len(key := name_key(name.text)) >= SHORTEST_KEY or not key.isascii()):
            yield key


def _acronyms(body: Body) -> Iterator[str]:
    return (name.text for name in body.names if name.kind == "acronym")


def _domain_labels(body: Body) -> Iterator[str]:
    """The label an institution is known by: "neu" of neu.edu.cn and of neu.edu alike."""
    for domain in body.domains:
        yield re.sub(r"\.(ac|edu|com|org|net|gov|mil)?\.?[a-z]{2,4}$", "", domain).rpartition(".")[2]


@click.command()
@click.argument("ror_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("universities_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def main(ror_file: Path, universities_file: Path, out: Path) -> None:
    """Write the register seed to OUT."""
    universities = json.loads(universities_file.read_text(encoding="utf-8"))
    known = with_university_domains(read_ror(ror_records(ror_file)), universities)
    bodies = list(corrected(known, read_corrections()))
    chosen = list(choose(bodies, listed_names(load_library().listings)))
    write_register(chosen, out)
    click.echo(f"{out.name}: {len(chosen)} of {len(bodies)} bodies.")


if __name__ == "__main__":
    main()
