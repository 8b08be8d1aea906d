"""`prm replay-log`: sends a web server's access log to the tracker, so that a second time stores nothing new."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

import click
import httpx2

from cli.access_log import make_events, open_log
from cli.addresses import read_addresses
from cli.failures import CommandFailed
from cli.options import choose_settings, data_dir_option, json_option, print_json
from cli.registry_access import changing_registry, reading_registry
from events.snapshot import WRITE_EVENTS
from registry.columns import utc_now
from registry.keys import create_key, revoke_key
from registry.sites import list_sites, resolve_site
from settings import TrackerSettings

BATCH_EVENTS = 1_000
_UNPARSABLE_SHOWN = 5
# How long a status may stay the answer; a key made a moment ago (401) reaches the edge within two seconds.
_PATIENCE_SECONDS = {401: 10, 429: 120, 503: 120}
_LONGEST_PAUSE_SECONDS = 10.0
_SAFE_TO_REPEAT = "The same command again goes on; nothing is stored twice."


@dataclass(slots=True)
class Summary:
    """What became of the lines."""

    lines: int = 0
    parsable: int = 0
    unparsable: int = 0
    unparsable_lines: list[int] = field(default_factory=list)
    accepted: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    def count_line(self, parsable: bool) -> None:
        """Counts one line and remembers where the first bad ones are."""
        self.lines += 1
        self.parsable += parsable
        self.unparsable += not parsable
        if not parsable and len(self.unparsable_lines) < _UNPARSABLE_SHOWN:
            self.unparsable_lines.append(self.lines)


@click.command("replay-log")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", default=None, metavar="SITE", help="Id, site key or name; may be left out if there is one.")
@click.option("--tracker", default=None, metavar="URL", help="Address of the tracker; else the one `prm up` started.")
@click.option("--key", default=None, help="Secret key; else one is made for this run and revoked after it.")
@json_option
@data_dir_option
def replay_log(
    file: Path, site: str | None, tracker: str | None, key: str | None, as_json: bool, data_dir: Path | None
) -> None:
    """Send an access log as events. FILE is in the combined format, plain or gzip; a second time stores nothing new."""
    site_id, host = _choose_site(data_dir, site)
    address = tracker or find_tracker(data_dir)
    with _borrow_key(data_dir, site_id, key) as secret_key:
        headers = {"Authorization": f"Bearer {secret_key}", "Content-Type": "application/x-ndjson"}
        with httpx2.Client(base_url=address, headers=headers, timeout=60) as client:
            summary = _replay(client, file, host)
    _print(summary, as_json)


def find_tracker(data_dir: Path | None) -> str:
    """The tracker of the `prm up` that runs on this data directory, else the one of the settings."""
    settings = choose_settings(TrackerSettings, data_dir)
    running = read_addresses(settings.data_dir)
    return running.tracker_url if running else f"http://127.0.0.1:{settings.tracker_port}"


def _choose_site(data_dir: Path | None, given: str | None) -> tuple[int, str]:
    with reading_registry(data_dir) as session:
        sites = [resolve_site(session, given)] if given else list_sites(session)
    if len(sites) == 1:
        return sites[0].id, sites[0].hosts[0].removeprefix("*.")
    if not sites:
        raise CommandFailed("there is no site yet", "Make one: prm site create NAME --host HOST")
    names = ", ".join(f"{each.id} ({each.name})" for each in sites)
    raise CommandFailed(f"there are several sites: {names}", "Choose one with --site.")


@contextmanager
def _borrow_key(data_dir: Path | None, site_id: int, given: str | None) -> Iterator[str]:
    if given:
        yield given
        return
    with changing_registry(data_dir) as session:
        key, secret_key = create_key(session, site_id, "replay-log", [WRITE_EVENTS])
    try:
        yield secret_key
    finally:
        with changing_registry(data_dir) as session:
            revoke_key(session, site_id, key.id, utc_now())


def _replay(client: httpx2.Client, file: Path, host: str) -> Summary:
    summary = Summary()
    lines, raw = open_log(file)
    with lines, raw, click.progressbar(length=file.stat().st_size, label=file.name, file=sys.stderr) as bar:
        events = _count_lines(make_events(iter(lines), host), summary)
        while batch := list(islice(events, BATCH_EVENTS)):
            _send(client, batch, summary)
            bar.update(raw.tell() - bar.pos)
    return summary


def _count_lines(events: Iterator[dict[str, object] | None], summary: Summary) -> Iterator[dict[str, object]]:
    for event in events:
        summary.count_line(event is not None)
        if event is not None:
            yield event


def _send(client: httpx2.Client, batch: list[dict[str, object]], summary: Summary) -> None:
    """Sends until the tracker has taken it; what is too large at once goes in two halves."""
    response = _post(client, b"\n".join(json.dumps(event).encode() for event in batch))
    if response.status_code == 413 and len(batch) > 1:
        middle = len(batch) // 2
        _send(client, batch[:middle], summary)
        _send(client, batch[middle:], summary)
        return
    if response.status_code != 202:
        reason = response.headers.get("X-PRM-Rejected", response.text[:200])
        raise CommandFailed(f"the tracker answered {response.status_code}: {reason}", _SAFE_TO_REPEAT)
    answer = response.json()
    summary.accepted += answer["accepted"]
    summary.rejected.update(f"{each['field']}:{each['reason']}" for each in answer["rejected"])


def _post(client: httpx2.Client, body: bytes) -> httpx2.Response:
    began = time.monotonic()
    while True:
        try:
            response = client.post("/v1/events", content=body)
        except httpx2.HTTPError as exc:
            remedy = f"Start it: prm up. {_SAFE_TO_REPEAT}"
            raise CommandFailed(f"no answer from {client.base_url}: {exc}", remedy) from exc
        patience = _PATIENCE_SECONDS.get(response.status_code, 0)
        if time.monotonic() - began >= patience:
            return response
        time.sleep(_read_pause_seconds(response))


def _read_pause_seconds(response: httpx2.Response) -> float:
    try:
        asked = float(response.headers.get("Retry-After", 0.2))
    except ValueError:
        asked = 1.0
    return min(max(asked, 0.1), _LONGEST_PAUSE_SECONDS)


def _print(summary: Summary, as_json: bool) -> None:
    if as_json:
        print_json(asdict(summary))
        return
    click.echo(f"{summary.lines:,} lines, {summary.parsable:,} of them requests, {summary.accepted:,} accepted")
    if summary.unparsable:
        where = ", ".join(map(str, summary.unparsable_lines))
        more = ", …" if summary.unparsable > len(summary.unparsable_lines) else ""
        click.echo(f"{summary.unparsable:,} could not be read as the combined format: line {where}{more}")
    for reason, count in summary.rejected.items():
        click.echo(f"{count:,} rejected: {reason}")
