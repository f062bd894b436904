#!/usr/bin/python3
"""The changelog has an entry for the version being built, and each fragment in docs/changes is one it can take in."""

import re
from pathlib import Path
from typing import Iterator

import tree

KINDS = ("added", "changed", "deprecated", "removed", "fixed", "security")


def check(root: Path) -> Iterator[str]:
    version = re.search(r"project\(hometime VERSION ([0-9.]+)", (root / "CMakeLists.txt").read_text())
    changelog = root / "CHANGELOG.md"
    if not changelog.is_file():
        yield "CHANGELOG.md: missing"
    elif not re.search(rf"^## \[?{re.escape(version[1])}\b", changelog.read_text(), re.MULTILINE):
        yield f"CHANGELOG.md: no section '## {version[1]}'"
    for fragment in tree.files(root / "docs/changes", ".md"):
        kind = fragment.stem.rpartition(".")[2]
        if fragment.name != "README.md" and kind not in KINDS:
            yield f"docs/changes/{fragment.name}: name it SUBJECT.KIND.md, where KIND is one of {', '.join(KINDS)}"
        elif not fragment.read_text().strip():
            yield f"docs/changes/{fragment.name}: empty"


if __name__ == "__main__":
    tree.run(check, __doc__)
