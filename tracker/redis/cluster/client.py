"""Sends commands to the nodes of a Redis Cluster, each for the slots it has, and follows slots that move."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import hiredis

from events.slots import find_slot
from tracker.errors import BufferUnavailable
from tracker.redis.client import Commands, Replies, ServerClient
from tracker.redis.cluster.slot_map import SlotMap
from tracker.redis.connection import Reply, pack

# A slot that is just being moved answers in some tens of milliseconds; longer, and its events go to the spool.
_ATTEMPTS = 5
_PAUSE_SECONDS = 0.02
_ASKING = pack("ASKING")


@dataclass(slots=True)
class _Delivery:
    """Commands and the node they were sent to last; a node that is importing the slot needs ``ASKING`` before them."""

    commands: Commands
    url: str = ""
    is_asking: bool = False
    replies: Replies = ()

    @property
    def sent(self) -> Commands:
        commands = self.commands
        if not self.is_asking:
            return commands
        return Commands(commands.key, _ASKING + commands.packed, commands.reply_count + 1)


class ClusterClient:
    """A connection to each node; commands of a slot that has moved are sent again to its new node.

    What was redirected because of the move was not done; commands outside a transaction may have been done in part, so
    they must bear to be done again.
    """

    def __init__(self, slots: SlotMap, timeout_seconds: float) -> None:
        self._slots = slots
        self._timeout_seconds = timeout_seconds
        self._clients: dict[str, ServerClient] = {}

    async def execute(self, packed: bytes, reply_count: int = 1, *, key: str) -> Sequence[Reply]:
        """See :class:`tracker.redis.client.RedisClient`."""
        (replies,) = await self.execute_all([Commands(key, packed, reply_count)])
        if isinstance(replies, BufferUnavailable):
            raise replies
        return replies

    async def execute_all(self, commands: Sequence[Commands], before: bytes = b"") -> Sequence[Replies]:
        """See :class:`tracker.redis.client.RedisClient`; all nodes at once, each in one round trip."""
        deliveries = [_Delivery(each) for each in commands]
        waiting = deliveries
        for attempt in range(_ATTEMPTS):
            await self._send(waiting, before)
            waiting = [delivery for delivery in waiting if self._is_redirected(delivery)]
            if not waiting:
                break
            await asyncio.sleep(_PAUSE_SECONDS * attempt)
        for delivery in waiting:
            delivery.replies = BufferUnavailable("a slot of the Redis Cluster is on the move")
        return [delivery.replies for delivery in deliveries]

    def close(self) -> None:
        """See :class:`tracker.redis.client.RedisClient`."""
        for client in self._clients.values():
            client.close()

    async def _send(self, deliveries: Sequence[_Delivery], before: bytes) -> None:
        by_node: dict[str, list[_Delivery]] = defaultdict(list)
        for delivery in deliveries:
            try:
                delivery.url = delivery.url or await self._slots.find(find_slot(delivery.commands.key))
                by_node[delivery.url].append(delivery)
            except BufferUnavailable as exc:
                delivery.replies = exc
        await asyncio.gather(*(self._deliver(url, each, before) for url, each in by_node.items()))

    async def _deliver(self, url: str, deliveries: Sequence[_Delivery], before: bytes) -> None:
        sent = [delivery.sent for delivery in deliveries]
        results = await self._find_client(url).execute_all(sent, before)
        for delivery, replies in zip(deliveries, results, strict=True):
            if isinstance(replies, BufferUnavailable):
                self._slots.invalidate()
                delivery.replies = replies
            else:
                delivery.replies = replies[1:] if delivery.is_asking else replies

    def _is_redirected(self, delivery: _Delivery) -> bool:
        """Whether its slot is elsewhere; then the delivery is addressed to the new node."""
        if isinstance(delivery.replies, BufferUnavailable):
            return False
        redirection = next((str(reply) for reply in delivery.replies if _is_redirection(reply)), "")
        if not redirection:
            return False
        kind, *target = redirection.split(" ")
        if kind in {"MOVED", "ASK"}:
            host, _, port = target[1].rpartition(":")
            delivery.url, delivery.is_asking = self._slots.name_node(host, int(port), delivery.url), kind == "ASK"
        if kind == "MOVED":
            self._slots.move(int(target[0]), delivery.url)
        return True

    def _find_client(self, url: str) -> ServerClient:
        client = self._clients.get(url)
        if client is None:
            client = self._clients[url] = ServerClient(url, self._timeout_seconds)
        return client


def _is_redirection(reply: Reply) -> bool:
    return isinstance(reply, hiredis.ReplyError) and str(reply).startswith(("MOVED ", "ASK ", "TRYAGAIN"))
