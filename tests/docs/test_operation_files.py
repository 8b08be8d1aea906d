"""Alert rules and compose.yaml can be read; no rule names a metric that the handbook does not describe."""

import re
from pathlib import Path

import yaml  # type: ignore[import-untyped]

DOCS = Path(__file__).parents[2] / "docs"
RULES = yaml.safe_load((DOCS / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]


def test_every_rule_is_whole() -> None:
    for rule in RULES:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert rule["annotations"]["summary"]
        assert rule["expr"].count("(") == rule["expr"].count(")")
    assert len({rule["alert"] for rule in RULES}) == len(RULES)


def test_every_service_that_runs_on_is_restarted() -> None:
    services = yaml.safe_load((DOCS.parent / "compose.yaml").read_text("utf-8"))["services"]
    policies = {name: service.get("restart") for name, service in services.items()}
    assert policies.pop("migrate") == "on-failure"
    assert set(policies.values()) == {"unless-stopped"}


def test_every_metric_is_described() -> None:
    described = set(re.findall(r"\bprm_\w+", (DOCS / "watch.md").read_text("utf-8")))
    named = {name for rule in RULES for name in re.findall(r"\bprm_\w+", rule["expr"])}
    assert named
    assert named <= described
