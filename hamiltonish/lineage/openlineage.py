"""Lineage as events of OpenLineage, built and checked by the classes of its own client."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from hamiltonish.errors import MissingDependencyError
from hamiltonish.frames import installed, size_of
from hamiltonish.lineage.repository import whereabouts_of

if TYPE_CHECKING:
    from hamiltonish.execute import Run
    from hamiltonish.lineage.edges import Edge, SourceFrame
    from hamiltonish.node import Node

__all__ = ["Answer", "dataset_name", "events_of", "require_client"]

PRODUCER = "urn:hamiltonish"
"""Who made the events."""

_MADE: Mapping[str, Any] = {"producer": PRODUCER}  # type checkers do not know what attrs calls it


class Answer(NamedTuple):
    """What events tell of.

    Attributes:
        outputs: The columns of the result and their dtypes.
        edges: What feeds them.
        frames: The frames that lineage ends at.
        nodes: The nodes that the outputs come from, in topological order.
    """

    outputs: Mapping[str, str]
    edges: tuple[Edge, ...]
    frames: Mapping[str, SourceFrame]
    nodes: tuple[Node, ...]


def require_client() -> None:
    """Refuse to go on without the client.

    Raises:
        MissingDependencyError: If it is not installed.
    """
    if not installed("openlineage") or not installed("openlineage.client"):
        raise MissingDependencyError("openlineage", "for events of OpenLineage", "openlineage")


def dataset_name(name: str, files: tuple[str, ...], namespace: str) -> tuple[str, str]:
    """Name a dataset as OpenLineage does: by its file, if it is read from one.

    Returns:
        The namespace and the name.

    Example:
        >>> dataset_name("flights", ("s3://lake/flights.parquet",), "shop")
        ('s3://lake', 'flights.parquet')
        >>> dataset_name("flights", (), "shop")
        ('shop', 'flights')
    """
    if len(files) != 1:
        return namespace, name
    parts = urlsplit(files[0])
    if parts.netloc:
        return f"{parts.scheme}://{parts.netloc}", parts.path.lstrip("/")
    path = parts.path if parts.scheme == "file" else files[0]
    return "file", Path(path).absolute().as_posix()


def events_of(
    answer: Answer,
    *,
    namespace: str,
    job: str,
    output: str,
    run_id: str | None,
    run: Run | None,
    time: datetime | None,
) -> list[dict[str, Any]]:
    """Build the events of a run; `Lineage.to_openlineage` says with what."""
    require_client()
    from openlineage.client import event_v2
    from openlineage.client.serde import Serde

    end = datetime.now(UTC) if time is None else time
    if end.tzinfo is None:
        raise ValueError(f"time is {end!r}; it needs a time zone, such as timezone.utc")
    start = end - timedelta(seconds=0.0 if run is None else run.report.seconds)
    run_id = str(uuid.uuid4()) if run_id is None else run_id
    files = (output,) if _is_path(output) else ()
    name = dataset_name(output or job, files, namespace)
    inputs = [_input(frame, namespace) for frame in answer.frames.values() if frame.name]
    outputs = [_output(answer, name, namespace, run)]
    events = []
    for state, moment in ((event_v2.RunState.START, start), (event_v2.RunState.COMPLETE, end)):
        done = state is event_v2.RunState.COMPLETE
        event = event_v2.RunEvent(
            eventType=state,
            eventTime=moment.isoformat(),
            run=event_v2.Run(run_id, _run_facets()),
            job=event_v2.Job(namespace, job, _job_facets(answer)),
            inputs=inputs,
            outputs=outputs if done else [],
            producer=PRODUCER,
        )
        events.append(dict(Serde.to_dict(event)))
    return events


def _is_path(name: str) -> bool:
    return "://" in name or "/" in name or "\\" in name or bool(Path(name).suffix)


# -- the run and the job -------------------------------------------------------------------------


def _run_facets() -> dict[str, Any]:
    from importlib.metadata import PackageNotFoundError, version

    from openlineage.client.generated.processing_engine_run import ProcessingEngineRunFacet

    try:
        known = version("hamiltonish")
    except PackageNotFoundError:  # it runs from its sources
        return {}
    facet = ProcessingEngineRunFacet(version=known, name="hamiltonish", **_MADE)
    return {"processing_engine": facet}


def _job_facets(answer: Answer) -> dict[str, Any]:
    """Tell where the code is: the file of the last of the functions that is in a repository."""
    from openlineage.client.generated.source_code_location_job import SourceCodeLocationJobFacet

    files = dict.fromkeys(node.location.file for node in reversed(answer.nodes) if node.location)
    for file in files:
        if place := whereabouts_of(file):
            facet = SourceCodeLocationJobFacet(
                type="git",
                url=place.url,
                repoUrl=place.repository,
                path=place.path,
                version=place.commit,
                branch=place.branch or None,
                **_MADE,
            )
            return {"sourceCodeLocation": facet}
    return {}


# -- datasets ------------------------------------------------------------------------------------


def _input(frame: SourceFrame, namespace: str) -> Any:
    from openlineage.client.event_v2 import InputDataset
    from openlineage.client.generated.data_quality_metrics_input_dataset import (
        DataQualityMetricsInputDatasetFacet,
    )

    space, name = dataset_name(frame.name, frame.files, namespace)
    metrics: dict[str, Any] = {}
    if frame.rows is not None:
        metrics["dataQualityMetrics"] = DataQualityMetricsInputDatasetFacet(
            columnMetrics={}, rowCount=frame.rows, bytes=frame.bytes, **_MADE
        )
    facets = {"schema": _schema(frame.columns, {})}
    return InputDataset(space, name, facets=facets, inputFacets=metrics)


def _output(answer: Answer, name: tuple[str, str], namespace: str, run: Run | None) -> Any:
    from openlineage.client.event_v2 import OutputDataset
    from openlineage.client.generated.column_lineage_dataset import (
        ColumnLineageDatasetFacet,
        Fields,
    )
    from openlineage.client.generated.output_statistics_output_dataset import (
        OutputStatisticsOutputDatasetFacet,
    )

    docs = {node.column_name: node.doc for node in answer.nodes}
    fields = {}
    for column in answer.outputs:
        edges = [edge for edge in answer.edges if edge.output == column and edge.frame]
        fields[column] = Fields(_input_fields(answer, edges, namespace))
    facets = {
        "schema": _schema(answer.outputs, docs),
        "columnLineage": ColumnLineageDatasetFacet(fields, **_MADE),
    }
    rows, size = (None, None) if run is None else size_of(run.frame)
    statistics: dict[str, Any] = {}
    if rows is not None:
        statistics["outputStatistics"] = OutputStatisticsOutputDatasetFacet(
            rowCount=rows, size=size, **_MADE
        )
    return OutputDataset(*name, facets=facets, outputFacets=statistics)


def _input_fields(answer: Answer, edges: Iterable[Edge], namespace: str) -> list[Any]:
    from openlineage.client.generated.column_lineage_dataset import InputField, Transformation

    fields = []
    for edge in edges:
        space, name = dataset_name(edge.frame, answer.frames[edge.frame].files, namespace)
        way = " → ".join(edge.through)
        kinds = [
            Transformation("DIRECT" if flow.is_direct else "INDIRECT", flow.name, way, None)
            for flow in edge.flows
        ]
        fields.append(InputField(space, name, edge.column, kinds))
    return fields


def _schema(columns: Mapping[str, str], docs: Mapping[str, str]) -> Any:
    from openlineage.client.generated.schema_dataset import (
        SchemaDatasetFacet,
        SchemaDatasetFacetFields,
    )

    fields = [
        SchemaDatasetFacetFields(
            name=name,
            type=dtype or None,
            description=docs.get(name, "").partition("\n")[0] or None,
            fields=None,
        )
        for name, dtype in columns.items()
    ]
    return SchemaDatasetFacet(fields, **_MADE)
