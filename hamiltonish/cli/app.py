"""The list of commands, and the options that come before a command."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from hamiltonish.cli.check import check
from hamiltonish.cli.diff import diff
from hamiltonish.cli.explain import explain
from hamiltonish.cli.lineage import lineage
from hamiltonish.cli.listing import list_nodes, show
from hamiltonish.cli.migrate import migrate
from hamiltonish.cli.new import new
from hamiltonish.cli.rename import rename
from hamiltonish.cli.run import run
from hamiltonish.cli.stubs import stubs
from hamiltonish.cli.view import view
from hamiltonish.cli.where import where

__all__ = ["app"]


class _Grouped(TyperGroup):
    """Lists the commands under the titles that they were added with."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a section for each title."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command: Any = self.get_command(ctx, name)
            line = command.get_short_help_str(formatter.width - 16)
            sections.setdefault(command.rich_help_panel, []).append((name, line))
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl(rows)


app = typer.Typer(
    name="hamiltonish",
    help="Plain functions in, a dataframe out.",
    cls=_Grouped,
    no_args_is_help=True,
    rich_markup_mode=None,  # help and usage errors are plain text, as all errors here
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # it takes 25 ms

        typer.echo(f"hamiltonish {version('hamiltonish')}")
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
    show_traceback: Annotated[
        bool,
        typer.Option("--traceback", help="Show all of an error; it may stand anywhere."),
    ] = False,
) -> None:
    """Plain functions in, a dataframe out.

    MODULE is a file, a folder, or a dotted name. Exit codes: 0 done, 1 not done or problems
    found, 2 not understood, 130 stopped.
    """


_COMPUTE, _ASK, _CODE, _PROJECT = "Compute", "Look and ask", "Code", "Projects"

app.command(rich_help_panel=_COMPUTE)(run)
app.command(rich_help_panel=_COMPUTE)(explain)
app.command("list", rich_help_panel=_ASK)(list_nodes)
app.command(rich_help_panel=_ASK)(show)
app.command(rich_help_panel=_ASK)(view)
app.command(rich_help_panel=_ASK)(lineage)
app.command(rich_help_panel=_ASK)(check)
app.command(rich_help_panel=_ASK)(diff)
app.command(rich_help_panel=_CODE)(where)
app.command(rich_help_panel=_CODE)(rename)
app.command(rich_help_panel=_CODE)(stubs)
app.command(rich_help_panel=_PROJECT)(new)
app.command(rich_help_panel=_PROJECT)(migrate)
