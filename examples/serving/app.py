"""The service: one record in, its features and the score of the model out."""

from pathlib import Path

import joblib
import numpy as np
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from examples.serving.features import MAY_BE_MISSING
from examples.serving.record import record_of
from examples.serving.train import DRIVER, FOLDER, MODEL, STATISTICS
from hamiltonish.fitted import load


class Answer(BaseModel):
    """What the service says of a flight.

    Attributes:
        late: The probability that it arrives late.
        features: What the model was given.
    """

    late: float
    features: dict[str, bool | int | float | None]


def create(folder: Path = FOLDER) -> FastAPI:
    """Make the application.

    Args:
        folder: What `train` wrote.
    """
    features_of = load(folder / STATISTICS, DRIVER).compile()
    features_of(**dict.fromkeys(features_of.inputs))  # the first call takes longer, with None too
    model = joblib.load(folder / MODEL)
    Record = record_of(features_of, MAY_BE_MISSING)  # noqa: N806  # it is a class
    app = FastAPI(title="Flights")

    @app.post("/score")
    def score(record: Record) -> Answer:  # type: ignore[valid-type]  # it is made at run time
        """Compute the features of a flight, and the probability that it arrives late."""
        features = features_of(**dict(record))
        row = np.array([list(features.values())], dtype=float)  # None becomes NaN
        return Answer(late=model.predict_proba(row)[0, 1], features=features)

    @app.exception_handler(RequestValidationError)
    async def refusal(_: Request, error: RequestValidationError) -> JSONResponse:
        """Answer a bad record with its fields, but not their values: NaN would be no JSON."""
        problems = [{"field": _field(one["loc"]), "problem": one["msg"]} for one in error.errors()]
        return JSONResponse({"problems": problems}, status_code=422)

    return app


def _field(location: tuple[str | int, ...]) -> str:
    """Find the field where pydantic found a problem; none if it is in the record as a whole."""
    return next((part for part in location[1:] if isinstance(part, str)), "")
