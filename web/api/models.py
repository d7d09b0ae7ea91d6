"""What may be asked, as types: the reader of bodies and the OpenAPI document both come from here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from screening.client.call_limits import SUBJECTS
from screening.metadata import LONGEST_METADATA, MOST_METADATA
from web.faults import form

Text = Annotated[str, StringConstraints(max_length=2_000)]  # as a cell of a list
NameText = Annotated[str, StringConstraints(max_length=300)]
ShortText = Annotated[str, StringConstraints(max_length=200)]
_BIRTH_DATE = r"^([12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$"


# Also the end of a header of a list, so it is written without spaces or signs that a header could lose.
MetadataKey = Annotated[
    str, form(r"^[A-Za-z0-9_.-]{1,64}$", "a key of 1 to 64 letters, digits, dots, hyphens or underscores")
]
MetadataText = Annotated[str, Strict(), StringConstraints(max_length=LONGEST_METADATA)]
Metadata = Annotated[dict[MetadataKey, MetadataText], Field(max_length=MOST_METADATA)]


class Identifier(BaseModel):
    """A number or address that one party bears. It may find the party by itself, and agrees or contradicts beside a name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    scheme: Literal[
        "ror", "orcid", "email", "domain",
        # Those of watchlists/data/identifier_schemes.csv.
        "lei", "uscc", "inn", "ogrn", "company", "tax", "vat", "id-number", "passport", "social-security", "imo", "npi",
        "swift", "cage", "duns", "uei", "okpo", "kpp", "bik", "voen", "isin", "cik", "irs", "gii", "bvd", "permid",
        "icij", "wikidata", "opencorporates", "ric", "ticker", "fns", "pfr", "coato", "ibc-ruc", "ipo", "jib", "mbs",
        "licence",
    ] = Field(description="What kind of number or address it is.")  # fmt: skip
    value: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(
        description="The number or address, as printed."
    )


class TieStated(BaseModel):
    """An organisation whose tie to the party is known."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] = Field(
        description="The organisation, as printed."
    )
    kind: Literal[
        "employment", "previous", "visiting", "education", "funding", "ownership", "other_person"
    ] = Field(
        default="employment",
        description="`other_person`: of a referee, supervisor, host or contact; never scored on the party.",
    )
    starts: ShortText = Field(default="", description="A year, month or day, as in 2016 or 2016-03.")
    ends: ShortText = Field(
        default="", description="A year, month or day, or `present`; a tie that has ended counts as former."
    )
    role: ShortText = Field(
        default="", description="As in Professor; of another person, as in referee: Li Wei."
    )
    country: ShortText = Field(default="", description="Of the organisation: ISO 3166-1 code or name.")


class SubjectRequest(BaseModel):
    """A party to screen. A name, an affiliation, a tie or an identifier is needed; other fields are named as ignored."""

    model_config = ConfigDict(strict=True)

    reference: ShortText | int | None = Field(
        default=None, description="Your own key of the subject; comes back as it is."
    )
    metadata: Metadata = Field(
        default={},
        description="Texts of your own, up to 20, as in cost_centre: 4711. They come back as they are, and nothing is "
        "ever compared with them.",
        examples=[{"cost_centre": "4711"}],
    )
    name: NameText = Field(default="", description="The party as you know it, in any script.")
    type: Literal["organisation", "person", "unknown"] = "unknown"
    affiliations: list[Text] = Field(
        default=[], max_length=50, description="Where a person works, as printed."
    )
    country: ShortText = Field(
        default="",
        description="Of an organisation: ISO 3166-1 code or name; it only tells organisations apart. "
        "For a person it only orders organisations that share a name.",
    )
    institution_country: ShortText = Field(
        default="", description="Of the affiliation, where it is known to be its country."
    )
    city: ShortText = Field(
        default="", description="Of the organisation; it only tells organisations of one name apart."
    )
    ties: list[TieStated] = Field(
        default=[], max_length=50, description="Organisations whose tie is known: when, and as what."
    )
    identifiers: list[Identifier] = Field(
        default=[], max_length=50, description="Numbers and addresses of the party."
    )
    birth_date: (
        Annotated[str, form(_BIRTH_DATE, "a date as in 1964-03-07, or a month or year of one")]
        | Annotated[int, Field(ge=1000, le=2999)]
    ) = Field(
        default="",
        description="As exact as you know it: 1965, 1965-03 or 1965-03-07. "
        "Used only to tell people of the same name apart.",
    )


def _fact_in_quotation_marks(value: Any) -> Any:  # noqa: ANN401 - JSON is any value
    """A fact as it was sent; a truth value or number, which people send first, is refused with the text to send."""
    if isinstance(value, bool | int | float):
        text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"{value}"
        raise PydanticCustomError("fact_not_text", "must be a text", {"text": text[:20]})
    return value


FactText = Annotated[Text, BeforeValidator(_fact_in_quotation_marks)]

# Each subject is read by itself, so that one that is wrong refuses nobody else.
AnySubject = Annotated[Any, WithJsonSchema({"$ref": "#/components/schemas/SubjectRequest"})]


class ScreenRequest(BaseModel):
    """One to 1,000 parties, answered at once."""

    model_config = ConfigDict(extra="forbid", strict=True)

    subjects: Annotated[list[AnySubject], Field(min_length=1, max_length=SUBJECTS)]
    policies: list[ShortText] = Field(
        default=[],
        max_length=50,
        description="Ids of policies; without any, the default policy of this service.",
    )
    project: dict[str, FactText] = Field(
        default={}, max_length=50, description="Facts of the project, as in sensitive_area: yes."
    )
    provenance: Literal["each", "once"] = Field(
        default="each", description="Whether every result repeats the provenance or the answer says it once."
    )
