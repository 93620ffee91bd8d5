"""A live service, end to end: will this flight arrive late?

- ``features.py``: twenty-five features of a flight, each a plain function
- ``train.py``: compute them on the flights of ten months, fix their statistics, fit a model
- ``record.py``: a pydantic model of the record, from the signature of the compiled function
- ``app.py``: a FastAPI application that scores one flight at a time

``python -m examples.serving`` trains, and scores some flights. After that,
``uvicorn --factory examples.serving.app:create`` serves.
"""
