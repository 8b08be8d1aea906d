"""`prm export-report`: a report of the API, one file a day, into a folder or a bucket."""

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from supervisor.stop_signal import StopSignal
from transfer.destinations import open_destination
from transfer.report_export import REPORTS, ReportExport, connect_console, export_days, read_funnel

_DAY = click.DateTime(["%Y-%m-%d"])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("report", type=click.Choice(REPORTS))
@click.option("--destination", required=True, metavar="PLACE", help="Folder, or an address like s3://bucket/reports.")
@click.option("--key-file", type=_FILE, required=True, help="File with a secret key of the site.")
@click.option("--url", default="http://127.0.0.1:8500", help="Address of the console.")
@click.option("--from", "first", type=_DAY, required=True, help="First day.")
@click.option("--to", "end", type=_DAY, default=None, help="End, exclusive; default: today.")
@click.option("--format", "file_format", type=click.Choice(["csv", "ndjson", "parquet"]), default="parquet")
@click.option("--tz", default="UTC", help="Time zone of the days.")
@click.option("--query", multiple=True, metavar="NAME=VALUE", help="A parameter of the call, like by=channel.")
@click.option("--funnel", type=_FILE, help="JSON file with the body of a funnel: its steps, order and window.")
@click.option("--every", "every_minutes", type=click.IntRange(1), help="Repeat every so many minutes, until stopped.")
def export_report(
    report: str, destination: str, key_file: Path, url: str, first: datetime, end: datetime | None, file_format: str,
    tz: str, query: tuple[str, ...], funnel: Path | None, every_minutes: int | None,
) -> None:  # fmt: skip
    """Write REPORT to the destination, one file a day.

    Days that exist are skipped, and days whose events are not all stored yet are left for the next run: run it from a
    timer, or with --every. S3 needs pip install 'prm[s3]'.
    """
    zone, parameters = ZoneInfo(tz), dict(each.split("=", 1) for each in query if "=" in each)
    export = ReportExport(report, file_format, zone, parameters, read_funnel(report, funnel))
    target, stop_signal = open_destination(destination, report.replace("/", "-")), StopSignal()
    with connect_console(url, key_file) as client:
        while True:
            last = end.date() if end else datetime.now(zone).date()
            for name in export_days(client, export, target, first.date(), last):
                click.echo(f"{report}/{name}")
                if stop_signal.is_set():
                    return
            if every_minutes is None or not _wait(stop_signal, every_minutes):
                return


def _wait(stop_signal: StopSignal, minutes: int) -> bool:
    """False as soon as the command is asked to stop."""
    ends = time.monotonic() + minutes * 60
    while time.monotonic() < ends and not stop_signal.is_set():
        time.sleep(0.2)
    return not stop_signal.is_set()
