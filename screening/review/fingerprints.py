"""What makes a subject, a name and a listing the same as before: digests of what identifies them, pure.

The edition of a list is no part of an entry: publishers print the same entry again and again, and a decision about it
holds until the entry itself reads otherwise.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, astuple, fields
from functools import lru_cache

from screening.model import SelfDeclared, Subject, SubjectType, Tie, TieKind, called
from watchlists.countries import country_code
from watchlists.model import Listing

# Stands where a case has its relation, and before pattern and text as the id of its party: no listing is behind it.
SELF_DECLARED = "self_declared"
# Stands there where a person says that the machine missed it.
FOUND_BY_PERSON = "found_by_person"
_OF_AN_EDITION = ("edition", "source_url")
# What an entry does says nothing of whom it names, and a decision is about that.
_OF_THE_LAW = ("measures", "measures_from_catalogue")

_IN_WORDS = {
    "type": "whether it is a person",
    "affiliations": "affiliation",
    "institution_country": "country of the institution",
    "birth_date": "date of birth",
    "ties": "declared ties",
    "email": "e-mail address",
    "orcid": "ORCID iD",
    "ror": "ROR id",
    "lei": "LEI",
    "uscc": "USCC",
    "inn": "INN",
    "ogrn": "OGRN",
    "company": "company number",
}


def subject_digest(subject: Subject) -> str:
    """A digest of everything that identifies a subject, as given but for spaces and letter case."""
    return _digest([[key, *_folded_all(value)] for key, value in sorted(_parts(subject).items()) if value])


def name_digest(subject: Subject) -> str:
    """A digest of the name alone, or of the first affiliation where there is no name."""
    return _digest([_folded(called(subject))])


@lru_cache(maxsize=8_192)  # the same listings are met again and again
def listing_digest(listing: Listing) -> str:
    """A digest of an entry without its edition and its measures."""
    left_out = (*_OF_AN_EDITION, *_OF_THE_LAW)
    said = {key: value for key, value in asdict(listing).items() if key not in left_out}
    return _digest([json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)])


def self_declared_party(said: SelfDeclared) -> str:
    """The id that stands in a case for the body that words of the text itself name: by pattern and text.

    Two bodies of one sort in a row are two: "PLA General Hospital; 306 Hospital of PLA".
    """
    return f"{SELF_DECLARED}:{said.pattern}:{_folded(said.text)}"


def self_declared_digest(said: SelfDeclared) -> str:
    """A digest of what such words are said to name."""
    return _digest([SELF_DECLARED, said.pattern, said.kind.value, said.meaning])


def question_digest(subject: Subject, matched: str) -> str:
    """A digest of a piece of a subject's text and of what decides whom it means, as given but for spaces and letter case.

    "Northwestern Polytechnical University" is another question beside the United States than beside China. Where the
    piece stands in no text, as the domain of an address, what stands in the texts says which part of a body is meant.
    """
    country = subject.institution_country or subject.country
    texts = [_folded(text) for text in (subject.name, *subject.organisations)]
    piece = _folded(matched)
    units = [] if any(piece in text for text in texts) else texts[1:]
    return _digest([piece, country_code(country) or _folded(country), *units])


def subject_json(subject: Subject) -> str:
    """A subject as kept with a case."""
    said = {**_parts(subject), "ties": [asdict(tie) for tie in subject.ties]}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def subject_from(content: str) -> Subject:
    """The subject that was kept; a field that is not known any more is left out."""
    said = {key: value for key, value in json.loads(content).items() if key in Subject.__dataclass_fields__}
    said["type"] = SubjectType(said.get("type", "unknown"))
    said["affiliations"] = tuple(said.get("affiliations", ()))
    said["identifiers"] = tuple((scheme, value) for scheme, value in said.get("identifiers", ()))
    said["ties"] = tuple(Tie(**{**tie, "kind": TieKind(tie["kind"])}) for tie in said.get("ties", ()))
    return Subject(**said)


def differences(before: Subject, now: Subject) -> tuple[str, ...]:
    """What is not the same of two subjects of one name, in words: "affiliation", "email"."""
    was, found = _parts(before), dict[str, None]()
    for key, value in _parts(now).items():
        if list(_folded_all(value)) == list(_folded_all(was[key])):
            continue
        if key == "identifiers":
            changed = set(before.identifiers) ^ set(now.identifiers)
            found.update(dict.fromkeys(sorted(_IN_WORDS.get(scheme, scheme) for scheme, _ in changed)))
        else:
            found[_IN_WORDS.get(key, key.replace("_", " "))] = None
    return tuple(found)


def _parts(subject: Subject) -> dict[str, object]:
    """The fields by name; `asdict` would copy each value, which takes most of the time of a digest."""
    said: dict[str, object] = {each.name: getattr(subject, each.name) for each in fields(subject)}
    return {**said, "ties": tuple(map(astuple, subject.ties))}


def _folded_all(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for each in value:
            yield from _folded_all(each)
        yield "|"  # so that two lists of the same texts, parted otherwise, are not the same
    else:
        yield _folded(str(value))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(text.split())).casefold()


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
