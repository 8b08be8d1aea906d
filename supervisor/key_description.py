"""A secret key that may change the registry or pay, as one line of `prm doctor`."""

from registry.models import SecretKey, Site


def describe_strong_key(key: SecretKey, site: Site) -> str:
    """Its site, scopes and last use, and whether it has them from an upgrade only."""
    used = f"last used {key.last_used_at:%Y-%m-%d %H:%M} UTC" if key.last_used_at else "never used"
    kept = ", kept by an upgrade" if key.created_by == "upgrade" else ""
    return f"key {key.id} ({key.label}) of site {site.id} has {', '.join(key.scopes)}{kept}, {used}"
