"""What is served weighs: prints the bytes of ``prm.js`` raw, by gzip -9 and by brotli 11, and fails above a promise."""

import gzip
import json
import sys
from pathlib import Path

DIST = Path(__file__).parent / "dist"
GZIP_CEILING = 2_048


def measure_script(directory: Path = DIST) -> dict[str, int]:
    """Bytes by encoding; brotli's are those of the ready-made file, which the build compresses at its highest level."""
    raw = (directory / "prm.js").read_bytes()
    packed = len(gzip.compress(raw, 9, mtime=0))
    return {"raw": len(raw), "gzip": packed, "brotli": (directory / "prm.js.br").stat().st_size}


if __name__ == "__main__":
    size = measure_script()
    print(json.dumps({"file": "prm.js", **size, "gzip_ceiling": GZIP_CEILING}))  # noqa: T201
    sys.exit(size["gzip"] > GZIP_CEILING)
