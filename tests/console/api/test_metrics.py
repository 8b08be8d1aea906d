"""`/metrics` of the console: requests by call, and what only the console sees of the installation."""

import json
import re
from datetime import timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from fraud.runs.presence import report_worker
from settings import ConsoleSettings
from settings.data_directory import last_backup_record, process_counts
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import make_event, store_events
from warehouse.interface import Warehouse

METRICS_PAGE = Path(__file__).parents[3] / "docs" / "watch.md"


def read_samples(api: Api) -> dict[str, float]:
    text = api.client.get("/metrics").text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {f"{each.name}{json.dumps(each.labels, sort_keys=True)}": each.value for each in samples}


def test_requests_are_counted_by_call_and_status(api: Api, shop: Tenant) -> None:
    for _ in range(2):
        api.get("/partners", shop.key)
    api.get("/partners", "nobody", 401)
    api.client.get("/health/live")
    samples = read_samples(api)
    assert samples['prm_console_requests_total{"call": "list_partners", "status": "200"}'] == 2
    assert samples['prm_console_requests_total{"call": "list_partners", "status": "401"}'] == 1
    assert samples['prm_console_request_seconds_count{"call": "list_partners"}'] == 3
    assert samples['prm_console_requests_total{"call": "page", "status": "200"}'] >= 1


def test_restarts_backup_and_worker_are_shown_once_they_are_known(
    api: Api, redis: Redis, console_settings: ConsoleSettings
) -> None:
    samples = read_samples(api)
    assert samples["prm_worker_up{}"] == 0
    assert "prm_backup_age_seconds{}" not in samples
    data_dir = console_settings.data_dir
    process_counts(data_dir).parent.mkdir(exist_ok=True)
    last_backup_record(data_dir).write_text(json.dumps({"made_at": (NOW - timedelta(hours=5)).isoformat()}))
    process_counts(data_dir).write_text(json.dumps({"ingest": {"restarts": 3, "hangs": 1}}))
    report_worker(redis)
    samples = read_samples(api)
    assert samples["prm_worker_up{}"] == 1
    assert samples["prm_backup_age_seconds{}"] == 5 * 3600
    assert samples['prm_process_restarts_total{"process": "ingest"}'] == 3
    assert samples['prm_process_hangs_total{"process": "ingest"}'] == 1
    assert 0 < samples["prm_disk_free_bytes{}"] < samples["prm_disk_size_bytes{}"]


def test_events_wait_until_a_fraud_run_has_covered_them(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    assert read_samples(api)["prm_fraud_lag_seconds{}"] == 0
    store_events(warehouse, [make_event(1, NOW, site_id=shop.site_id)])
    assert read_samples(api)["prm_fraud_lag_seconds{}"] > 0
    api.post("/fraud/run", shop.key, {})
    warehouse.execute("alter table fraud_runs update watermark = now64(3) where 1 settings mutations_sync = 1")
    assert read_samples(api)["prm_fraud_lag_seconds{}"] == 0


def test_the_handbook_lists_exactly_the_metrics_of_the_console(
    api: Api, shop: Tenant, redis: Redis, console_settings: ConsoleSettings
) -> None:
    test_restarts_backup_and_worker_are_shown_once_they_are_known(api, redis, console_settings)
    api.get("/partners", shop.key)
    known = {name.partition("{")[0] for name in read_samples(api)}
    named = set(
        re.findall(r"\bprm_(?:console|fraud|earnings|worker|backup|disk|process)_\w+", METRICS_PAGE.read_text("utf-8"))
    ) - {"prm_console_request_seconds"}
    assert named == {name for name in known if not name.endswith(("_sum", "_count"))}
