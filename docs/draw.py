"""Draw the picture of the README: where four of the flights' features come from."""

from pathlib import Path

import hamiltonish as hm
from examples.flights import features

PICTURE = Path(__file__).parent / "_static" / "flights.svg"
SHOWN = ("route_late_rate", "gain_per_hour", "plane_age_beyond_carrier", "is_icy")

if __name__ == "__main__":
    hm.Graph(features).upstream(*SHOWN).view().save(PICTURE)
