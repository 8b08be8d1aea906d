"""Decides and posts many conversions: how fast a run plans and stores them, and what it and the ledger take.

So many items are stored in one transaction as ``--together`` says. A second run over the same facts shows what it costs
to find nothing to do.
"""

import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click

from cli.options import print_json
from database.migration import migrate_database
from database.sessions import Sessions, begin_change, begin_read, open_sessions
from earnings.commissions.facts import Basis, Conversion, Facts, Partner, Touch
from earnings.commissions.plan import Stored, plan_run
from earnings.storage import append_all, load_stored
from earnings.storage.verification import verify_ledger
from earnings.terms.parsing import parse_terms
from earnings.terms.terms import Kind
from loadtest.measurement import Spent, measure
from registry.sites import create_site
from settings import RegistrySettings, read_settings

_START = datetime(2026, 1, 1, tzinfo=UTC)
_NOW = datetime(2026, 12, 31, tzinfo=UTC)
_PARTNERS = 100
_STEPS = [["0", "10"], ["100000", "12.5"], ["1000000", "15"]]
_PLAIN: dict[str, Any] = {"rewards": [{"id": "sale", "percent": "10"}], "model": "linear"}
RULES: dict[str, dict[str, Any]] = {
    "plain": _PLAIN,
    "caps": {**_PLAIN, "caps": {"program_month": 10**9, "per_partner_month": 10**8}},
    "tiers": {**_PLAIN, "rewards": [{"id": "sale", "percent": "10", "tiers": {"mode": "marginal", "steps": _STEPS}}]},
}


@click.command()
@click.option("--conversions", default=100_000)
@click.option("--rules", type=click.Choice(list(RULES)), multiple=True, default=list(RULES))
@click.option("--together", default=500, help="Items of one transaction.")
@click.option("--planned-only", is_flag=True, help="Store nothing.")
@click.option("--directory", type=click.Path(path_type=Path), default=None, help="Default: the system's.")
@click.option("--registry-url", default="", help="A PostgreSQL without tables; default: SQLite in a new directory.")
def main(
    conversions: int,
    rules: tuple[str, ...],
    together: int,
    planned_only: bool,
    directory: Path | None,
    registry_url: str,
) -> None:
    """One JSON line for each kind of terms."""
    for name in rules:
        facts = make_facts(conversions, RULES[name])
        spent, items = measure(partial(_count_items, facts))
        line = {"rules": name, "conversions": conversions, "items": items, "plan": _rate(conversions, spent)}
        if not planned_only:
            with _open_registry(directory, registry_url) as (sessions, file):
                line |= _store(sessions, facts, together, file)
        print_json({**line, "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10})


def make_facts(conversions: int, rules: dict[str, Any]) -> Facts:
    """Sales of a year, each of two partners, every tenth of an earlier customer."""
    return Facts(
        versions=[parse_terms(rules)],
        partners={f"{number}": Partner(f"{number}") for number in range(_PARTNERS)},
        conversions=[_make_sale(number, conversions) for number in range(conversions)],
    )


def _make_sale(number: int, total: int) -> Conversion:
    at = _START + timedelta(days=300) * number / total
    touches = tuple(Touch(str((number * step) % _PARTNERS), 1, at - timedelta(days=step), str(step)) for step in (7, 3))
    return Conversion(
        order=f"o{number}",
        kind=Kind.SALE,
        at=at,
        received=at,
        amount_minor=1000 + number % 9000,
        currency="EUR",
        customer=f"c{number // 10 if number % 10 == 0 else number}",
        basis=Basis.CLICK,
        touches=touches,
    )


@contextmanager
def _open_registry(directory: Path | None, url: str) -> Iterator[tuple[Sessions, Path | None]]:
    with tempfile.TemporaryDirectory(dir=directory) as name:
        environ = {"PRM_DATA_DIR": name, "PRM_REGISTRY_URL": url}
        sessions = open_sessions(read_settings(RegistrySettings, environ))
        migrate_database(sessions.kw["bind"])
        yield sessions, None if url else Path(name) / "registry.sqlite"
        sessions.kw["bind"].dispose()


def _count_items(facts: Facts) -> int:
    return sum(1 for _ in plan_run(Stored(), facts, _NOW))


def _store(sessions: Sessions, facts: Facts, together: int, file: Path | None) -> dict[str, object]:
    with begin_change(sessions) as session:
        site_id = create_site(session, f"Shop {time.time_ns()}", [f"shop{time.time_ns()}.example"]).id

    def run() -> int:
        with begin_read(sessions) as session:
            stored = load_stored(session.connection(), site_id)
        head, items, planned = stored.head, 0, plan_run(stored, facts, _NOW)
        while some := list(islice(planned, together)):
            with begin_change(sessions) as session:
                head = append_all(session.connection(), site_id, some, head)
            items += len(some)
        return items

    first, items = measure(run)
    again, nothing = measure(run)
    with begin_read(sessions) as session:
        load, _ = measure(lambda: load_stored(session.connection(), site_id))
        verify, verified = measure(lambda: verify_ledger(session.connection(), site_id))
    if nothing or verified.broken:
        raise click.ClickException(f"{nothing} items were planned again, broken: {verified.broken}")
    return {
        "plan_and_store": _rate(len(facts.conversions), first),
        "items_per_second": round(items / first.seconds),
        "second_run": asdict(again),
        "load": asdict(load),
        "verify": asdict(verify),
        "mib_on_disk": file.stat().st_size >> 20 if file else None,
    }


def _rate(conversions: int, spent: Spent) -> dict[str, float]:
    return {
        **asdict(spent),
        "conversions_per_second": round(conversions / spent.seconds),
        "conversions_per_cpu_second": round(conversions / spent.cpu_seconds),
    }


if __name__ == "__main__":
    main()
