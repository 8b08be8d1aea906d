"""What is looked at of an installation, and how it may be."""

from enum import StrEnum


class HealthState(StrEnum):
    """Whether somebody has to act."""

    FINE = "fine"
    ATTENTION = "attention"
    AWAY = "away"


class HealthPart(StrEnum):
    """What is looked at."""

    WAREHOUSE = "warehouse"
    REGISTRY = "registry"
    REDIS = "redis"
    WORKER = "worker"
    INGEST = "ingest"
    FRAUD_RUNS = "fraud_runs"
    COMMISSIONS = "commissions"
    DEAD_LETTERS = "dead_letters"
    MAIL = "mail"
    DISK = "disk"
    DAMAGES = "damages"
    BACKUP = "backup"
    VERSIONS = "versions"
