"""`prm restore`: a data directory from a backup."""

from pathlib import Path

import click

from cli.options import data_dir_option, load_settings, set_up_command_logging
from settings import BackupSettings
from supervisor.data_lock import lock_data_directory
from supervisor.redis_client import connect_redis
from transfer.backups.contents import BackupContents
from transfer.backups.creation import check_backup_possible
from transfer.backups.place import BackupPlace
from transfer.backups.restoration import check_backup, make_data_directory, restore_backup


@click.command()
@click.argument("source")
@click.option("--backup", "name", metavar="NAME", help="Default: the latest one.")
@click.option("--list", "is_list", is_flag=True, help="Only list the backups in SOURCE.")
@click.option("--check", is_flag=True, help="Only read the backup and compare every byte to what was sent.")
@data_dir_option
def restore(source: str, name: str | None, is_list: bool, check: bool, data_dir: Path | None) -> None:
    """Restore a backup from SOURCE, a folder or a bucket, into a new data directory."""
    settings = load_settings(BackupSettings, data_dir)
    set_up_command_logging(settings)
    check_backup_possible(settings)
    place = BackupPlace(source)
    if is_list:
        click.echo("\n".join(place.list_backups()))
        return
    contents = place.read_contents(name) if name else place.read_latest()
    if check:
        check_backup(place, contents)
        click.echo(f"backup {contents.name}: all {len(contents.pieces)} pieces are as they were sent")
        return
    make_data_directory(settings.data_dir)
    with lock_data_directory(settings.data_dir):
        rows = _restore(settings, place, contents)
    click.echo(
        f"{rows.get('events', 0):,} events, {contents.waiting_entries:,} waiting entries of Redis,"
        f" {contents.spool_segments} files of the spool and the registry in {settings.data_dir},"
        f" as of {contents.made_at}. Erase again who was erased since then."
    )
    click.echo("Keys of addresses are in no backup: new events get new ones, and no address is compared across that.")


def _restore(settings: BackupSettings, place: BackupPlace, contents: BackupContents) -> dict[str, int]:
    if not settings.redis_url:
        return restore_backup(settings, None, place, contents)
    with connect_redis(settings) as redis:
        return restore_backup(settings, redis, place, contents)
