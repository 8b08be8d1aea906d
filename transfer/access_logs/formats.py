"""The formats of access logs by name, and which of them a log is in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from transfer.access_logs.json_lines import CADDY, CLOUDFLARE, NGINX, TRAEFIK, make_json_parser
from transfer.access_logs.request import Fields
from transfer.access_logs.text_lines import (
    ALB,
    COMBINED,
    COMMON,
    FORWARDED,
    VHOST,
    VHOST_COMBINED,
    make_combined_parser,
    make_haproxy_parser,
    make_pattern_parser,
    make_vhost_parser,
)
from transfer.access_logs.w3c_lines import make_cloudfront_parser, make_iis_parser
from transfer.errors import TransferFailed

# The fields of a line; none for a directive or another record; None for a line that is not in the format.
ParseLine = Callable[[str], Fields | None]
SAMPLE_LINES = 200
_SHOWN_CHARACTERS = 160
# So begins each line that Docker's `json-file` writes.
_DOCKER_HEAD = '{"log":"'


@dataclass(frozen=True, slots=True)
class LogFormat:
    """``make_parser`` makes one for each file: some remember what the file's head says."""

    title: str
    make_parser: Callable[[], ParseLine]


# The more particular ones first: of formats that know equally many lines the first is chosen.
FORMATS = {
    "caddy": LogFormat("Caddy JSON", partial(make_json_parser, CADDY)),
    "cloudflare": LogFormat("Cloudflare Logpush", partial(make_json_parser, CLOUDFLARE)),
    "traefik-json": LogFormat("Traefik JSON", partial(make_json_parser, TRAEFIK)),
    "nginx-json": LogFormat("nginx JSON", partial(make_json_parser, NGINX)),
    "cloudfront": LogFormat("CloudFront", make_cloudfront_parser),
    "iis": LogFormat("IIS (W3C extended)", make_iis_parser),
    "alb": LogFormat("AWS Application Load Balancer", partial(make_pattern_parser, ALB)),
    "haproxy": LogFormat("HAProxy HTTP", make_haproxy_parser),
    "vhost_combined": LogFormat("Apache vhost_combined", partial(make_vhost_parser, VHOST_COMBINED)),
    "vhost": LogFormat("combined behind a host name", partial(make_vhost_parser, VHOST)),
    "combined": LogFormat("combined (nginx, Apache, Traefik)", partial(make_combined_parser, COMBINED)),
    "forwarded": LogFormat("combined with X-Forwarded-For in front", partial(make_combined_parser, FORWARDED)),
    "main": LogFormat("nginx main", partial(make_combined_parser, COMBINED)),
    "traefik": LogFormat("Traefik CLF", partial(make_combined_parser, COMBINED)),
    "common": LogFormat("common, without user agents", partial(make_pattern_parser, COMMON)),
}


def choose_format(name: str, pattern: str, sample: Sequence[str], source: str) -> LogFormat:
    """The named one, that of the pattern, else the one that knows most lines of the sample.

    Raises :class:`TransferFailed` with the first unknown line where those are most: then nothing should be sent.
    """
    wrapped = [number for number, line in enumerate(sample) if line.startswith(_DOCKER_HEAD)]
    if 2 * len(wrapped) > len(sample):
        raise TransferFailed(*explain_line(f"line {wrapped[0] + 1} of {source}", sample[wrapped[0]]))
    if pattern:
        chosen = LogFormat("your pattern", partial(make_combined_parser, pattern))
    elif name:
        chosen = FORMATS[name]
    else:
        chosen = max(FORMATS.values(), key=lambda each: _rank(*_judge_sample(each, sample)))
    known, unknown = _judge_sample(chosen, sample)
    if len(unknown) > known:
        number = unknown[0]
        raise TransferFailed(
            *explain_line(f"line {number + 1} of {source}", sample[number], chosen.title if pattern or name else "")
        )
    return chosen


def explain_line(where: str, line: str, title: str = "") -> tuple[str, str]:
    """What to say of a line that is not in the format, or in none that is known, and what to do."""
    if line.startswith(_DOCKER_HEAD):
        return (
            f"{where} is of Docker's own file, around a line of the server's log: {show_line(line)}",
            "Take the server's lines out of it: docker logs CONTAINER 2>/dev/null | prm replay-log -, or"
            " jq -rj .log FILE | prm replay-log -.",
        )
    problem = f"is not {title}" if title else "is in no format that is known"
    return (
        f"{where} {problem}: {show_line(line)}",
        f"Name its format, --format {'|'.join(FORMATS)}, or paste the log_format or LogFormat of your server's"
        " configuration: --pattern '…'.",
    )


def show_line(line: str) -> str:
    """The beginning of a line as a terminal may show it: it may be of any file."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in line[:_SHOWN_CHARACTERS])
    return shown + ("…" if len(line) > _SHOWN_CHARACTERS else "")


def _rank(known: int, unknown: list[int]) -> tuple[int, int]:
    # Where there are only directives so far, the format that has them.
    return known, -len(unknown)


def _judge_sample(log_format: LogFormat, sample: Sequence[str]) -> tuple[int, list[int]]:
    """How many lines are in the format, and where those are that are not."""
    parse = log_format.make_parser()
    parsed = list(map(parse, sample))
    unknown = [at for at, fields in enumerate(parsed) if fields is None and sample[at].strip()]
    return sum(map(bool, parsed)), unknown
