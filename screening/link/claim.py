"""A claim: words of a text mean a bearer, by one of its names, read so, in that place."""

from __future__ import annotations

from dataclasses import dataclass

from screening.link.agreement import Placement
from screening.link.bearers import Bearer, Name
from screening.model import Evidence

# How a text as a whole is a name that a list prints: as printed, or but for brackets and a legal form.
PRINTED, SHORTENED = "printed", "shortened"
# How the brand of a listed group was read in the name of an office: with one sign that it is one, and with two.
GROUP_BRAND, GROUP_BRAND_AND_FORM = "brand of a listed group", "brand and form of a listed group"


@dataclass(frozen=True, slots=True)
class Claim:
    """Words `first` to `last` mean this bearer (-1 where no words were read, e.g. a domain)."""

    first: int
    last: int
    bearer: Bearer
    name: Name
    how: str  # whole, turned, core, han, acronym, ror, domain, ...
    placement: Placement
    rivals: tuple[Bearer, ...] = ()  # other bearers that fit alike
    parts: tuple[Claim, ...] = ()  # to bearers that stand under this one: one question with it
    repaired: int = 0  # words whose spelling was repaired
    note: str = ""
    text: str = ""
    joint: bool = False  # "joint" or "united" stands beside two names
    segment: int = -1
    after: str = ""  # what follows a name in Han characters, in its run
    elsewhere: bool = False  # a town that is not the bearer's follows there
    # Worked out by the second stage, adding up to the confidence in hundredths; empty where `weigh` says it.
    evidence: tuple[Evidence, ...] = ()
