#!/usr/bin/python3
"""Includes go one way, are written from the project's root, and third-party libraries stay with their owners.

    base <- events <- eventstore <- projections <- notifier <- daemon, and projections <- daemon/commands.

Decisions may also include the notifier's pure calendar (docs/decisions/0010). Tools and tests may include anything but a main.cpp. A library's owners are in include_owners.txt.
"""

import fnmatch
import re
from pathlib import Path
from typing import Iterator

import tree

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"(?P<ours>[^"]+)"|<(?P<theirs>[^>]+)>)')

# Most specific first. A file may include its own layer and those named beside it.
LAYERS = {
    "eventstore/base": set(),
    "eventstore/events": {"eventstore/base"},
    "eventstore": {"eventstore/base", "eventstore/events"},
    "projections": {"eventstore/base", "eventstore/events", "eventstore"},
    "notifier": {"eventstore/base", "eventstore/events", "eventstore", "projections"},
    "daemon/commands": {"eventstore/base", "eventstore/events", "eventstore", "projections"},
    "daemon": {"eventstore/base", "eventstore/events", "eventstore", "projections", "notifier", "daemon/commands"},
}

# The auditor's evidence stands on its own: it shares the definitions of records with the store, and none of its code.
ALONE = {
    "tools/audit/evidence/": (
        "tools/audit/evidence/*", "eventstore/base/*", "eventstore/events/*",
        "eventstore/record.h", "eventstore/frame.h", "eventstore/codec.h",
    ),
}

# Single headers beyond a file's layers.
EXCEPTIONS = {"daemon/commands": {"notifier/calendar.h"}}


def layer_of(path: str) -> str | None:
    """The layer that owns `path`; None for tools, tests and strangers."""
    return next((layer for layer in LAYERS if path.startswith(layer + "/")), None)


def owners(root: Path) -> list[tuple[str, list[str]]]:
    """(header pattern, file patterns that may include it), in the file's order."""
    table = []
    for line in (Path(root) / "tools/checks/include_owners.txt").read_text().splitlines():
        words = line.split("#")[0].split()
        if words:
            table.append((words[0], words[1:]))
    return table


def check_ours(root: Path, file: str, header: str) -> str | None:
    if header.startswith(("./", "../")) or not (root / header).is_file():
        return f"'{header}' is not a path from the project's root"
    if header.endswith("main.cpp"):
        return "nobody includes a main.cpp"
    for folder, allowed in ALONE.items():
        if file.startswith(folder) and not any(fnmatch.fnmatch(header, one) for one in allowed):
            return f"{folder} stands on its own and may not include '{header}'"
    mine, other = layer_of(file), layer_of(header)
    if mine is None or other == mine or (other is not None and other in LAYERS[mine]):
        return None
    if header in EXCEPTIONS.get(mine, ()):
        return None
    return f"{mine} may not include {other or header.split('/')[0]} ('{header}')"


def check_theirs(table: list[tuple[str, list[str]]], file: str, header: str) -> str | None:
    for pattern, allowed in table:
        if fnmatch.fnmatch(header, pattern):
            if any(fnmatch.fnmatch(file, owner) for owner in allowed):
                return None
            return f"<{header}> belongs to {' '.join(allowed)}"
    return None


def check(root: Path) -> Iterator[str]:
    table = owners(root)
    for path in tree.sources(root):
        file = path.relative_to(root).as_posix()
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not (include := INCLUDE.match(line)):
                continue
            ours, theirs = include["ours"], include["theirs"]
            problem = check_ours(root, file, ours) if ours else check_theirs(table, file, theirs)
            if problem:
                yield f"{file}:{number}: {problem}"


if __name__ == "__main__":
    tree.run(check, __doc__)
