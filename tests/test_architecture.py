"""The shape of the code: imports point one way, no packages need each other, and names say what they name."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from longest_files import LONGEST

TESTS = Path(__file__).parent
ROOT = TESTS.parent
MAY_IMPORT = {
    "watchlists": {"watchlists"},
    "screening": {"screening", "watchlists"},
    "web": {"web", "screening", "watchlists"},
}
# Each may import those after it, and none of these imports one before it. Every unit of `screening` and `watchlists`
# stands here or among LEAVES; the units of `web` count as one.
ORDER = (
    "web",
    "screening.__main__",
    "screening.cli",
    "screening.list_refresh",
    "screening.list_json",
    "screening.client",
    "screening.match_candidates",
    "screening.watch",
    "screening.runs",
    "screening.bulk",
    "screening.pipeline",
    "screening.saved_checks",
    "screening.webhooks",
    "screening.report",
    "screening.review",
    "screening.subject_json",
    "screening.accounts",
    "screening.mail",
    "screening.confirmed_mappings",
    "screening.context",
    "screening.queue",
    "screening.outbox",
    "screening.event_json",
    "screening.run_facts",
    "screening.sandbox",
    "screening.engine",
    "screening.matcher_cache",
    "screening.smoke_test",
    "screening.assessment",
    "screening.link",
    "screening.index",
    "screening.compare",
    "screening.intake",
    "screening.native_names",
    "screening.affiliations",
    "screening.fairness",
    "screening.names",
    "screening.report_detection",
    "screening.parquet",
    "screening.labels",
    "screening.policy",
    "screening.audit",
    "screening.storage",
    "screening.settings",
    "screening.version",
    "screening.model",
    "screening.errors",
    "screening",
    "watchlists.list_guide",
    "watchlists.updates",
    "watchlists.formats",
    "watchlists.library",
    "watchlists.native_names",
    "watchlists.knowledge",
    "watchlists.editions",
    "watchlists.beyond_seed",
    "watchlists.register_additions",
    "watchlists.register",
    "watchlists.register_corrections",
    "watchlists.ror",
    "watchlists.catalogue",
    "watchlists.listing_csv",
    "watchlists.ftm_entities",
    "watchlists.measures",
    "watchlists.regulations",
    "watchlists.birth_dates",
    "watchlists.identifier_schemes",
    "watchlists.company_numbers",
    "watchlists.countries",
    "watchlists.workbook",
    "watchlists.workbook_child",
    "watchlists.model",
    "watchlists.errors",
    "watchlists",
)
# They import nothing of ours, so that anything may import them.
LEAVES = frozenset(
    {
        "screening.caches",
        "screening.file_locks",
        "screening.mapped_file",
        "screening.metadata",
        "screening.formula_escaping",
        "screening.gc_pause",
        "screening.json_model",
        "screening.logging_setup",
        "screening.mail_address",
        "screening.privacy_notice",
        "screening.private_addresses",
        "screening.progress",
        "screening.sandbox_names",
        "screening.vocabulary",
    }
)
# Words that say nothing of what a module, a class or a function holds or does; a name is a noun of the field or a verb.
EVERYDAY = frozenset(
    "told said asked found kept held coming beside behind own alone later living placed joined vouched given taken "
    "looked meant parted matter".split()
)
LEAVE_ALONE = frozenset(
    {
        # FollowTheMoney and Flask spell them so.
        "not_found",
        # A given name is what everybody calls it.
        "arabic_given_names",
        "is_another_given_name",
    }
)


# Words of the same habit that stood in names of test files, and that a function may well have.
EVERYDAY_IN_TESTS = EVERYDAY | set(
    "again besides filled holding keeping moving remembering stated ticks whose".split()
)
# Whole flows: several modules, processes, teams or data sets at once. A folder `scenarios` shares the fixtures of the
# folder it stands in.
SCENARIOS = "scenarios"
# Golden sets are tables of cases for a package, beside the test that reads them; tests/golden_set.py says how.
TABLES_OF_CASES = {"screening.compare.golden", "screening.link.golden"}


@cache
def module_paths():
    """The file of each module, by its whole name."""
    found = {}
    for package in MAY_IMPORT:
        for path in (ROOT / package).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


@cache
def nodes_of(name):
    """Every node of a module, each read once for all tests."""
    return tuple(ast.walk(ast.parse(module_paths()[name].read_text(encoding="utf-8"))))


def imports_of(nodes):
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in module_paths() else node.module


def unit(module):
    """The package, or the module beside packages, that a module belongs to."""
    return ".".join(module.split(".")[:2])


def last_word(node):
    """The last name of `name` and of `of.a.name`; "" of any other expression."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def imports_by_name(nodes):
    """Modules that are imported by their names in strings: the arguments of `import_module` and the table COMMANDS."""
    for node in nodes:
        if isinstance(node, ast.Call) and last_word(node.func) == "import_module":
            names = node.args[:1]
        elif (
            isinstance(node, ast.Assign)
            and last_word(node.targets[0]) == "COMMANDS"
            and isinstance(node.value, ast.Dict)
        ):
            names = node.value.values
        else:
            continue
        yield from (name.value for name in names if isinstance(name, ast.Constant))


def without_types(nodes):
    """The nodes without what is imported for types only."""
    blocks = [node for node in nodes if isinstance(node, ast.If) and last_word(node.test) == "TYPE_CHECKING"]
    apart = {inner for block in blocks for each in block.body for inner in ast.walk(each)}
    return [node for node in nodes if node not in apart]


@cache
def edges():
    found = defaultdict(set)
    for name in module_paths():
        nodes = nodes_of(name)
        for other in {*imports_of(nodes), *imports_by_name(nodes)}:
            if other.split(".")[0] in MAY_IMPORT and unit(other) != unit(name):
                found[unit(name)].add(unit(other))
    return dict(found)


@cache
def module_edges():
    """What each module needs when it runs, by whole names."""
    found = {}
    for name in module_paths():
        nodes = nodes_of(name)
        others = {*imports_of(without_types(nodes)), *imports_by_name(nodes)}
        found[name] = {other for other in others if other in module_paths()} - {name}
    return found


def circles(graph):
    """Every two names of a graph that lead to each other."""

    def reached(start):
        seen, waiting = set(), [start]
        while waiting:
            for other in graph.get(waiting.pop(), set()) - seen:
                seen.add(other)
                waiting.append(other)
        return seen

    reach = {name: reached(name) for name in graph}
    return {
        tuple(sorted({name, other}))
        for name, others in reach.items()
        for other in others
        if name != other and name in reach.get(other, ())
    }


def test_imports_point_one_way():
    wrong = [
        f"{name} imports {other}"
        for name in module_paths()
        for other in imports_of(nodes_of(name))
        if (top := other.split(".")[0]) in MAY_IMPORT and top not in MAY_IMPORT[name.split(".")[0]]
    ]
    assert wrong == []


def test_no_packages_need_each_other():
    assert circles(edges()) == set()


def test_no_modules_need_each_other():
    # The inside of `link` is not held to it; whoever imports it from outside is.
    link = {name for name in module_paths() if f"{name}.".startswith("screening.link.")}
    graph = {
        name: {other for other in others if not {name, other} <= link}
        for name, others in module_edges().items()
    }
    assert circles(graph) == set()


def test_circles_of_a_graph_are_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_commands_are_edges_though_they_are_imported_when_they_are_given():
    assert {"screening.cli.screen", "screening.cli.questions"} <= module_edges()["screening.cli"]


def rank_of(name):
    """The place in ORDER of a unit."""
    return ORDER.index("web" if name.startswith("web.") else name)


def test_every_unit_has_its_place_in_the_order():
    units = {"web" if name.split(".")[0] == "web" else unit(name) for name in module_paths()}
    assert sorted(units) == sorted({*ORDER, *LEAVES})
    assert len(ORDER) == len(set(ORDER) - LEAVES)


def test_packages_import_downwards_only():
    wrong = [
        f"{name} imports {other}"
        for name, others in edges().items()
        for other in others - LEAVES
        if name in LEAVES or rank_of(other) < rank_of(name)
    ]
    assert wrong == []


def test_no_public_class_has_the_name_of_another():
    found = defaultdict(list)
    for name in module_paths():
        for node in nodes_of(name)[0].body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(name)
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_names_hold_no_everyday_participles_and_prepositions():
    wrong = []
    for name in module_paths():
        if "migrations" in name:
            continue
        own = [name.rsplit(".", 1)[-1]]
        own += [node.name for node in nodes_of(name) if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
        wrong += [
            f"{name}: {each}"
            for each in own
            if not each.startswith("_")
            and each not in LEAVE_ALONE
            and EVERYDAY & {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", each)}
        ]
    assert wrong == []


def mirrored(path):
    """The name of the module that a test file would be about."""
    return ".".join((*path.relative_to(TESTS).parent.parts, path.stem.removeprefix("test_")))


def test_every_test_file_mirrors_a_module_or_stands_among_the_scenarios():
    paths = [path for package in MAY_IMPORT for path in (TESTS / package).rglob("test_*.py")]
    outside = [mirrored(path) for path in paths if SCENARIOS not in path.parts]
    assert sorted(set(outside) - set(module_paths())) == sorted(TABLES_OF_CASES)


def test_names_of_test_files_hold_no_everyday_participles_and_prepositions():
    # A file that mirrors a module has its name, which is held to the same words above.
    paths = [path for path in TESTS.rglob("test_*.py") if mirrored(path) not in module_paths()]
    assert [path.name for path in paths if EVERYDAY_IN_TESTS & set(path.stem.split("_"))] == []


def test_the_files_that_take_longest_are_there_by_their_names():
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []
    assert len(LONGEST) == len(set(LONGEST))


def modules_of(name: str) -> set[str]:
    """Every module that a module may import, by its whole name."""
    names = set()
    for node in nodes_of(name):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def within(names: set[str], *packages: str) -> set[str]:
    """Those names that are of these packages."""
    return {name for name in names for each in packages if name == each or name.startswith(f"{each}.")}


def test_the_main_job_knows_no_database_no_process_and_no_clock():
    forbidden = (
        "screening.runs",
        "screening.bulk",
        "screening.cli",
        "screening.storage",
        "screening.context",
    )
    libraries = (
        "sqlmodel",
        "sqlalchemy",
        "dbos",
        "duckdb",
        "subprocess",
        "multiprocessing",
        "os",
        "time",
        "click",
    )
    assert within(modules_of("screening.pipeline"), *forbidden, *libraries) == set()


def test_only_the_main_job_renders_reports():
    wrong = []
    for name in module_paths():
        if name == "screening.pipeline" or name.startswith("screening.report"):
            continue
        nodes = nodes_of(name)
        imported = [alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names]
        called = {last_word(node.func) for node in nodes if isinstance(node, ast.Call)}
        if "render_report" in imported or {"render_report", "ReportInput"} & called:
            wrong.append(name)
    assert wrong == []


def test_only_its_drivers_import_durable_runs():
    drivers = ("screening.runs", "screening.watch", "screening.cli", "screening.list_refresh")
    outside = within(set(module_paths()), "screening") - within(set(module_paths()), *drivers)
    assert len(outside) > 100
    assert [name for name in outside if within(modules_of(name), "screening.runs")] == []


def test_intake_report_and_assessment_know_nothing_of_the_main_job():
    packages = [f"screening.{each}" for each in ("intake", "report", "review", "assessment", "policy")]
    inner = within(set(module_paths()), *packages)
    drivers = ("screening.pipeline", "screening.runs", "screening.bulk")
    assert len(inner) > 30
    assert [name for name in inner if within(modules_of(name), *drivers)] == []


def test_subjects_have_no_field_that_could_profile_a_person():
    from screening.model import Subject

    forbidden = {"nationality", "citizenship", "ethnicity", "gender", "sex", "birthplace", "religion"}
    assert forbidden.isdisjoint(Subject.__dataclass_fields__)
