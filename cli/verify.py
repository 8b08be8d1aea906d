"""`prm verify`: compares the stored events with every table behind them and with what was counted."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import cast

import click
from redis import Redis

from cli.ingest_pause import pause_every_shard
from cli.options import data_dir_option, json_option, load_settings, print_json, print_table, set_up_command_logging
from cli.registry_access import choose_site
from events.keys import SETTLED
from reports.settled.schedule import pause_settler
from settings import IngestSettings
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.warehouse_access import connect_warehouse
from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.derived.verification import Finding, Plan, make_plan, verify_and_repair, verify_only

_COLUMNS = ["table", "month", "expected", "stored", "missing", "extra", "wrong", "result"]


@click.command()
@click.option("--repair", is_flag=True, help="Write again what differs, from the events.")
@click.option("--site", default=None, metavar="SITE", help="Id, site key or name; default: all sites.")
@click.option("--month", default=None, type=click.DateTime(["%Y-%m"]), help="Default: all months.")
@json_option
@data_dir_option
def verify(repair: bool, site: str | None, month: datetime | None, as_json: bool, data_dir: Path | None) -> None:
    """Compare the events with every table behind them.

    Exits with status 1 if something differs, after a repair if something still does. Ingest is paused meanwhile; the
    tracker continues, and Redis holds what it accepts.
    """
    site_id = choose_site(data_dir, site)[0] if site else None
    settings = adopt_shards(load_settings(IngestSettings, data_dir))
    set_up_command_logging(settings)
    with (
        connect_warehouse(settings) as warehouse,
        connect_redis(settings) as redis,
        pause_every_shard(redis, settings.shards) as pause,
        ExitStack() as stack,
    ):
        plan = make_plan(warehouse, site_id, month.year * 100 + month.month if month else None)
        if repair:
            stack.enter_context(pause_settler(redis))
            steps = verify_and_repair(warehouse, plan, pause.check, settings.clickhouse_cluster)
        else:
            steps = verify_only(warehouse, plan)
        findings = _collect(steps, plan)
        lost = _count_lost(redis, settings.shards, warehouse, site_id)
    _show(findings, lost, plan, as_json)
    if lost or any(finding.damaged for finding in findings):
        raise SystemExit(1)


def _collect(steps: Iterator[Finding], plan: Plan) -> list[Finding]:
    findings = []
    with click.progressbar(length=plan.count_steps(), label="tables", file=sys.stderr) as bar:
        for finding in steps:
            findings.append(finding)
            bar.update(1)
    return findings


def _count_lost(redis: Redis, shards: int, warehouse: Warehouse, site_id: int | None) -> dict[int, int]:
    """For each site the events that were counted as stored and that no row names.

    More rows than were counted are no loss: Redis has forgotten acknowledgements, and counted these as duplicates.
    """
    counted: dict[int, int] = {}
    for shard in range(shards):
        for field, number in cast(dict[bytes, bytes], redis.hgetall(SETTLED % shard)).items():
            site, _, what = field.decode().partition(":")
            if what == "stored":
                counted[int(site)] = counted.get(int(site), 0) + int(number)
    rows = warehouse.query(read_statement("warehouse.upkeep.derived", "stored_ids_by_site"))
    stored = dict(rows.parse_tuples(tuple[int, int]))
    lost = {site: number - stored.get(site, 0) for site, number in counted.items() if site_id in (None, site)}
    return {site: number for site, number in lost.items() if number > 0}


def _show(findings: list[Finding], lost: dict[int, int], plan: Plan, as_json: bool) -> None:
    rows = [_make_row(finding) for finding in findings]
    if as_json:
        tables = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        expired = [_format_month(number) for number in plan.expired_months]
        print_json({"tables": tables, "events_lost": lost, "expired_months": expired})
        return
    print_table(_COLUMNS, rows, as_json=False)
    for site, number in lost.items():
        click.echo(f"site {site}: {number:,} events were counted as stored and are not there; import them or a backup")
    if plan.expired_months:
        click.echo(f"{len(plan.expired_months)} months were left alone: their events have expired")
    damaged = sum(finding.damaged for finding in findings)
    click.echo(
        f"{damaged:,} keys differ: run `prm verify --repair`" if damaged else "every table agrees with the events"
    )


def _make_row(finding: Finding) -> list[object]:
    found = finding.comparison
    result = "differs" if finding.damaged else "repaired" if found.damaged else "ok"
    counts = (found.expected, found.stored, found.missing, found.extra, found.wrong)
    return [finding.table, _format_month(finding.month), *counts, result]


def _format_month(number: int) -> str:
    return f"{number // 100}-{number % 100:02}" if number else "all"
