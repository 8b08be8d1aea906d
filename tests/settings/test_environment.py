"""A setting comes from its variable, from its file, or from its default; a bad value is named."""

from pathlib import Path

import pytest

from settings import ConsoleSettings, SettingInvalid, TrackerSettings, read_settings
from settings.data_directory import PayoutKeysMissing, read_payout_keys, read_secret, redis_url, registry_url


def test_an_empty_environment_gives_the_documented_defaults() -> None:
    settings = read_settings(TrackerSettings, {})
    assert (settings.data_dir, settings.tracker_port, settings.shards) == (Path("data"), 8400, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRM_TRACKER_PORT", "http"),
        ("PRM_TRACKER_PORT", "70000"),
        ("PRM_SHARDS", "0"),
        ("PRM_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("PRM_LOG_FORMAT", "xml"),
    ],
)
def test_a_bad_value_names_variable_value_and_remedy(name: str, value: str) -> None:
    with pytest.raises(SettingInvalid, match=f"{name}='{value}' is not usable: give "):
        read_settings(TrackerSettings, {name: value})


def test_a_secret_comes_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    assert read_settings(TrackerSettings, {"PRM_SECRET_FILE": str(file)}).secret == "from the file"


def test_a_secret_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="PRM_SECRET_FILE"):
        read_settings(TrackerSettings, {"PRM_SECRET_FILE": str(tmp_path / "missing")})


def test_a_variable_wins_over_its_file(tmp_path: Path) -> None:
    environ = {"PRM_SECRET": "here", "PRM_SECRET_FILE": str(tmp_path / "missing")}
    assert read_settings(TrackerSettings, environ).secret == "here"


def test_the_secret_is_made_once_and_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = read_settings(TrackerSettings, {"PRM_DATA_DIR": str(tmp_path / "new")})
    first = read_secret(settings)
    assert read_secret(settings) == first
    assert len(first) == 64
    assert (tmp_path / "new" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret"]


def test_urls_follow_from_the_data_directory_unless_given(tmp_path: Path) -> None:
    settings = read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(tmp_path)})
    assert redis_url(settings) == f"unix://{tmp_path}/redis/redis.sock"
    assert registry_url(settings) == f"sqlite:///{tmp_path}/registry.sqlite"
    settings = read_settings(ConsoleSettings, {"PRM_REDIS_URL": "redis://r", "PRM_REGISTRY_URL": "postgresql://p"})
    assert (redis_url(settings), registry_url(settings)) == ("redis://r", "postgresql://p")


@pytest.mark.parametrize(
    "url",
    [
        "redis://r:6379/1",
        "rediss://:secret@r",
        "unix:///run/redis.sock?db=2",
        "redis+cluster://r:6379,s:6380",
        "rediss+cluster://anna:secret@r",
        "",
    ],
)
def test_redis_has_an_address_of_these_forms(url: str) -> None:
    assert read_settings(TrackerSettings, {"PRM_REDIS_URL": url}).redis_url == url


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("redis+cluster://:secret@r:6379,:6380", "give the nodes of a cluster like redis"),
        ("redis+cluster://:secret@r:port", "give the nodes of a cluster like redis"),
        ("redis+cluster://:secret@r:6379/3", "a Redis Cluster has no numbered databases"),
        ("http://:secret@r", "give an address like redis://"),
        ("secret:6379", "give an address like redis://"),
    ],
)
def test_another_address_is_refused_without_showing_it(url: str, reason: str) -> None:
    with pytest.raises(SettingInvalid, match=rf"PRM_REDIS_URL=\(hidden\) is not usable: {reason}") as refused:
        read_settings(TrackerSettings, {"PRM_REDIS_URL": url})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\n", bytes(64)])
def test_a_secret_whose_bytes_were_lost_is_an_error_and_no_new_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    settings = read_settings(TrackerSettings, {"PRM_DATA_DIR": str(tmp_path)})
    with pytest.raises(SettingInvalid, match="is empty: restore the file from a backup"):
        read_secret(settings)
    assert (tmp_path / "secret").read_bytes() == content


def test_the_payout_key_is_made_once_and_never_again_where_something_needs_it(tmp_path: Path) -> None:
    settings = read_settings(TrackerSettings, {"PRM_DATA_DIR": str(tmp_path)})
    with pytest.raises(PayoutKeysMissing, match="payout-keys is missing"):
        read_payout_keys(settings, may_make=False)
    made = read_payout_keys(settings, may_make=True)
    assert read_payout_keys(settings, may_make=False) == made == (tmp_path / "payout-keys").read_text()
    assert (tmp_path / "payout-keys").stat().st_mode & 0o777 == 0o600
    given = read_settings(TrackerSettings, {"PRM_DATA_DIR": str(tmp_path), "PRM_PAYOUT_KEYS": "ab" * 32})
    assert read_payout_keys(given, may_make=False) == "ab" * 32


def test_payout_keys_that_are_none_are_not_printed() -> None:
    with pytest.raises(SettingInvalid, match="64 hexadecimal digits") as caught:
        read_settings(TrackerSettings, {"PRM_PAYOUT_KEYS": f"{'ab' * 32},abc123"})
    assert "abc123" not in str(caught.value)
