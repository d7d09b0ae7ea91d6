"""Subjects as columns, for reports that do not rewrite the user's own sheet.

The headers are ones that intake recognises, so that such a report, too, can be screened again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screening.intake.model import Row

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


def subject_headers(rows: Iterable[Row]) -> list[str]:
    """Give the columns these rows need: sheet, row, the sender's own key, name, affiliations, place, identifiers."""
    rows = list(rows)
    subjects = [row.subject for row in rows if row.subject]
    most = max((len(subject.affiliations) for subject in subjects), default=0)
    schemes = {scheme for subject in subjects for scheme, _ in subject.identifiers}
    optional = [
        ("City", any(subject.city for subject in subjects)),
        ("Birth year", any(subject.birth_year for subject in subjects)),
    ]
    return [
        "Sheet",
        "Row",
        *(["Reference"] if any(row.reference for row in rows) else []),
        "Name",
        *(["Affiliation"] if most == 1 else [f"Affiliation {number}" for number in range(1, most + 1)]),
        "Country",
        *(header for header, needed in optional if needed),
        *(_SCHEMES.get(scheme, scheme) for scheme in sorted(schemes)),
    ]


def subject_cells(row: Row, headers: Sequence[str]) -> list[str]:
    """Give a row's subject under these headers, as given; blank where it has none."""
    subject = row.subject
    values = {"Sheet": row.sheet, "Row": str(row.number), "Reference": row.reference}
    if subject:
        values |= {"Name": subject.name, "Country": subject.country, "City": subject.city}
        values["Birth year"] = subject.birth_year
        for number, affiliation in enumerate(subject.affiliations, start=1):
            values["Affiliation" if "Affiliation" in headers else f"Affiliation {number}"] = affiliation
        for scheme, value in subject.identifiers:
            header = _SCHEMES.get(scheme, scheme)
            values[header] = f"{values[header]}; {value}" if header in values else value
    return [values.get(header, "") for header in headers]
