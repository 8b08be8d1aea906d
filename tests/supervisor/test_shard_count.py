"""An installation keeps the shards it has, whatever the default of a later version is."""

from pathlib import Path

from tests.cli.command_runner import Prm
from tests.fixtures.running import RunningPrm, run_prm


def test_the_number_that_redis_has_is_used_where_none_is_set(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with run_prm(data_dir, "--workers", "1", environ={"PRM_SHARDS": "4"}) as prm:
        key = prm.create_site()["secret_key"]
        assert _send(prm, key, "before") == 40
    with run_prm(data_dir, "--workers", "1") as prm:
        assert _send(prm, key, "after") == 80
    assert "using 4" in (data_dir / "up.log").read_text()
    failed = Prm(data_dir).run("up", "--tracker-port", "0", "--console-port", "0", PRM_SHARDS="2")
    assert failed.returncode == 1
    assert "PRM_SHARDS is 2, but Redis has a shard 3: set it to 4" in failed.stderr


def _send(prm: RunningPrm, key: str, name: str) -> int:
    """Events of many visitors, so of every shard; how many are stored once nothing waits."""
    prm.send(key, [{"type": "pageview", "visitor_id": f"{name}-{number}"} for number in range(40)])
    return int(prm.wait_until_settled(key)["stored"])
