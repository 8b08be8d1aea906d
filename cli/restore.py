"""`prm restore`: a data directory from a backup."""

from pathlib import Path

import click

from cli.options import data_dir_option, load_settings, set_up_command_logging
from settings import ConsoleSettings
from supervisor.data_lock import lock_data_directory
from transfer.backup import check_backup_possible, make_data_directory, read_contents, restore_backup


@click.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@data_dir_option
def restore(source: Path, data_dir: Path | None) -> None:
    """Restore a backup into a new data directory on which nothing runs."""
    settings = load_settings(ConsoleSettings, data_dir)
    set_up_command_logging(settings)
    check_backup_possible(settings)
    contents = read_contents(source)
    make_data_directory(settings.data_dir)
    with lock_data_directory(settings.data_dir):
        rows = restore_backup(settings, source, contents)
    click.echo(f"{rows.get('events', 0):,} events and the registry in {settings.data_dir}, as of {contents.made_at}")
