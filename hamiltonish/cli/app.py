"""The list of commands, and the options that come before a command."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from hamiltonish.cli.migrate import migrate

__all__ = ["app"]

app = typer.Typer(
    name="hamiltonish",
    help="Plain functions in, a dataframe out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # help and usage errors are plain text, as all errors here
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hamiltonish {version('hamiltonish')}")
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Plain functions in, a dataframe out."""


app.command()(migrate)
