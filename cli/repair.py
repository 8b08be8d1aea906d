"""`prm repair`: damaged files: list, discard, and the repair of the embedded Redis' file."""

from pathlib import Path

import click

from cli.failures import CommandFailed
from cli.options import data_dir_option, json_option, load_settings, print_table, set_up_command_logging
from settings.damaged_files import list_damaged_files, remove_damaged_files
from settings.processes import BufferSettings
from supervisor.data_lock import lock_data_directory
from supervisor.redis_repair.repair import leave_out_unreadable


@click.group()
def repair() -> None:
    """What a power cut or a failing disk has damaged."""


@repair.command("list")
@json_option
@data_dir_option
def show(as_json: bool, data_dir: Path | None) -> None:
    """List the damaged files that were put aside at a start or by a repair."""
    files = list_damaged_files(load_settings(BufferSettings, data_dir).data_dir)
    rows: list[list[object]] = [[each.store, f"{each.put_aside_at:%Y-%m-%d %H:%M}", str(each.path)] for each in files]
    print_table(["store", "put_aside_at", "path"], rows, as_json)


@repair.command("discard")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@data_dir_option
def discard(yes: bool, data_dir: Path | None) -> None:
    """Delete the damaged files that were put aside; health and `prm doctor` no longer report them."""
    place = load_settings(BufferSettings, data_dir).data_dir
    if not yes:
        click.confirm(f"Delete {len(list_damaged_files(place))} damaged files forever?", abort=True)
    click.echo(f"deleted: {remove_damaged_files(place)}")


@repair.command("redis")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@data_dir_option
def repair_redis(yes: bool, data_dir: Path | None) -> None:
    """Leave out what is unreadable in the embedded Redis' file. The damaged file is kept; `prm up` must not run."""
    settings = load_settings(BufferSettings, data_dir)
    set_up_command_logging(settings)
    if settings.redis_url:
        raise CommandFailed("PRM_REDIS_URL names a Redis of your own", "Repair it there: redis-check-aof --fix")
    with lock_data_directory(settings.data_dir):
        if not yes:
            click.confirm("Leave out what is unreadable? The damaged file is kept.", abort=True)
        repaired = leave_out_unreadable(settings.data_dir)
    for damage, left_out, copy in repaired:
        click.echo(f"{damage}\n    left out {left_out:,} bytes; the damaged file is kept as {copy}")
    if not repaired:
        click.echo("nothing to repair: every command of the file can be read")
