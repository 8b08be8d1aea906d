"""`prm replay-log`: sends a web server's access log to the tracker, so that a second time stores nothing new."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

import click
import httpx2

from cli.options import choose_settings, data_dir_option, json_option, print_json
from cli.registry_access import borrow_key, choose_site
from events.snapshot import WRITE_EVENTS
from settings import TrackerSettings
from supervisor.addresses import read_addresses
from transfer.access_log import make_events, open_log
from transfer.delivery import send_lines

BATCH_EVENTS = 1_000
_UNPARSABLE_SHOWN = 5


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
    site_id, host = choose_site(data_dir, site)
    address = tracker or find_tracker(data_dir)
    with _take_key(data_dir, site_id, key) as secret_key:
        headers = {"Authorization": f"Bearer {secret_key}", "Content-Type": "application/x-ndjson"}
        with httpx2.Client(base_url=address, headers=headers, timeout=60) as client:
            summary = _replay(client, file, host)
    _print(summary, as_json)


def find_tracker(data_dir: Path | None) -> str:
    """The tracker of the `prm up` that runs on this data directory, else the one of the settings."""
    settings = choose_settings(TrackerSettings, data_dir)
    running = read_addresses(settings.data_dir)
    return running.tracker_url if running else f"http://127.0.0.1:{settings.tracker_port}"


def _take_key(data_dir: Path | None, site_id: int, given: str | None) -> AbstractContextManager[str]:
    return nullcontext(given) if given else borrow_key(data_dir, site_id, "replay-log", [WRITE_EVENTS])


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
    refused = send_lines(client, [json.dumps(event).encode() for event in batch])
    summary.accepted += len(batch) - len(refused)
    summary.rejected.update(f"{each.field}:{each.reason}" for each in refused)


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
