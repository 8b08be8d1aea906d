"""One frozen dataclass per process; the shared parts are written once and inherited."""

from dataclasses import dataclass
from pathlib import Path

from settings.environment import (
    Network,
    parse_choice,
    parse_flag,
    parse_integer,
    parse_list,
    parse_networks,
    parse_optional_path,
    parse_payout_keys,
    parse_period,
    parse_url_path,
    variable,
)
from settings.redis_address import parse_redis_url
from settings.smtp_address import parse_public_url, parse_sender, parse_smtp_url

_PORT = parse_integer(0, 65535)
MAX_SHARDS = 256


@dataclass(frozen=True, kw_only=True)
class InstallationSettings:
    """Where this installation keeps its files, and how it logs."""

    data_dir: Path = variable("PRM_DATA_DIR", "data", "Directory of everything that is stored", Path)
    secret: str = variable(
        "PRM_SECRET", "", "Key of all keyed hashes; empty: generated once and stored in the data directory", secret=True
    )
    payout_keys: str = variable(
        "PRM_PAYOUT_KEYS",
        "",
        "Keys of the details of payout methods, 64 hexadecimal digits each, separated by commas, the current one first;"
        " empty: one is generated once and stored in the data directory",
        parse_payout_keys,
        secret=True,
    )
    log_level: str = variable(
        "PRM_LOG_LEVEL", "info", "Lowest level that is logged", parse_choice("debug", "info", "warning", "error")
    )
    # The variables that were set, whatever their values.
    given: frozenset[str] = frozenset()
    log_format: str = variable("PRM_LOG_FORMAT", "text", "`text` or `json` lines", parse_choice("text", "json"))
    test_clock: bool = variable(
        "PRM_TEST_CLOCK",
        "0",
        "Whether a key with the scope `admin` may name the moment of its calls by `X-PRM-Now`; commissions are then run"
        " on request only; for tests, never in production",
        parse_flag,
    )


@dataclass(frozen=True, kw_only=True)
class SupervisorSettings(InstallationSettings):
    """How a process that starts others watches them."""

    hang_seconds: int = variable(
        "PRM_HANG_SECONDS",
        "60",
        "Seconds without a sign of life after which a process is restarted, twice as many for Redis; 0: never",
        parse_integer(0, 86_400),
    )


@dataclass(frozen=True, kw_only=True)
class BufferSettings(InstallationSettings):
    """How to reach the buffer."""

    redis_url: str = variable(
        "PRM_REDIS_URL",
        "",
        "Your own Redis, `redis://…`, or `redis+cluster://host:port,host:port`; empty: the embedded one",
        parse_redis_url,
        secret=True,
    )
    shards: int = variable(
        "PRM_SHARDS",
        "2",
        "Streams that events are spread over, two for each ingest worker; may be raised, never lowered; where it is not"
        " set, as many as Redis has if those are more",
        parse_integer(1, MAX_SHARDS),
    )
    appendfsync: str = variable(
        "PRM_APPENDFSYNC",
        "always",
        "When the embedded Redis syncs its file: `always`: before it answers; `everysec`; `no`: never by itself",
        parse_choice("always", "everysec", "no"),
    )


@dataclass(frozen=True, kw_only=True)
class WarehouseSettings(InstallationSettings):
    """How to reach ClickHouse."""

    clickhouse_url: str = variable(
        "PRM_CLICKHOUSE_URL",
        "",
        "ClickHouse server, `clickhouse://user:password@host:9000/database`; empty: the embedded engine",
        secret=True,
    )
    clickhouse_cluster: str = variable(
        "PRM_CLICKHOUSE_CLUSTER",
        "",
        "Cluster of that server for replicated tables, distributed by visitor; empty: none",
    )
    warehouse_threads: int = variable(
        "PRM_WAREHOUSE_THREADS", "4", "Threads one statement of the embedded engine may use", parse_integer(1, 1024)
    )
    warehouse_memory_bytes: int = variable(
        "PRM_WAREHOUSE_MEMORY_BYTES",
        "0",
        "Memory all statements of the embedded engine may use together, any one of them half of it; 0: half of the"
        " machine's memory",
        parse_integer(0, 1 << 50),
    )
    events_ttl_days: int = variable(
        "PRM_EVENTS_TTL_DAYS",
        "0",
        "Days that raw events are kept after the end of their month; 0: forever. Roll-ups, sales, identities stay",
        parse_integer(0, 10_000),
    )
    warehouse_sync: bool = variable(
        "PRM_WAREHOUSE_SYNC",
        "1",
        "Whether inserts and merges are on disk before they count; 0 only where the data can be loaded again",
        parse_flag,
    )


@dataclass(frozen=True, kw_only=True)
class RegistrySettings(BufferSettings):
    """How to reach the registry of sites, partners, links and keys."""

    registry_url: str = variable(
        "PRM_REGISTRY_URL", "", "SQLAlchemy URL; empty: SQLite in the data directory", secret=True
    )


@dataclass(frozen=True, kw_only=True)
class PublicSettings(InstallationSettings):
    """How clients reach the web servers, and which proxies in between are trusted."""

    tracker_url: str = variable(
        "PRM_TRACKER_URL", "", "Public address of the tracker, shown in tags and links; empty: `http://localhost:PORT`"
    )
    trusted_proxies: tuple[Network, ...] = variable(
        "PRM_TRUSTED_PROXIES",
        "",
        "Networks whose `X-Forwarded-For`, `-Proto` and `-Host` are trusted, like `10.0.0.0/8,::1`",
        parse_networks,
    )


@dataclass(frozen=True, kw_only=True)
class MailSettings(InstallationSettings):
    """How mail is sent, and where the links in it lead."""

    smtp_url: str = variable(
        "PRM_SMTP_URL",
        "",
        "Server that mail is handed to, `smtp://user:password@host:587` with STARTTLS or `smtps://…`; empty: nothing is"
        " mailed, and each link is shown to be copied",
        parse_smtp_url,
        secret=True,
    )
    mail_from: str = variable(
        "PRM_MAIL_FROM", "", "Whom mail comes from, like `Shop <partners@shop.example>`", parse_sender
    )
    console_url: str = variable(
        "PRM_CONSOLE_URL",
        "",
        "Public address of the console, to which the links in mail lead; empty: `http://localhost:PORT`",
        parse_public_url,
    )


@dataclass(frozen=True, kw_only=True)
class WebSettings(PublicSettings):
    """The bounds of a web server's connections, and who may read its metrics."""

    max_url_bytes: int = variable(
        "PRM_MAX_URL_BYTES", "8192", "Longest path and query, in bytes", parse_integer(256, 1 << 16)
    )
    max_head_bytes: int = variable(
        "PRM_MAX_HEAD_BYTES",
        "32768",
        "Maximum size of a request before its body, in bytes",
        parse_integer(1024, 1 << 20),
    )
    request_seconds: int = variable(
        "PRM_REQUEST_SECONDS", "20", "Longest time for a request to arrive, in seconds", parse_integer(1, 3600)
    )
    keep_alive_seconds: int = variable(
        "PRM_KEEP_ALIVE_SECONDS",
        "130",
        "How long an idle connection stays open, in seconds; longer than the proxy in front keeps it",
        parse_integer(1, 3600),
    )
    max_connections: int = variable(
        "PRM_MAX_CONNECTIONS",
        "4096",
        "Open connections of a process, as far as its open files allow; beyond it those that wait longest are closed",
        parse_integer(1, 1_000_000),
    )
    request_memory_bytes: int = variable(
        "PRM_REQUEST_MEMORY_BYTES",
        "67108864",
        "Heads and bodies that a process holds at one moment, in bytes; more than a batch; beyond it 503",
        parse_integer(1 << 20, 1 << 40),
    )
    metrics_networks: tuple[Network, ...] = variable(
        "PRM_METRICS_NETWORKS",
        "127.0.0.0/8,::1",
        "Networks whose clients may read `/metrics`, if no proxy is in between; empty: nobody",
        parse_networks,
    )


@dataclass(frozen=True, kw_only=True)
class TrackerSettings(BufferSettings, WebSettings, SupervisorSettings):
    """The tracker."""

    tracker_host: str = variable("PRM_TRACKER_HOST", "127.0.0.1", "Address the tracker listens on")
    tracker_port: int = variable("PRM_TRACKER_PORT", "8400", "Port the tracker listens on", _PORT)
    workers: int = variable("PRM_WORKERS", "2", "Tracker processes", parse_integer(1, 64))
    script_path: str = variable(
        "PRM_SCRIPT_PATH", "", "A second path for `/prm.js`, like `/assets/metrics.js`", parse_url_path
    )
    beacon_path: str = variable(
        "PRM_BEACON_PATH",
        "",
        "A second path for `/e`, to which the script of `PRM_SCRIPT_PATH` reports",
        parse_url_path,
    )
    cookie_days: int = variable(
        "PRM_COOKIE_DAYS",
        "365",
        "Lifetime of the visitor cookie where the tracker itself sets it; 0: the tracker sets none",
        parse_integer(0, 400),
    )
    privacy_signals: bool = variable(
        "PRM_PRIVACY_SIGNALS",
        "1",
        "Whether short links set no cookie for browsers that send `Sec-GPC` or `DNT`; tags use `data-consent`",
        parse_flag,
    )
    redis_timeout_ms: int = variable(
        "PRM_REDIS_TIMEOUT_MS",
        "1000",
        "Longest wait for Redis before events go to the spool, in milliseconds",
        parse_integer(10, 60_000),
    )
    spool_bytes: int = variable(
        "PRM_SPOOL_BYTES",
        "1073741824",
        "Largest spool of one tracker process while Redis is away; 0: no spool",
        parse_integer(0, 1 << 50),
    )
    backlog_bytes: int = variable(
        "PRM_BACKLOG_BYTES",
        "2147483648",
        "Memory of Redis above which the edge rejects events with 503, at most 9/10 of its `maxmemory`; 0: only that",
        parse_integer(0, 1 << 50),
    )
    max_body_bytes: int = variable(
        "PRM_MAX_BODY_BYTES", "65536", "Largest browser beacon, in bytes", parse_integer(1024, 1 << 20)
    )
    max_beacon_events: int = variable(
        "PRM_MAX_BEACON_EVENTS", "50", "Maximum number of events in a browser beacon", parse_integer(1, 10_000)
    )
    private_parameters: tuple[str, ...] = variable(
        "PRM_PRIVATE_PARAMETERS",
        "",
        "Further parameters of URLs whose values are not stored, like `account,member_no`; `email`, `token` and the"
        " like never are",
        parse_list,
    )
    max_batch_bytes: int = variable(
        "PRM_MAX_BATCH_BYTES",
        "5242880",
        "Largest server-to-server batch in bytes, compressed and decompressed",
        parse_integer(1024, 1 << 28),
    )
    max_batch_events: int = variable(
        "PRM_MAX_BATCH_EVENTS",
        "5000",
        "Maximum number of events in a server-to-server batch",
        parse_integer(1, 1_000_000),
    )
    ip_events_per_second: int = variable(
        "PRM_IP_EVENTS_PER_SECOND",
        "50",
        "Events per second from one client address, averaged over ten seconds; 0: no limit",
        parse_integer(0, 1_000_000),
    )
    site_events_per_second: int = variable(
        "PRM_SITE_EVENTS_PER_SECOND",
        "0",
        "Events per second for one site, averaged over ten seconds; 0: no limit",
        parse_integer(0, 10_000_000),
    )
    retry_span_hours: int = variable(
        "PRM_RETRY_SPAN_HOURS",
        "48",
        "Hours before its reception at which a browser's event may have happened; an older one counts when it came",
        parse_integer(0, 8_760),
    )


@dataclass(frozen=True, kw_only=True)
class IngestSettings(BufferSettings, WarehouseSettings):
    """The workers between Redis and ClickHouse."""

    batch_events: int = variable(
        "PRM_BATCH_EVENTS", "100000", "Maximum number of events in one INSERT", parse_integer(1, 1_000_000)
    )
    batch_ms: int = variable(
        "PRM_BATCH_MS", "200", "Longest wait for a batch to fill, in milliseconds", parse_integer(1, 60_000)
    )
    geo_db: Path | None = variable(
        "PRM_GEO_DB",
        "",
        "MaxMind-format database of countries or cities; empty: the one `prm geo install` installed",
        parse_optional_path,
    )
    asn_db: Path | None = variable(
        "PRM_ASN_DB",
        "",
        "MaxMind-format database of autonomous systems; empty: as above",
        parse_optional_path,
    )
    networks_db: Path | None = variable(
        "PRM_NETWORKS_DB", "", "MaxMind-format Anonymous-IP database; empty: as above", parse_optional_path
    )
    ingest_metrics_host: str = variable("PRM_INGEST_METRICS_HOST", "127.0.0.1", "Address of ingest's `/metrics`")
    ingest_metrics_port: int = variable(
        "PRM_INGEST_METRICS_PORT", "0", "Port of ingest's `/metrics`, a separate one for each process; 0: off", _PORT
    )


@dataclass(frozen=True, kw_only=True)
class ReaderSettings(RegistrySettings, WarehouseSettings):
    """Registry and warehouse, for processes that write no event."""

    clickhouse_reader_url: str = variable(
        "PRM_CLICKHOUSE_READER_URL",
        "",
        "ClickHouse URL for console and worker, with a user who cannot write events; empty: `PRM_CLICKHOUSE_URL`",
        secret=True,
    )
    fraud_months: int = variable(
        "PRM_FRAUD_MONTHS",
        "6",
        "Calendar months that one turn of a fraud run covers; then the next site has its turn",
        parse_integer(2, 1200),
    )


@dataclass(frozen=True, kw_only=True)
class RateSettings(InstallationSettings):
    """The exchange rates of reports."""

    currency_rates: Path | None = variable(
        "PRM_CURRENCY_RATES",
        "",
        "File of daily exchange rates for reports in one currency; empty: each currency is shown separately",
        parse_optional_path,
    )
    currency_base: str = variable(
        "PRM_CURRENCY_BASE", "EUR", "Base currency of that file; EUR for the European Central Bank's"
    )


@dataclass(frozen=True, kw_only=True)
class WorkerSettings(ReaderSettings, MailSettings, RateSettings):
    """What is done in the background: fraud runs, settled paths, publication of the registry, credit previews, mail."""

    fraud_seconds: int = variable(
        "PRM_FRAUD_SECONDS",
        "20",
        "Seconds between fraud runs on new events; 0: only on request",
        parse_integer(0, 86_400),
    )
    settler_seconds: int = variable(
        "PRM_SETTLER_SECONDS",
        "5",
        "Seconds between turns of the settler, which keeps the paths that reports read; 0: reports compute all paths",
        parse_integer(0, 86_400),
    )
    settled_days: int = variable(
        "PRM_SETTLED_DAYS",
        "400",
        "Days before a conversion from which its settled path keeps clicks; reports with a longer window compute them",
        parse_integer(1, 3650),
    )
    redis_rewrite_seconds: int = variable(
        "PRM_REDIS_REWRITE_SECONDS",
        "900",
        "Seconds after which addresses of stored events have left the file of the embedded Redis; 0: when it doubles",
        parse_integer(0, 86_400),
    )


@dataclass(frozen=True, kw_only=True)
class ConsoleSettings(ReaderSettings, WebSettings, MailSettings, RateSettings):
    """JSON API and web pages."""

    console_host: str = variable("PRM_CONSOLE_HOST", "127.0.0.1", "Address the console listens on")
    console_port: int = variable("PRM_CONSOLE_PORT", "8500", "Port the console listens on", _PORT)
    console_hosts: tuple[str, ...] = variable(
        "PRM_CONSOLE_HOSTS", "", "Host names the console accepts besides its own; empty: any", parse_list
    )
    report_concurrency: int = variable(
        "PRM_REPORT_CONCURRENCY",
        "0",
        "Reports that are computed at once, half of them for one viewer; 0: as many as half of the cores, from 2 to 8",
        parse_integer(0, 256),
    )
    report_memory_bytes: int = variable(
        "PRM_REPORT_MEMORY_BYTES",
        "0",
        "Memory of all reports together, in equal parts for `PRM_REPORT_CONCURRENCY`; 0: half of"
        " `PRM_WAREHOUSE_MEMORY_BYTES`",
        parse_integer(0, 1 << 50),
    )


@dataclass(frozen=True, kw_only=True)
class BackupSettings(ReaderSettings):
    """Backups that are made by themselves."""

    backup_place: str = variable(
        "PRM_BACKUP_PLACE",
        "",
        "Folder or bucket (`s3://bucket/folder`) that `prm up` writes a backup to again and again; empty: none",
    )
    backup_every_seconds: int = variable(
        "PRM_BACKUP_EVERY", "6h", "Time from one backup to the next, like `30m`, `6h` or `1d`", parse_period
    )
    backup_keep: int = variable(
        "PRM_BACKUP_KEEP",
        "28",
        "Number of backups that are kept there; older ones are removed",
        parse_integer(1, 10_000),
    )
