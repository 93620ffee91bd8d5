"""Questions about a graph: what is between, around, unused; where tagged data go."""

from __future__ import annotations

import polars as pl
import pytest

from hamiltonish import Driver, Graph
from hamiltonish.errors import NotInputsError, UnknownNodeError
from hamiltonish.modifiers import extract_columns, tag
from tests.modules import module_of

CUSTOMERS = module_of(
    """
    import polars as pl
    from hamiltonish.modifiers import extract_columns, tag

    @extract_columns("name", "city")
    def customers() -> pl.DataFrame:
        return pl.DataFrame({"name": ["Ada"], "city": ["Bonn"]})

    @tag(pii=True)
    def email(name: pl.Series) -> pl.Series:
        return name + "@example.org"

    @tag(pii=False)
    def hashed(email: pl.Series) -> pl.Series:
        return email.hash()

    def letter(email: pl.Series, city: pl.Series) -> pl.Series:
        return email + city

    def mailing(letter: pl.Series) -> pl.Series:
        return letter

    def key(hashed: pl.Series) -> pl.Series:
        return hashed % 10

    def towns(city: pl.Series) -> int:
        return city.n_unique()
    """,
    name="customers",
)


@pytest.fixture
def graph() -> Graph:
    return Graph(CUSTOMERS)


def test_answers_take_functions_as_well_as_names(graph: Graph) -> None:
    assert graph.between(CUSTOMERS.email, CUSTOMERS.mailing) == graph.between("email", "mailing")
    assert graph.around(CUSTOMERS.email) == graph.around("email")
    assert graph.unused(CUSTOMERS.towns) == graph.unused(["towns"])
    assert graph.sources_of(CUSTOMERS.key) == graph.sources_of("key")
    assert graph.reaching(CUSTOMERS.email).paths == graph.reaching("email").paths


def test_between_two_nodes_that_have_nothing_to_do_with_each_other_is_nothing(graph: Graph) -> None:
    assert list(graph.between("towns", "mailing")) == []
    assert list(graph.between("city", "city")) == ["city"]


def test_around_leaves_out_what_is_only_beside(graph: Graph) -> None:
    assert list(graph.around("letter")) == ["city", "email", "letter", "mailing"]
    assert list(graph.around("letter", hops=0)) == ["letter"]


@pytest.mark.parametrize("hops", [-1, 1.5, "2"])
def test_hops_are_a_number_of_steps(graph: Graph, hops: object) -> None:
    with pytest.raises(ValueError, match="it is a number of steps, from 0"):
        graph.around("letter", hops=hops)  # type: ignore[arg-type]


def test_sources_are_columns_of_frames_and_functions_of_nothing(graph: Graph) -> None:
    assert list(graph.sources_of("letter")) == ["customers", "name", "city"]
    assert list(graph.sources_of("towns")) == ["customers", "city"]


def test_unused_is_what_could_be_deleted(graph: Graph) -> None:
    assert list(graph.unused("mailing")) == ["hashed", "key", "towns"]
    assert list(graph.unused(["mailing", "key", "towns"])) == []


def test_reaching_tells_each_output_that_personal_data_reach_and_how(graph: Graph) -> None:
    reached = graph.reaching(tags={"pii": True})
    assert reached.outputs == ("mailing", "key")
    assert reached.paths_to("mailing") == (("email", "letter", "mailing"),)
    assert list(reached.graph) == ["email", "hashed", "letter", "mailing", "key"]
    assert isinstance(reached.graph, Graph)
    assert str(reached) == (
        "pii=True reaches 2 outputs\n"
        "  mailing\n"
        "    email → letter → mailing\n"
        "  key\n"
        "    email → hashed → key"
    )
    assert repr(reached) == "<Reached: 2 paths to 2 outputs>"


def test_a_node_that_lets_nothing_through_stops_the_data(graph: Graph) -> None:
    assert graph.reaching(tags={"pii": True}, stop={"pii": False}).outputs == ("mailing",)


def test_outputs_can_be_named_and_may_be_in_the_middle(graph: Graph) -> None:
    reached = graph.reaching(tags={"pii": True}, outputs=["letter", "email"])
    assert reached.paths == (("email",), ("email", "letter"))


def test_inputs_have_no_tags_and_are_named(graph: Graph) -> None:
    reached = graph.reaching("name", "city", outputs="mailing")
    assert reached.paths == (
        ("name", "email", "letter", "mailing"),
        ("city", "letter", "mailing"),
    )


def test_what_reaches_nothing_is_false_and_says_whether_the_tag_is_known(graph: Graph) -> None:
    nowhere = graph.reaching(tags={"pii": True}, outputs="towns")
    assert not nowhere
    assert str(nowhere) == "pii=True reaches no output.\n  starts: `email`"
    assert str(graph.reaching(tags={"pi": True})) == "No node has pi=True."
    assert list(nowhere.graph) == []


def test_tags_without_values_are_refused(graph: Graph) -> None:
    with pytest.raises(NotInputsError, match="`tags=` is `str`, which has no names"):
        graph.reaching(tags="pii")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "ask"),
    [
        ("between", lambda graph: graph.between("emial", "key")),
        ("around", lambda graph: graph.around("emial")),
        ("sources_of", lambda graph: graph.sources_of("emial")),
        ("unused", lambda graph: graph.unused(["emial"])),
        ("reaching", lambda graph: graph.reaching("emial")),
    ],
)
def test_a_misspelt_node_is_suggested(graph: Graph, method: str, ask: object) -> None:
    with pytest.raises(UnknownNodeError, match=r"did you mean `email` \(customers.py:8\)") as error:
        ask(graph)  # type: ignore[operator]
    assert error.value.asked_by == f"Graph.{method}"


def test_an_answer_is_a_graph_that_runs() -> None:
    @extract_columns("name")
    def people() -> pl.DataFrame:
        return pl.DataFrame({"name": ["Ada"]})

    @tag(pii=True)
    def email(name: pl.Series) -> pl.Series:
        return name + "@example.org"

    part = Graph(people, email).between("people", "email")
    assert Driver(part).execute("email").rows() == [("Ada@example.org",)]


def test_a_graph_of_a_long_chain_is_answered_without_recursion() -> None:
    source = "\n".join(f"def f{n}(f{n - 1}: int) -> int: return f{n - 1}" for n in range(1, 3_001))
    graph = Graph(module_of(source))
    assert len(graph.between("f0", "f3000")) == 3_001
    assert len(graph.around("f1500", hops=1_000)) == 2_001
    assert graph.reaching("f0").paths[0][-1] == "f3000"
