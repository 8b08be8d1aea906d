"""The limit of open files of this process, which every connection counts against."""

import resource

# Files, databases, threads' connections; at most half of all.
_OWN_FILES = 256


def allow_many_files() -> None:
    """Raises the limit of open files to its maximum; the usual thousand is soon reached by slow clients."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def bound_connections(wanted: int) -> int:
    """``wanted`` connections, or as many as leave this process the files that it needs itself."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if files == resource.RLIM_INFINITY else min(wanted, files - min(_OWN_FILES, files // 2))
