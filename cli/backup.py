"""`prm backup`: everything stored, into a folder or a bucket, once or again and again."""

from pathlib import Path

import click

from cli.backups import make_backup, run_backups_on_schedule
from cli.failures import CommandFailed
from cli.options import data_dir_option, load_settings, set_up_command_logging
from settings import BackupSettings
from settings.logs import set_up_logging
from supervisor.stop_signal import set_on_signal


@click.command()
@click.argument("place", default="")
@click.option(
    "--every", metavar="PERIOD", help="Repeat until stopped: 30m, 6h, 1d. Default of `prm up`: PRM_BACKUP_EVERY."
)
@click.option("--keep", type=click.IntRange(1), help="Backups to keep there; default: PRM_BACKUP_KEEP.")
@data_dir_option
def backup(place: str, every: str | None, keep: int | None, data_dir: Path | None) -> None:
    """Add a backup to PLACE, a folder or s3://bucket/folder; default: PRM_BACKUP_PLACE.

    `prm up` may run: ingest is paused for a moment. Only what the place lacks is sent. Events waiting in Redis and in
    the spool are included. S3 needs pip install 'prm[s3]'.
    """
    chosen = {"backup_place": place or None, "backup_every": every, "backup_keep": keep}
    settings = load_settings(BackupSettings, data_dir, **chosen)
    if not settings.backup_place:
        raise CommandFailed("no place for the backup", "Name a folder or a bucket, or set PRM_BACKUP_PLACE.")
    stop = set_on_signal()
    if every:
        set_up_logging(settings, "backups")
        run_backups_on_schedule(settings, stop)
        return
    set_up_command_logging(settings)
    contents, record = make_backup(settings, stop)
    click.echo(
        f"{contents.rows.get('events', 0):,} events, {contents.waiting_entries:,} waiting entries of Redis,"
        f" {contents.spool_segments} files of the spool and the registry: backup {contents.name} in {record.place},"
        f" {record.bytes:,} bytes, {record.sent_bytes:,} of them new. It holds the secret: keep it safe."
        " Not included: databases named by PRM_GEO_DB and the like."
    )
