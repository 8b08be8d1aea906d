"""`GET /r/{code}.png` and `.svg` draw the short link's public address."""

import asyncio
import io
import threading
from pathlib import Path
from typing import Any

import pytest
import segno

from events.enums import Rejection
from tests.tracker.running import RunningEdge, make_settings, publish, run_edge
from tracker.endpoints.redirect_qr import MAX_KEPT, MAX_WAITING, QrCodes


def draw(address: str, kind: str) -> bytes:
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind=kind, scale=12, border=4)
    return picture.getvalue()


@pytest.mark.parametrize(("kind", "media_type"), [("png", "image/png"), ("svg", "image/svg+xml")])
def test_a_qr_code_holds_the_requested_address(edge: RunningEdge, kind: str, media_type: str) -> None:
    answer = edge.client.get(f"/r/spring.{kind}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    assert answer.content == draw(f"http://127.0.0.1:{edge.port}/r/spring", kind)
    assert edge.stored() == []


def test_a_code_that_ends_like_a_picture_is_a_link_first(edge: RunningEdge) -> None:
    assert edge.client.get("/r/cat.png").status_code == 302
    assert edge.client.get("/r/cat.png.png").headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(("code", "status"), [("nobody.png", 404), ("gone.svg", 410)])
def test_there_is_no_picture_of_what_is_no_link(edge: RunningEdge, code: str, status: int) -> None:
    assert edge.client.get(f"/r/{code}").status_code == status


@pytest.mark.parametrize("host", ["a b", "rival.example/x", '"><script>', "", "a" * 254, f"{'a.' * 1500}example"])
def test_a_host_that_is_none_is_not_drawn(edge: RunningEdge, host: str) -> None:
    assert edge.client.get("/r/spring.svg", headers={"Host": host}).status_code == 400


def test_the_sites_own_host_comes_before_the_trackers_configured_address(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_TRACKER_URL="https://track.example/")) as edge:
        for host, address in (
            ("go.shop.example", "http://go.shop.example/r/spring"),
            ("rival.example", "https://track.example/r/spring"),
        ):
            answer = edge.client.get("/r/spring.svg", headers={"Host": host})
            assert answer.content == draw(address, "svg")


def test_new_pictures_are_limited_and_those_that_were_drawn_are_not(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_IP_EVENTS_PER_SECOND="3")) as edge:
        answers = [edge.client.get("/r/spring.svg", headers={"Host": f"go{n}.shop.example"}) for n in range(20)]
        assert [each.status_code for each in answers[:3]] == [200] * 3
        assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "2")
        assert edge.client.get("/r/spring.svg", headers={"Host": "go0.shop.example"}).status_code == 200


def test_only_the_latest_pictures_are_kept_and_few_wait_to_be_drawn() -> None:
    async def draw_many() -> tuple[int, int]:
        pictures = QrCodes()
        drawn = [await pictures.draw(f"http://a/{n}", "svg", lambda: True) for n in range(MAX_KEPT + 5)]
        assert all(isinstance(each, bytes) for each in drawn)
        at_once = await asyncio.gather(*[pictures.draw(f"http://b/{n}", "svg", lambda: True) for n in range(50)])
        return len(pictures._kept), at_once.count(Rejection.OVERLOADED)

    assert asyncio.run(draw_many()) == (MAX_KEPT, 50 - MAX_WAITING)


def test_pictures_are_drawn_away_from_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    make = segno.make

    def watch(*given: Any, **named: Any) -> segno.QRCode:
        threads.append(threading.current_thread())
        return make(*given, **named)

    monkeypatch.setattr(segno, "make", watch)

    async def draw_two() -> None:
        pictures = QrCodes()
        for kind in ("png", "svg"):
            assert await pictures.draw("http://a/1", kind, lambda: True) == draw("http://a/1", kind)

    asyncio.run(draw_two())
    # Two by the product, and each compared with one that is drawn here.
    assert [thread is threading.main_thread() for thread in threads] == [False, True, False, True]
