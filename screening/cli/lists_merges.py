"""`screening lists merges list`, `add`, `remove`, `undo`: which listings are taken to name one organisation, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from screening.cli import options
from screening.cli.lists_editions import now, person
from screening.link import Linker
from screening.link.bearers import Bearer
from screening.list_json import MergedListing, MergedOrganisation
from screening.matcher_cache import cache_folder, compiled_linker
from watchlists.countries import fold
from watchlists.editions.merges import JOIN, SPLIT, ByHand, by_hand, decide, take_back
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import UnknownListing
from watchlists.library import Library, load_library
from watchlists.model import PartyType
from watchlists.updates.register_dump import current_register

BY = click.option("--by", default=person, help="Who decides it.")
REASON = click.option("--reason", required=True, help="Why; shown in the history and with the listings.")
MOST_SHOWN = 50


@click.group()
def merges() -> None:
    """Merges: listings that name one organisation, how they were merged, and what people decided."""


@merges.command("list")
@click.argument("text", required=False, default="")
@click.option("--by-hand", "only_by_hand", is_flag=True, help="Only what a person merged or separated.")
@click.option("--json", "as_json", is_flag=True, help="Print every organisation as JSON.")
def list_(text: str, only_by_hand: bool, as_json: bool) -> None:
    """Organisations with several listings or a body of the register, and how each listing was merged.

    TEXT: only those with a name, or the id of a listing or body, that holds it.
    """
    data = options.data()
    linker = compiled_linker(load_library(data=data), current_register(data), cache_folder())
    decided = {each.listing: each for each in by_hand(StoredEditions.open(data))}
    found = [
        organisation
        for organisation in _organisations(linker, decided)
        if _is_meant(organisation, fold(text)) and (not only_by_hand or _is_by_hand(organisation))
    ]
    if as_json:
        options.print_json(found)
        return
    for organisation in found[:MOST_SHOWN]:
        click.echo(f"{organisation.name} ({organisation.country or 'no country'}) {organisation.body or ''}")
        for listing in organisation.listings:
            click.echo(f"  {listing.id}: {listing.name} - {listing.how}")
    if len(found) > MOST_SHOWN:
        click.echo(f"and {len(found) - MOST_SHOWN:,} more; --json has all of them")


@merges.command()
@click.argument("listing")
@click.argument("other")
@BY
@REASON
def add(listing: str, other: str, by: str, reason: str) -> None:
    """Record that LISTING names the same organisation as OTHER, a listing or a body of the register (ror:…)."""
    library = load_library(data=options.data())
    _check_listing(library, listing)
    if other == listing:
        raise UnknownListing(f"{listing} is already the same organisation; name another listing.")
    if other not in current_register(options.data()).bodies:
        _check_listing(library, other)
    _decide(ByHand(JOIN, listing, other, by, now().date(), reason), now())


@merges.command()
@click.argument("listing")
@BY
@REASON
def remove(listing: str, by: str, reason: str) -> None:
    """Record that LISTING names a separate organisation, despite its names."""
    _check_listing(load_library(data=options.data()), listing)
    _decide(ByHand(SPLIT, listing, "", by, now().date(), reason), now())


@merges.command()
@click.argument("listing")
@BY
@REASON
def undo(listing: str, by: str, reason: str) -> None:
    """Undo the decision on LISTING; the rules apply to it again."""
    take_back(options.data(), listing, by=by, reason=reason, now=now())
    click.echo(f"{listing}: follows the rules again. New screenings use it.")


def _decide(decision: ByHand, moment: datetime) -> None:
    decide(options.data(), decision, now=moment)
    what = f"joined with {decision.other}" if decision.action == JOIN else "stands alone"
    click.echo(f"{decision.listing}: {what}. New screenings use it.")


def _check_listing(library: Library, listing_id: str) -> None:
    """Refuse an id that no listing has, and persons, who are never joined by their names."""
    found = next((each for each in library.listings if each.id == listing_id), None)
    if found is None:
        raise UnknownListing(
            f"No list holds {listing_id!r}; `screening lists merges list TEXT` and the pages show the ids of listings.",
            id=listing_id,
        )
    if found.type is not PartyType.ORGANISATION:
        raise UnknownListing(
            f"{listing_id} is no organisation; only organisations are joined.", id=listing_id
        )


def _organisations(linker: Linker, decided: dict[str, ByHand]) -> Iterator[MergedOrganisation]:
    how = {
        line.listing_id: line.how if ":" in line.how else f"{line.how}, “{line.name}”"
        for line in linker.universe.ledger
    }
    for bearer in linker.universe.bearers:
        by_person = any(listing.id in decided for listing in bearer.listings)
        if len(bearer.listings) > 1 or (bearer.listings and bearer.body) or by_person:
            yield _organisation(bearer, how, decided)


def _organisation(bearer: Bearer, how: dict[str, str], decided: dict[str, ByHand]) -> MergedOrganisation:
    return MergedOrganisation(
        name=bearer.name,
        country=" ".join(sorted(bearer.countries)),
        body=bearer.body.id if bearer.body else None,
        listings=[
            MergedListing(
                id=listing.id,
                name=listing.name,
                how=_how(decided.get(listing.id), how.get(listing.id, "")),
                by_hand=listing.id in decided,
            )
            for listing in bearer.listings
        ],
    )


def _how(decision: ByHand | None, found: str) -> str:
    if decision is not None and decision.action == SPLIT:
        return f"set apart by hand{decision.by and f', {decision.by}'} on {decision.on}: {decision.reason}"
    return found or "the first of them"


def _is_meant(organisation: MergedOrganisation, text: str) -> bool:
    told = (organisation.name, organisation.body or "")
    listed = (part for listing in organisation.listings for part in (listing.id, listing.name))
    return any(text in fold(each) for each in (*told, *listed))


def _is_by_hand(organisation: MergedOrganisation) -> bool:
    return any(listing.by_hand for listing in organisation.listings)
