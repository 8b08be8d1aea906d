"""`GET /e.gif` records an event by query string, in mails too, and answers with a picture."""

import pytest

from tests.tracker.running import ORIGIN, RunningEdge


def test_the_picture_comes_after_the_event_is_in_redis(edge: RunningEdge) -> None:
    answer = edge.client.get("/e.gif?site=pk_shop&type=click&ref=alice&unknown=1")
    assert (answer.status_code, answer.headers["Content-Type"], len(answer.content)) == (200, "image/gif", 43)
    assert answer.headers["Cache-Control"] == "no-store"
    (event,) = edge.stored()
    assert (event.source, event.type, event.ref, event.visitor_id) == ("pixel", "click", "alice", "")


def test_a_pixel_without_a_type_is_a_page_view(edge: RunningEdge) -> None:
    assert edge.client.get("/e.gif?site=pk_shop", headers={"Referer": f"{ORIGIN}/page"}).status_code == 200
    assert edge.stored()[0].type == "pageview"


def test_numbers_and_properties_are_read_from_the_query(edge: RunningEdge) -> None:
    query = "site=pk_shop&type=event&name=n&amount=1999&currency=EUR&properties.plan=pro&properties.seats=3"
    assert edge.client.get(f"/e.gif?{query}").status_code == 200
    (event,) = edge.stored()
    assert (event.amount_minor, event.properties) == (1999, {"plan": "pro", "seats": "3"})


@pytest.mark.parametrize(
    ("query", "referer", "status", "reason"),
    [
        ("", "", 403, "unknown_site"),
        ("site=pk_nobody", "", 403, "unknown_site"),
        ("site=pk_shop", "https://rival.example/", 403, "foreign_origin"),
        ("site=pk_shop&type=hit", "", 400, "unknown_type"),
        ("site=pk_shop&type=sale&order_id=o&amount=19.99&currency=EUR", "", 400, "not_an_integer"),
        ("site=pk_shop&type=sale&order_id=o&amount=1999&currency=EUR", "", 400, "not_by_pixel"),
        ("site=pk_shop&type=lead&customer_id=c", "", 400, "not_by_pixel"),
        ("site=pk_shop&timestamp=253370764800000", "", 400, "out_of_range"),
        ("site=pk_shop&type=refund&order_id=o", "", 400, "server_only"),
        ("site=pk_shop&ref=%00", "", 400, "control_character"),
        ("&".join(f"n{n}=1" for n in range(200)), "", 400, "not_an_event"),
    ],
)
def test_a_bad_pixel_is_rejected(edge: RunningEdge, query: str, referer: str, status: int, reason: str) -> None:
    answer = edge.client.get(f"/e.gif?{query}", headers={"Referer": referer} if referer else {})
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (status, reason)
    assert edge.stored() == []
