"""`prm export`: the stored events of a site and a period as a file."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from cli.options import any_site_option, data_dir_option, format_option, load_settings, set_up_command_logging
from cli.registry_access import choose_site
from settings import WarehouseSettings
from supervisor.warehouse_access import connect_warehouse
from transfer.event_export import export_events
from transfer.event_files import choose_format
from warehouse.interface import Value


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "start", type=click.DateTime(), default="1971-01-01", help="Start of the period, in UTC.")
@click.option("--to", "end", type=click.DateTime(), default="2200-01-01", help="End of the period, exclusive, in UTC.")
@any_site_option
@format_option
@data_dir_option
def export(
    file: Path, start: datetime, end: datetime, site: str | None, file_format: str | None, data_dir: Path | None
) -> None:
    """Write events to FILE, which is created only when complete. `prm backfill` can import it again."""
    chosen = choose_format(file, file_format)
    site_id, _ = choose_site(data_dir, site)
    settings = load_settings(WarehouseSettings, data_dir)
    set_up_command_logging(settings)
    period: Mapping[str, Value] = {"site_id": site_id, "from_ms": _to_ms(start), "to_ms": _to_ms(end)}
    written = 0
    with connect_warehouse(settings) as warehouse:
        for written in export_events(warehouse, period, file, chosen):
            click.echo(f"\r{written:,} events", nl=False, err=True)
    click.echo("", err=True)
    click.echo(f"{written:,} events in {file}")


def _to_ms(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp() * 1000)
