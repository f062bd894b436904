#!/usr/bin/python3
"""docs/events.md lists every fact of eventstore/events/tags.h under its own number, and no other."""

import re
from pathlib import Path
from typing import Iterator

import tree

TAG = re.compile(r"^\s+(\w+) = (\d+),", re.MULTILINE)
ROW = re.compile(r"^\| (\d+) \| `(\w+)` \|", re.MULTILINE)


def check(root: Path) -> Iterator[str]:
    in_code = {(int(number), name) for name, number in TAG.findall((root / "eventstore/events/tags.h").read_text())}
    in_page = {(int(number), name) for number, name in ROW.findall((root / "docs/events.md").read_text())}
    for number, name in sorted(in_code - in_page):
        yield f"docs/events.md: no row '| {number} | `{name}` |'"
    for number, name in sorted(in_page - in_code):
        yield f"docs/events.md: {number} `{name}` is not in eventstore/events/tags.h"


if __name__ == "__main__":
    tree.run(check, __doc__)
