"""Options, settings and output that several commands share."""

import json
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from settings import read_settings
from settings.logs import set_up_logging
from settings.processes import InstallationSettings

Settings = TypeVar("Settings")
Command = Callable[..., Any]


def data_dir_option(command: Command) -> Command:
    """``--data-dir``: overrides PRM_DATA_DIR."""
    return click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Data directory; default: PRM_DATA_DIR, else ./data.",
    )(command)


def json_option(command: Command) -> Command:
    """``--json``: one JSON value instead of text."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def site_option(command: Command) -> Command:
    """``--site``: id, key or name."""
    return click.option("--site", required=True, metavar="SITE", help="Id, site key or name.")(command)


def any_site_option(command: Command) -> Command:
    """``--site``: optional where there is one site."""
    text = "Id, site key or name; optional if there is only one site."
    return click.option("--site", default=None, metavar="SITE", help=text)(command)


def format_option(command: Command) -> Command:
    """``--format`` of an event file."""
    choice = click.Choice(["csv", "ndjson", "parquet"])
    return click.option("--format", "file_format", type=choice, help="Default: by the file name.")(command)


def tracker_options(command: Command) -> Command:
    """``--tracker`` and ``--key`` of what is sent to the tracker."""
    command = click.option("--key", default=None, help="Secret key; default: a temporary one.")(command)
    text = "Address of the tracker; default: that of `prm up`."
    return click.option("--tracker", default=None, metavar="URL", help=text)(command)


def socket_option(command: Command) -> Command:
    """``--socket``: for processes that a supervisor starts."""
    return click.option("--socket", "descriptor", type=int, hidden=True, help="Listening socket to inherit.")(command)


def heartbeat_option(command: Command) -> Command:
    """``--heartbeat``: for processes that a supervisor watches."""
    return click.option("--heartbeat", type=int, hidden=True, help="Pipe to show signs of life in.")(command)


def build_environ(data_dir: Path | None, **chosen: object) -> dict[str, str]:
    """The environment, overridden by the options on the command line; what child processes inherit."""
    options = {"data_dir": data_dir and data_dir.resolve(), **chosen}
    given = {f"PRM_{name.upper()}": str(value) for name, value in options.items() if value is not None}
    return {**os.environ, **given}


def load_settings(kind: type[Settings], data_dir: Path | None, **chosen: object) -> Settings:
    """Settings from :func:`build_environ`."""
    return read_settings(kind, build_environ(data_dir, **chosen))


def set_up_command_logging(settings: InstallationSettings, *packages: str) -> None:
    """For a command run by hand: libraries and these packages log warnings only."""
    set_up_logging(settings, "prm")
    for library in ("alembic", "httpx2", *packages):
        logging.getLogger(library).setLevel(logging.WARNING)


def print_json(value: object) -> None:
    """One line of JSON on standard output."""
    click.echo(json.dumps(value, default=str))


def print_table(names: list[str], rows: list[list[object]], as_json: bool) -> None:
    """Rows under their names in columns, or as a JSON array of objects."""
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    texts = [names, *([_format_value(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        click.echo("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def print_removed(removed: Mapping[str, int], ending: str, as_json: bool) -> None:
    """How much was removed from where, and a line about the end; of a place without anything nothing."""
    found = {name: count for name, count in removed.items() if count}
    if as_json:
        print_json(found)
        return
    for name, count in found.items():
        click.echo(f"{count:>10,}  {name}")
    click.echo(ending)


def print_record(names: list[str], values: list[object], as_json: bool) -> None:
    """One row: a line for each name, or a JSON object."""
    if as_json:
        print_json(dict(zip(names, values, strict=True)))
        return
    width = max(map(len, names))
    for name, value in zip(names, values, strict=True):
        click.echo(f"{name.ljust(width)}  {_format_value(value)}")


def _format_value(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else "-" if value in (None, "") else str(value)
