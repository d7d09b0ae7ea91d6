"""What each column of a table means: by the person's word, by its header, or by what stands in it.

Columns of citizenship, nationality, residence, ethnicity, gender and birthplace are never used, whoever asks. A
country is never read from what stands in a column without a country header: it could be somebody's citizenship.

Headers come first. Where none names the parties of the rows, the values may: if only one reading is possible the
table is likely to mean that, and if there are several, all of them are given and the person is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from textwrap import shorten

from screening.intake.affiliation_details import other_person_label
from screening.intake.contents import join_words, words
from screening.intake.grid import Grid, LongCell
from screening.intake.headers import (
    ORGANISATIONS,
    OTHERS,
    SENSITIVE,
    SINGLE,
    TIES,
    UNUSED,
    RecognisedHeader,
    code_group,
    combine,
    fold,
    is_bare_organisation,
    is_bare_time,
    is_designation,
    of_its_time,
    recognise,
    tells_of_occasion,
    tells_of_study,
)
from screening.intake.model import Certainty, Column
from screening.intake.placeholders import is_word_for_none
from screening.intake.presets import Preset, preset_columns
from screening.intake.project_columns import by_header, is_about_the_project
from screening.intake.sheet_facts import letter
from screening.intake.tables import Region, is_label
from screening.intake.values import IDENTIFIERS, NAMELESS, Profile, ValueKind, holds_organisation, profile
from screening.metadata import metadata_key

IGNORED, UNKNOWN = "ignored", "unknown"
# Meanings of which a table needs one, or it names nobody.
TELLS = ("name", "person_name", "family_name", "given_name", "native_name", *ORGANISATIONS)
_PERSONS = ("person_name", "family_name", "given_name")
# Texts: those at the top, and with them some from all over the column.
_FIRST_SAMPLE, _WHOLE_SAMPLE = 100, 300
_ORGANISATIONS_FROM = 0.5  # share of texts with a word of organisations; persons' columns show under 2 %
_PEOPLE_AMONG = 0.25  # from this share on a column of organisations holds people too
_ORGANISATIONS_AMONG = 0.15  # from this share on a column of persons holds organisations too
_PERSONS_BESIDE = 0.05  # share of persons from which a column of organisations holds both
_NOT_NEEDED = "Screening does not need it."
_HARDLY_NEEDED = "By its header, screening does not need it."
_MOSTLY_LABELS = 0.6
_ONE_SCRIPT = 0.8  # share of texts from which on a column is in one script
_SOME_NAMES = 0.3  # share of names in the answers to a question; the others say "no"
_NAMELESS_FROM = 0.9
_OFTEN_FILLED = 0.3  # of the rows: what is rarer is a remark
_LONGEST_QUOTED = 60  # letters of a header
_WHY_IGNORED = (
    "Citizenship, nationality, residence, ethnicity, gender and birthplace are never inputs of a result."
)
SOME_NAMES = "The header says nothing of names, but some of its values name organisations."
_COUNTRIES = "Its values are countries: choose “country” if they say where the organisations are."
_WHY_OUT = "Left out by you."
_METADATA = "Metadata of your own: it comes back with the result and is compared with nothing."
_WHY_OCCASION = "It may hold the dates of a visit, a trip or a contract, and those do not end an affiliation."
_WHY_NO_PEOPLE = "Its values do not read like names of people."
_WHY_BEHIND = "It follows the column of another person, such as a supervisor, and the row already has an affiliation or organisation of its own."
_READ_LIKE_PEOPLE = 0.4  # share of persons under a header that names things as often
_HARDLY_ANY_PEOPLE = 0.1  # share of persons under a header for names, beside organisations
_ENOUGH_TO_TELL = 5  # texts

_ONCE = {one: one for one in SINGLE} | {"name": "full name", "person_name": "full name"}


@dataclass(frozen=True, slots=True)
class ColumnAlternative:
    """One of several possible readings of a table."""

    description: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """The columns of a table from the left, and how sure that is; `alternatives` has two or more where it is not."""

    columns: tuple[Column, ...]
    certainty: Certainty
    reason: str
    alternatives: tuple[ColumnAlternative, ...] = ()
    kinds: Mapping[int, ValueKind] = field(default_factory=dict)  # by column number: what its values are

    @property
    def names_somebody(self) -> bool:
        """Say whether a column names the parties of the rows."""
        return any(column.meaning in TELLS for column in self.columns)

    def or_no_list(self) -> Understanding:
        """The same, where the sheet may as well hold no list at all."""
        listed = self.alternatives or (ColumnAlternative(f"It is a list. {self.reason}", self.columns),)
        nothing = ColumnAlternative("It holds no list to be screened.", ())
        return Understanding(
            self.columns,
            Certainty.GUESSED,
            "The sheet has no header that we know, so it may be a list or something else.",
            (*listed, nothing),
            self.kinds,
        )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A column while it is being understood."""

    column: Column
    plain: bool  # the header is one bare word for a name
    values: Profile
    filled: float = 1.0  # share of rows in which something stands
    fixed: bool = False  # the person said so
    bare_time: bool = False  # the header says when, and not of what
    bare: bool = False  # the header names an organisation and not whose
    designates: bool = False  # the header names things as often as parties
    latin: float = 0.5  # share of texts in Latin letters
    names_some: bool = False  # an organisation stands in one of the texts

    def to(self, meaning: str, why: str) -> _Draft:
        return replace(self, column=replace(self.column, meaning=meaning, why=why))

    @property
    def meaning(self) -> str:
        return self.column.meaning

    @property
    def organisations(self) -> float:
        return self.values.share(ValueKind.ORGANISATION)

    @property
    def place(self) -> str:
        header = shorten(self.column.header, _LONGEST_QUOTED, placeholder=" …")
        return f"{self.column.letter} (“{header}”)" if header else self.column.letter


@dataclass(frozen=True, slots=True)
class _Decision:
    """Drafts after their values were looked at: what was told by values, and what else they could mean."""

    drafts: list[_Draft]
    reasons: list[str] = field(default_factory=list)
    question: str = ""
    # (description, drafts) of each reading.
    others: list[tuple[str, list[_Draft]]] = field(default_factory=list)


def understand(
    grid: Grid,
    region: Region,
    chosen: Mapping[int, str],
    left_out: Collection[int] = (),
    preset: Preset | None = None,
) -> Understanding:
    """What the columns of a table mean.

    Args:
        grid: the sheet.
        region: where on it the table is.
        chosen: column numbers and the meanings that the person gave them.
        left_out: numbers of columns that the person wants to be left out.
        preset: the export that the table is, where its headers are those of one.
    """
    exported = preset_columns(preset, region.headers) if preset else {}
    drafts = []
    for number in range(1, _right(grid, region) + 1):
        texts, filled = _sample(grid, region, number)
        parts = region.headers.get(number, ())
        if not parts and not texts:
            continue
        draft = _draft(number, parts, texts, filled, chosen.get(number), number in left_out)
        if preset and number in exported and not draft.fixed and draft.meaning != IGNORED:
            draft = replace(draft.to(exported[number].meaning, f"A column of {preset.title}."), fixed=True)
        drafts.append(draft)
    headed = bool(region.header_row)
    drafts = _of_others(_in_groups(_without_occasions(drafts)))
    decision = _by_values(_split_names(_named_by_values(drafts)), headed=headed)
    readings = tuple(
        ColumnAlternative(description, _resolve_columns(others)) for description, others in decision.others
    )
    columns = readings[0].columns if readings else _resolve_columns(decision.drafts)
    kinds = {draft.column.index: draft.values.kind for draft in drafts}
    certainty, reason = Certainty.CERTAIN, f"Row {region.header_row} holds headers that we know."
    if readings:
        certainty, reason = Certainty.GUESSED, decision.question
    elif decision.reasons:
        certainty, reason = Certainty.LIKELY, " ".join(decision.reasons)
    elif preset:
        reason = f"Its headers are those of {preset.title}."
    elif any(draft.fixed and draft.meaning in TELLS for draft in drafts):
        reason = "You set what its columns mean."
    return Understanding(columns, certainty, reason, readings, kinds)


def _right(grid: Grid, region: Region) -> int:
    body = (len(grid.row(number)) for number in range(region.first_row, region.last_row + 1))
    return max(max(region.headers, default=0), max(body, default=0))


def _sample(grid: Grid, region: Region, column: int) -> tuple[list[str], float]:
    """Texts from the top of a column and from all over it, and the share of its rows that hold one."""
    first, last = region.first_row, region.last_row
    top = range(first, min(last, first + _FIRST_SAMPLE - 1) + 1)
    rest = last - top.stop + 1
    step = max(1, rest // (_WHOLE_SAMPLE - _FIRST_SAMPLE))
    numbers = [*top, *range(top.stop, last + 1, step)]
    texts, rows = [], 0
    for number in numbers:
        cells = grid.row(number)
        rows += any(cells)
        text = cells[column - 1] if column <= len(cells) else ""
        if text and not text.isspace() and not isinstance(text, LongCell):
            texts.append(text)
    if not texts:
        # Nothing in the sample, and yet something may stand in the column.
        everywhere = (grid.cell(number, column) for number in range(first, last + 1))
        texts = [text for text in everywhere if text and not text.isspace()][:_FIRST_SAMPLE]
    return texts, len(texts) / max(1, rows)


def _draft(
    number: int, parts: tuple[str, ...], texts: list[str], filled: float, chosen: str | None, left_out: bool
) -> _Draft:
    header = printed_header(parts)
    meaning, why, plain = _by_header(parts)
    values = profile(texts)
    column = Column(number, letter(number), header, meaning, why)
    if chosen:
        return _Draft(replace(column, meaning=chosen, why="Set by you."), False, values, filled, fixed=True)
    if metadata_key(header):
        return _Draft(replace(column, meaning=UNUSED, why=_METADATA), False, values, filled, fixed=True)
    if left_out and meaning != IGNORED:
        return _Draft(replace(column, meaning=UNUSED, why=_WHY_OUT), False, values, filled, fixed=True)
    if meaning == UNKNOWN and values.kind in IDENTIFIERS:
        column = replace(column, meaning=values.kind.value, why="Nearly every value has the form of one.")
    if meaning == UNKNOWN and values.kind is ValueKind.COUNTRY:
        # They may be nationalities, which are never used: so the person who gave the list has to say.
        column = replace(column, why=_COUNTRIES)
    if column.why == _HARDLY_NEEDED and values.kind in (ValueKind.ORGANISATION, ValueKind.PERSON):
        column = replace(column, meaning=UNKNOWN, why="Its header and its values do not agree.")
    if meaning == "funder" and values.kind is ValueKind.PERSON:
        column = replace(column, meaning="other_person", why="Its values read like names of people.")
    if values.size and _is_contradicted(column.meaning, values):
        column = replace(column, meaning=UNKNOWN, why="Its values are not what its header says.")
    # A form that is filled in unnamed says "anonymous" in every row.
    if column.meaning == "email" and not values.size and any(map(is_word_for_none, texts)):
        column = replace(column, meaning=UNUSED, why="No row gives an address.")
    if not parts and _are_labels(texts):
        column = replace(column, meaning=UNUSED, why="Its values are the labels of a form.")
    known = recognise(parts[-1]) if parts else None
    if known and known.loose and not _bears_out(meaning, _without_answers(texts)):
        column = replace(
            column, meaning=UNKNOWN, why="Its values do not seem to answer the question in the header."
        )
    if (
        meaning == "institution_country"
        and values.kind is not ValueKind.COUNTRY
        and values.share(ValueKind.ORGANISATION) > values.share(ValueKind.COUNTRY)
    ):
        column = replace(column, meaning="affiliation", why="Its values name organisations.")
    return _Draft(
        column,
        plain,
        values,
        filled,
        bare_time=bool(parts) and is_bare_time(parts[-1]) and not _is_of_a_tie(parts),
        bare=bool(parts) and is_bare_organisation(parts[-1]),
        designates=bool(parts) and is_designation(parts[-1]),
        latin=_latin(texts),
        names_some=any(map(holds_organisation, texts)),
    )


def _is_of_a_tie(parts: Sequence[str]) -> bool:
    """Say whether the heading over a header is that of a post, an employer or a place of study."""
    above = recognise(parts[-2]) if len(parts) > 1 else None
    return above is not None and above.meaning in (*ORGANISATIONS, *TIES, "role")


def _without_answers(texts: Sequence[str]) -> Profile:
    """What the answers to a question are, without those that only deny or affirm it."""
    return profile([text for text in texts if fold(text) not in words("answers")])


def _without_occasions(drafts: list[_Draft]) -> list[_Draft]:
    """Dates that may be those of a visit, a trip or a contract are not used: a trip of last year ends no post."""
    if not any(tells_of_occasion(draft.column.header) for draft in drafts):
        return drafts
    return [
        draft.to(UNUSED, _WHY_OCCASION)
        if draft.bare_time and not draft.fixed and draft.meaning in ("start", "end", "period")
        else draft
        for draft in drafts
    ]


def _in_groups(drafts: list[_Draft]) -> list[_Draft]:
    """Let the codes of a program's export say what belongs together: a degree and its school, a spouse and an employer.

    The first person of a row is the one whom it is about; what is grouped with a further person is that person's.
    """
    groups = {draft.column.index: code_group(draft.column.header) for draft in drafts}
    people = list(dict.fromkeys(groups[draft.column.index] for draft in drafts if draft.meaning in _PERSONS))
    studies = {groups[draft.column.index] for draft in drafts if tells_of_study(draft.column.header)}
    grouped = []
    for draft in drafts:
        group = groups[draft.column.index]
        if not group or draft.fixed:
            grouped.append(draft)
        elif draft.meaning in (*ORGANISATIONS, *_PERSONS) and _is_of_another(group, people):
            meaning = "other_person" if draft.meaning in _PERSONS else "other_person_affiliation"
            grouped.append(draft.to(meaning, "Its code says that it belongs to another person in the row."))
        elif draft.meaning in ORGANISATIONS and group in studies:
            grouped.append(draft.to("education", "By its code it belongs to a degree."))
        else:
            grouped.append(draft)
    return grouped


def _of_others(drafts: list[_Draft]) -> list[_Draft]:
    """Tell the organisations of a supervisor, a contact or a host from the row's own by what stands beside them.

    "Institution" right behind "Supervisor" is the supervisor's where the row has its own before. A host institution
    is another's only beside the own: alone it is where the people of the rows are.
    """
    meanings = {draft.meaning for draft in drafts}
    parties = meanings & {"name", *_PERSONS}
    alone = meanings.isdisjoint(ORGANISATIONS)
    others = ("other_person", "host_name") if parties else ("other_person",)
    settled: list[_Draft] = []
    own = False
    for draft in drafts:
        if draft.meaning == "other_person_affiliation" and not draft.fixed and alone:
            is_hosts = other_person_label(draft.column.header) == "host" and "host_name" not in meanings
            if is_hosts or ("host_name" in meanings and not parties and "other_person" not in meanings):
                draft = draft.to("affiliation", "It is the only column of organisations.")
        elif draft.meaning in ORGANISATIONS:
            if own and draft.bare and not draft.fixed and settled[-1].meaning in others:
                draft = draft.to("other_person_affiliation", _WHY_BEHIND)
            else:
                own = True
        settled.append(draft)
    return settled


def _is_of_another(group: Sequence[str], people: Sequence[Sequence[str]]) -> bool:
    """Say whether a group of columns is nearer to a further person of the row than to the first."""
    shared = [_common(group, person) for person in people]
    return len(shared) > 1 and max(shared[1:]) > shared[0]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """With how many parts two groups begin alike."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _latin(texts: Sequence[str]) -> float:
    """The share of texts that are written in Latin letters; those without letters count for neither."""
    firsts = [next((char for char in text if char.isalpha()), "") for text in texts]
    letters = [char for char in firsts if char]
    return sum(char < "\u0250" for char in letters) / len(letters) if letters else 0.5


def _are_labels(texts: Sequence[str]) -> bool:
    """Say whether texts are labels such as "Name:" and "Institution:", one below the other as in a form."""
    labels = sum(is_label(text) for text in texts)
    return len(set(texts)) > 2 and labels >= _MOSTLY_LABELS * len(texts)


def _is_contradicted(meaning: str, values: Profile) -> bool:
    """Say whether values cannot be what a header says: dates that are none, a post that is a number."""
    if meaning in ("start", "end"):
        return values.share(ValueKind.DATE, ValueKind.NUMBER) < _SOME_NAMES
    if meaning == "role":
        return values.kind in (ValueKind.NUMBER, ValueKind.DATE)
    return meaning == "email" and not values.share(ValueKind.EMAIL)


def _bears_out(meaning: str, values: Profile) -> bool:
    """Say whether values are what a question seems to ask for. Nothing is lost where there are none."""
    if meaning == "country" or meaning == "institution_country":
        return values.kind is ValueKind.COUNTRY
    if meaning in (*TELLS, *TIES, *OTHERS, "department"):
        return values.share(ValueKind.ORGANISATION, ValueKind.PERSON, ValueKind.NAME) >= _SOME_NAMES
    return True


def printed_header(parts: Sequence[str]) -> str:
    """The header of a column as one text; rows of a header are joined by " / "."""
    return " / ".join(dict.fromkeys(part.strip() for part in parts))


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
        exact = own is not None and own.exact
        return UNUSED, _NOT_NEEDED if exact else _HARDLY_NEEDED, False
    printed = shorten(parts[-1] if own else parts[-2], _LONGEST_QUOTED, placeholder=" …")
    return meaning, f"The header says “{printed}”.", " " not in known.phrase and len(parts) == 1


def _under(own: RecognisedHeader, above: RecognisedHeader | None) -> str:
    """What a header means under the heading over it: "Country" under "Institution", "Name" under "Supervisor"."""
    if above is None or above.meaning in (own.meaning, "name", UNUSED):
        return own.meaning
    return combine(above.meaning, own.meaning) or own.meaning


def _names_some(draft: _Draft) -> bool:
    """Say whether a column that is not used holds an organisation here and there, which nobody would know of."""
    unread = draft.meaning == UNKNOWN or (draft.meaning == UNUSED and not draft.fixed)
    return unread and draft.values.kind is not ValueKind.PROSE and draft.names_some


def _resolve_columns(drafts: list[_Draft]) -> tuple[Column, ...]:
    """Let the columns of a table explain each other."""
    meanings = {draft.meaning for draft in drafts}
    first = next((place for place, draft in enumerate(drafts) if draft.meaning in ORGANISATIONS), len(drafts))
    settled = _first_of_each(
        [_beside(draft, meanings, leads=place < first) for place, draft in enumerate(drafts)]
    )
    return tuple(
        (draft.to(draft.meaning, SOME_NAMES) if _names_some(draft) else draft).column for draft in settled
    )


def _beside(draft: _Draft, meanings: set[str], *, leads: bool) -> _Draft:
    """What a column means beside the others of its table; `leads` where it stands before all organisations."""
    persons = meanings & {*_PERSONS}
    organisations = meanings & {*ORGANISATIONS}
    mixed = draft.values.share(ValueKind.ORGANISATION) >= _ORGANISATIONS_AMONG
    if draft.meaning == "name" and organisations and (draft.fixed or not persons) and not mixed:
        people = draft.values.share(ValueKind.PERSON)
        if draft.designates and not draft.fixed and people < _READ_LIKE_PEOPLE:
            return draft.to(UNKNOWN, _WHY_NO_PEOPLE)
        if not draft.fixed and draft.values.size >= _ENOUGH_TO_TELL and people < _HARDLY_ANY_PEOPLE:
            return draft
        return draft.to("person_name", f"{draft.column.why} A name beside an affiliation is a person's.")
    if draft.fixed:
        return draft
    if draft.meaning == "person_name" and mixed:
        return draft.to("name", f"{draft.column.why} Some of its values name organisations.")
    if draft.meaning == "name" and persons and draft.values.share(ValueKind.PERSON) < _READ_LIKE_PEOPLE:
        return draft.to("organisation", "Another column names the persons.")
    if draft.meaning == "other_person" and not persons and "name" not in meanings and leads:
        return draft.to("person_name", "It is the only column of persons.")
    if draft.meaning == "host_name":
        if not persons | (meanings & {"name", "other_person"}) and "affiliation" in meanings:
            return draft.to("person_name", "It is the only column of persons.")
        return draft.to("other_person", "It names your own staff.")
    if (
        draft.meaning == "other_person_affiliation"
        and not persons
        and not meanings & {"name", *ORGANISATIONS}
    ):
        return draft.to("affiliation", "It is the only column of organisations.")
    if draft.meaning == "department" and not organisations:
        return draft.to("organisation", "It is the only column of organisations.")
    if draft.meaning in TIES and not meanings & {*TELLS, "department", "other_person", "host_name"}:
        return draft.to("organisation", "No other column names the party of a row.")
    return draft


def _named_by_values(drafts: list[_Draft]) -> list[_Draft]:
    """Columns that show mostly organisations hold organisations; a name of nothing but numbers is no name."""
    others = any(draft.meaning in ORGANISATIONS for draft in drafts)
    naming = [draft for draft in drafts if draft.meaning in TELLS or draft.meaning == UNKNOWN]
    named = any(draft.values.kind not in (*NAMELESS, ValueKind.EMPTY) for draft in naming)
    return [_without_numbers(_rich(draft, others=others), named=named) for draft in drafts]


def _rich(draft: _Draft, *, others: bool) -> _Draft:
    """A column that shows mostly organisations holds organisations, unless its header says it is something else."""
    if draft.meaning == "organisation" and not draft.fixed and _is_mixed(draft):
        return draft.to("name", f"{draft.column.why} Some of its values name people.")
    if draft.fixed or draft.organisations < _ORGANISATIONS_FROM:
        return draft
    mixed = draft.values.share(ValueKind.PERSON) > _PERSONS_BESIDE
    if draft.meaning == UNKNOWN:
        return draft.to("name" if mixed and not others else "organisation", _BY_VALUES)
    mostly = draft.organisations > _ORGANISATIONS_FROM or not others
    if draft.meaning == "name" and mostly and not mixed:
        return draft.to("organisation", "Its values name organisations, not persons.")
    if draft.meaning == "person_name" and mostly and not others:
        return draft.to("organisation", "Its values name organisations, not persons.")
    return draft


def _is_mixed(draft: _Draft) -> bool:
    """Say whether a column holds people among its organisations: donors, counterparties."""
    return draft.values.share(ValueKind.PERSON) >= _PEOPLE_AMONG


def _without_numbers(draft: _Draft, *, named: bool) -> _Draft:
    """Numbers, dates and codes under a header for names are none, where another column can name the party."""
    nameless = draft.values.share(*NAMELESS) >= _NAMELESS_FROM
    if draft.fixed or not named or not nameless or draft.meaning not in (*TELLS, *TIES):
        return draft
    return draft.to(UNUSED, "Its values are numbers, dates or codes, not names.")


_BY_VALUES = "Most of its values name organisations."


def _by_values(drafts: list[_Draft], *, headed: bool) -> _Decision:
    """Find what no header says: who the rows name, and where those people work."""
    drafts = list(drafts)
    reasons = [
        f"Column {draft.place} has no header that we know; its values name organisations."
        for draft in drafts
        if draft.column.why == _BY_VALUES
    ]
    fixed = any(draft.fixed and draft.meaning in TELLS for draft in drafts)
    unknown = [draft for draft in drafts if draft.meaning == UNKNOWN and draft.values.size]
    named = {draft.meaning for draft in drafts}
    if fixed:
        return _Decision(drafts)
    if not named & {"name", *ORGANISATIONS}:
        weak = [draft for draft in unknown if draft.values.kind is ValueKind.ORGANISATION]
        for draft in weak:
            drafts = _with(drafts, draft, "organisation", "Some of its values name organisations.")
            reasons.append(f"Column {draft.place} has no header that we know; its values name organisations.")
        unknown = [draft for draft in unknown if draft not in weak]
        named = {draft.meaning for draft in drafts}
    if not named & {"name", *_PERSONS, "native_name"}:
        persons = [draft for draft in unknown if draft.values.kind is ValueKind.PERSON]
        if named & {"other_person", "host_name"}:
            persons = _leading(drafts, persons)
        if persons and headed and _follow_organisations(drafts, persons):
            return _ask_who(drafts, persons, "person_name", nobody=True)
        if len(persons) > 1:
            return _ask_who(drafts, persons, "person_name")
        if persons:
            drafts = _with(
                drafts, persons[0], "person_name", "Most of its values read like names of persons."
            )
            reasons.append(f"Column {persons[0].place} has no header that we know; its values name people.")
            unknown.remove(persons[0])
            named.add("person_name")
    if not named & {*TELLS, *TIES, "department", "other_person", "host_name"}:
        return _find_names(drafts, unknown, reasons, headed=headed)
    if _lacks_organisations(drafts) and (places := _possible_affiliations(unknown)):
        return _ask_where(drafts, places)
    return _Decision(drafts, reasons)


def _leading(drafts: list[_Draft], persons: list[_Draft]) -> list[_Draft]:
    """Of columns of people, beside a contact or a host, those before all organisations, contacts and hosts."""
    others = [
        draft.column.index
        for draft in drafts
        if draft.meaning in (*ORGANISATIONS, "department", "other_person", "host_name")
    ]
    return [draft for draft in persons if draft.column.index < min(others)]


def _follow_organisations(drafts: list[_Draft], persons: list[_Draft]) -> bool:
    """Say whether columns of people stand behind the organisations: they may be contacts or our own staff."""
    places = [draft.column.index for draft in drafts if draft.meaning in ORGANISATIONS]
    known = [draft for draft in drafts if draft.meaning in ORGANISATIONS and draft.column.why != _BY_VALUES]
    return bool(known) and min(draft.column.index for draft in persons) > max(places)


def _with(drafts: list[_Draft], which: _Draft, meaning: str, why: str) -> list[_Draft]:
    return [draft.to(meaning, why) if draft is which else draft for draft in drafts]


def _find_names(
    drafts: list[_Draft], unknown: list[_Draft], reasons: list[str], *, headed: bool
) -> _Decision:
    """The column that names the parties, where neither a header nor the form of the values says which."""
    names = [
        draft for draft in unknown if draft.values.kind is ValueKind.NAME and draft.filled >= _OFTEN_FILLED
    ]
    if not names:
        texts = [
            draft
            for draft in unknown
            if draft.values.kind not in (*NAMELESS, ValueKind.PROSE, ValueKind.COUNTRY)
        ]
        # A list with one column of texts is a list of names, whatever they look like.
        alone = not headed and len(drafts) == 1
        names = unknown if alone else texts if len(texts) == 1 and not headed else []
    if len(names) > 1:
        return _ask_who(drafts, names, "name")
    if names:
        drafts = _with(drafts, names[0], "name", "It is the only column that can name somebody.")
        reasons = [*reasons, f"Column {names[0].place} is the only one that can name somebody."]
    return _Decision(drafts, reasons)


def _lacks_organisations(drafts: list[_Draft]) -> bool:
    """Say whether people are named, and nothing says where they are."""
    meanings = {draft.meaning for draft in drafts}
    if meanings & {*ORGANISATIONS, "department", *TIES, "ror", "domain"}:
        return False
    persons = any(draft.meaning == "name" and draft.values.kind is ValueKind.PERSON for draft in drafts)
    return persons or bool(meanings & {*_PERSONS})


def _possible_affiliations(unknown: list[_Draft]) -> list[_Draft]:
    return [
        draft for draft in unknown if draft.values.kind is ValueKind.NAME and draft.filled >= _OFTEN_FILLED
    ]


def _ask_who(drafts: list[_Draft], columns: list[_Draft], meaning: str, *, nobody: bool = False) -> _Decision:
    """Which of several columns names the party of a row? With `nobody`, perhaps none does."""
    noun = "people" if meaning == "person_name" else "people or organisations"
    places = join_words([draft.place for draft in columns])
    others = []
    for chosen in columns:
        reading = _with(drafts, chosen, meaning, "It may name the party of a row.")
        for other in columns:
            if other is not chosen:
                reading = _with(reading, other, UNUSED, "In this reading another column names the party.")
        others.append((f"Column {chosen.place} names the {noun} to be screened.", reading))
    if nobody:
        reading = drafts
        for other in columns:
            reading = _with(reading, other, UNUSED, "In this reading it names nobody to be screened.")
        others.insert(
            0, ("The rows are about the organisations, and no column names people to be screened.", reading)
        )
        verb = "may name" if len(columns) == 1 else "may each name"
        noun = f"{noun} to be screened, or people who only have to do with the row"
    else:
        verb, noun = "may each name", f"{noun} to be screened"
    columns_named = "Column" if len(columns) == 1 else "Columns"
    return _Decision(drafts, question=f"{columns_named} {places} {verb} the {noun}.", others=others)


def _ask_where(drafts: list[_Draft], columns: list[_Draft]) -> _Decision:
    """Does a column say where the people are?"""
    others = []
    for chosen in columns:
        reading = _with(drafts, chosen, "affiliation", "It may say where the people are.")
        for other in columns:
            if other is not chosen:
                reading = _with(reading, other, UNUSED, "In this reading it is not used.")
        others.append((f"Column {chosen.place} says where the people work or study.", reading))
    reading = drafts
    for other in columns:
        reading = _with(reading, other, UNUSED, "In this reading it is not used.")
    others.append(("No column says where the people work or study; only their names are screened.", reading))
    places = join_words([draft.place for draft in columns])
    noun = "Columns" if len(columns) > 1 else "Column"
    return _Decision(
        drafts, question=f"{noun} {places} may say where the people work or study.", others=others
    )


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
    drafts = _without_organisations(drafts)
    taken: dict[str, int] = {}
    for draft in sorted(drafts, key=lambda draft: (not draft.fixed, not _says_something(draft))):
        if key := _key(draft.meaning):
            taken.setdefault(key, draft.column.index)
    first = {draft.column.index: draft for draft in drafts}
    native = any(draft.meaning == "native_name" for draft in drafts)
    settled = []
    for draft in drafts:
        key = _key(draft.meaning)
        if key is None or taken[key] == draft.column.index:
            settled.append(draft)
        elif key == "full name" and not native and _in_other_script(first[taken[key]], draft):
            native = True
            settled.append(draft.to("native_name", "It holds the same names in another script."))
        else:
            further = key == "full name" and draft.values.size
            settled.append(draft.to("further_name" if further else UNUSED, "Another column is used for it."))
    return settled


def _without_organisations(drafts: list[_Draft]) -> list[_Draft]:
    """Of several columns for names, those that hold organisations say where the people of the others are."""
    names = [draft for draft in drafts if _key(draft.meaning) == "full name"]
    ties = [draft for draft in names if draft.organisations >= _ORGANISATIONS_FROM and not draft.fixed]
    if not ties or len(ties) == len(names):
        return drafts
    return [
        draft.to(of_its_time("affiliation", draft.column.header), _BY_VALUES) if draft in ties else draft
        for draft in drafts
    ]


def _in_other_script(one: _Draft, other: _Draft) -> bool:
    """Say whether two columns hold the same names in two scripts, as one of their headers says."""
    headers = f"{one.column.header} {other.column.header}".casefold()
    if not any(word in headers for word in words("scripts")):
        return False
    low, high = sorted((one.latin, other.latin))
    return low <= 1 - _ONE_SCRIPT and high >= _ONE_SCRIPT


def _says_something(draft: _Draft) -> bool:
    """Say whether a column is filled: forms ask for the name again where the account gives none."""
    return draft.filled >= _OFTEN_FILLED and draft.values.kind is not ValueKind.CHOICE


def _key(meaning: str) -> str | None:
    return meaning if is_about_the_project(meaning) else _ONCE.get(meaning)


def same_header(columns: tuple[Column, ...]) -> dict[str, list[Column]]:
    """Headers that stand over several columns, with those columns."""
    groups: dict[str, list[Column]] = {}
    for column in columns:
        if column.header:
            groups.setdefault(fold(column.header), []).append(column)
    return {found[0].header: found for found in groups.values() if len(found) > 1}
