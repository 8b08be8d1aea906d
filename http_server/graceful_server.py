"""uvicorn for a process that is supervised: it beats from its event loop, and is restarted without a broken request."""

import asyncio
import gc
import socket

import uvicorn

from settings.heartbeat import BEAT_SECONDS, Heartbeat

# The server calls `on_tick` ten times a second.
_TICKS_BETWEEN_BEATS = round(BEAT_SECONDS * 10)
# How long a connection that was just accepted has to send its request.
_LAST_REQUEST_SECONDS = 0.5


class GracefulServer(uvicorn.Server):
    """A server whose listening socket stays open in the supervisor: its successor serves who connects meanwhile."""

    def __init__(self, config: uvicorn.Config, heartbeat: Heartbeat) -> None:
        super().__init__(config)
        self._heartbeat = heartbeat

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """All that was made until now is left out of collections: a full one would take a tenth of a second."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()

    async def on_tick(self, counter: int) -> bool:
        """Called by uvicorn from the event loop that answers the requests."""
        if counter % _TICKS_BETWEEN_BEATS == 0:
            self._heartbeat.beat()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accepts nothing more and asks clients to hang up, while what is already connected is still answered.

        uvicorn would close a connection whose first request is on its way, and the kernel would reset it.
        """
        for server in self.servers:
            server.close()
        self.server_state.default_headers.append((b"connection", b"close"))
        await asyncio.sleep(_LAST_REQUEST_SECONDS)
        await super().shutdown(sockets)
