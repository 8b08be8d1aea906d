"""A report of the API as one file a day in a folder or a bucket; run again, it continues with the missing days."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2
import orjson

from transfer.destinations import Destination
from transfer.errors import TransferFailed

FUNNEL = "funnel"
REPORTS = (
    "attribution", "attribution/compare", "conversions", "paths", FUNNEL, "partners/stats", "promo-codes/redemptions",
)  # fmt: skip
_TIMEOUT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class ReportExport:
    """The request of each day: ``query`` are further parameters of the call, ``funnel`` is the body of a funnel."""

    report: str
    file_format: str
    zone: ZoneInfo
    query: Mapping[str, str]
    funnel: Mapping[str, object] | None = None

    def name_file(self, day: date) -> str:
        """The file of a day."""
        return f"{day.isoformat()}.{self.file_format}"


def connect_console(url: str, key_file: Path) -> httpx2.Client:
    """A client for :func:`export_days` with the secret key of the file."""
    headers = {"Authorization": f"Bearer {key_file.read_text(encoding='utf-8').strip()}"}
    return httpx2.Client(base_url=url, headers=headers, timeout=_TIMEOUT_SECONDS)


def export_days(
    client: httpx2.Client, export: ReportExport, destination: Destination, first: date, end: date
) -> Iterator[str]:
    """The names of the files written now, oldest day first; stops before the first day that is not complete."""
    existing = destination.list_names()
    for day in (first + timedelta(n) for n in range((end - first).days)):
        name = export.name_file(day)
        if name in existing:
            continue
        with _request_day(client, export, day) as answer:
            if not _is_complete(answer.headers.get("X-PRM-Complete-Until", ""), day, export.zone):
                return
            destination.write(name, answer.iter_bytes())
        yield name


def read_funnel(report: str, path: Path | None) -> Mapping[str, object] | None:
    """The body of a funnel from its file; raises :class:`TransferFailed`."""
    if (report == FUNNEL) != (path is not None):
        raise TransferFailed("a funnel needs --funnel FILE, and no other report takes it")
    try:
        funnel = orjson.loads(path.read_bytes()) if path else None
    except orjson.JSONDecodeError as exc:
        raise TransferFailed(f"the funnel file {path} is not JSON: {exc}") from None
    if funnel is not None and not isinstance(funnel, dict):
        raise TransferFailed(f'the funnel file {path} must hold a JSON object like {{"steps": […]}}')
    return funnel


@contextmanager
def _request_day(client: httpx2.Client, export: ReportExport, day: date) -> Iterator[httpx2.Response]:
    """The answer, streamed while it is written; raises :class:`TransferFailed` for an error or half an answer."""
    period = {"from": day.isoformat(), "to": (day + timedelta(1)).isoformat(), "tz": export.zone.key}
    query = {**export.query, **period, "format": export.file_format}
    body = {**export.funnel, **period} if export.funnel else None
    try:
        with client.stream("POST" if body else "GET", f"/api/v1/{export.report}", params=query, json=body) as answer:
            if answer.status_code != 200:
                raise TransferFailed(f"the console answered {answer.status_code}: {answer.read().decode()[:200]}")
            yield answer
    except httpx2.HTTPError as exc:
        remedy = "Run the command again: it continues with the first missing day."
        raise TransferFailed(f"the console closed the connection during {day}: {exc}", remedy) from exc


def _is_complete(complete_until_ms: str, day: date, zone: ZoneInfo) -> bool:
    ended = datetime.combine(day + timedelta(1), time(), zone).astimezone(UTC)
    return complete_until_ms.isdigit() and int(complete_until_ms) >= ended.timestamp() * 1000
