"""A subject in the one JSON shape of results and cases."""

from __future__ import annotations

from screening.json_model import JsonModel
from screening.model import Subject, SubjectType, Tie, TieKind


class IdentifierJson(JsonModel):
    """An identifier as given."""

    scheme: str
    value: str


class TieJson(JsonModel):
    """An organisation whose tie to the subject is stated, as given."""

    text: str
    kind: TieKind
    starts: str
    ends: str
    role: str
    country: str


class SubjectJson(JsonModel):
    """The subject as it was read."""

    name: str
    type: SubjectType
    affiliations: list[str]
    country: str
    institution_country: str
    city: str
    identifiers: list[IdentifierJson]
    birth_date: str
    ties: list[TieJson]

    @classmethod
    def of(cls, subject: Subject) -> SubjectJson:
        """A subject as it was given."""
        return cls(
            name=subject.name,
            type=subject.type,
            affiliations=list(subject.affiliations),
            country=subject.country,
            institution_country=subject.institution_country,
            city=subject.city,
            identifiers=[IdentifierJson(scheme=scheme, value=value) for scheme, value in subject.identifiers],
            birth_date=subject.birth_date,
            ties=list(map(TieJson.model_validate, subject.ties)),
        )

    def subject(self) -> Subject:
        """The subject that was given."""
        return Subject(
            name=self.name,
            type=self.type,
            affiliations=tuple(self.affiliations),
            country=self.country,
            institution_country=self.institution_country,
            city=self.city,
            identifiers=tuple((each.scheme, each.value) for each in self.identifiers),
            birth_date=self.birth_date,
            ties=tuple(Tie(**dict(each)) for each in self.ties),
        )
