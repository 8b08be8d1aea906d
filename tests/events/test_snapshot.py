"""The edge reads the registry's snapshot as it was published."""

from events.snapshot import EdgeKey, EdgeLink, EdgeSite, EdgeSnapshot, decode_snapshot, encode_snapshot, hash_key


def test_a_snapshot_is_read_as_it_was_published() -> None:
    snapshot = EdgeSnapshot(
        version="1",
        sites=(EdgeSite(1, "pk_1", ("shop.example", "*.shop.example"), link_hosts=("apps.example",)),),
        keys=(EdgeKey(3, 1, hash_key("sk_secret"), ("events",)),),
        links=(EdgeLink("spring", 1, "https://shop.example/", "alice", "newsletter", 1_700_000_000_000),),
    )
    assert decode_snapshot(encode_snapshot(snapshot)) == snapshot
    assert decode_snapshot(encode_snapshot(EdgeSnapshot())) == EdgeSnapshot()


def test_a_snapshot_from_before_there_were_four_scopes_rejects_no_event() -> None:
    former = EdgeSnapshot(keys=(EdgeKey(3, 1, hash_key("sk_secret"), ("events:write", "reports:read")),))
    assert decode_snapshot(encode_snapshot(former)).keys[0].scopes == ("events", "reports")
