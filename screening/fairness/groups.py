"""Groups for the disparity check: the script a name is written in, and the country of the organisation.

Script and country are read here only to look back at results; nothing of this reaches the engine. A person's origin
is not inferred: a name's script is a property of the text.
"""

from __future__ import annotations

from screening.model import Result
from screening.names.scripts import script_of

NO_COUNTRY = "not given"
SEVERAL = "several"


def by_script(result: Result) -> str:
    """The script of the name, or of the first affiliation where there is no name."""
    subject = result.subject
    text = subject.name or next(iter(subject.organisations), "")
    return script_of(text).value


def by_country(result: Result) -> str:
    """The country of the organisation: as given, else that of the organisations recognised in the text."""
    if result.subject.country:
        return result.subject.country
    read = {body.country for body in result.reading.bodies if body.country}
    read |= {hit.listing.country for hit in result.reading.hits if hit.listing.country}
    if len(read) > 1:
        return SEVERAL
    return read.pop() if read else NO_COUNTRY
