"""The ledger of the stored sales: the first are decided by runs, the records of all others are copied from theirs.

Deciding a million takes an hour. What is decided of a sale follows from its number modulo the moments of the shop, so
the records of another block of sales are the same under other names; numbers, hashes and statements are the product's.
Places in tiers and room in caps are copied with them, though each sale would have its own: once given they are kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from database.sessions import begin_change, begin_read
from earnings.ledger.transaction import Transaction
from earnings.runs.customers import name_customer
from earnings.runs.orders import name_sale
from earnings.runs.run import PERIODS
from earnings.runs.state import RunState, save_state, set_dues
from earnings.storage import Item, find_head, find_statement_head
from earnings.storage.batch import Batch
from earnings.storage.journal import insert_batch
from earnings.storage.records import Entry, RecordKind, parse_record
from earnings.storage.rows import read_rows
from earnings.storage.verification import verify_ledger
from fraud.runs.run_log import query_last_run
from loadtest.turn_shop import END, SECRET, START, Shop
from registry.models import CommissionDue, CommissionRun

_NUMBER = re.compile(r"order(\d{8})")
_TURNS = (START + timedelta(days=60), END)
# What the ledger holds of one sale: its order, and the pseudonyms of its customer by id and by address.
_Names = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Record:
    """A record of the first block; ``number`` of its sale."""

    number: int
    item: Item
    entry: Entry


def decide_first_block(shop: Shop) -> None:
    """By the runs of two days: they look at what is due, as if a fraud run before had been followed."""
    last = query_last_run(shop.stores.warehouse, shop.site_id).run
    orders = {name_sale(_list_names(shop.site_id, number)[0]): START for number in range(shop.moments)}
    with begin_change(shop.stores.sessions) as session:
        save_state(session, shop.site_id, RunState(last, END, last, END, terms="1", until=START), START)
        set_dues(session, shop.site_id, (), orders)
    for day in _TURNS:
        shop.run_all(day)


def copy_ledger(shop: Shop, sales: int) -> None:
    """Under the names of all other sales, block by block, with the moments at which their holds end."""
    sessions, site_id = shop.stores.sessions, shop.site_id
    with begin_read(sessions) as session:
        records = _read_records(session.connection(), site_id)
        dues = _read_dues(session.connection(), site_id)
    own = [_list_names(site_id, number) for number in range(shop.moments)]
    for first in range(shop.moments, sales, shop.moments):
        names = [_list_names(site_id, first + number) for number in range(shop.moments)]
        with begin_change(sessions) as session:
            _store_records(session.connection(), site_id, records, own, names)
            rows = [{"site_id": site_id, "order_name": name_sale(names[n][0]), "due_at": at} for n, at in dues]
            session.connection().execute(insert(CommissionDue), rows)


def prove_ledger(shop: Shop) -> None:
    """Verifies it, and lets runs look at every sale again, which must store nothing; raises ``ValueError``."""
    with begin_change(shop.stores.sessions) as session:
        broken = verify_ledger(session.connection(), shop.site_id).broken
        session.execute(delete(CommissionRun).where(CommissionRun.site_id == shop.site_id))
    stored = shop.run_all(END)
    if broken or stored:
        raise ValueError(f"the copied ledger is not what runs store: {broken or f'they stored {stored} more records'}")


def _read_records(connection: Connection, site_id: int) -> list[_Record]:
    """All but the terms."""
    rows = read_rows(connection, site_id, 1, find_head(connection, site_id).seq).records.values()
    entries = [row.entry for row in rows if row.entry.kind is not RecordKind.TERMS]
    return [_Record(_find_number(each.content), parse_record(each.kind, each.content), each) for each in entries]


def _read_dues(connection: Connection, site_id: int) -> list[tuple[int, datetime]]:
    """Number of a sale and the end of its hold; what stands for the lines of periods is none."""
    found = select(CommissionDue.order_name, CommissionDue.due_at).where(
        CommissionDue.site_id == site_id, CommissionDue.order_name != PERIODS
    )
    return [(_find_number(order), at) for order, at in connection.execute(found)]


def _store_records(
    connection: Connection, site_id: int, records: Sequence[_Record], own: Sequence[_Names], names: Sequence[_Names]
) -> None:
    find_statement = partial(find_statement_head, connection, site_id)
    batch = Batch(site_id, find_head(connection, site_id), find_statement, END)
    for each in records:
        entry = _rename(each.entry, own[each.number], names[each.number])
        is_posted = isinstance(each.item, Transaction)
        batch.add(parse_record(entry.kind, entry.content) if is_posted else each.item, entry)
    insert_batch(connection, batch)


def _rename(entry: Entry, own: _Names, names: _Names) -> Entry:
    def rename(text: str) -> str:
        for old, new in zip(own, names, strict=True):
            text = text.replace(old, new)
        return text

    return Entry(entry.kind, rename(entry.key), rename(entry.content), rename(entry.subject), rename(entry.customer))


def _find_number(text: str) -> int:
    """Of the sale that a record or a due is about."""
    found = _NUMBER.search(text)
    if found is None:
        raise LookupError(f"no order in {text}")
    return int(found[1])


def _list_names(site_id: int, number: int) -> _Names:
    """As turn_events.sql makes them."""
    name = f"{number:08}"
    address = sha256(f"address{name}".encode()).hexdigest()
    customer = name_customer(SECRET, site_id, f"customer{name}", "")
    return f"order{name}", customer, name_customer(SECRET, site_id, "", address)
