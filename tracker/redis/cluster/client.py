"""Asks the nodes of a Redis Cluster, each for the slots it has, and follows slots that move."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import hiredis

from events.slots import find_slot
from tracker.errors import BufferUnavailable
from tracker.redis.client import Answer, Question, RedisCaller
from tracker.redis.cluster.slot_map import SlotMap
from tracker.redis.connection import Reply, pack

# A slot that is just being moved answers in some tens of milliseconds; longer, and its events go to the spool.
_ATTEMPTS = 5
_PAUSE_SECONDS = 0.02
_ASKING = pack("ASKING")


@dataclass(slots=True)
class _Errand:
    """A question on its way, to where it was sent last; a node that is just being given a slot wants to be told so."""

    question: Question
    url: str = ""
    is_asking: bool = False
    answer: Answer = ()

    @property
    def sent(self) -> Question:
        question = self.question
        if not self.is_asking:
            return question
        return Question(question.key, _ASKING + question.packed, question.replies + 1)


class ClusterCaller:
    """A line to each node; the question of one slot is asked anew where the slot has moved to.

    What was refused because of the move was not done; commands outside a transaction may have been done in part, so
    they must bear to be done again.
    """

    def __init__(self, slots: SlotMap, timeout_seconds: float) -> None:
        self._slots = slots
        self._timeout_seconds = timeout_seconds
        self._callers: dict[str, RedisCaller] = {}

    async def ask(self, packed: bytes, replies: int = 1, *, key: str) -> Sequence[Reply]:
        """See :class:`tracker.redis.client.Caller`."""
        (answer,) = await self.ask_all([Question(key, packed, replies)])
        if isinstance(answer, BufferUnavailable):
            raise answer
        return answer

    async def ask_all(self, questions: Sequence[Question], before: bytes = b"") -> Sequence[Answer]:
        """See :class:`tracker.redis.client.Caller`; all nodes at once, each in one round trip."""
        errands = [_Errand(question) for question in questions]
        waiting = errands
        for attempt in range(_ATTEMPTS):
            await self._send(waiting, before)
            waiting = [errand for errand in waiting if self._must_go_on(errand)]
            if not waiting:
                break
            await asyncio.sleep(_PAUSE_SECONDS * attempt)
        for errand in waiting:
            errand.answer = BufferUnavailable("a slot of the Redis Cluster is on the move")
        return [errand.answer for errand in errands]

    def close(self) -> None:
        """See :class:`tracker.redis.client.Caller`."""
        for caller in self._callers.values():
            caller.close()

    async def _send(self, errands: Sequence[_Errand], before: bytes) -> None:
        by_node: dict[str, list[_Errand]] = defaultdict(list)
        for errand in errands:
            try:
                errand.url = errand.url or await self._slots.find(find_slot(errand.question.key))
                by_node[errand.url].append(errand)
            except BufferUnavailable as exc:
                errand.answer = exc
        await asyncio.gather(*(self._visit(url, each, before) for url, each in by_node.items()))

    async def _visit(self, url: str, errands: Sequence[_Errand], before: bytes) -> None:
        sent = [errand.sent for errand in errands]
        answers = await self._find_caller(url).ask_all(sent, before)
        for errand, answer in zip(errands, answers, strict=True):
            if isinstance(answer, BufferUnavailable):
                self._slots.doubt()
                errand.answer = answer
            else:
                errand.answer = answer[1:] if errand.is_asking else answer

    def _must_go_on(self, errand: _Errand) -> bool:
        """Whether its slot is elsewhere; then the errand knows where."""
        if isinstance(errand.answer, BufferUnavailable):
            return False
        refusal = next((str(reply) for reply in errand.answer if _is_redirection(reply)), "")
        if not refusal:
            return False
        kind, *place = refusal.split(" ")
        if kind in {"MOVED", "ASK"}:
            host, _, port = place[1].rpartition(":")
            errand.url, errand.is_asking = self._slots.name_node(host, int(port), errand.url), kind == "ASK"
        if kind == "MOVED":
            self._slots.move(int(place[0]), errand.url)
        return True

    def _find_caller(self, url: str) -> RedisCaller:
        caller = self._callers.get(url)
        if caller is None:
            caller = self._callers[url] = RedisCaller(url, self._timeout_seconds)
        return caller


def _is_redirection(reply: Reply) -> bool:
    return isinstance(reply, hiredis.ReplyError) and str(reply).startswith(("MOVED ", "ASK ", "TRYAGAIN"))
