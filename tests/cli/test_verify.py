"""`prm verify` on a running installation: what is damaged is found, named and repaired from the events."""

import json
from collections.abc import Iterator

import pytest

from settings import WarehouseSettings, read_settings
from supervisor.warehouse_access import connect_warehouse
from tests.cli.command_runner import Prm, PrmHere
from tests.fixtures.running import RunningPrm, run_prm

SALE = {"type": "sale", "order_id": "A-1", "amount": 900, "currency": "EUR", "visitor_id": "v-1"}
REFUND = {"type": "refund", "order_id": "A-1", "amount": 300, "currency": "EUR"}
CLICK = {"type": "click", "ref": "alice", "visitor_id": "v-1"}
# What a power cut without syncs could leave: a table without its rows, with rows twice, or with another sum.
DAMAGES = {
    "order_returns": "truncate table order_returns",
    "standing_conversions": "alter table standing_conversions update amount_minor = 7 where true"
    " settings mutations_sync = 2",
    "conversion_reports": "insert into conversion_reports select * replace (generateUUIDv4() as event_id,"
    " generateUUIDv4() as conversion_id) from conversion_reports",
    "event_ids": "truncate table event_ids",
    "rollup_partner_hours": "insert into rollup_partner_hours select * from rollup_partner_hours",
    "events": "insert into events select * from events where type = 'refund'",
}


@pytest.fixture(scope="module")
def prm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPrm]:
    with run_prm(tmp_path_factory.mktemp("prm")) as prm:
        key = str(prm.create_site()["secret_key"])
        prm.send(key, [{**event, "timestamp": "2026-03-01T10:00:00Z"} for event in (CLICK, SALE, REFUND)])
        prm.wait_until_settled(key)
        yield prm


def test_an_undamaged_warehouse_has_no_difference(prm: RunningPrm) -> None:
    assert _list_damaged(prm) == {}


@pytest.mark.parametrize("table", DAMAGES)
def test_damage_is_found_and_repaired(prm: RunningPrm, table: str) -> None:
    with connect_warehouse(read_settings(WarehouseSettings, {"PRM_DATA_DIR": str(prm.data_dir)})) as warehouse:
        warehouse.execute(DAMAGES[table])
    assert table in _list_damaged(prm)
    repaired = PrmHere(prm.data_dir).run("verify", "--repair")
    assert (repaired.returncode, "repaired" in repaired.stdout) == (0, True)
    assert _list_damaged(prm) == {}


def test_damage_is_an_error_that_names_the_command(prm: RunningPrm) -> None:
    with connect_warehouse(read_settings(WarehouseSettings, {"PRM_DATA_DIR": str(prm.data_dir)})) as warehouse:
        warehouse.execute(DAMAGES["order_returns"])
    found = Prm(prm.data_dir).run("verify")
    assert found.returncode == 1
    assert "run `prm verify --repair`" in found.stdout
    assert "repaired" in prm.prm("verify", "--repair")


def test_events_that_were_counted_and_are_gone_are_named(prm: RunningPrm) -> None:
    with connect_warehouse(read_settings(WarehouseSettings, {"PRM_DATA_DIR": str(prm.data_dir)})) as warehouse:
        warehouse.execute("alter table events delete where type = 'click' settings mutations_sync = 2")
    PrmHere(prm.data_dir).run("verify", "--repair")
    found = PrmHere(prm.data_dir).run("verify")
    assert (found.returncode, "site 1: 1 events were counted as stored and are not there" in found.stdout) == (1, True)


def _list_damaged(prm: RunningPrm) -> dict[str, dict[str, int]]:
    found = PrmHere(prm.data_dir).run("verify", "--json")
    rows = json.loads(found.stdout)["tables"]
    damaged = {row["table"]: row for row in rows if row["missing"] or row["extra"] or row["wrong"]}
    assert found.returncode == bool(damaged)
    return damaged
