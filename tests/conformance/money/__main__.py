"""``python -m tests.conformance.money FILE [ID …]``: starts an installation, plays the cases, prints what differs."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.conformance.money.cases import play_case, read_cases
from tests.conformance.money.installation import open_installation


def main() -> int:
    """Exit code 1 if a case does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.money", description=__doc__)
    parser.add_argument("file", type=Path, help='cases as JSON: {"cases": [{id, rules, partners, events, expect}]}')
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these cases")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="begin after so many cases")
    parser.add_argument("--times", action="store_true", help="print how long each case took")
    given = parser.parse_args()
    cases = [case for case in read_cases(given.file) if not given.ids or case["id"] in given.ids][given.skip :]
    held = 0
    temporary = tempfile.TemporaryDirectory(prefix="prm-money-")
    with temporary as directory, open_installation(Path(directory)) as installation:
        for case in cases:
            begun = time.monotonic()
            differences = play_case(installation, case)
            held += not differences
            if given.times:
                print(f"{case['id']}: {time.monotonic() - begun:.1f} s", flush=True)
            for difference in differences:
                print(f"{case['id']}: {difference}", flush=True)
    print(f"{held} of {len(cases)} hold")
    return int(held < len(cases))


if __name__ == "__main__":
    sys.exit(main())
