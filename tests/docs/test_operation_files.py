"""Alert rules and compose.yaml can be read; no rule names a metric that the handbook does not describe."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from settings import TrackerSettings, read_settings

OF_PRM = {"prm", "passwords", "migrate", "tracker", "ingest", "console", "worker"}
PROXIES = {"proxy", "proxy-parts"}
DOCS = Path(__file__).parents[2] / "docs"
COMPOSE = yaml.safe_load((DOCS.parent / "compose.yaml").read_text("utf-8"))
RULES = yaml.safe_load((DOCS / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]


def test_every_rule_is_whole() -> None:
    for rule in RULES:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert rule["annotations"]["summary"]
        assert rule["expr"].count("(") == rule["expr"].count(")")
    assert len({rule["alert"] for rule in RULES}) == len(RULES)


def test_the_documented_proxy_ends_idle_connections_before_the_tracker_does() -> None:
    text = (DOCS / "integrate" / "nginx.md").read_text("utf-8")
    found = re.search(r"`keepalive_timeout` \((\d+) seconds\) must stay below `PRM_KEEP_ALIVE_SECONDS` \((\d+)\)", text)
    assert found is not None
    pool, documented = map(int, found.groups())
    assert pool < documented == read_settings(TrackerSettings, {}).keep_alive_seconds


def test_every_service_that_runs_on_is_restarted() -> None:
    policies = {name: service.get("restart") for name, service in COMPOSE["services"].items()}
    assert [policies.pop(name) for name in ("migrate", "passwords")] == ["on-failure"] * 2
    assert set(policies.values()) == {"unless-stopped"}


def test_only_proxies_have_ports_outside() -> None:
    assert {name for name, service in COMPOSE["services"].items() if service.get("ports")} == PROXIES
    assert COMPOSE["services"]["proxy"]["ports"][:2] == ["80:80", "443:443"]
    inner = [
        port for name in PROXIES for port in COMPOSE["services"][name]["ports"] if port not in ("80:80", "443:443")
    ]
    assert all(port.startswith("127.0.0.1:") for port in inner)
    assert "respond @private 404" in (DOCS.parent / COMPOSE["configs"]["caddyfile"]["file"]).read_text("utf-8")


def test_the_proxy_understands_its_file() -> None:
    if not shutil.which("caddy"):
        pytest.skip("caddy is not installed")
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DOCS.parent / "Caddyfile")]
    environ = COMPOSE["services"]["proxy-parts"]["environment"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environ})


def test_containers_have_no_right_that_they_do_not_need() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert name == "clickhouse" or (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        assert not any(volume.startswith(("/", ".")) for volume in service.get("volumes", [])), name


def test_passwords_are_made_once_and_are_nowhere_in_the_file(tmp_path: Path) -> None:
    [program] = COMPOSE["services"]["passwords"]["command"]
    made = []
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program.replace("/secrets", str(tmp_path))], check=True)
        made.append({file.name: file.read_text() for file in tmp_path.iterdir()})
    assert made[0] == made[1]
    assert len(made[0]["redis"]) > 40
    assert made[0]["redis_url"] == f"redis://:{made[0]['redis']}@redis:6379/0"
    assert made[0]["clickhouse_url"] == f"clickhouse://prm:{made[0]['clickhouse']}@clickhouse:9000/prm"
    for name in OF_PRM - {"prm", "passwords"}:
        environ = COMPOSE["services"][name]["environment"]
        assert environ["PRM_REDIS_URL_FILE"] == "/secrets/redis_url"
        assert environ["PRM_CLICKHOUSE_URL_FILE"] == "/secrets/clickhouse_url"
    assert "PASSWORD:" not in (DOCS.parent / "compose.yaml").read_text("utf-8")


def test_every_metric_is_described() -> None:
    described = set(re.findall(r"\bprm_\w+", (DOCS / "watch.md").read_text("utf-8")))
    named = {name for rule in RULES for name in re.findall(r"\bprm_\w+", rule["expr"])}
    assert named
    assert named <= described
