"""``python -m tests.earnings.published FILE [ID …]``: plays a file of cases and prints each difference."""

import sys
from pathlib import Path

from tests.earnings.published.cases import play_case, read_file


def main() -> int:
    """Exit code 1 if a case does not hold."""
    cases = [case for case in read_file(Path(sys.argv[1])) if not sys.argv[2:] or case["id"] in sys.argv[2:]]
    held = 0
    for case in cases:
        differences = play_case(case)
        held += not differences
        for difference in differences:
            print(f"{case['id']}: {difference}")
    print(f"{held} of {len(cases)} hold")
    return int(held < len(cases))


if __name__ == "__main__":
    sys.exit(main())
