"""How the parts of the edge ask Redis, be it one server or a cluster, and the way to one server."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from tracker.errors import BufferUnavailable
from tracker.redis.connection import RedisLine, Reply, open_line

# While Redis is away, one attempt in this time is enough; who asks in between is refused at once.
REST_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Question:
    """Packed commands about keys of one slot, of which ``key`` is one, and how many replies they will have."""

    key: str
    packed: bytes
    replies: int = 1


Answer = Sequence[Reply] | BufferUnavailable


class Caller(Protocol):
    """One question, or one round of questions, at a time."""

    async def ask(self, packed: bytes, replies: int = 1, *, key: str) -> Sequence[Reply]:
        """The replies to packed commands; errors of single commands are values. Raises ``BufferUnavailable``."""

    async def ask_all(self, questions: Sequence[Question], before: bytes = b"") -> Sequence[Answer]:
        """An answer to each; ``before`` is one command that each server gets first, its reply is left out."""

    def close(self) -> None:
        """Hangs up."""


class RedisCaller:
    """Asks one server over one line; connects when first needed and again after each failure."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        self._url = url
        self._timeout_seconds = timeout_seconds
        self._line: RedisLine | None = None
        self._rests_until = 0.0

    async def ask(self, packed: bytes, replies: int = 1, *, key: str = "") -> Sequence[Reply]:
        """See :class:`Caller`; whatever the key, it is here."""
        line = self._line
        if line is None or not line.is_open:
            line = self._line = await self._open()
        return await line.ask(packed, replies, self._timeout_seconds)

    async def ask_all(self, questions: Sequence[Question], before: bytes = b"") -> Sequence[Answer]:
        """See :class:`Caller`; one round trip."""
        packed = b"".join((before, *(question.packed for question in questions)))
        count = sum(question.replies for question in questions)
        try:
            replies = iter(await self.ask(packed, count + bool(before)))
        except BufferUnavailable as exc:
            return [exc] * len(questions)
        return list(split_replies(replies, questions, before))

    def close(self) -> None:
        """See :class:`Caller`."""
        if self._line is not None:
            self._line.close()

    async def _open(self) -> RedisLine:
        if time.monotonic() < self._rests_until:
            raise BufferUnavailable("Redis could not be reached a moment ago")
        try:
            return await open_line(self._url, self._timeout_seconds)
        except BufferUnavailable:
            self._rests_until = time.monotonic() + REST_SECONDS
            raise


def split_replies(replies: Iterator[Reply], questions: Sequence[Question], before: bytes) -> Iterator[list[Reply]]:
    """The replies to each question."""
    if before:
        next(replies)
    for question in questions:
        yield list(islice(replies, question.replies))
