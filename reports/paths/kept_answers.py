"""Answers over settled paths that are given again as long as nothing of what they are made from changes."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

import msgspec

from warehouse.interface import Rows, Value, Warehouse

# Of all answers together, as JSON; in memory they take some times that.
_MOST_BYTES = 16 << 20
# What answers are made from: each source with its newest moment and a fingerprint. A site never returns to one.
State = tuple[tuple[str, tuple[int, int]], ...]
# A site, and which of its answers.
Scope = tuple[int, str]


@dataclass(slots=True)
class AnswerStore:
    """The answers that were asked for last, of one state of each scope; safe from several threads."""

    most_bytes: int = _MOST_BYTES
    _states: dict[Scope, State] = field(default_factory=dict)
    _answers: OrderedDict[tuple[Scope, bytes], tuple[Rows, int]] = field(default_factory=OrderedDict)
    _byte_count: int = 0
    _lock: Lock = field(default_factory=Lock)

    def find(self, scope: Scope, state: State, key: bytes) -> Rows | None:
        """One that was kept, from now on the newest."""
        with self._lock:
            if self._states.get(scope) != state or (scope, key) not in self._answers:
                return None
            self._answers.move_to_end((scope, key))
            return self._answers[scope, key][0]

    def keep(self, scope: Scope, state: State, key: bytes, answer: Rows) -> None:
        """In place of those of another state, and of the oldest ones.

        One without rows is not kept: it may have to ask for its names.
        """
        size = len(msgspec.json.encode(answer.columns)) if len(answer) else 0
        with self._lock:
            if self._states.get(scope) != state:
                self._states[scope] = state
                for known in [each for each in self._answers if each[0] == scope]:
                    self._remove(known)
            if (scope, key) not in self._answers and 0 < size <= self.most_bytes:
                self._answers[scope, key] = answer, size
                self._byte_count += size
            while self._byte_count > self.most_bytes:
                self._remove(next(iter(self._answers)))

    def _remove(self, known: tuple[Scope, bytes]) -> None:
        self._byte_count -= self._answers.pop(known)[1]


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """Of one state of a scope: all that a statement reads besides its parameters is the same in it."""

    store: AnswerStore
    scope: Scope
    state: State


def query_kept(kept: KeptAnswers | None, warehouse: Warehouse, statement: str, parameters: Mapping[str, Value]) -> Rows:
    """The answer that was given before, else the warehouse's, which is kept where any may be."""
    if kept is None:
        return warehouse.query(statement, parameters)
    key = sha256(msgspec.json.encode((statement, sorted(parameters.items())))).digest()
    answer = kept.store.find(kept.scope, kept.state, key)
    if answer is None:
        answer = warehouse.query(statement, parameters)
        kept.store.keep(kept.scope, kept.state, key, answer)
    return answer
