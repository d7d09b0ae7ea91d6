"""Subjects as columns, for reports that do not rewrite the user's own sheet.

The headers are ones that intake recognises, so that such a report, too, can be screened again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screening.intake.model import Row
from screening.metadata import metadata_header
from screening.model import Subject, TieKind

_SCHEMES = {
    "ror": "ROR",
    "orcid": "ORCID",
    "lei": "LEI",
    "uscc": "USCC",
    "inn": "INN",
    "ogrn": "OGRN",
    "company": "Company number",
    "email": "E-mail",
    "domain": "Domain",
}


_TIES = {
    TieKind.PREVIOUS: "Previous employer",
    TieKind.EDUCATION: "Education",
    TieKind.FUNDING: "Funder",
    TieKind.OWNERSHIP: "Owner",
    TieKind.OTHER_PERSON: "Referee affiliation",
}


def subject_headers(rows: Iterable[Row]) -> list[str]:
    """Give the columns these rows need: sheet, row, the sender's own key and texts, name, affiliations, ties, place, identifiers."""
    rows = list(rows)
    given = [row.subjects for row in rows if row.subjects]
    subjects = [subject for each in given for subject in each]
    most = max((len(_affiliations(each)) for each in given), default=0)
    schemes = {scheme for subject in subjects for scheme, _ in subject.identifiers}
    kinds = {tie.kind for subject in subjects for tie in subject.ties}
    optional = [
        ("Institution country", any(subject.institution_country for subject in subjects)),
        ("City", any(subject.city for subject in subjects)),
        ("Date of birth", any(subject.birth_date for subject in subjects)),
    ]
    return [
        "Sheet",
        "Row",
        *(["Reference"] if any(row.reference for row in rows) else []),
        *dict.fromkeys(metadata_header(key) for row in rows for key, _ in row.metadata),
        "Name",
        *(["Affiliation"] if most == 1 else [f"Affiliation {number}" for number in range(1, most + 1)]),
        *(header for kind, header in _TIES.items() if kind in kinds),
        "Country",
        *(header for header, needed in optional if needed),
        *(_SCHEMES.get(scheme, scheme) for scheme in sorted(schemes)),
    ]


def subject_cells(row: Row, headers: Sequence[str]) -> list[str]:
    """Give a row's subjects under these headers, as given; blank where it has none."""
    values = {"Sheet": row.sheet, "Row": str(row.number), "Reference": row.reference}
    values |= {metadata_header(key): text for key, text in row.metadata}
    for subject in row.subjects:
        pairs = [
            ("Name", subject.name),
            ("Country", subject.country),
            ("Institution country", subject.institution_country),
            ("City", subject.city),
            ("Date of birth", subject.birth_date),
            *((_SCHEMES.get(scheme, scheme), value) for scheme, value in subject.identifiers),
            *((_TIES[tie.kind], tie.text) for tie in subject.ties if tie.kind in _TIES),
        ]
        for header, value in pairs:
            before = values.get(header, "")
            if value and value not in before.split("; "):
                values[header] = f"{before}; {value}" if before else value
    for number, affiliation in enumerate(_affiliations(row.subjects), start=1):
        values["Affiliation" if "Affiliation" in headers else f"Affiliation {number}"] = affiliation
    return [values.get(header, "") for header in headers]


def _affiliations(subjects: Iterable[Subject]) -> list[str]:
    """What the subjects of a row are affiliated with, each once."""
    found: dict[str, None] = {}
    for subject in subjects:
        found |= dict.fromkeys(subject.affiliations)
        found |= dict.fromkeys(tie.text for tie in subject.ties if tie.kind not in _TIES)
    return list(found)
