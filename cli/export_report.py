"""`prm export-report`: a report of the API, a file a day, into a folder or a bucket; the same command again goes on."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import httpx2
import orjson

from cli.failures import CommandFailed
from supervisor.stop_signal import Stopping
from transfer.destinations import Place, open_place

FUNNEL = "funnel"
REPORTS = (
    "attribution", "attribution/compare", "conversions", "paths", FUNNEL, "partners/stats", "promo-codes/redemptions",
)  # fmt: skip
TIMEOUT_SECONDS = 300
_DAY = click.DateTime(["%Y-%m-%d"])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Export:
    """What is asked for each day; ``query`` are further parameters of the call, ``question`` the body of a funnel."""

    report: str
    file_format: str
    zone: ZoneInfo
    query: Mapping[str, str]
    question: Mapping[str, object] | None = None

    def name_file(self, day: date) -> str:
        """The file of a day."""
        return f"{day.isoformat()}.{self.file_format}"


@click.command()
@click.argument("report", type=click.Choice(REPORTS))
@click.option("--to", "address", required=True, metavar="PLACE", help="Folder, or like s3://bucket/reports.")
@click.option("--key-file", type=_FILE, required=True, help="File with a secret key of the site.")
@click.option("--url", default="http://127.0.0.1:8500", help="Address of the console.")
@click.option("--from", "first", type=_DAY, required=True, help="First day.")
@click.option("--until", "end", type=_DAY, default=None, help="First day not asked for; else today.")
@click.option("--format", "file_format", type=click.Choice(["csv", "ndjson", "parquet"]), default="parquet")
@click.option("--tz", default="UTC", help="Clock of the days.")
@click.option("--query", multiple=True, metavar="NAME=VALUE", help="A parameter of the call, like by=channel.")
@click.option("--question", type=_FILE, help="JSON file with the question of a funnel.")
@click.option("--every", "every_minutes", type=click.IntRange(1), help="Look for finished days every so many minutes.")
def export_report(
    report: str, address: str, key_file: Path, url: str, first: datetime, end: datetime | None, file_format: str,
    tz: str, query: tuple[str, ...], question: Path | None, every_minutes: int | None,
) -> None:  # fmt: skip
    """Write REPORT into PLACE, a file a day.

    Days that are there already are passed over, and those whose events are not all stored yet are left for the next
    time: run it by a timer, or with --every. S3 needs pip install 'prm[s3]'.
    """
    zone, asked = ZoneInfo(tz), dict(each.split("=", 1) for each in query if "=" in each)
    export = Export(report, file_format, zone, asked, read_question(report, question))
    headers = {"Authorization": f"Bearer {key_file.read_text(encoding='utf-8').strip()}"}
    place, stopping = open_place(address, report.replace("/", "-")), Stopping()
    with httpx2.Client(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS) as client:
        while True:
            last = end.date() if end else datetime.now(zone).date()
            for name in export_days(client, export, place, first.date(), last):
                click.echo(f"{report}/{name}")
                if stopping.is_wanted():
                    return
            if every_minutes is None or not _rest(stopping, every_minutes):
                return


def export_days(client: httpx2.Client, export: Export, place: Place, first: date, end: date) -> Iterator[str]:
    """The names of the files written now, oldest day first; ends before the first day that is not complete."""
    there = place.list_names()
    for day in (first + timedelta(n) for n in range((end - first).days)):
        name = export.name_file(day)
        if name in there:
            continue
        with _asking_day(client, export, day) as answer:
            if not _is_complete(answer.headers.get("X-PRM-Complete-Until", ""), day, export.zone):
                return
            place.write(name, answer.iter_bytes())
        yield name


@contextmanager
def _asking_day(client: httpx2.Client, export: Export, day: date) -> Iterator[httpx2.Response]:
    """The answer, whose body is read while it is written; raises ``CommandFailed`` for a refusal or half an answer."""
    period = {"from": day.isoformat(), "to": (day + timedelta(1)).isoformat(), "tz": export.zone.key}
    query = {**export.query, **period, "format": export.file_format}
    body = {**export.question, **period} if export.question else None
    try:
        with client.stream("POST" if body else "GET", f"/api/v1/{export.report}", params=query, json=body) as answer:
            if answer.status_code != 200:
                raise CommandFailed(f"the console answered {answer.status_code}: {answer.read().decode()[:200]}")
            yield answer
    except httpx2.HTTPError as exc:
        remedy = "Run the command again: it goes on with the first day that is missing."
        raise CommandFailed(f"the console broke off on {day}: {exc}", remedy) from exc


def _is_complete(complete_until_ms: str, day: date, zone: ZoneInfo) -> bool:
    ended = datetime.combine(day + timedelta(1), clock(), zone).astimezone(UTC)
    return complete_until_ms.isdigit() and int(complete_until_ms) >= ended.timestamp() * 1000


def read_question(report: str, path: Path | None) -> Mapping[str, object] | None:
    """The body of a funnel from its file; raises ``CommandFailed``."""
    if (report == FUNNEL) != (path is not None):
        raise CommandFailed("a funnel, and nothing else, is asked by --question FILE")
    try:
        question = orjson.loads(path.read_bytes()) if path else None
    except orjson.JSONDecodeError as exc:
        raise CommandFailed(f"the question {path} is no JSON: {exc}") from None
    if question is not None and not isinstance(question, dict):
        raise CommandFailed(f'the question {path} must be a JSON object like {{"steps": […]}}')
    return question


def _rest(stopping: Stopping, minutes: int) -> bool:
    """False as soon as somebody wishes the end."""
    ends = time.monotonic() + minutes * 60
    while time.monotonic() < ends and not stopping.is_wanted():
        time.sleep(0.2)
    return not stopping.is_wanted()
