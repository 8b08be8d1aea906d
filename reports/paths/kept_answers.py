"""Answers over settled paths that are given again as long as nothing of what they are made from changes."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

import msgspec

from warehouse.interface import Rows, Value, Warehouse

# Of all answers together: some 50 MB.
_MOST_ROWS = 100_000
Key = bytes


@dataclass(slots=True)
class AnswerStore:
    """The answers that were asked for last; safe from several threads."""

    most_rows: int = _MOST_ROWS
    _answers: OrderedDict[Key, Rows] = field(default_factory=OrderedDict)
    _row_count: int = 0
    _lock: Lock = field(default_factory=Lock)

    def find(self, key: Key) -> Rows | None:
        """One that was kept, from now on the newest."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: Key, answer: Rows) -> None:
        """In place of the oldest ones. One without rows is not kept: it may have to ask for its names."""
        with self._lock:
            if key in self._answers or not 0 < len(answer) <= self.most_rows:
                return
            self._answers[key] = answer
            self._row_count += len(answer)
            while self._row_count > self.most_rows:
                _, oldest = self._answers.popitem(last=False)
                self._row_count -= len(oldest)


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """Of one state of a site: all that a statement reads besides its parameters is the same in it."""

    store: AnswerStore
    state: tuple[tuple[str, tuple[int, int]], ...]

    def query(self, warehouse: Warehouse, statement: str, parameters: Mapping[str, Value]) -> Rows:
        """The answer that was given before, else the warehouse's."""
        key = sha256(msgspec.json.encode((self.state, statement, sorted(parameters.items())))).digest()
        answer = self.store.find(key)
        if answer is None:
            answer = warehouse.query(statement, parameters)
            self.store.keep(key, answer)
        return answer
