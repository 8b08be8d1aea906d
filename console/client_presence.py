"""Whether the client of a request still waits for its answer."""

import asyncio
from collections.abc import Callable
from types import TracebackType

from starlette.types import Receive


class ClientPresence:
    """Watches the connection for the duration of the block; the whole body has to be received before."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._callbacks: list[Callable[[], object]] = []
        self.is_gone = False

    async def __aenter__(self) -> "ClientPresence":
        """Begins."""
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Whatever comes now belongs to whoever sends the answer."""
        self._task.cancel()

    def call_when_gone(self, callback: Callable[[], object]) -> None:
        """On the loop; at once if the client is gone already."""
        self._callbacks.append(callback)
        if self.is_gone:
            callback()

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.is_gone = True
        for callback in self._callbacks:
            callback()
