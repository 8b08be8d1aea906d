"""The doctor finds what would otherwise be noticed late."""

import re
from datetime import UTC, datetime
from pathlib import Path

from redis import Redis

from database.sessions import begin_change, open_sessions
from earnings.payees.stored_methods import NewMethod, add_method
from earnings.payouts.methods.sealing import parse_keys
from events.keys import ACCEPTED
from registry.models import SecretKey
from settings import RegistrySettings, read_settings
from settings.data_directory import payout_keys_file, read_payout_keys
from tests.cli.command_runner import PrmHere
from tests.fixtures.redis import RedisProcess, fill_redis, run_redis
from tests.fixtures.redis_cluster import RedisClusterProcesses
from tests.ingest.builders import deliver_batch
from tests.warehouse.native_server.process import NativeServer
from warehouse.interface import Warehouse
from warehouse.upkeep.rights import CONSOLE_TABLES, INGEST_TABLES


def test_a_cluster_node_given_as_a_single_redis_is_an_error(tmp_path: Path) -> None:
    for process in run_redis("--cluster-enabled", "yes"):
        shown = PrmHere(tmp_path / "data").run("doctor", PRM_REDIS_URL=process.url)
    assert shown.returncode == 1
    assert "is a node of a Redis Cluster" in shown.stdout
    assert "Write redis+cluster://" in shown.stdout


def test_a_redis_cluster_is_described_by_its_nodes(redis_cluster: RedisClusterProcesses, tmp_path: Path) -> None:
    shown = PrmHere(tmp_path / "data").run("doctor", PRM_REDIS_URL=redis_cluster.url)
    assert "a Redis Cluster of 3 nodes, 3 without a replica, kept on disk" in shown.stdout
    assert "Redis Cluster of 3 nodes" in next(
        line for line in shown.stdout.splitlines() if line.startswith("ok  redis")
    )


def test_fewer_shards_than_redis_has_are_reported(private_redis: RedisProcess, tmp_path: Path) -> None:
    with Redis.from_url(private_redis.url) as client:
        client.config_set("appendonly", "yes")
        client.config_set("maxmemory-policy", "noeviction")
        client.hset(ACCEPTED % 3, "1", "7")
    prm = PrmHere(tmp_path / "data")
    line = "!!  redis: PRM_SHARDS is 2, but Redis has a shard 3: set it to 4"
    assert line in prm.run("doctor", PRM_REDIS_URL=private_redis.url, PRM_SHARDS="2").stdout
    assert line not in prm.run("doctor", PRM_REDIS_URL=private_redis.url).stdout
    assert line not in prm.run("doctor", PRM_REDIS_URL=private_redis.url, PRM_SHARDS="4").stdout


def test_keys_that_may_change_or_pay_are_shown_with_their_last_use(tmp_path: Path) -> None:
    prm = PrmHere(tmp_path / "data")
    assert "ok  keys: not known before the registry is up to date" in prm.run("doctor").stdout
    prm.ask("site", "create", "Shop", "--host", "shop.example")
    assert "ok  keys: none has the scope admin or pay" in prm.run("doctor").stdout
    prm.ask("key", "create", "--site", "1", "--label", "till", "--scope", "admin,reports")
    prm.ask("key", "create", "--site", "1", "--label", "bank", "--scope", "pay")
    prm.ask("key", "create", "--site", "1", "--label", "gone", "--scope", "admin")
    assert prm.run("key", "revoke", "4", "--site", "1").returncode == 0
    sessions = open_sessions(read_settings(RegistrySettings, {"PRM_DATA_DIR": str(prm.data_dir)}))
    with begin_change(sessions) as session:
        session.get_one(SecretKey, 2).last_used_at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
        session.get_one(SecretKey, 3).created_by = "upgrade"
    sessions.kw["bind"].dispose()
    line = next(line for line in prm.run("doctor").stdout.splitlines() if " keys: " in line)
    assert line == (
        "ok  keys: key 2 (till) of site 1 has admin, reports, last used 2026-03-01 09:30 UTC; "
        "key 3 (bank) of site 1 has pay, kept by an upgrade, never used"
    )


def test_a_missing_key_of_payout_methods_is_reported(tmp_path: Path) -> None:
    prm = PrmHere(tmp_path / "data")
    prm.ask("site", "create", "Shop", "--host", "shop.example")
    partner_id = prm.ask("partner", "create", "--site", "1", "--code", "ann", "--name", "Ann")["partner_id"]
    assert find_line(prm, "payout keys") == "ok  payout keys: no payout method is stored yet"
    settings = read_settings(RegistrySettings, {"PRM_DATA_DIR": str(prm.data_dir)})
    keys = parse_keys(read_payout_keys(settings, may_make=True))
    sessions = open_sessions(settings)
    with begin_change(sessions) as session:
        given = NewMethod("other", {"holder": "Ann", "text": "cash"})
        add_method(session, keys, b"secret", 1, partner_id, given, "test", datetime(2026, 3, 1, tzinfo=UTC))
    sessions.kw["bind"].dispose()
    assert find_line(prm, "payout keys").startswith("ok  payout keys: 1, which open every payout method")
    file = payout_keys_file(prm.data_dir)
    kept = file.read_text()
    file.unlink()
    assert find_line(prm, "payout keys").startswith(f"!!  payout keys: {file} is missing")
    assert not file.exists()
    file.write_text("22" * 32)
    assert find_line(prm, "payout keys").startswith(f"!!  payout keys: the keys {keys[0].id}, by which")
    file.write_text(f"{'22' * 32}\n{kept}\n")
    assert find_line(prm, "payout keys").startswith("ok  payout keys: 2, ")
    assert find_line(prm, "payout keys", PRM_PAYOUT_KEYS="33" * 32).startswith("!!  payout keys: the keys")


def find_line(prm: PrmHere, question: str, **environ: str) -> str:
    """The doctor's answer to one question."""
    return next(line for line in prm.run("doctor", **environ).stdout.splitlines() if f"  {question}: " in line)


def test_the_memory_of_redis_and_the_limit_of_the_edge_are_shown(private_redis: RedisProcess, tmp_path: Path) -> None:
    prm = PrmHere(tmp_path / "data")
    with Redis.from_url(private_redis.url) as client:
        client.config_set("maxmemory", 100 << 20)
        shown = prm.run("doctor", PRM_REDIS_URL=private_redis.url).stdout
        assert "MiB used, the edge accepts events up to 90 MiB" in shown
        assert (
            "up to 50 MiB" in prm.run("doctor", PRM_REDIS_URL=private_redis.url, PRM_BACKLOG_BYTES=str(50 << 20)).stdout
        )
        fill_redis(client, 95 << 20)
        assert "The edge rejects events." in prm.run("doctor", PRM_REDIS_URL=private_redis.url).stdout
        client.config_set("maxmemory-policy", "allkeys-lru")
        assert "any other policy deletes events" in prm.run("doctor", PRM_REDIS_URL=private_redis.url).stdout


def test_tables_that_the_user_of_the_server_cannot_write_are_named(
    native_warehouse: Warehouse, native_server: NativeServer, tmp_path: Path
) -> None:
    prm = PrmHere(tmp_path / "data")
    ingest, console = native_server.url_of("prm_ingest"), native_server.url_of("prm_console")
    granted = prm.run("doctor", PRM_CLICKHOUSE_URL=ingest, PRM_CLICKHOUSE_READER_URL=console).stdout
    assert re.search(r"ok  warehouse: ClickHouse \S+ answers\n", granted)
    shown = prm.run("doctor", PRM_CLICKHOUSE_URL=console, PRM_CLICKHOUSE_READER_URL=console).stdout
    assert f"but inserts are not possible into {', '.join(INGEST_TABLES)}\n" in shown
    shown = prm.run("doctor", PRM_CLICKHOUSE_URL=ingest, PRM_CLICKHOUSE_READER_URL=ingest).stdout
    assert f"but inserts are not possible into {', '.join(CONSOLE_TABLES)}\n" in shown
    assert "grant its user the inserts that docs/scale.md lists" in shown


def test_batches_in_flight_are_shown(private_redis: RedisProcess, tmp_path: Path) -> None:
    prm = PrmHere(tmp_path / "data")
    assert "ok  in flight: none" in prm.run("doctor", PRM_REDIS_URL=private_redis.url).stdout
    with Redis.from_url(private_redis.url) as client:
        deliver_batch(client, 1)
    assert "ok  in flight: batches of the streams 1" in prm.run("doctor", PRM_REDIS_URL=private_redis.url).stdout
