"""Sending events of OpenLineage, by the transports of its own client."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from hamiltonish.lineage.openlineage import require_client

__all__ = ["emit"]


def emit(events: Iterable[Mapping[str, Any]], to: str | os.PathLike[str] | Any) -> None:
    """Send events to a server, into a file, or to a client of your own.

    Args:
        events: What `Lineage.to_openlineage` gave.
        to: The address of a server, ``http://…``; a file, to which a line is added for each event;
            or an `OpenLineageClient`, which has its own transport and filters.

    Raises:
        MissingDependencyError: If `openlineage-python` is not installed.
        Exception: Whatever the transport raises, when the server refuses or the file cannot be
            written.
    """
    require_client()
    target = _target(to)
    try:
        for event in events:
            target.emit(_event_of(event))
    finally:
        if target is not to:
            target.close()


def _target(to: Any) -> Any:
    if not isinstance(to, str | os.PathLike):
        return to
    address = os.fspath(to)
    if address.startswith(("http://", "https://")):
        from openlineage.client.transport.http import HttpConfig, HttpTransport

        return HttpTransport(HttpConfig.from_dict({"url": address}))
    from openlineage.client.transport.file import FileConfig, FileTransport

    return FileTransport(FileConfig(log_file_path=address, append=True))


def _event_of(event: Mapping[str, Any]) -> Any:
    """Make an event of the client's classes of one that is a dict."""
    from openlineage.client import event_v2

    return event_v2.RunEvent(
        eventType=event_v2.RunState(event["eventType"]),
        eventTime=event["eventTime"],
        run=event_v2.Run(**event["run"]),
        job=event_v2.Job(**event["job"]),
        inputs=[event_v2.InputDataset(**one) for one in event["inputs"]],
        outputs=[event_v2.OutputDataset(**one) for one in event["outputs"]],
        producer=event["producer"],
    )
