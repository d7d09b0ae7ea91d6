"""A few listed parties and registered bodies, with the parts that a linker reads texts with, each to be asked by itself."""

from typing import NamedTuple

from screening.affiliations.places import setting_of, settings_by_group
from screening.affiliations.tokens import tokenise
from screening.link.agreement import Agreement, Placement
from screening.link.bearers import Bearer, Name, Strength
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.gazetteer import gazetteer
from screening.link.known_bodies import known_bodies
from screening.link.spelling import speller
from screening.link.stage_features import NameComparison, compare
from screening.link.stage_names import stage_names
from screening.link.stage_rivals import rivals_of_text
from screening.link.stage_text import StageText, stage_text, words_inside
from screening.link.universe import Assembly
from screening.link.word_forms import WordForms
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


def listing(key, name, country="", *aliases, kind=NameKind.ALIAS, watchlist="", **facts):
    """An entry in force of the list that its key begins with, "l:zorbex"; `aliases` are of one kind."""
    names = (ListedName(name, NameKind.PRIMARY), *(ListedName(each, kind) for each in aliases))
    return Listing(key, watchlist or key.partition(":")[0], names, PartyType.ORGANISATION, country, **facts)


def body(number, name, country, *more, acronym="", **facts):
    """A registered body with an id like "ror:000000101"."""
    names = [
        RegisterName(each, "label" if place == 0 else "alias") for place, each in enumerate((name, *more))
    ]
    if acronym:
        names.append(RegisterName(acronym, "acronym"))
    return Body(f"ror:{number:09}", tuple(names), country, **facts)


def bearer(number=0, name="Zorbex Institute", countries="", *, cities=(), types=(), **facts):
    """Somebody who bears names."""
    parts = (frozenset(countries.split()), frozenset(cities), frozenset(types))
    return Bearer(
        number, name, *parts, body=facts.pop("body", None), listings=facts.pop("listings", ()), **facts
    )


def listed_name(text, number=0, kind=NameKind.PRIMARY, *, words=None, **facts):
    """A name that a list prints."""
    return Name(
        text, kind, words or tuple(text.lower().split()), number, Strength.STRONG, listed=True, **facts
    )


class TextBesideName(NamedTuple):
    """A text with its claims, its first mention, and a listed name compared with that."""

    reader: ClaimReader
    mention: StageText
    comparison: NameComparison | None


class SmallUniverse:
    """Names and bearers of what is given, their gazetteer and speller. `beyond`: bodies that are known and no bearers."""

    def __init__(self, *listings, bodies=(), by_hand=(), beyond=()):
        self._given, self._steps, self._beyond = (bodies, listings, by_hand), [], beyond
        self._make()

    def _make(self):
        # Anew each time: an assembly is empty once its universe is made.
        assembly = Assembly(*self._given)
        assembly.assemble()
        for step in self._steps:
            step(assembly)
        self.universe = assembly.universe()
        self.names, self.bearers = self.universe.names, self.universe.bearers
        self.lexicon = self.universe.lexicon
        self.gazetteer = gazetteer(self.names, self.bearers, self.lexicon)
        self.speller = speller(self.names)
        self.known = known_bodies((*self._given[0], *self._beyond), self.names, self.bearers, self.lexicon)

    def after(self, *steps):
        """The same once steps of building, such as `add_namesakes`, have added to it."""
        self._steps += steps
        self._make()
        return self

    def bearer(self, text):
        """The one bearer that is called so."""
        (found,) = (each for each in self.bearers if each.name == text)
        return found

    def name(self, text):
        """The one name that is printed so."""
        (found,) = (each for each in self.names if each.text == text)
        return found

    def reader(self, text, country="", *, read=True):
        """A text, with what its whole names claim where it is read."""
        tokens = tokenise(text)
        setting = setting_of(tokens, self.lexicon.places, country)
        settings = settings_by_group(tokens, self.lexicon.places, setting)
        reader = ClaimReader(tokens, setting, settings, self.gazetteer, self.bearers, self.known)
        if read:
            reader.read_spans(tokens.words)
        return reader

    def stage_names(self):
        """The names that the second stage compares with."""
        return stage_names(self.names, self.bearers, self.lexicon)

    def mention(self, reader, stage=None):
        """The first mention of a text, as the second stage compares it."""
        listed = (stage or self.stage_names()).listed
        forms = WordForms(listed.table, self.speller, self.lexicon)
        group = reader.tokens.groups[0]
        return stage_text(reader, group, words_inside(reader, group), forms, listed)

    def beside(self, text, name, country="", *, company=False):
        """A text beside a listed name, as the second stage compares the two."""
        stage, reader = self.stage_names(), self.reader(text, country)
        mention = self.mention(reader, stage)
        (row,) = (row for row, number in enumerate(stage.listed.numbers) if self.names[number].text == name)
        found = self.names[stage.listed.numbers[row]]
        bearer = self.bearers[found.bearer]
        compared = compare(
            stage.listed, mention, row, found, bearer, company=company, lists=1, given=mention.setting.given
        )
        return TextBesideName(reader, mention, compared)

    def rivals(self, reader, mention, hidden=frozenset()):
        """The organisations that nobody lists, as far as a mention names them."""
        return rivals_of_text(reader, mention, self.stage_names().others, self.names, self.bearers, hidden)


def claim(name="Zorbex Works", how="whole", agreement=Agreement.COUNTRY, **facts):
    """A claim to a listed bearer in Russia, by a name and with a place as they are given."""
    kind, strength = facts.pop("kind", NameKind.PRIMARY), facts.pop("strength", Strength.STRONG)
    named = {each: facts.pop(each) for each in ("doubtful", "unverified") if each in facts}
    meant = facts.pop("bearer", None) or bearer(0, name, "RU", listings=(listing("l:zorbex", name, "RU"),))
    placed = Placement(agreement, facts.pop("said", "RU"), facts.pop("own", "RU"))
    listed = Name(name, kind, tuple(name.lower().split()), meant.number, strength, listed=True, **named)
    return Claim(0, len(listed.words) - 1, meant, listed, how, placed, text=facts.pop("text", name), **facts)
