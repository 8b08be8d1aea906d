"""Takes rows out of a batch, of its events and of what was made of them alike."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ingest.columns import EventColumns
from ingest.pipeline import Columns
from warehouse.dictionary_column import DictionaryColumn
from warehouse.interface import Column


def drop_rows(rows: Collection[int], events: EventColumns, columns: Columns) -> tuple[EventColumns, Columns]:
    """Both without these rows, which are few."""
    if not rows:
        return events, columns
    count = len(events["event_id"])
    dropped = sorted(rows)
    kept = np.ones(count, bool)
    kept[dropped] = False
    # Between two dropped rows a list is copied as a whole.
    spans = [(left + 1, right) for left, right in pairwise((-1, *dropped, count)) if left + 1 < right]
    # Many a field is a column as it stands, and so one list for both.
    done: dict[int, Any] = {}

    def keep(values: Column) -> Any:
        if isinstance(values, DictionaryColumn):
            return DictionaryColumn(values.values, values.codes[kept])
        if isinstance(values, np.ndarray):
            return values[kept]
        if id(values) not in done:
            done[id(values)] = _join_spans(values, spans)
        return done[id(values)]

    kept_events = {name: keep(values) for name, values in events.items()}
    return kept_events, {name: keep(values) for name, values in columns.items()}


def _join_spans(values: Sequence[Any], spans: Sequence[tuple[int, int]]) -> list[Any]:
    joined: list[Any] = []
    for first, end in spans:
        joined += values[first:end]
    return joined
