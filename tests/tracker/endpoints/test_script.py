"""`GET /prm.js` serves the snippet as it was built."""

import gzip
import hashlib
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from settings import SettingInvalid, TrackerSettings, read_settings
from tests.tracker.running import ORIGIN, make_settings, publish, run_edge
from tracker.endpoints.script import answer_script, load_builds

SOURCE = b"(()=>{})()"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "prm.js").write_bytes(SOURCE)
    (tmp_path / "dist" / "prm.js.gz").write_bytes(gzip.compress(SOURCE))
    (tmp_path / "dist" / "prm.js.br").write_bytes(b"brotli")
    with TestClient(Starlette(routes=[Route("/prm.js", partial(answer_script, load_builds(tmp_path)))])) as client:
        yield client


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_the_browser_gets_the_encoding_it_likes_best(client: TestClient, accepted: str, encoding: str | None) -> None:
    with client.stream("GET", "/prm.js", headers={"Accept-Encoding": accepted}) as answer:
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "max-age" in answer.headers["Cache-Control"]


def test_the_body_is_the_build(client: TestClient) -> None:
    for accepted in ("gzip", "identity"):
        assert client.get("/prm.js", headers={"Accept-Encoding": accepted}).content == SOURCE


def test_a_browser_that_has_it_gets_304(client: TestClient) -> None:
    tag = client.get("/prm.js", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]+"', tag)
    again = client.get("/prm.js", headers={"Accept-Encoding": "gzip", "If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)


def test_each_encoding_has_its_own_tag(client: TestClient) -> None:
    tags = {client.get("/prm.js", headers={"Accept-Encoding": word}).headers["ETag"] for word in ("gzip", "identity")}
    assert len(tags) == 2


def test_under_a_neutral_path_it_reports_to_the_neutral_path(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    neutral = {"PRM_SCRIPT_PATH": "/assets/js/metrics.js", "PRM_BEACON_PATH": "/assets/metrics"}
    with run_edge(make_settings(redis_url, tmp_path, **neutral)) as edge:
        usual, moved = edge.client.get("/prm.js").content, edge.client.get("/assets/js/metrics.js").content
        assert moved == usual.replace(b'.endpoint||"e"', b'.endpoint||"../metrics"') != usual
        body = b'{"site":"pk_shop","type":"click"}'
        for path in ("/e", "/assets/metrics"):
            answer = edge.client.post(path, content=body, headers={"Origin": ORIGIN})
            assert answer.status_code == 202
            assert edge.client.options(path, headers={"Origin": ORIGIN}).status_code == 204
        assert edge.client.get("/assets/metrics.gif?site=pk_shop&type=click").status_code == 200
        assert len(edge.stored()) == 3


def test_a_build_that_names_no_endpoint_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "prm.js").write_bytes(SOURCE)
    with pytest.raises(ValueError, match="endpoint"):
        load_builds(tmp_path, "elsewhere")


@pytest.mark.parametrize("path", ["metrics.js", "/a b", "/a?b", "https://shop.example/x", "/"])
def test_a_neutral_path_that_is_none_is_named(path: str) -> None:
    with pytest.raises(SettingInvalid, match="PRM_SCRIPT_PATH"):
        read_settings(TrackerSettings, {"PRM_SCRIPT_PATH": path})


def test_what_was_not_built_is_said_so(tmp_path: Path) -> None:
    with TestClient(Starlette(routes=[Route("/prm.js", partial(answer_script, load_builds(tmp_path)))])) as client:
        answer = client.get("/prm.js")
        assert answer.status_code == 503
        assert "make assets" in answer.text


def test_a_path_that_names_the_bytes_is_kept_forever(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_SCRIPT_PATH="/js/m.js")) as edge:
        script = edge.client.get("/prm.js").content
        versioned = edge.client.get(f"/prm-{hashlib.sha256(script).hexdigest()[:12]}.js")
        assert versioned.content == script
        assert "immutable" in versioned.headers["Cache-Control"]
        assert edge.client.get("/prm-000000000000.js").status_code == 404
        panel = edge.client.get("/prm_test.js").content
        moved = edge.client.get("/js/prm_test.js").content
        assert moved == panel.replace(b'.endpoint||"e"', b'.endpoint||"../e"') != panel
