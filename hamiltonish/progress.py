"""A progress bar for runs, drawn by rich: a use of hooks like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hamiltonish.errors import MissingDependencyError
from hamiltonish.frames import installed
from hamiltonish.hooks import Hooks, NodeFinished, NodeStarted, RunFinished, RunStarted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

__all__ = ["progress_bar"]


def progress_bar(*, console: Console | None = None) -> Hooks:
    """Make hooks that show each run as a bar: the step at work, steps done, time.

    One run at a time: a driver that threads share wants a bar for each of them.

    Args:
        console: Where rich draws; its own default is the terminal.

    Raises:
        MissingDependencyError: If rich is not installed.

    Example:
        >>> import hamiltonish as hm
        >>> def tax(price: float) -> float:
        ...     return price * 0.5
        >>> driver = hm.Driver(tax, hooks=[hm.progress_bar()])
    """
    if not installed("rich"):
        raise MissingDependencyError("rich", "to show a progress bar", "progress")
    bar = _Bar(console)
    return Hooks(
        before_run=bar.start,
        before_node=bar.begin,
        after_node=bar.advance,
        after_run=bar.stop,
    )


class _Bar:
    """The bar of the run that is under way."""

    def __init__(self, console: Console | None) -> None:
        self._console = console
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def start(self, event: RunStarted) -> None:
        """Draw the bar."""
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        self._progress = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=self._console,
        )
        self._progress.start()
        self._task = self._progress.add_task("", total=len(event.steps))

    def begin(self, event: NodeStarted) -> None:
        """Show the step that is at work."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=event.name)

    def advance(self, event: NodeFinished) -> None:
        """Count a step that is done."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)

    def stop(self, event: RunFinished) -> None:
        """Leave the bar as it stands."""
        if self._progress is not None and self._task is not None:
            text = "failed" if event.error is not None else "done"
            self._progress.update(self._task, description=text)
            self._progress.stop()
        self._progress = None
