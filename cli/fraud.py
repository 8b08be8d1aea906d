"""`prm fraud`: fraud runs of the running console."""

from pathlib import Path

import click

from cli.options import any_site_option, data_dir_option, json_option, load_settings, print_json
from cli.registry_access import choose_site, create_temporary_key
from events.enums import Scope
from settings import ConsoleSettings
from supervisor.addresses import find_console_url
from transfer.fraud_rescore import request_rescore


@click.group()
def fraud() -> None:
    """Fraud rules."""


@fraud.command("rescore")
@any_site_option
@json_option
@data_dir_option
def rescore(site: str | None, as_json: bool, data_dir: Path | None) -> None:
    """Apply the current rule set to the whole history. Decisions of reviewers stay."""
    site_id, _ = choose_site(data_dir, site)
    console_url = find_console_url(load_settings(ConsoleSettings, data_dir))
    with create_temporary_key(data_dir, site_id, "fraud rescore", [Scope.REPORTS]) as secret_key:
        figures = request_rescore(console_url, secret_key)
    if as_json:
        print_json(figures)
        return
    click.echo(f"site {site_id}: {figures['conversions']:,} conversions scored by rule set {figures['rule_set']}")
    click.echo(f"{figures['marks']:,} marks and {figures['decisions']:,} decisions changed")
