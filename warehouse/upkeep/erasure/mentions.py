"""Searches every table for what still names a person."""

from collections.abc import Iterable
from itertools import groupby

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.erasure.address_pattern import write_address_pattern
from warehouse.upkeep.erasure.person import Person

# Shorter ids occur by chance inside other text, so they are searched as whole values only.
_LONG_ID = 12


def find_mentions(warehouse: Warehouse, person: Person) -> dict[str, int]:
    """How many rows of each table contain an id of the person in any text column; empty after an erasure.

    Scans every row of every table.
    """
    columns = warehouse.query(read_statement("warehouse.upkeep.erasure", "text_columns")).dicts()
    mentions = {}
    for table, group in groupby(columns, key=lambda column: str(column["table"])):
        count = _count_mentions(warehouse, table, [(str(each["name"]), str(each["type"])) for each in group], person)
        if count:
            mentions[table] = count
    return mentions


def _count_mentions(warehouse: Warehouse, table: str, columns: Iterable[tuple[str, str]], person: Person) -> int:
    whole = sorted(person.visitors | person.customers | ({person.email_hash} if person.email_hash else set()))
    # An id that is an address is a part of other people's addresses too.
    addresses = person.addresses | {each for each in whole if "@" in each}
    parts = [each for each in whole if len(each) >= _LONG_ID and each not in addresses]
    conditions = " or ".join(_write_search(name, type_) for name, type_ in columns)
    statement = " ".join(("select count() from", table, "where", conditions))
    rows = warehouse.query(
        statement, {"whole": whole, "parts": parts, "address_pattern": write_address_pattern(addresses)}
    )
    return rows.parse_value(int)


def _write_search(name: str, type_: str) -> str:
    values = (
        "mapValues(" + name + ")" if type_.startswith("Map") else name if type_.startswith("Array") else f"[{name}]"
    )
    text = "arrayMap(value -> toString(value), " + values + ")"
    inside = "arrayExists(value -> multiSearchAny(value, {parts:Array(String)}), " + text + ")"
    address = "arrayExists(value -> match(value, {address_pattern:String}), " + text + ")"
    searches = (
        "hasAny(" + text + ", {whole:Array(String)})",
        "notEmpty({parts:Array(String)}) and " + inside,
        "notEmpty({address_pattern:String}) and " + address,
    )
    return " or ".join(searches)
