"""`prm export-report`: a report of the API, a file a day, into a folder or a bucket; the same command again goes on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import httpx2

from cli.failures import CommandFailed

REPORTS = ("attribution", "attribution/compare", "conversions", "paths", "partners/stats", "promo-codes/redemptions")
TIMEOUT_SECONDS = 300
_DAY = click.DateTime(["%Y-%m-%d"])


@dataclass(frozen=True, slots=True)
class Export:
    """What is asked for each day; ``query`` are further parameters of the call."""

    report: str
    file_format: str
    zone: ZoneInfo
    query: Mapping[str, str]

    def name_file(self, day: date, part: int | None = None) -> str:
        """The file of a day; one that several hold is whole when this one, without a part, is there."""
        middle = f".part{part}" if part else ""
        return f"{self.report.replace('/', '-')}/{day.isoformat()}{middle}.{self.file_format}"


@click.command()
@click.argument("report", type=click.Choice(REPORTS))
@click.argument("folder")
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="File with a secret key of the site.")  # fmt: skip
@click.option("--url", default="http://127.0.0.1:8500", help="Address of the console.")
@click.option("--from", "first", type=_DAY, required=True, help="First day.")
@click.option("--to", "end", type=_DAY, default=None, help="First day not asked for; else today.")
@click.option("--format", "file_format", type=click.Choice(["csv", "ndjson", "parquet"]), default="parquet")
@click.option("--tz", default="UTC", help="Clock of the days.")
@click.option("--query", multiple=True, metavar="NAME=VALUE", help="A parameter of the call, like by=channel.")
def export_report(
    report: str, folder: str, key_file: Path, url: str, first: datetime, end: datetime | None, file_format: str,
    tz: str, query: tuple[str, ...],
) -> None:  # fmt: skip
    """Write REPORT into FOLDER, a file a day.

    FOLDER is a path, or what fsspec knows, like s3://bucket/reports (needs s3fs). Days that are there already are
    passed over, and those whose events are not all stored yet are left for the next time: run it by a timer.
    """
    zone = ZoneInfo(tz)
    export = Export(report, file_format, zone, dict(each.split("=", 1) for each in query if "=" in each))
    last = end.date() if end else datetime.now(zone).date()
    headers = {"Authorization": f"Bearer {key_file.read_text(encoding='utf-8').strip()}"}
    with httpx2.Client(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS) as client:
        for name in export_days(client, export, folder, first.date(), last):
            click.echo(name)


def export_days(client: httpx2.Client, export: Export, folder: str, first: date, end: date) -> Iterator[str]:
    """The names of the files written now, oldest day first; ends before the first day that is not complete."""
    files, root = _open_folder(folder)
    files.makedirs(f"{root}/{export.report.replace('/', '-')}", exist_ok=True)
    for day in (first + timedelta(n) for n in range((end - first).days)):
        if files.exists(f"{root}/{export.name_file(day)}"):
            continue
        pages = _ask_day(client, export, day)
        if pages is None:
            return
        # The file without a part comes last: what is there without it is written again.
        for part, page in enumerate(pages, 1):
            name = export.name_file(day, part if part < len(pages) else None)
            with files.transaction, files.open(f"{root}/{name}", "wb") as file:
                file.write(page)
            yield name


def _open_folder(folder: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as exc:
        raise CommandFailed("this needs fsspec", "Install it: pip install 'prm[export]'.") from exc
    files, root = url_to_fs(folder)
    return files, str(root).rstrip("/")


def _ask_day(client: httpx2.Client, export: Export, day: date) -> list[bytes] | None:
    """The pages of a day; None as long as not all its events are stored."""
    period = {"from": day.isoformat(), "to": (day + timedelta(1)).isoformat(), "tz": export.zone.key}
    query, pages = {**export.query, **period, "format": export.file_format}, list[bytes]()
    while True:
        response = client.get(f"/api/v1/{export.report}", params=query)
        if response.status_code != 200:
            raise CommandFailed(f"the console answered {response.status_code}: {response.text[:200]}")
        if not _is_complete(response.headers.get("X-PRM-Complete-Until", ""), day, export.zone):
            return None
        pages.append(response.content)
        cursor = response.headers.get("X-PRM-Next-Cursor")
        if not cursor:
            return pages
        query["cursor"] = cursor


def _is_complete(complete_until_ms: str, day: date, zone: ZoneInfo) -> bool:
    ended = datetime.combine(day + timedelta(1), time(), zone).astimezone(UTC)
    return complete_until_ms.isdigit() and int(complete_until_ms) >= ended.timestamp() * 1000
