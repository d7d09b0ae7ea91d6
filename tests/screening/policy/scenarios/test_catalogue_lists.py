import pytest

from screening.policy.errors import PolicyInvalid
from screening.policy.model import Policy
from screening.policy.places import SHIPPED
from screening.policy.read import read_policies
from watchlists.catalogue import read_catalogue


def test_every_list_a_shipped_policy_names_is_in_the_catalogue_or_declared_external():
    assert all(isinstance(policy, Policy) for policy in read_policies(known=read_catalogue()).values())


def test_a_list_the_catalogue_holds_cannot_be_called_external(tmp_path):
    text = (SHIPPED / "nz-russia-sanctions.toml").read_text(encoding="utf-8")
    external = '[[external]]\nid = "nz-russia-sanctions"\ntitle = "x"\npublisher = "y"\n\n[scale]\n'
    (tmp_path / "nz-russia-sanctions.toml").write_text(text.replace("[scale]\n", external, 1))
    with pytest.raises(PolicyInvalid, match="external 1, id: 'nz-russia-sanctions' is in the catalogue"):
        read_policies(tmp_path, known=read_catalogue())


def test_every_list_a_shipped_policy_requires_can_be_had():
    catalogue = read_catalogue()
    for policy in read_policies().values():
        for list_id in policy.requires:
            assert catalogue[list_id].transcription or catalogue[list_id].source, (policy.id, list_id)


def test_the_default_gives_every_list_a_severity_and_non_government_ones_weigh_less():
    scale = read_policies()["international-baseline"].scale
    lists = [entry.watchlist for entry in read_catalogue().values()]
    assert {each.id for each in lists} <= set(scale.lists)
    government = min(scale.lists[each.id] for each in lists if each.standing == "government")
    opinion = max(scale.lists[each.id] for each in lists if each.standing == "non-government")
    context = max(scale.lists[each.id] for each in lists if each.standing == "context")
    assert context < opinion < government
