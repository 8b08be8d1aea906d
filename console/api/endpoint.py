"""A call of the API as an ASGI application: computed once it has a place, not at all if nobody waits for it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from console.admission import Admission, Admissions
from console.api.dispatch import answer_request, find_admitted_caller, find_test_now, parse_request, receive_body
from console.api.request import ApiDependencies, ApiRequest, Call
from console.client_presence import ClientPresence
from console.errors import ClientGone, ReportTooLarge
from console.fair_queue import Viewer
from http_server.request_memory import Held, RequestMemory
from warehouse.interface import MemoryExceeded, WarehouseUnavailable

LOG = logging.getLogger(__name__)


def make_route(call: Call, dependencies: ApiDependencies, admissions: Admissions, memory: RequestMemory) -> Route:
    """The route of a call; ``memory`` is that of all bodies."""
    admission = admissions.reports if call.is_report else admissions.traces if call.is_trace else admissions.quick
    return Route(call.path, Endpoint(call, dependencies, admission, memory), methods=[call.method])


class Endpoint:
    """Raises the exceptions of ``console.api.error_responses``."""

    def __init__(self, call: Call, dependencies: ApiDependencies, admission: Admission, memory: RequestMemory) -> None:
        self._call = call
        self._dependencies = dependencies
        self._admission = admission
        self._memory = memory
        # The label of its metrics.
        self.call_name = call.name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer is sent without a place: a slow client keeps nobody waiting."""
        request = Request(scope, receive)
        with self._memory.hold() as held:
            api_request = await self._receive(request, held)
            viewer = api_request.viewer()
            async with ClientPresence(receive) as client, self._admission.place(viewer, client):
                response = await self._compute(api_request, viewer, client)
        await response(scope, receive, send)

    async def _receive(self, request: Request, held: Held) -> ApiRequest:
        """Nobody's bytes are kept before it is known who sends them."""
        call, dependencies = self._call, self._dependencies
        now = dependencies.now()
        caller = await run_in_threadpool(find_admitted_caller, call, dependencies, request, now)
        if dependencies.test_clock:
            now = find_test_now(caller, request.headers, now)
        body = await receive_body(request, held) if call.body else b""
        return await run_in_threadpool(parse_request, call, dependencies, request, caller, body, now)

    async def _compute(self, api_request: ApiRequest, viewer: Viewer, client: ClientPresence) -> Response:
        send_pieces = partial(_send_pieces, self._admission, viewer)
        # What changes something is completed, whoever waits for it.
        if not self._call.is_write:
            warehouse = api_request.dependencies.warehouse.limit(self._admission.limits)
            # In a thread apart: all of the class may be taken by those that are to end.
            client.call_when_gone(partial(asyncio.get_running_loop().run_in_executor, None, warehouse.cancel))
            api_request = replace(api_request, dependencies=replace(api_request.dependencies, warehouse=warehouse))
        try:
            return await self._admission.run(partial(answer_request, self._call, api_request, send_pieces))
        except MemoryExceeded as exc:
            LOG.warning("%s of %s: %s", self._call.name, viewer.name, exc)
            raise ReportTooLarge(self._call.name, self._admission.limits.memory_bytes) from exc
        except WarehouseUnavailable as exc:
            if client.is_gone:
                raise ClientGone("the client is gone") from exc
            raise


async def _send_pieces(
    admission: Admission, viewer: Viewer, pieces: Iterator[str] | Iterator[bytes]
) -> AsyncIterator[str | bytes]:
    """Each piece waits for a place of its own, however long: what has begun to be sent cannot be answered with 503."""
    while True:
        async with admission.place(viewer, None):
            piece: str | bytes | None = await admission.run(partial(next, pieces, None))
        if piece is None:
            return
        yield piece
