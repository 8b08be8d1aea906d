"""`prm fraud`: has the running console judge a site's history again."""

from pathlib import Path

import click
import httpx2

from cli.failures import CommandFailed
from cli.options import choose_settings, data_dir_option, json_option, print_json
from cli.registry_access import borrow_key, choose_site
from events.snapshot import READ_REPORTS, WRITE_EVENTS
from settings import ConsoleSettings
from supervisor.addresses import read_addresses

LONGEST_SECONDS = 24 * 3600.0


@click.group()
def fraud() -> None:
    """Fraud rules."""


@fraud.command("rescore")
@click.option("--site", default=None, metavar="SITE", help="Id, site key or name; may be left out if there is one.")
@json_option
@data_dir_option
def rescore(site: str | None, as_json: bool, data_dir: Path | None) -> None:
    """Judge the whole history again by the rule set that holds now. What persons decided stays."""
    site_id, _ = choose_site(data_dir, site)
    with borrow_key(data_dir, site_id, "fraud rescore", [READ_REPORTS, WRITE_EVENTS]) as secret_key:
        figures = _run_everything(_find_console(data_dir), secret_key)
    if as_json:
        print_json(figures)
        return
    click.echo(f"site {site_id}: {figures['conversions']:,} conversions judged by rule set {figures['rule_set']}")
    click.echo(f"{figures['marks']:,} marks and {figures['decisions']:,} decisions changed")


def _run_everything(console_url: str, secret_key: str) -> dict[str, int]:
    try:
        response = httpx2.post(
            f"{console_url}/api/v1/fraud/run",
            params={"everything": "true"},
            headers={"Authorization": f"Bearer {secret_key}"},
            timeout=LONGEST_SECONDS,
        )
    except httpx2.HTTPError as exc:
        raise CommandFailed(f"no answer from {console_url}: {exc}", "Start it: prm up.") from exc
    if response.status_code != 200:
        raise CommandFailed(f"the console answered {response.status_code}: {response.text[:200]}", "Run it again.")
    figures: dict[str, int] = response.json()
    return figures


def _find_console(data_dir: Path | None) -> str:
    settings = choose_settings(ConsoleSettings, data_dir)
    running = read_addresses(settings.data_dir)
    return running.console_url if running else f"http://127.0.0.1:{settings.console_port}"
