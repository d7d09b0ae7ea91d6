"""The register seed: those bodies of ROR that a text could be mistaken about when listed bodies are sought.

`python -m watchlists.formats.transcriptions.ror_seed ROR_FILE UNIVERSITIES_FILE -o OUT` chooses, in ROR's own order:
- every body in a country whose research bodies are listed in number (`COUNTRIES`);
- anywhere, a body that shares a name with a listed body or with a body of those countries;
- anywhere, a body that shares an acronym or the first label of its domain with a listed body;
- anywhere, a body that ROR relates to a listed body.
Domains and universities that ROR's extract lacks come from the list of universities, bodies and programmes that ROR does
not know from `beyond_ror.csv`.

All other bodies of ROR are written by `ror_rest`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from watchlists.formats.support.keys import is_long_enough, name_key, name_keys
from watchlists.formats.transcriptions.university_domains import missing_universities, with_university_domains
from watchlists.library import load_library
from watchlists.model import Body, Listing, NameKind, PartyType
from watchlists.register import write_register
from watchlists.register_additions import read_register_additions
from watchlists.register_corrections import corrected, read_corrections
from watchlists.ror import read_ror, ror_records

# Countries whose universities and institutes stand on the shipped lists; elsewhere listings are companies.
COUNTRIES = frozenset("CN HK MO TW RU IR PK BY KP SY".split())
ACRONYM = re.compile(r"[A-Z][A-Za-z]{1,7}")
LARGEST_ACRONYM_CLAN = 25  # bearers; an acronym that more bodies share tells nothing apart anywhere


@dataclass(frozen=True, slots=True)
class ListedNames:
    """What the lists print, reduced to what can collide."""

    keys: frozenset[str]
    acronyms: frozenset[str]


def listed_names(listings: Iterable[Listing]) -> ListedNames:
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
    keys = {key for name in names if is_long_enough(key := name_key(name.text))}
    return ListedNames(frozenset(keys), frozenset(acronyms))


def choose(bodies: Sequence[Body], listed: ListedNames) -> Iterator[Body]:
    """The bodies that could be mistaken for a listed one, in the order given."""
    near = [body for body in bodies if COUNTRIES & set(body.country.split())]
    on_lists = [body for body in near if any(key in listed.keys for key in name_keys(body))]
    near_keys = listed.keys | {key for body in near for key in name_keys(body)}
    acronyms = _telling(listed.acronyms | {a for body in on_lists for a in _acronyms(body)}, bodies)
    labels = {label for body in on_lists for label in _domain_labels(body)}
    on_list_ids = {body.id for body in on_lists}
    for body in bodies:
        if (
            COUNTRIES & set(body.country.split())
            or near_keys.intersection(name_keys(body))
            or acronyms.intersection(_acronyms(body))
            or labels.intersection(_domain_labels(body))
            or on_list_ids.intersection(target for _, target, _ in body.relations)
        ):
            yield body


def _telling(acronyms: frozenset[str], bodies: Sequence[Body]) -> set[str]:
    bearers = Counter(acronym for body in bodies for acronym in set(_acronyms(body)))
    return {acronym for acronym in acronyms if len(acronym) > 2 and bearers[acronym] <= LARGEST_ACRONYM_CLAN}


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
    listings = load_library().listings
    near = [university for university in universities if university["alpha_two_code"] in COUNTRIES]
    chosen = [
        *choose(bodies, listed_names(listings)),
        *missing_universities(near, bodies, listings),
        *read_register_additions(),
    ]
    write_register(chosen, out)
    click.echo(f"{out.name}: {len(chosen)} of {len(bodies)} bodies.")


if __name__ == "__main__":
    main()
