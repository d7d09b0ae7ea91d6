from screening.policy.model import Policy
from screening.policy.read import read_policies
from watchlists.catalogue import read_catalogue


def test_every_list_a_shipped_policy_names_is_in_the_catalogue_or_declared_external():
    assert all(isinstance(policy, Policy) for policy in read_policies(known=read_catalogue()).values())


def test_the_default_gives_every_shipped_list_a_severity_and_non_government_ones_weigh_less():
    scale = read_policies()["international-baseline"].scale
    lists = [entry.watchlist for entry in read_catalogue().values() if entry.watchlist.shipped]
    assert {each.id for each in lists} <= set(scale.lists)
    government = min(scale.lists[each.id] for each in lists if each.standing == "government")
    opinion = max(scale.lists[each.id] for each in lists if each.standing == "non-government")
    context = max(scale.lists[each.id] for each in lists if each.standing == "context")
    assert context < opinion < government
