"""Train, start the application in this process, and ask it about flights that it has not seen."""

import argparse
import json
import time
from pathlib import Path

from fastapi.testclient import TestClient

from examples.serving.app import create
from examples.serving.train import FOLDER, flights, train


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m examples.serving", description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    folder = parser.parse_args().out

    to_train, later = flights()
    start = time.perf_counter()
    fitted = train(to_train, folder)
    seconds = time.perf_counter() - start
    print(f"Trained on {to_train.height:,} flights in {seconds:.1f} s; written to {folder}\n")

    some = later.sample(6, seed=31).sort("time_hour")
    records = json.loads(some.select(fitted.live.graph.inputs).write_json())
    with TestClient(create(folder)) as client:
        for record, delay in zip(records, some["arr_delay"], strict=True):
            late = client.post("/score", json=record).json()["late"]
            flight = "{day} {hour:2}:{minute:02}  {carrier} {origin}-{dest}".format_map(record)
            was = f"{abs(delay)} minutes {'late' if delay > 0 else 'early'}"
            print(f"{flight}  {late:4.0%} likely to be late; it was {was}")
        refused = client.post("/score", json=records[0] | {"hour": "noon", "origin": None})
        print(f"\nA bad record is answered with {refused.status_code}:")
        for one in refused.json()["problems"]:
            print(f"  {one['field']}: {one['problem']}")
    print("\nServe it: uvicorn --factory examples.serving.app:create")


if __name__ == "__main__":
    main()
