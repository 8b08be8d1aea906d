"""`prm verify`: compares the events with every table behind them, and repairs what differs."""

import sys
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import click

from cli.ingest_pause import pause_every_shard
from cli.options import data_dir_option, json_option, load_settings, print_table, set_up_command_logging
from settings import IngestSettings
from supervisor.redis_client import connect_redis
from supervisor.warehouse_access import connect_warehouse
from warehouse.upkeep.derived.verification import Finding, Plan, make_plan, verify, verify_and_repair

_COLUMNS = ["table", "month", "expected", "stored", "missing", "extra", "wrong"]


@click.command("verify")
@click.option("--repair", is_flag=True, help="Repair what differs, from the events.")
@click.option("--site", type=click.IntRange(1), help="Only this site, by its id.")
@click.option("--month", type=click.IntRange(197001, 229912), help="Only this month, like 202611.")
@json_option
@data_dir_option
def verify_tables(repair: bool, site: int | None, month: int | None, as_json: bool, data_dir: Path | None) -> None:
    """Compare the events with every table behind them; status 1 if something differs.

    Ingest is paused meanwhile; the tracker continues, and Redis holds what it accepts.
    """
    settings = load_settings(IngestSettings, data_dir)
    set_up_command_logging(settings)
    with (
        connect_warehouse(settings) as warehouse,
        connect_redis(settings) as redis,
        pause_every_shard(redis, settings.shards) as pause,
    ):
        plan = make_plan(warehouse, site, month)
        if repair:
            findings = verify_and_repair(warehouse, plan, pause.check, settings.clickhouse_cluster)
        else:
            findings = verify(warehouse, plan)
        found = _collect(plan, findings)
    print_table(_COLUMNS, [_make_row(finding) for finding in found], as_json)
    damaged = sum(finding.comparison.damaged for finding in found)
    if plan.expired_months and not as_json:
        click.echo(f"{len(plan.expired_months)} months are not compared: their events have expired")
    if damaged and not repair:
        click.echo(f"{damaged} differ; `prm verify --repair` makes them what the events say", err=True)
        sys.exit(1)


def _collect(plan: Plan, findings: Iterator[Finding]) -> list[Finding]:
    with click.progressbar(findings, plan.count_steps(), "tables", file=sys.stderr) as steps:
        return list(steps)


def _make_row(finding: Finding) -> list[object]:
    return [finding.table, finding.month or "all", *astuple(finding.comparison)]
