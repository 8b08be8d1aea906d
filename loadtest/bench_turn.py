"""One commission run over new sales beside very many that are decided: what it costs, and what people then ask.

Most of the stored ledger is copied, since deciding a million sales takes an hour: see ``turn_ledger``. Filling and
measuring are processes of their own; a directory that is named is filled once and measured again with further sales.
"""

import json
import multiprocessing
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, is_dataclass
from pathlib import Path

import click
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from fraud.runs.run_log import OVERLAP
from loadtest.bench_earnings import RULES
from loadtest.measurement import Answer, measure, read_peak_mib, reset_peak
from loadtest.turn_ledger import copy_ledger, decide_first_block, prove_ledger
from loadtest.turn_questions import Questions
from loadtest.turn_shop import END, NOW, Shop, create_shop, open_stores
from loadtest.verdict import print_figures

_AT_ONCE = 250_000
_ROUNDS = 3
# Above it, to verify the ledger and to look at all sales again takes longer than to fill.
_MOST_PROVED = 20_000


@click.command()
@click.option("--sales", default=1_000_000, help="Stored and decided; a multiple of --decided.")
@click.option("--new", default=1_000)
@click.option("--decided", default=2_000, help="By real runs; the others are copies of them.")
@click.option("--rules", type=click.Choice(list(RULES)), default="plain")
@click.option("--directory", type=click.Path(path_type=Path), default=None, help="Keep it, and use what is there.")
@click.option("--registry-url", default="", help="A PostgreSQL without tables; default: SQLite in the directory.")
def main(sales: int, new: int, decided: int, rules: str, directory: Path | None, registry_url: str) -> None:
    """JSON lines: what is filled, the runs, the questions."""
    if sales % decided:
        raise click.UsageError("--sales is no multiple of --decided")
    with tempfile.TemporaryDirectory(prefix="prm-bench-turn-") as temporary:
        place = directory or Path(temporary)
        if not (place / "shop.json").exists():
            _run_apart(_fill, place, registry_url, sales, decided, rules)
        _run_apart(_measure, place, registry_url, new)


def _run_apart(work: Callable[..., None], *arguments: object) -> None:
    """In a process of its own, so that one's memory is not the other's."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
        processes.submit(work, *arguments).result()


def _fill(place: Path, registry_url: str, sales: int, decided: int, rules: str) -> None:
    with open_stores(place, registry_url) as stores:
        _hurry(stores.sessions.kw["bind"])
        shop = create_shop(stores, decided, RULES[rules])
        _show("filled: events", lambda: _store_sales(shop, sales))
        _wait_overlap()
        _show("filled: fraud run", lambda: shop.judge(END))
        _show("filled: decided by runs", lambda: decide_first_block(shop))
        _show("filled: copied", lambda: copy_ledger(shop, sales))
        if sales <= _MOST_PROVED:
            _show("proved", lambda: prove_ledger(shop))
    (place / "shop.json").write_text(json.dumps({"site_id": shop.site_id, "moments": decided}))


def _store_sales(shop: Shop, sales: int) -> None:
    for first in range(0, sales, _AT_ONCE):
        shop.store_sales(first, min(_AT_ONCE, sales - first))


def _wait_overlap() -> None:
    """A fraud run leaves the seconds before it to the next one as well, which would look at these sales again."""
    time.sleep(OVERLAP.total_seconds())


def _measure(place: Path, registry_url: str, new: int) -> None:
    with open_stores(place, registry_url) as stores:
        shop = Shop(stores, **json.loads((place / "shop.json").read_text()))
        # What an earlier measurement left.
        shop.run_all(NOW)
        stored = shop.count_sales()
        shop.store_new_sales(stored, new)
        _wait_overlap()
        print_figures(stored=stored, new=new)
        _show("fraud run", lambda: shop.judge(NOW))
        _show("run over new sales", lambda: shop.run(NOW))
        _show("run over nothing", lambda: shop.run(NOW))
        for name, ask in Questions(shop, NOW).list_all().items():
            spent = [measure(ask)[0] for _ in range(_ROUNDS)]
            print_figures(
                asked=name,
                seconds=statistics.median(each.seconds for each in spent),
                cpu_seconds=statistics.median(each.cpu_seconds for each in spent),
                slowest_seconds=max(each.seconds for each in spent),
            )


def _show(step: str, work: Callable[[], Answer]) -> None:
    reset_peak()
    spent, answer = measure(work)
    print_figures(step=step, **asdict(spent), peak_mib=read_peak_mib(), **_describe(answer))


def _describe(answer: object) -> dict[str, object]:
    """The figures of a run."""
    return {"figures": asdict(answer)} if is_dataclass(answer) and not isinstance(answer, type) else {}


def _hurry(engine: Engine) -> None:
    """While it is filled a SQLite syncs nothing, and keeps its indexes in memory."""

    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.execute("pragma synchronous = off")
        connection.execute("pragma cache_size = -1000000")

    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.listen(engine, "connect", prepare)


if __name__ == "__main__":
    main()
