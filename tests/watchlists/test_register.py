"""The register: read strictly, written back as it was, and holding the namesakes it exists for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.errors import MalformedBody
from watchlists.model import Body, RegisterName
from watchlists.register import COLUMNS, SEED, load_register, open_register, write_register

HEADER = ",".join(COLUMNS)
GOOD = "ror:03awzbc87,Northeastern University@en,东北大学@zh,Dōngběi Dàxué,NEU,CN,Shenyang,education,neu.edu.cn,,active"


def write(folder, *lines):
    path = folder / "seed.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_line_becomes_a_body_with_its_names_in_order(tmp_path):
    register = load_register(write(tmp_path, HEADER, GOOD))
    assert register.bodies["ror:03awzbc87"] == Body(
        id="ror:03awzbc87",
        names=(
            RegisterName("Northeastern University", "label", "en"),
            RegisterName("东北大学", "label", "zh"),
            RegisterName("Dōngběi Dàxué", "alias"),
            RegisterName("NEU", "acronym"),
        ),
        country="CN",
        cities=("Shenyang",),
        types=("education",),
        domains=("neu.edu.cn",),
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("ror:03awzbc87", "03awzbc87", "is not ror:"),
        (",CN,", ",China,", "not ISO alpha-2"),
        (",active", ",withdrawn", "is not one of active, inactive"),
        ("neu.edu.cn", "https://neu.edu.cn", "not a host name"),
        ("Northeastern University@en", "", "one name is needed"),
        ("Northeastern University@en", "A | B", "one name is needed"),
        ("Dōngběi Dàxué", "Dōngběi |  | Dàxué", "an empty value or a stray blank"),
        (",,active", ",sister=ror:03awzbc87=X,active", "not kind=id=name"),
        (",,active", ",active", "11 cells are needed, 10 stand there"),
        ("Shenyang", '"Shen"yang', "'\"' expected|expected after"),
    ],
)
def test_a_malformed_line_refuses_the_register_with_file_line_and_reason(tmp_path, old, new, reason):
    path = write(tmp_path, HEADER, GOOD.replace("03awzbc87", "00xp9wg62"), GOOD.replace(old, new))
    with pytest.raises(MalformedBody, match=f"^seed.csv, line 3: .*({reason})"):
        load_register(path)


def test_a_body_may_stand_only_once(tmp_path):
    with pytest.raises(MalformedBody, match="line 3: ror:03awzbc87 stands in two places"):
        load_register(write(tmp_path, HEADER, GOOD, GOOD))


def test_an_empty_register_or_a_foreign_header_is_refused(tmp_path):
    with pytest.raises(MalformedBody, match="empty"):
        load_register(write(tmp_path, HEADER))
    with pytest.raises(MalformedBody, match="line 1: the header must be"):
        load_register(write(tmp_path, "id,name", GOOD))


texts = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1).filter(lambda t: "@" not in t)
names = st.builds(
    RegisterName, texts, st.sampled_from(("label", "alias", "acronym")), st.sampled_from(("", "zh"))
)


@given(display=texts, others=st.lists(names, max_size=4), cities=st.lists(texts, max_size=2))
def test_what_is_written_is_read_back(tmp_path_factory, display, others, cities):
    order = ("label", "alias", "acronym")
    body = Body(
        id="ror:03awzbc87",
        names=(RegisterName(display, "label"), *sorted(others, key=lambda name: order.index(name.kind))),
        country="CN",
        cities=tuple(cities),
        relations=(("parent", "ror:00xp9wg62", "A=B"),),
    )
    path = tmp_path_factory.mktemp("register") / "seed.csv"
    write_register([body], path)
    assert load_register(path).in_order == (body,)


@given(
    st.lists(
        st.lists(st.sampled_from(("A", "|", "||", "| |", "=")), min_size=1).map(" ".join),
        min_size=1,
        max_size=4,
    )
)
def test_bars_in_a_name_are_kept_as_they_are_printed(tmp_path_factory, printed):
    names = (RegisterName(printed[0], "label"), *(RegisterName(text, "alias") for text in printed[1:]))
    body = Body("ror:03awzbc87", names, "DE", relations=(("parent", "ror:00xp9wg62", printed[0]),))
    path = tmp_path_factory.mktemp("register") / "seed.csv"
    write_register([body], path)
    assert load_register(path).in_order == (body,)


@pytest.fixture(scope="module")
def seed():
    return load_register()


def test_the_seed_is_small_enough_to_ship_and_large_enough_to_explain_away(seed):
    assert 3_000 <= len(seed.bodies) <= 6_000
    assert SEED.stat().st_size <= 2 * 2**20
    assert len(seed.file_sha256) == 64


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Northeastern University", {"CN", "US"}),
        ("National Defense University", {"US", "TW", "TR", "AZ"}),
        ("China Medical University", {"CN", "TW"}),
        ("NUST", {"PK", "CN", "ZW"}),
    ],
)
def test_the_seed_holds_every_bearer_of_a_shared_name(seed, text, countries):
    bearers = {body.country for body in seed.in_order if text in {name.text for name in body.names}}
    assert countries <= bearers


def test_namesakes_across_scripts_and_borders_are_in_the_seed(seed):
    names = {name.text: body.country for body in seed.in_order for name in body.names}
    assert names["Tohoku University"] == "JP"
    assert names["Beijing University of Technology"] == "CN"


def test_known_faults_of_ror_are_corrected_in_the_seed(seed):
    assert seed.bodies["ror:03awzbc87"].domains == ("neu.edu.cn",)
    assert "NJUST" in {name.text for name in seed.bodies["ror:00xp9wg62"].names}


def test_an_opened_register_is_read_when_a_body_is_asked_for(tmp_path):
    path = tmp_path / "seed.csv"
    write_register([Body("ror:000000001", (RegisterName("University of Otago", "label"),), "NZ")], path)
    opened, changed = open_register(path), open_register(path)
    assert opened.file_sha256 == load_register(path).file_sha256
    assert opened.bodies == load_register(path).bodies
    path.write_bytes(path.read_bytes() + b"\n")
    assert opened.bodies
    with pytest.raises(MalformedBody):
        _ = changed.bodies
