"""What each column of a table means: by the person's word, by its header, or by what stands in it.

Columns of citizenship, nationality, ethnicity, gender and birthplace are never used, whoever asks. A country
is never read from what stands in a column without a country header: it could be somebody's citizenship.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from textwrap import shorten

from screening.intake.contents import is_figure, reads_like_a_person, shape_of, share_of_organisations
from screening.intake.grid import Grid, LongCell
from screening.intake.headers import ORGANISATIONS, SENSITIVE, UNUSED, Recognised, fold, recognise
from screening.intake.model import Column
from screening.intake.project_columns import by_header, is_about_the_project
from screening.intake.sheet_facts import letter
from screening.intake.tables import Region
from watchlists.countries import country_code

IGNORED, UNKNOWN = "ignored", "unknown"
_SAMPLE = 200  # rows looked at to see what a column holds
_ORGANISATIONS_FROM = 0.5  # share of texts with a word of organisations; persons' columns show under 2 %
_PERSONS_FROM = 0.6
_LONGEST_QUOTED = 60  # letters of a header
_WHY_IGNORED = "Citizenship, nationality, ethnicity, gender and birthplace are never inputs of a result."

_ONCE = {  # what a subject has once, and what counts as the same
    "name": "full name",
    "person_name": "full name",
    **{
        one: one
        for one in ("family_name", "given_name", "middle_name", "native_name", "country", "city", "birth")
    },
}


@dataclass(frozen=True, slots=True)
class _Draft:
    """A column while it is being understood."""

    column: Column
    plain: bool  # the header is one bare word for a name
    organisations: float
    persons: float = 0.0
    fixed: bool = False  # the person said so

    def to(self, meaning: str, why: str) -> _Draft:
        return replace(self, column=replace(self.column, meaning=meaning, why=why))

    @property
    def meaning(self) -> str:
        return self.column.meaning


def understand(grid: Grid, region: Region, chosen: Mapping[int, str]) -> tuple[Column, ...]:
    """The columns of a table, from the left. `chosen` leads from column numbers to meanings the person gave."""
    drafts = []
    for number in range(1, _right(grid, region) + 1):
        texts = _sample(grid, region, number)
        parts = region.headers.get(number, ())
        if not parts and not texts:
            continue
        drafts.append(_draft(number, parts, texts, chosen.get(number)))
    return tuple(draft.column for draft in _settle(drafts, headed=bool(region.header_row)))


def _right(grid: Grid, region: Region) -> int:
    body = (len(grid.row(number)) for number in range(region.first_row, region.last_row + 1))
    return max(max(region.headers, default=0), max(body, default=0))


def _sample(grid: Grid, region: Region, column: int) -> list[str]:
    texts: list[str] = []
    for number in range(region.first_row, region.last_row + 1):
        text = grid.cell(number, column)
        if text and not text.isspace() and not isinstance(text, LongCell):
            texts.append(text)
            if len(texts) == _SAMPLE:
                break
    return texts


def _draft(number: int, parts: tuple[str, ...], texts: list[str], chosen: str | None) -> _Draft:
    header = " / ".join(dict.fromkeys(part.strip() for part in parts))
    meaning, why, plain = _by_header(parts)
    letters = [text for text in texts if not is_figure(text)]
    share = share_of_organisations(letters) if len(letters) >= 0.5 * len(texts) else 0.0
    column = Column(number, letter(number), header, meaning, why)
    if chosen:
        return _Draft(replace(column, meaning=chosen, why="You said so."), False, share, fixed=True)
    if meaning == UNKNOWN and (shape := shape_of(texts)):
        column = replace(column, meaning=shape, why="Nearly every value has the form of one.")
    return _Draft(column, plain, share, _share_of_persons(letters) if not parts else 0.0)


def _share_of_persons(texts: list[str]) -> float:
    """Countries of two words read like persons; they are left out."""
    named = [text for text in texts if reads_like_a_person(text) and country_code(text) is None]
    return len(named) / len(texts) if texts else 0.0


def _by_header(parts: tuple[str, ...]) -> tuple[str, str, bool]:
    """Meaning, reason, and whether the header is one bare word for a name."""
    found = [known for known in map(recognise, parts) if known]
    if any(known.meaning == SENSITIVE for known in found):
        return IGNORED, _WHY_IGNORED, False
    if parts and (about := by_header(parts[-1])):
        return about, "The header names a fact of the project.", False
    if not found:
        return UNKNOWN, "The header is not known." if parts else "It has no header.", False
    own, above = recognise(parts[-1]), recognise(parts[-2]) if len(parts) > 1 else None
    known = own or above
    if known is None or (own is None and len(parts) > 1):
        return UNKNOWN, "The header is not known.", False
    meaning = _under(known, above) if own else known.meaning
    if meaning == UNUSED:
        return UNUSED, "Screening does not need it.", False
    printed = shorten(parts[-1] if own else parts[-2], _LONGEST_QUOTED, placeholder=" …")
    return meaning, f"The header says “{printed}”.", " " not in known.phrase and len(parts) == 1


def _under(own: Recognised, above: Recognised | None) -> str:
    """A bare "Name" means what the heading over it names."""
    if own.meaning == "name" and above is not None:
        if above.meaning in (*ORGANISATIONS, "department"):
            return above.meaning
        if above.meaning in ("person_name", "host_name"):
            return above.meaning
    return own.meaning


def _settle(drafts: list[_Draft], *, headed: bool) -> list[_Draft]:
    """Let the columns of a table explain each other."""
    drafts = _split_names(_by_content(drafts, headed=headed))
    meanings = {draft.meaning for draft in drafts}
    return _first_of_each([_beside(draft, meanings) for draft in drafts])


def _beside(draft: _Draft, meanings: set[str]) -> _Draft:
    """What a column means beside the others of its table."""
    persons = meanings & {"person_name", "family_name", "given_name"}
    organisations = meanings & {*ORGANISATIONS}
    if draft.meaning == "name" and organisations and (draft.fixed or not persons):
        return draft.to("person_name", f"{draft.column.why} A name beside an affiliation is a person's.")
    if draft.fixed:
        return draft
    if draft.meaning == "name" and persons and not organisations:
        return draft.to("organisation", "Another column names the persons.")
    if draft.meaning == "host_name":
        if not persons and "name" not in meanings and "affiliation" in meanings:
            return draft.to("person_name", "It is the only column of persons.")
        return draft.to(UNUSED, "It names your own staff.")
    if draft.meaning == "department" and not organisations:
        return draft.to("organisation", "It is the only column of organisations.")
    return draft


def _by_content(drafts: list[_Draft], *, headed: bool) -> list[_Draft]:
    others = any(draft.meaning in ORGANISATIONS for draft in drafts)
    seen = [_rich(draft, others=others) for draft in drafts]
    told = {draft.meaning for draft in seen}
    if headed or told & {"name", "person_name"}:
        return seen
    unknown = [draft for draft in seen if draft.meaning == UNKNOWN]
    if told & {*ORGANISATIONS}:
        first = next((draft for draft in unknown if draft.persons >= _PERSONS_FROM), None)
        found, why = "person_name", "Most of its values read like names of persons."
    else:
        first = next(iter(unknown), None)
        found, why = "name", "It is the first column of a list without headers."
    return [draft.to(found, why) if draft is first else draft for draft in seen]


def _rich(draft: _Draft, *, others: bool) -> _Draft:
    """A column that shows mostly organisations holds organisations, unless its header says it is something else."""
    if draft.fixed or draft.organisations < _ORGANISATIONS_FROM:
        return draft
    if draft.meaning == UNKNOWN:
        return draft.to("organisation", "Most of its values name organisations.")
    mostly = draft.organisations > _ORGANISATIONS_FROM or not others
    if mostly and (draft.meaning == "name" or (draft.meaning == "person_name" and not others)):
        return draft.to("organisation", "Its values name organisations, not persons.")
    return draft


def _split_names(drafts: list[_Draft]) -> list[_Draft]:
    """The other half of a name: "Nom" beside "Prénom", or "Nombre" beside "Apellidos"."""
    meanings = {draft.meaning for draft in drafts}
    half = {"given_name": "family_name", "family_name": "given_name"}
    missing = next((half[has] for has in half if has in meanings and half[has] not in meanings), "")
    if not missing:
        return drafts
    return [
        draft.to(missing, "It stands beside the other half of a name.")
        if draft.meaning == "name" and draft.plain and not draft.fixed
        else draft
        for draft in drafts
    ]


def _first_of_each(drafts: list[_Draft]) -> list[_Draft]:
    """Of several columns for what a subject has once, the first counts; one the person chose comes first."""
    taken: dict[str, int] = {}
    for draft in sorted(drafts, key=lambda draft: not draft.fixed):
        if key := _key(draft.meaning):
            taken.setdefault(key, draft.column.index)
    return [
        draft
        if (key := _key(draft.meaning)) is None or taken[key] == draft.column.index
        else draft.to("further_name" if key == "full name" else UNUSED, "Another column is used for it.")
        for draft in drafts
    ]


def _key(meaning: str) -> str | None:
    return meaning if is_about_the_project(meaning) else _ONCE.get(meaning)


def same_header(columns: tuple[Column, ...]) -> dict[str, list[Column]]:
    """Headers that stand over several columns, with those columns."""
    groups: dict[str, list[Column]] = {}
    for column in columns:
        if column.header:
            groups.setdefault(fold(column.header), []).append(column)
    return {found[0].header: found for found in groups.values() if len(found) > 1}
