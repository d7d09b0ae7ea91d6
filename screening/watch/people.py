"""Who is named to be told of a watch: people of its team, by their account or by the name under which they sign in."""

from __future__ import annotations

from collections.abc import Iterable

from screening.accounts.accounts import login_of
from screening.accounts.administration import everybody
from screening.context import AppContext
from screening.watch.watches import WatchInvalid


def accounts_of(
    context: AppContext, team: str, named: Iterable[str], *, field: str = "tell"
) -> tuple[str, ...]:
    """The accounts of those who are named, each once.

    Args:
        context: the installation.
        team: in which they have to be.
        named: accounts as in the log ("person:…"), or names under which people sign in.
        field: of what was said of the watch.

    Raises:
        WatchInvalid: somebody who is named is not in the team, or may not sign in any more.
    """
    people = [each.person for each in everybody(context, team) if not each.person.disabled_at]
    known = {each.login: each.actor for each in people} | {each.actor: each.actor for each in people}
    found: dict[str, None] = {}
    for name in named:
        account = known.get(name) or known.get(login_of(name))
        if account is None:
            raise WatchInvalid(
                "Nobody in this team has this account or signs in under this name; name somebody of the team.",
                field=field,
            )
        found[account] = None
    return tuple(found)
