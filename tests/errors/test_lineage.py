"""What a user reads when a question about lineage cannot be answered."""

from __future__ import annotations

from hamiltonish import Graph
from hamiltonish.errors import WrongWayError
from tests.errors.refusal import refuses
from tests.modules import module_of

SHOP = module_of(
    """
    def net(gross: float) -> float:
        return gross / 1.2

    def tax(gross: float, net: float) -> float:
        return gross - net
    """,
    "shop",
)


def test_a_path_against_the_direction_of_the_data() -> None:
    with refuses(
        WrongWayError,
        """
`tax` does not feed `gross`; it is the other way round.
  path: gross → tax
Hint: ask for `graph.between("gross", "tax")`.
        """,
    ):
        Graph(SHOP).between("tax", "gross")
