"""The size of the served ``prm.js``, raw, gzip -9 and brotli 11, and how to pin it; fails above the ceiling."""

import base64
import gzip
import hashlib
import json
import sys
from pathlib import Path

DIST = Path(__file__).parent / "dist"
GZIP_CEILING = 2_560


def measure_script(directory: Path = DIST) -> dict[str, int]:
    """Bytes by encoding; brotli's are those of the ready-made file, which the build compresses at its highest level."""
    raw = (directory / "prm.js").read_bytes()
    packed = len(gzip.compress(raw, 9, mtime=0))
    return {"raw": len(raw), "gzip": packed, "brotli": (directory / "prm.js.br").stat().st_size}


def pin_script(directory: Path = DIST) -> dict[str, str]:
    """The path under which the tracker serves these very bytes forever, and their integrity hash."""
    raw = (directory / "prm.js").read_bytes()
    integrity = base64.b64encode(hashlib.sha384(raw).digest()).decode()
    return {"path": f"/prm-{hashlib.sha256(raw).hexdigest()[:12]}.js", "integrity": f"sha384-{integrity}"}


if __name__ == "__main__":
    size = measure_script()
    print(json.dumps({"file": "prm.js", **size, "gzip_ceiling": GZIP_CEILING, **pin_script()}))  # noqa: T201
    sys.exit(size["gzip"] > GZIP_CEILING)
