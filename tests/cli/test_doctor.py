"""The doctor tells what would be noticed late otherwise."""

from pathlib import Path

from tests.cli.running_commands import PrmHere
from tests.fixtures.redis import run_redis


def test_a_node_of_a_redis_cluster_is_no_buffer(tmp_path: Path) -> None:
    for process in run_redis("--cluster-enabled", "yes"):
        shown = PrmHere(tmp_path / "data").run("doctor", PRM_REDIS_URL=process.url)
    assert shown.returncode == 1
    assert "is a node of a Redis Cluster" in shown.stdout
