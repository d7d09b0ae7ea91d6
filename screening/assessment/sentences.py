"""The words of an assessment: about organisations and sources, never about loyalty or origin.

Nothing here claims more than "possible": a named person decides. About persons the word is that a listed
person bears the same or a similar name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from screening.labels import wording
from screening.model import (
    READ_BY_SOUND,
    Alternative,
    Hit,
    Mention,
    Reading,
    Reason,
    Recognised,
    Relation,
    Role,
    SelfDeclared,
    Subject,
    SubjectType,
    TieKind,
    parts_text,
)
from screening.policy.list_state import ListState
from screening.policy.naming_rules import is_context
from screening.policy.self_declared import is_of_same_words
from watchlists.countries import country_name
from watchlists.model import Listing, NamedIn, PartyType, Status

SANCTIONS_POLICY = "sanctions-baseline"
HOW_TO_APPLY = (
    "Another policy is applied by naming its id beside the others: in `policies` of a call, with --policy on the command "
    "line, or among the policies on the pages."
)
# How an id of the register is called before its value.
SCHEMES = {"ror": "ROR", "domain": "web domain"}
NAME_ALONE = "Capped: a person's name alone, without a second identifier, identifies nobody;"
CHECK_IDENTITY = "Check the identity first."
WHICH_BEARER = "which of several organisations of this name is meant"
A_SCREENED_ROW = "a text that we can screen"
OTHER_PERSON = "other person"  # what intake calls somebody of whom no word says who they are
SUBJECTS = {
    SubjectType.PERSON: "this person",
    SubjectType.ORGANISATION: "this organisation",
    SubjectType.UNKNOWN: "this entry",
}
FULL_SCALE = "Capped: the highest possible score was reached;"
CONTEXT_ONLY = "Capped: this organisation is listed only as context;"

RELATIONS = {
    Relation.SAME: "the listed organisation itself",
    Relation.CAMPUS_OF: "a campus of the listed organisation",
    Relation.HOSPITAL_OF: "a hospital of the listed organisation",
    Relation.LABORATORY_OF: "a laboratory of the listed organisation",
    Relation.SUBSIDIARY_OF: "a subsidiary of the listed organisation",
    Relation.JOINT_VENTURE_OF: "a joint venture of the listed organisation",
    Relation.SUCCESSOR_OF: "a successor of the listed organisation",
    Relation.MEMBER_OF: "a member of the listed organisation",
    Relation.SIBLING: "another body under the same parent as the listed organisation",
}
ROLES = {
    Role.CURRENT: "given as current, or with no sign that it has ended",
    Role.VISITING: "a visit or guest position",
    Role.FORMER: "given as ended",
    Role.EDUCATION: "education, which is not an affiliation",
}
AS_ROLE = {
    Role.CURRENT: "",
    Role.VISITING: " (a visit)",
    Role.FORMER: " (a former affiliation)",
    Role.EDUCATION: " (past education)",
}
# How a tie of its own kind is said; posts are said by their role.
TIES = {
    TieKind.PREVIOUS: "previous employment, as the file gives it",
    TieKind.EDUCATION: "education, which is not an affiliation",
    TieKind.FUNDING: "funding from this body, as the file gives it",
    TieKind.OWNERSHIP: "owner or parent, as the file gives it",
}
AS_TIE = {
    TieKind.PREVIOUS: " (previous employment)",
    TieKind.EDUCATION: " (education)",
    TieKind.FUNDING: " (a funder)",
    TieKind.OWNERSHIP: " (an owner or parent)",
}
# Words of titles that a sentence puts an article before.
_WITH_ARTICLE = {"List", "Lists", "Register", "Tracker", "Annex", "Organizations"}
LAPSED = {
    Status.IN_FORCE: "not in force on",
    Status.EXPIRED: "expired by",
    Status.LIFTED: "lifted by",
    Status.SUPERSEDED: "superseded by",
}


def severity(points: int, subject: Subject, hit: Hit, lists: ListState) -> Reason:
    """Where the score starts: the list and what kind of list it is."""
    if named := hit.listing.named:
        return Reason(points, _severity_of_named(named, is_context(subject, hit), lists))
    watchlist = lists.watchlists.get(hit.listing.watchlist_id)
    title = watchlist.title if watchlist else hit.listing.watchlist_id
    if watchlist and watchlist.standing == "context":
        tail = ": context, not a prohibition" + ("" if points else "; it never scores a person")
        return Reason(points, f"Listed in {title}{tail}.")
    kind = " (a non-government list)" if watchlist and watchlist.standing == "non-government" else ""
    return Reason(points, f"Severity that the policy sets for being on {_the(title)}{kind}.")


def _severity_of_named(named: NamedIn, context: bool, lists: ListState) -> str:
    facts = f"{wording().body_kinds[named.kind]}, {naming_source_text(named)}"
    if context:
        return f"Listed as context, not a prohibition: {facts}."
    if named.law:
        return f"Severity that the policy sets for a body designated under {_the(_title_of(named.law, lists))}: {facts}."
    return f"Severity that the policy sets for a body named in a document: {facts}."


def naming_document_text(named: NamedIn) -> str:
    """The document that names a body: "named in TITLE (PUBLISHER, DAY)"; by what law or office stands in its title."""
    return f"{wording().namings[named.naming]} {named.document}" + _publisher_and_day(named)


def naming_source_text(named: NamedIn) -> str:
    """Who names a body and when, without the title: "named by researchers (PUBLISHER, DAY)"."""
    return wording().namings_in_short[named.naming] + _publisher_and_day(named)


def _publisher_and_day(named: NamedIn) -> str:
    facts = ", ".join(filter(None, (named.publisher, named.day)))
    return f" ({facts})" if facts else ""


def noted(named: NamedIn, tie: TieKind = TieKind.EMPLOYMENT) -> str:
    """What is noted where a body says nothing about a person beside it; funding and ownership are no membership."""
    key = "tie_to_noted" if tie in (TieKind.FUNDING, TieKind.OWNERSHIP) else "membership"
    return wording().sentences[key].format(named=naming_document_text(named))


def document_of(named: NamedIn) -> tuple[str, str]:
    """The document with the place in it; and how it was read, what it says and what it does not mean."""
    place = ", ".join(filter(None, (naming_document_text(named), named.locator)))
    read = wording().read_in[named.read_in]
    says = wording().sentences["named_says"]
    return place, says.format(
        read=read, says=_sentence(named.says), does_not_mean=_sentence(named.does_not_mean)
    )


def _sentence(text: str) -> str:
    return f"{text.strip().rstrip('.')}."


def relation(hit: Hit, kept: int) -> str:
    """What the organisation in the text is to the listed one."""
    if hit.listing.type is PartyType.PERSON:
        return f"Relation: same or similar name to a listed person ({kept} % of the points kept)."
    if hit.relation is Relation.SAME and any(line.feature == READ_BY_SOUND for line in hit.evidence):
        return f"Relation: a name that sounds like the listed one, perhaps another organisation's ({kept} % of the points kept)."
    return f"Relation: read as {_relation_words(hit)} ({kept} % of the points kept)."


def unverified_relation(hit: Hit, kept: int) -> str:
    """From where the relation is, where nobody has verified it."""
    return f"{relation_source(hit)} ({kept} % of the points kept)."


def relation_source(hit: Hit) -> str:
    """Words about the source of a relation that nobody has verified, without a full stop; or ""."""
    if not hit.unverified_source:
        return ""
    return wording().sentences["unverified_relation"].format(source=hit.unverified_source)


def confidence(hit: Hit) -> str:
    """How sure the link is; it says nothing about how severe the finding would be, and takes no points."""
    return f"Confidence in this reading: {hit.confidence:.2f} of 1. It does not change the score; the level follows from both."


def role(hit: Hit, kept: int) -> str:
    """Role and currency, as far as the text says."""
    mention = hit.mention
    kind = TIES.get(mention.tie, ROLES[mention.role])
    if mention.tie in (TieKind.FUNDING, TieKind.OWNERSHIP) and mention.role is Role.FORMER:
        kind = f"{kind}, {ROLES[Role.FORMER]}"
    if (
        mention.tie is TieKind.EMPLOYMENT
        and mention.role is Role.CURRENT
        and mention.stated
        and mention.period
    ):
        kind = ""  # an end is given, so nobody may say that there is no sign of one
    said = ", ".join(filter(None, (kind, mention.stated or mention.period)))
    return f"Role, and whether it is current: {said} ({kept} % of the points kept)."


def corroboration(points: int, further: Sequence[str], lists: ListState) -> Reason:
    """Further government lists that name the same body."""
    titles = ", ".join(_the(lists.watchlists[list_id].title) for list_id in further)
    return Reason(points, f"Corroboration: also on {titles}.")


def other_hit(hit: Hit, lists: ListState) -> Reason:
    """A further finding in the row, which is not added to the first."""
    return Reason(0, f"Also possible, but not added to the score: {_read_as(hit)}, {_source(hit, lists)}.")


def other_person(subject: Subject, hit: Hit, lists: ListState) -> Reason:
    """A finding in the affiliation of somebody else in the row."""
    is_person = hit.listing.type is PartyType.PERSON
    found = (
        "may have the name of a listed person" if is_person else f"may be at a listed {_kind(hit.listing)}"
    )
    text = f"{_somebody(hit.mention)} {found}: {_read_as(hit)}, {_source(hit, lists)}."
    return Reason(0, f"{text} {_not_counted(subject)}")


def others_only(subject: Subject, reading: Reading, others: Sequence[Hit], lists: ListState) -> str:
    """The one sentence of a row with nothing to find but in the affiliation of somebody else."""
    if others:
        return other_person(subject, others[0], lists).text
    names = either([each.name for each in reading.others])
    text = f"Another person in this row may be at a listed organisation: the name may be {names}."
    return f"{text} {_not_counted(subject)}"


def _not_counted(subject: Subject) -> str:
    return f"We did not count this towards the score of {SUBJECTS[subject.type]}."


def _somebody(mention: Mention) -> str:
    """Who the other person is: "A referee in this row (Li Wei)", or another person."""
    what, _, name = mention.stated.partition(": ")
    article = "An" if what[:1] in tuple("aeiou") else "A"
    who = f"{article} {what} in this row" if what and what != OTHER_PERSON else "Another person in this row"
    return f"{who} ({name})" if name else who


def self_declared(subject: Subject, said: SelfDeclared, points: int) -> Reason:
    """What the text itself says, with the points that it adds."""
    text = _self_declared("self_declared", said)
    if said.mention.tie is not TieKind.OTHER_PERSON:
        return Reason(points, text)
    return Reason(points, f"{_somebody(said.mention)}: {text} {_not_counted(subject)}")


def self_declared_only(said: SelfDeclared, hits: Sequence[Hit]) -> str:
    """The one sentence of a row with nothing to find but what its text itself says; a lapsed listing may be of the words."""
    found = _self_declared("self_declared_only", said)
    if any(is_of_same_words(said, hit) for hit in hits):
        return found
    return f"{found} {wording().sentences['self_declared_unlisted']}"


def with_age(found: str, lists: ListState, on: date) -> str:
    """The sentence of a finding, and how many of the lists that it rests on are out of date."""
    age = out_of_date_text(lists, on)
    return f"{found} {age[:1].upper()}{age[1:]}." if age else found


def out_of_date_text(lists: ListState, on: date) -> str:
    """How many of the lists that were searched are past their age limit, as in "8 of the 28 lists searched are out of date"."""
    count, old = len(lists.snapshots), len(lists.out_of_date(on))
    if not old:
        return ""
    if count == 1:
        return "the only list searched is out of date"
    if old == count:
        return f"all {count} lists searched are out of date"
    return f"{old} of the {count} lists searched {'is' if old == 1 else 'are'} out of date"


def asset_freezes(hits: Sequence[Hit], lists: ListState) -> str:
    """Which lists carry an asset freeze about which no policy that was applied asks. What the law of the list asks is not said."""
    titles = [
        _the(
            _title_of(hit.listing.named.law, lists)
            if hit.listing.named and hit.listing.named.law
            else _title(hit.listing, lists)
        )
        for hit in hits
    ]
    carry = "carries" if len(titles) == 1 else "carry"
    named = either(titles, " and ")
    printed = not all(hit.listing.measures_from_catalogue for hit in hits)
    source = "" if printed else " (as our catalogue says of the whole list)"
    return (
        f"{named[0].upper()}{named[1:]} {carry} an asset freeze{source}, about which no policy applied here asks: "
        f"apply {SANCTIONS_POLICY}, too, or the policy of the law behind the list."
    )


def persons_text(without: int, count: int) -> str:
    """With how many of the lists searched a person's own name was compared; "" where each of them holds persons."""
    if not without:
        return ""
    held = count - without
    if not held:
        return "The lists searched hold no persons here, so the person's own name was compared with nobody's."
    lists = "1 list" if held == 1 else f"{held} lists"
    others = "1 list searched holds" if without == 1 else f"{without} lists searched hold"
    return f"The person's own name was compared with {lists}; {others} no persons here."


def _self_declared(key: str, said: SelfDeclared) -> str:
    mention = said.mention
    own = mention.tie is not TieKind.OTHER_PERSON
    standing = AS_TIE.get(mention.tie, AS_ROLE[mention.role]) if own else ""
    return wording().sentences[key].format(meaning=said.meaning, text=said.text, standing=standing)


def history(hit: Hit, lists: ListState, on: date) -> Reason:
    """A listing that does not count on the day."""
    listing = hit.listing
    if listing.listed_from and listing.listed_from > on:
        state = f"listed only from {listing.listed_from}"
    else:
        state = f"{LAPSED[listing.status]} {listing.listed_to or on}"
        if (pause := listing.pause_on(on)) and pause.doubt:
            state += f", which is in doubt: {pause.doubt}"
    return Reason(0, f"History, not scored: {_read_as(hit)}, {_source(hit, lists)}; {state}.")


def match_sentence(subject: Subject, hit: Hit, lists: ListState) -> str:
    """The one sentence of a row with a finding."""
    watchlist = lists.watchlists.get(hit.listing.watchlist_id)
    if hit.listing.type is PartyType.PERSON:
        start = "Same or similar name to a listed person (needs review)"
    elif is_context(subject, hit) or (
        watchlist and watchlist.standing == "context" and not hit.listing.named
    ):
        start = f"Possible mention of {_a_kind(hit.listing)} listed only as context, for review"
    else:
        start = f"Possible match with a listed {_kind(hit.listing)}, for review"
    found = f"{start}: we {_read_as(hit)}, {_which_is(hit)}{_source(hit, lists)}."
    source = relation_source(hit)
    return f"{found} {source}." if source else found


def _which_is(hit: Hit) -> str:
    """The words between a body and its list; a document that names it needs none."""
    if hit.listing.named is not None:
        return ""
    return "who is " if hit.listing.type is PartyType.PERSON else "which is "


def ambiguous(reading: Reading, lead: Hit | None, lists: ListState) -> str:
    """The one sentence of a row whose name has several bearers."""
    bearers = _told_apart(reading)
    if lead:
        if not any(each.id == lead.body_id or _is_of(each, lead) for each in reading.bearers):
            bearers = list(dict.fromkeys([lead.listing.name, *bearers]))
        if len(bearers) == 1:  # one company listed once a country, or two of one name
            start = f"This name could be one of several organisations (needs review): several are called “{lead.matched_text}”"
            return f"{start}; one of them is listed: {lead.listing.whole_name}, {_source(lead, lists)}."
        start = f"This name could be one of several organisations (needs review): “{lead.matched_text}” may be {either(bearers)}"
        return f"{start}; one is listed: {lead.listing.whole_name}, {_source(lead, lists)}."
    return (
        f"This name could be one of several organisations (needs review): the name may be {either(bearers)}."
    )


def _told_apart(reading: Reading) -> list[str]:
    """The names of the bearers in their order; with their places where two have one name."""
    names = Counter(each.name for each in reading.bearers)
    return list(
        dict.fromkeys(
            f"{each.name} ({each.place})" if names[each.name] > 1 and each.place else each.name
            for each in reading.bearers
        )
    )


def _is_of(bearer: Alternative, lead: Hit) -> bool:
    """Say whether a bearer is the listed one of the hit, by its id or by the name its list prints."""
    printed = {_plain(name.text) for name in lead.listing.names}
    return bearer.id == lead.listing.id or _plain(bearer.name) in printed


def _plain(name: str) -> str:
    """A name without the differences of case and apostrophe that publishers print."""
    return name.casefold().replace("’", "'")


def no_match_sentence(past: Sequence[Hit], lists: ListState, on: date) -> str:
    """The one sentence of a row without a match: against what, and how old that was."""
    if age := out_of_date_text(lists, on):
        text = f"No match found, but {age}, as of {on}"
    else:
        text = f"No match found on {_lists(len(lists.snapshots))}, as of {on}"
    if past:
        text += f"; no longer listed: {past[0].listing.whole_name} ({_title(past[0].listing, lists)})"
    return f"{text}."


def _lists(count: int) -> str:
    return "1 list" if count == 1 else f"{count} lists"


def recognised(reading: Reading) -> tuple[str, ...]:
    """Who each text was read as, one sentence a text; where nothing is known of it, that is said.

    "University of Auckland (New Zealand, ROR 03b94tp07): not on any list searched"
    """
    by_text: dict[str, list[Recognised]] = {}
    for each in reading.recognised:
        by_text.setdefault(each.text, []).append(each)
    said = (_recognised(text, entries, reading) for text, entries in by_text.items())
    return tuple(dict.fromkeys(said))


def _recognised(text: str, entries: Sequence[Recognised], reading: Reading) -> str:
    words = wording().sentences
    if not entries[0].name:
        return f"“{text}”: {not_known(is_like_listed=reading.is_like_listed)}"
    if len(entries) == 1:
        return f"{_who(entries[0])}: {_listed(entries[0], reading)}"
    names = [f"{_who(each)}: {_listed(each, reading)}" for each in entries]
    return words["several"].format(text=text, names=either(names, "; or "))


def not_known(*, is_like_listed: bool) -> str:
    """What is said of an organisation that nothing is known of, after its text.

    It speaks of the lists that were searched, and of them only where no listed name was near: one that was rejected is like it.
    """
    return wording().sentences["unknown" if is_like_listed else "unknown_and_unlike"]


def _who(entry: Recognised) -> str:
    scheme, _, value = entry.id.partition(":")
    # Names of the register may end with their country: "Huawei Technologies (China)".
    countries = map(country_name, entry.country.split())
    facts = [each for each in countries if not entry.name.endswith(f"({each})")]
    facts += [f"{SCHEMES[scheme]} {value}"] if scheme in SCHEMES else []
    return f"{entry.name} ({', '.join(facts)})" if facts else entry.name


def _listed(entry: Recognised, reading: Reading) -> str:
    words = wording().sentences
    if entry.noted:
        return entry.noted
    if entry.listed:
        return words["listed"]
    tied = next((hit for hit in reading.hits if hit.body_id == entry.id), None)
    if tied is None:
        return listed_members(entry.listed_members) if entry.listed_members else words["not_listed"]
    return words["tied"].format(relation=_relation(tied))


def listed_members(names: Sequence[str]) -> str:
    """That a body is on no list, and who of the listed ones belongs to it; each is named, since somebody has to look."""
    return wording().sentences[listed_members_key(names)].format(count=len(names), names="; ".join(names))


def listed_members_key(names: Sequence[str]) -> str:
    """The key of the sentence in labels.toml: of one, or of several."""
    return "listed_member" if len(names) == 1 else "listed_members"


def _read_as(hit: Hit) -> str:
    body = f"{hit.body}, " if hit.body else ""
    whole = _relation(hit)
    read = hit.listing.whole_name if hit.relation is Relation.SAME else f"{body}{whole}"
    tie = AS_TIE.get(hit.mention.tie, AS_ROLE[hit.mention.role])
    # Who names the body follows, which is long already: a name that stands in the text is not said again.
    if hit.listing.named is not None and hit.relation is Relation.SAME and read == hit.matched_text:
        return f"read “{hit.matched_text}”{_family(hit)}{tie}"
    if hit.relation is Relation.SAME and hit.body:
        return f"read “{hit.matched_text}” as {hit.body}{_family(hit)}, listed as {read}{tie}"
    return f"read “{hit.matched_text}” as {read}{_family(hit)}{tie}"


def _relation(hit: Hit) -> str:
    """What is named to the listed organisation, by its name: "possibly a subsidiary of X", where nobody verified it."""
    return _relation_words(hit).replace("the listed organisation", hit.listing.whole_name)


def _relation_words(hit: Hit) -> str:
    words = RELATIONS[hit.relation]
    return wording().sentences["possibly"].format(relation=words) if hit.unverified_source else words


def _family(hit: Hit) -> str:
    """How many parts of the body are listed under the same name, in words; or ""."""
    return f" {parts_text(len(hit.parts))}" if hit.parts else ""


def _source(hit: Hit, lists: ListState) -> str:
    """Where it is listed: "on LIST (publisher, edition, since)", or who names it; the evidence has the document's title."""
    listing = hit.listing
    if listing.named is not None:
        return naming_source_text(listing.named)
    watchlist = lists.watchlists.get(listing.watchlist_id)
    facts = [watchlist.publisher] if watchlist else []
    edition = listing.edition or _edition(listing, lists)
    facts += [edition] if edition else []
    facts += [f"listed since {listing.listed_from}"] if listing.listed_from else []
    title = _the(_title(listing, lists))
    return f"on {title} ({', '.join(facts)})" if facts else f"on {title}"


def _the(title: str) -> str:
    """A title in a sentence: "the Entity List", but "Section 889 of the NDAA for FY2019"."""
    return f"the {title}" if set(title.split()) & _WITH_ARTICLE else title


def _edition(listing: Listing, lists: ListState) -> str:
    snapshot = lists.snapshots.get(listing.watchlist_id)
    return snapshot.edition if snapshot else ""


def _title(listing: Listing, lists: ListState) -> str:
    return _title_of(listing.watchlist_id, lists)


def _title_of(list_id: str, lists: ListState) -> str:
    watchlist = lists.watchlists.get(list_id) or lists.catalogue_only.get(list_id)
    return watchlist.title if watchlist else list_id


def _kind(listing: Listing) -> str:
    return "programme" if listing.type is PartyType.PROGRAMME else "organisation"


def _a_kind(listing: Listing) -> str:
    return "a programme" if listing.type is PartyType.PROGRAMME else "an organisation"


def either(names: Sequence[str], between: str = " or ") -> str:
    """The first three names and how many more there are."""
    more = len(names) - 3
    return between.join(names[:3]) + (f"{between}{more} other{'s' if more > 1 else ''}" if more > 0 else "")
