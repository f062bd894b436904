#!/usr/bin/python3
"""docs/policy-coverage.md names for each rule of the policy, S1 to S55, S64 and S65, tests that exist, or says that it is not built yet.

Rows of decisions (D1 …) may stand there too: their tests exist as well.
"""

import re
from pathlib import Path
from typing import Iterator

import tree

PAGE = "docs/policy-coverage.md"
ROWS = [f"S{number}" for number in [*range(1, 56), 64, 65]]
ROW = re.compile(r"^\| ([SD]\d+) \| ([^|]+) \| ([^|]+) \|$")
CITED = re.compile(r"`(\w+\.\w+)`")
DEFINED = re.compile(r"^(?:TEST|TEST_F|TEST_P)\((\w+),\s*(\w+)\)", re.MULTILINE)
NOT_YET = "not built yet"


def tests(root: Path) -> set[str]:
    """Every test of the project as Suite.Name."""
    sources = tree.files(root / "tests", "_test.cpp")
    return {f"{suite}.{name}" for source in sources for suite, name in DEFINED.findall(source.read_text())}


def findings_in(page: str, known: set[str]) -> Iterator[str]:
    rows: dict[str, str] = {}
    for line in page.splitlines():
        if found := ROW.match(line):
            if found[1] in rows:
                yield f"{found[1]} stands twice"
            rows[found[1]] = found[3]
    for row in ROWS:
        if row not in rows:
            yield f"{row} is missing"
    for row, proof in rows.items():
        cited = CITED.findall(proof)
        if not cited and NOT_YET not in proof:
            yield f"{row} has no test; name one, or write '{NOT_YET}'"
        for test in cited:
            if test not in known:
                yield f"{row}: there is no test {test}"


def check(root: Path) -> Iterator[str]:
    page = (root / PAGE).read_text()
    for finding in findings_in(page, tests(root)):
        yield f"{PAGE}: {finding}"
    waiting = sum(NOT_YET in line for line in page.splitlines() if ROW.match(line))
    print(f"{waiting} of {len(ROWS)} rows: {NOT_YET}")


if __name__ == "__main__":
    tree.run(check, __doc__)
