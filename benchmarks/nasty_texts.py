"""What the longest allowed texts cost that somebody could write to keep the service busy.

`python -m benchmarks nasty_texts`. Each kind of text is read at a quarter, half and the whole of its cap by an engine that
remembers no text, in processor seconds of this process; beside them stands the power of the length with which they
grow (1: twice the text takes twice as long), and the seconds that a megabyte of such texts would take. What the engine
declines as too long to read is marked.

`python -m benchmarks.nasty_texts search SECONDS` looks for worse ones: it joins, cuts, repeats and mixes pieces
of what is here and of listed names at random, keeps the slowest, and prints them.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count, cycle
from math import log
from time import process_time

from benchmarks.outcomes.screen import shipped_engine
from screening.caches import MemoCache
from screening.engine import Engine
from screening.intake.limits import LIMITS
from screening.model import Outcome, Result, Subject, SubjectType, Tie

CELL, NAME = LIMITS.cell_chars, LIMITS.name_chars
MANY = 50  # affiliations, ties and identifiers of one subject: the most the API takes
SHARES = (4, 2, 1)  # of the cap, in parts
_SEED = 19
_ASKED_FOR = 0.25  # processor seconds a text
_ASKED_FOR_SUBJECT = 1.0
_KEPT = 12  # slowest texts of a search


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of nasty subject: `make` gives one of about so many characters, or so many texts."""

    name: str
    cap: int
    make: Callable[[int], Subject]
    asked_for: float = _ASKED_FOR


class Names:
    """Names and words that lists hold, in an order that is the same each time."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.chance = random.Random(_SEED)

    @cached_property
    def listed(self) -> list[str]:
        """The printed names of organisations in English letters."""
        found = {
            name.text
            for listing in self.engine.library.listings
            if listing.type.value != "person"
            for name in listing.names
            if name.text.isascii() and 12 < len(name.text) < 90
        }
        return self._mixed(found)

    @cached_property
    def han(self) -> list[str]:
        """The names of registered and listed bodies in Han characters."""
        return self._mixed(self._of_register(lambda text: "\u3400" <= text[0] <= "\u9fff"))

    @cached_property
    def registered(self) -> list[str]:
        """Names of schools of the register in English letters."""
        return self._mixed(self._of_register(lambda text: text.isascii() and "University" in text))[:3_000]

    @cached_property
    def acronyms(self) -> list[str]:
        """Acronyms of the register that several bear."""
        counts = Counter(
            name.text
            for body in self.engine.register.in_order
            for name in body.names
            if name.text.isascii() and name.text.isupper() and 3 <= len(name.text) <= 5
        )
        return [text for text, _ in counts.most_common(600)]

    @cached_property
    def shared(self) -> list[str]:
        """Names that most bodies share, the most shared first."""
        names = self.engine.linker.texts.gazetteer.names
        counts = Counter(name.text for name in names if name.text.isascii() and len(name.words) > 1)
        return [text for text, _ in counts.most_common(60)]

    @cached_property
    def frequent(self) -> list[str]:
        """The most frequent words of listed names."""
        counts = Counter(word for name in self.listed for word in name.split())
        return [word for word, _ in counts.most_common(150)]

    def misspelt(self) -> Iterator[str]:
        """Listed names with two letters exchanged in each long word."""
        return (" ".join(map(_exchanged, name.split())) for name in cycle(self.listed))

    def _of_register(self, fits: Callable[[str], bool]) -> set[str]:
        return {
            name.text
            for body in self.engine.register.in_order
            for name in body.names
            if name.text and fits(name.text)
        }

    def _mixed(self, texts: Iterable[str]) -> list[str]:
        found = sorted(texts)
        self.chance.shuffle(found)
        return found


def _exchanged(word: str) -> str:
    middle = len(word) // 2
    return word[:middle] + word[middle + 1] + word[middle] + word[middle + 2 :] if len(word) > 5 else word


def filled(pieces: Iterable[str], between: str, chars: int) -> str:
    """Pieces joined until they have so many characters, cut there."""
    made, size = [], 0
    for piece in pieces:
        made.append(piece)
        size += len(piece) + len(between)
        if size >= chars:
            break
    return between.join(made)[:chars]


def made_words(chance: random.Random, letters: str, longest: int = 9) -> Iterator[str]:
    """Words that nobody knows."""
    while True:
        yield "".join(chance.choices(letters, k=chance.randint(4, longest)))


def texts_of(names: Names) -> dict[str, Callable[[int], str]]:
    """A text of about so many characters by its kind."""
    small = "abcdefghijklmnopqrstuvwxyz"

    def chance() -> random.Random:
        return random.Random(_SEED)

    def of(pieces: Callable[[], Iterable[str]], between: str) -> Callable[[int], str]:
        return lambda chars: filled(pieces(), between, chars)

    made: dict[str, Callable[[int], str]] = {
        "one long word": lambda chars: "a" * chars,
        "one long word of capitals": lambda chars: "AB" * (chars // 2),
        "words of one letter": lambda chars: "a " * (chars // 2),
        "commas": lambda chars: "a," * (chars // 2),
        "semicolons": lambda chars: "ab;" * (chars // 3),
        "commas alone": lambda chars: "aa" + "," * (chars - 2),
        "spaces": lambda chars: "aa" + " " * (chars - 4) + "bb",
        "full stops": lambda chars: "A. " * (chars // 3),
        "unknown words": of(lambda: made_words(chance(), small), " "),
        "unknown words, commas": of(lambda: made_words(chance(), small), ", "),
        "unknown words, semicolons": of(lambda: made_words(chance(), small), "; "),
        "unknown words of few letters": of(lambda: made_words(chance(), "cain", 12), " "),
        "long unknown words": of(lambda: made_words(chance(), small, 30), " "),
        "pinyin": of(lambda: made_pinyin(chance()), " "),
        "numbers": of(lambda: map(str, count(1000)), " "),
        "numbered institutes": of(lambda: (f"{n} Institute" for n in count(701)), ", "),
        "footnote marks": of(lambda: (f"{n} X, China" for n in cycle(range(1, 99))), " "),
        "nested brackets": lambda chars: "(" * (chars // 2 - 2) + "abcd" + ")" * (chars // 2 - 2),
        "brackets": of(lambda: cycle(["(Beihang University)", "[CAS]"]), " "),
        "and chains": of(lambda: cycle(["Beijing", "and", "China", "and", "Oslo", "and"]), " "),
        "countries": of(
            lambda: cycle(["China", "Norway", "Iran", "Korea", "United States of America"]), ", "
        ),
        "institution, country": of(
            lambda: (
                f"{name}, {country}"
                for name, country in zip(names.registered, cycle(["China", "Iran", "Oslo"]), strict=False)
            ),
            ", ",
        ),
        "University of X": of(lambda: (f"University of {word}" for word in made_words(chance(), small)), " "),
        "University of X, commas": of(
            lambda: (f"University of {word}" for word in made_words(chance(), small)), ", "
        ),
        "of University": of(lambda: cycle(["of", "University"]), " "),
        "Institute": of(lambda: cycle(["Institute"]), ", "),
        "Universidad": of(lambda: cycle(["Universidad de", "Beijing"]), " "),
        "one listed name repeated": of(lambda: cycle(["Beihang University"]), " "),
        "one listed name, commas": of(lambda: cycle(["Beihang University"]), ", "),
        "listed names": of(lambda: cycle(names.listed), " "),
        "listed names, commas": of(lambda: cycle(names.listed), ", "),
        "listed names, semicolons": of(lambda: cycle(names.listed), "; "),
        "short listed names, commas": of(lambda: cycle(sorted(names.listed, key=len)[:300]), ", "),
        "schools, commas": of(lambda: cycle(names.registered), ", "),
        "schools, semicolons": of(lambda: cycle(names.registered), "; "),
        "listed names misspelt": of(names.misspelt, " "),
        "listed names misspelt, commas": of(names.misspelt, ", "),
        "listed names misspelt, semicolons": of(names.misspelt, "; "),
        "listed names misspelt, in China": of(lambda: (f"{name}, China" for name in names.misspelt()), "; "),
        "names that many bear": of(lambda: cycle(names.shared), ", "),
        "names that many bear, semicolons": of(lambda: cycle(names.shared), "; "),
        "the most shared name": of(lambda: cycle(names.shared[:1]), "; "),
        "frequent words of lists": of(lambda: cycle(names.frequent), " "),
        "frequent words, commas": of(lambda: cycle(names.frequent), ", "),
        "frequent words at random": of(lambda: chance().choices(names.frequent, k=CELL), " "),
        "acronyms": of(lambda: cycle(names.acronyms), " "),
        "acronyms, commas": of(lambda: cycle(names.acronyms), ", "),
        "acronyms, semicolons": of(lambda: cycle(names.acronyms), "; "),
        "acronyms in brackets": of(lambda: (f"({text})" for text in cycle(names.acronyms)), " "),
        "acronyms, hyphens": of(lambda: cycle(names.acronyms), "-"),
        "acronyms, University": of(lambda: (f"{text} University" for text in cycle(names.acronyms)), ", "),
        "CAS Institute of": of(lambda: cycle(["CAS", "Institute of Physics"]), ", "),
        "Han": lambda chars: "".join(chance().choices("中国北京大学科技工业研究所院南东西海", k=chars)),
        "Han of one character": lambda chars: "中" * chars,
        "Han names": of(lambda: cycle(names.han), ""),
        "Han names, commas": of(lambda: cycle(names.han), "，"),
        "Han names, semicolons": of(lambda: cycle(names.han), "；"),
        "one Han name": of(lambda: cycle(["北京航空航天大学"]), ""),
        "kana": lambda chars: "アイウエオカ" * (chars // 6),
        "Arabic": lambda chars: "".join(chance().choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=chars)),
        "Arabic words": of(lambda: made_words(chance(), "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"), " "),
        "Cyrillic": lambda chars: "".join(chance().choices("абвгдежзиклмнопрстуфхцчшщэюя", k=chars)),
        "Cyrillic words": of(lambda: made_words(chance(), "абвгдежзиклмнопрстуфхцчшщэюя"), " "),
        "Cyrillic acronyms": of(lambda: made_words(chance(), "АБВГДЕМНИСТУФ", 6), ", "),
        "Hangul": lambda chars: "".join(chance().choices("대학교국방과학연구소한중", k=chars)),
        "combining marks": lambda chars: "a" + "\u0301" * (chars - 1),
        "combining marks of two kinds": lambda chars: "a" + "\u0301\u0316" * (chars // 2),
        "marks on every letter": lambda chars: "a\u0301\u0316\u0301" * (chars // 4),
        "compatibility forms": lambda chars: "\ufdfa" * chars,
        "alternating scripts": lambda chars: "aбc中dو" * (chars // 6),
        "alternating scripts, words": of(lambda: cycle(["Beijing", "Москва", "北京", "طهران", "서울"]), " "),
        "disguised letters": of(lambda: cycle(["Вeihаng", "Univеrsity"]), " "),
        "zero width": lambda chars: "a\u200b" * (chars // 2),
        "apostrophes": lambda chars: "a'" * (chars // 2),
        "hyphens": lambda chars: "ab-" * (chars // 3),
        "dots": lambda chars: "ab." * (chars // 3),
        "mail addresses": of(lambda: (f"a{n}@buaa.edu.cn" for n in count()), " "),
        "web addresses": of(lambda: (f"www.a{n}.edu.cn" for n in count()), " "),
        "years": of(
            lambda: (f"Beihang University {year}-{year + 4}" for year in cycle(range(1950, 2020))), ", "
        ),
        "degrees": of(lambda: cycle(["PhD Beihang University 2011", "MSc Tsinghua University 2008"]), ", "),
        "roles": of(lambda: cycle(["formerly professor at Beihang University", "visiting student"]), ", "),
        "other people": of(
            lambda: cycle(["(referee: Prof. Chen, Beihang University)", "contact: Li Wei"]), " "
        ),
        "now": of(lambda: cycle(["Beihang University, now at MIT"]), ", "),
        "self declared": of(lambda: cycle(["Ministry of Defence of China", "Army of Iran"]), ", "),
        "banks": of(lambda: cycle(["Bank of China", "Tianjin University Branch"]), ", "),
        "glued words": lambda chars: "BeihangUniversityChina" * (chars // 22),
        "glued capitals": of(lambda: cycle(["HefeiUniversity", "EducationSichuan", "China100084"]), ""),
        "glued small words": lambda chars: "universityofscience" * (chars // 19),
        "& T": lambda chars: "S & T " * (chars // 6),
        "people's republic": of(lambda: cycle(["people", "people's"]), " "),
        "legal forms": of(lambda: cycle(["Joint Stock Company", "Limited Liability", "Open"]), " "),
        "hospitals": of(lambda: cycle(["People's Hospital", "First Affiliated Hospital", "Dalian"]), ", "),
        "named after": of(lambda: cycle(["МГУ имени М.В. Ломоносова", "ЦАГИ имени"]), ", "),
        "lists of numbered": of(lambda: (f"{n}. Beihang University" for n in cycle(range(1, 10))), " "),
    }
    return made


def made_pinyin(chance: random.Random) -> Iterator[str]:
    """Towns that might be."""
    syllables = "bei jing xi an nan hu guang zhou dong shan he fei cheng du wu han".split()
    while True:
        yield "".join(chance.choices(syllables, k=chance.randint(2, 3))).title()


def kinds(names: Names) -> list[Kind]:
    """Every kind, with its cap."""
    texts = texts_of(names)

    def organisation(make: Callable[[int], str]) -> Callable[[int], Subject]:
        return lambda chars: Subject(name=make(chars), type=SubjectType.ORGANISATION)

    def affiliation(make: Callable[[int], str]) -> Callable[[int], Subject]:
        return lambda chars: Subject(name="Li Wei", type=SubjectType.PERSON, affiliations=(make(chars),))

    def person(make: Callable[[int], str], type_: SubjectType) -> Callable[[int], Subject]:
        return lambda chars: Subject(name=make(chars), type=type_)

    def affiliations(make: Callable[[int], str], chars: int) -> Callable[[int], Subject]:
        return lambda many: Subject(
            name="Li Wei", type=SubjectType.PERSON, affiliations=tuple(_different(make, many, chars))
        )

    def ties(make: Callable[[int], str], chars: int) -> Callable[[int], Subject]:
        return lambda many: Subject(
            name="Li Wei", type=SubjectType.PERSON, ties=tuple(map(Tie, _different(make, many, chars)))
        )

    made = [Kind(name, CELL, affiliation(make)) for name, make in texts.items()]
    made += [
        Kind(f"as a name: {name}", NAME if type_ is SubjectType.PERSON else CELL, person(make, type_))
        for name, make in texts.items()
        if name in _AS_NAMES
        for type_ in (SubjectType.PERSON, SubjectType.UNKNOWN)
    ]
    parts = ["Ali", "Wang", "Kim", "Chol", "Muhammad", "ibn", "Li", "al", "Ivanov", "Sergei"]
    made += [
        Kind(
            "a person of 40 names", NAME, person(lambda c: filled(cycle(parts), " ", c), SubjectType.PERSON)
        ),
        Kind("a person of 40 initials", NAME, person(lambda c: "A. " * (c // 3), SubjectType.PERSON)),
        Kind(
            "a person of six long words",
            NAME,
            person(lambda c: " ".join(["Muhammad" * (c // 48)] * 6), SubjectType.PERSON),
        ),
    ]
    for name, make in texts.items():
        if name in _OF_MANY:
            made.append(
                Kind(f"50 long affiliations: {name}", MANY, affiliations(make, CELL), _ASKED_FOR_SUBJECT)
            )
            made.append(
                Kind(f"50 affiliations of 80: {name}", MANY, affiliations(make, 80), _ASKED_FOR_SUBJECT)
            )
    for name in ("schools, commas", "acronyms, semicolons", "names that many bear"):
        made.append(Kind(f"50 ties of 80: {name}", MANY, ties(texts[name], 80), _ASKED_FOR_SUBJECT))
        made.append(Kind(f"200 ties of 80: {name}", 4 * MANY, ties(texts[name], 80), _ASKED_FOR_SUBJECT))
    made.append(
        Kind(
            "the same affiliation 50 times",
            MANY,
            lambda many: Subject(affiliations=("Beihang University, Beijing",) * many),
            _ASKED_FOR_SUBJECT,
        )
    )
    made.append(
        Kind(
            "50 identifiers",
            MANY,
            lambda many: Subject(
                "Beihang University", identifiers=tuple(("company", f"{n:08}") for n in range(many))
            ),
            _ASKED_FOR_SUBJECT,
        )
    )
    made.append(
        Kind(
            "50 domains",
            MANY,
            lambda many: Subject(
                "Beihang University", identifiers=tuple(("domain", f"a{n}.buaa.edu.cn") for n in range(many))
            ),
            _ASKED_FOR_SUBJECT,
        )
    )
    return made


_AS_NAMES = frozenset(
    (
        "one long word",
        "words of one letter",
        "semicolons",
        "listed names, semicolons",
        "Han",
        "Arabic words",
        "Cyrillic words",
        "combining marks",
        "alternating scripts, words",
        "unknown words",
        "pinyin",
        "unknown words, semicolons",
    )
)
_OF_MANY = frozenset(
    (
        "schools, commas",
        "listed names, semicolons",
        "listed names misspelt, semicolons",
        "acronyms, commas",
        "acronyms, semicolons",
        "names that many bear",
        "unknown words, commas",
        "Han names, commas",
        "institution, country",
        "frequent words at random",
        "the most shared name",
    )
)


def _different(make: Callable[[int], str], many: int, chars: int) -> list[str]:
    """So many texts of so many characters, none like another."""
    whole = make(chars * 50 + 50)
    return [whole[n * chars % 100_000 : n * chars % 100_000 + chars] or f"{n}" for n in range(many)]


def fresh(engine: Engine) -> Engine:
    """The engine without what it remembers of texts."""
    linker = engine.linker
    texts = replace(linker.texts, memory=MemoCache())
    return replace(engine, linker=replace(linker, texts=texts, names=MemoCache()))


def seconds(engine: Engine, subject: Subject) -> tuple[float, Result]:
    """Processor seconds of one subject, which nobody read before, and what became of it."""
    engine = fresh(engine)
    began = process_time()
    result = engine.screen(subject)
    return process_time() - began, result


def size_of(subject: Subject) -> int:
    """The bytes of a subject's texts."""
    texts = (subject.name, *subject.affiliations, *(tie.text for tie in subject.ties))
    return sum(len(text.encode()) for text in texts) or 1


def power(times: list[float]) -> float:
    """The power of the length with which seconds grow, from half of it to the whole."""
    return log(max(times[-1], 1e-4) / max(times[-2], 1e-4), 2)


def run() -> None:
    """Print the table, the slowest first."""
    engine = shipped_engine()
    engine.linker.open()
    names = Names(engine)
    engine.screen(Subject(affiliations=(names.listed[0], names.han[0])))
    lines = []
    for kind in kinds(names):
        times, result, subject = [], None, Subject()
        for share in SHARES:
            subject = kind.make(kind.cap // share)
            took, result = seconds(engine, subject)
            times.append(took)
        declined = "declined" if result and result.assessment.outcome is Outcome.UNSCREENED else ""
        over = "over" if times[-1] > kind.asked_for else ""
        lines.append(
            (times[-1], kind.name, times, power(times), times[-1] / size_of(subject) * 1e6, declined, over)
        )
    print(f"{'kind':52} {'quarter':>8} {'half':>8} {'cap':>8} {'power':>6} {'s a MB':>8}")
    for _, name, times, grows, per_megabyte, declined, over in sorted(lines, reverse=True):
        print(
            f"{name:52} {times[0]:8.3f} {times[1]:8.3f} {times[2]:8.3f} {grows:6.1f} {per_megabyte:8.1f} {declined} {over}"
        )
    print(f"{len(lines)} kinds, {sum(bool(line[-1]) for line in lines)} over what is asked for.")


def search(budget: float) -> None:
    """Look for slower texts for so many processor seconds."""
    engine = shipped_engine()
    engine.linker.open()
    names = Names(engine)
    chance = random.Random(_SEED)
    seeds = [make(CELL) for make in texts_of(names).values()]
    engine.screen(Subject(affiliations=(names.listed[0], names.han[0])))
    pool = sorted(((_cost(engine, text), text) for text in seeds), reverse=True)[:_KEPT]
    began, tried = process_time(), 0
    while process_time() - began < budget:
        tried += 1
        text = _changed(chance, chance.choice(pool)[1], chance.choice([*seeds, *(t for _, t in pool)]), names)
        cost = _cost(engine, text)
        if cost > pool[-1][0] and all(text != other for _, other in pool):
            cost = min(cost, _cost(engine, text))  # other work on the machine makes one of two slower
            pool = sorted([*pool, (cost, text)], reverse=True)[:_KEPT]
    print(f"{tried} tried, the slowest:")
    for cost, text in pool:
        print(f"{cost:7.3f} s  {text[:160]!r}")


def _cost(engine: Engine, text: str) -> float:
    return seconds(engine, Subject(name="Li Wei", type=SubjectType.PERSON, affiliations=(text,)))[0]


def _changed(chance: random.Random, text: str, other: str, names: Names) -> str:
    """A text changed at random in one to three ways, and as long as it may be."""
    for _ in range(chance.randint(1, 3)):
        way, at = chance.randrange(7), chance.randrange(len(text))
        if way == 0:
            text = text[:at] + other[chance.randrange(len(other)) :]
        elif way == 1:
            piece = text[at : at + chance.randint(2, 120)]
            text = piece * (CELL // len(piece) + 1)
        elif way == 2:
            old, new = chance.choices([" ", ", ", "; ", " and ", " of ", "-", " (", ") ", ". ", "、"], k=2)
            text = text.replace(old, new)
        elif way == 3:
            pool = chance.choice(
                [names.listed, names.registered, names.acronyms, names.shared, names.frequent, names.han]
            )
            few = chance.choices(pool, k=chance.randint(1, 5))
            text = filled(cycle(few), chance.choice([" ", ", ", "; ", " and "]), CELL)
        elif way == 4:
            pieces = text.split(chance.choice([" ", ", ", "; "]))
            chance.shuffle(pieces)
            text = chance.choice([" ", ", ", "; "]).join(pieces)
        elif way == 5:
            text = chance.choice([str.upper, str.lower, str.title])(text)
        else:
            pieces = [text[n : n + 40] + other[n : n + 40] for n in range(0, CELL, 40)]
            text = "".join(pieces)
    return (text * (CELL // max(1, len(text)) + 1))[:CELL]


if __name__ == "__main__":
    if sys.argv[1:2] != ["search"]:
        sys.exit(
            "Usage: python -m benchmarks.nasty_texts search SECONDS; the table: python -m benchmarks nasty_texts"
        )
    search(float(sys.argv[2]))
