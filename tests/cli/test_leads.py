"""`prm lead`: stage, note and team member of leads, on a running installation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command_runner import Prm, PrmHere
from tests.fixtures.running import RunningPrm, run_prm

LEAD, SALE = "019e0000-0000-7000-8000-000000000001", "019e0000-0000-7000-8000-000000000002"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPrm]:
    """With a lead and a sale of its site, and a team member."""
    with run_prm(tmp_path_factory.mktemp("p"), "--workers", "1") as prm:
        key = prm.create_site()["secret_key"]
        lead = {"type": "lead", "event_id": LEAD, "customer_id": "c1"}
        prm.send(key, [lead, {"type": "sale", "event_id": SALE, "order_id": "1", "amount": 100, "currency": "EUR"}])
        assert prm.wait_until_settled(key)["stored"] == 2
        yield prm


@pytest.fixture
def prm(running: RunningPrm) -> Prm:
    return PrmHere(Path(running.data_dir))


def test_a_lead_is_given_to_somebody_and_found_again(prm: Prm) -> None:
    made = prm.run("member", "create", "--email", "ada@shop.example", "--password-stdin", given="correct horse\n")
    assert made.returncode == 0, made.stderr
    assert prm.ask("lead", "list", "--site", "1") == []
    words = ("--stage", "contacted", "--assigned", "ada@shop.example", "--note", "Calls\nback")
    changed = prm.ask("lead", "update", LEAD, "--site", "1", *words)
    assert [changed[name] for name in ("event_id", "stage", "assigned_name", "note")] == [
        LEAD,
        "contacted",
        "ada@shop.example",
        "Calls\nback",
    ]
    assert prm.ask("lead", "update", LEAD, "--site", "1", "--stage", "won")["note"] == "Calls\nback"
    assert prm.ask("lead", "list", "--site", "1", "--stage", "lost") == []
    assert len(prm.ask("lead", "list", "--site", "1", "--stage", "won", "--assigned", "ada@shop.example")) == 1
    assert "Calls back" in prm.run("lead", "list", "--site", "1").stdout
    assert prm.ask("lead", "update", LEAD, "--site", "1", "--assigned", "nobody")["assigned_to"] is None
    assert [each["event_id"] for each in prm.ask("lead", "list", "--site", "1", "--assigned", "nobody")] == [LEAD]


def test_what_is_no_lead_of_the_site_is_not_changed(prm: Prm) -> None:
    assert "nothing is to be changed" in prm.run("lead", "update", LEAD, "--site", "1").stderr
    assert "no event id" in prm.run("lead", "update", "1", "--site", "1", "--stage", "won").stderr
    missing = prm.run("lead", "update", SALE, "--site", "1", "--stage", "won")
    assert (missing.returncode, "has no lead" in missing.stderr) == (1, True)
