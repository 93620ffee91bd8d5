"""Draw the picture of the README: where four of the flights' features come from."""

import subprocess
import sysconfig
from pathlib import Path

import graphviz

import hamiltonish as hm
from examples.flights import features

PICTURE = Path(__file__).parent / "_static" / "flights.svg"
SHOWN = ("route_late_rate", "gain_per_hour", "plane_age_beyond_carrier", "is_icy")
COLOURS = {"input": "#e8e8e8", "frame": "#f6d8ae", "own": "#ffffff", "computed": "#bcd9ea"}


def main() -> None:
    """Write the picture."""
    graph = hm.Graph(features).upstream(*SHOWN)
    PICTURE.write_bytes(rendered(source_of(graph)))


def source_of(graph: hm.Graph) -> str:
    """Describe the graph in the DOT language."""
    dot = graphviz.Digraph(graph_attr={"rankdir": "LR", "nodesep": "0.12", "ranksep": "0.5"})
    dot.attr("node", shape="box", style="filled,rounded", fontname="Helvetica", fontsize="11")
    dot.attr("node", height="0.28", margin="0.1,0.04", color="#777777")
    dot.attr("edge", color="#777777", arrowsize="0.6")
    for name, node in graph.items():
        dot.node(name, fillcolor=COLOURS[kind_of(node)])
        dot.edges((dependency, name) for dependency in graph.dependencies(name))
    return dot.source


def kind_of(node: hm.Node) -> str:
    """Name the kind of a node, as `COLOURS` has it."""
    if node.is_input:
        return "input"
    if node.frame:
        return "own"
    return "frame" if "LazyFrame" in str(node.type) else "computed"


def rendered(source: str) -> bytes:
    """Render DOT to SVG with the Graphviz that pip installs."""
    command = [str(Path(sysconfig.get_path("scripts")) / "graphviz-pure"), "-Tsvg"]
    return subprocess.run(command, input=source.encode(), capture_output=True, check=True).stdout


if __name__ == "__main__":
    main()
