#!/usr/bin/python3
"""The project speaks of itself: no file names a machine's own folders, a package host, or who wrote it and how."""

import re
from pathlib import Path
from typing import Iterator

import tree

# Written so that no pattern matches its own line.
FORBIDDEN = {
    r"/[w]ork/": "a machine's own folder",
    r"/[r]oot/": "a machine's own folder",
    r"/[h]ome/[a-z]": "a machine's own folder",
    r"/[t]mp/": "a fixed temporary folder (use mktemp, or std::filesystem::temp_directory_path)",
    r"\b[d]eb\.debian\.org|\b[s]napshot\.debian\.org|\b[s]ecurity\.debian\.org": "a package host",
    r"\b[r]egistry\.npmjs|\b[p]ypi\.org|\b[c]rates\.io": "a package host",
    r"(?i)\b[i]ssue #?\d": "an issue's number; say the reason itself",
    r"\b[A]I\b|\bLL[M]\b|(?i:\bchat[g]pt\b|\bclau[d]e\b|\bcopi[l]ot\b)": "how the text was made",
}
# Working papers outside the project; a page of the same name in docs/ may be cited.
PAPERS = re.compile(r"\b(?:requirements|windows|wire|reliability|performance|toolchain|style|design)\.md\b")
PATTERNS = [(re.compile(pattern), reason) for pattern, reason in FORBIDDEN.items()]


def findings_in(line: str, documents: set[str]) -> Iterator[str]:
    for pattern, reason in PATTERNS:
        if found := pattern.search(line):
            yield f"'{found[0]}': {reason}"
    for name in PAPERS.findall(line):
        if name not in documents:
            yield f"'{name}': a document that is not part of the project"


def check(root: Path) -> Iterator[str]:
    documents = {path.name for path in tree.files(root, ".md")}
    for path in tree.files(root):
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue  # Not text: golden bytes, request corpora.
        for number, line in enumerate(lines, 1):
            for finding in findings_in(line, documents):
                yield f"{path.relative_to(root)}:{number}: {finding}"


if __name__ == "__main__":
    tree.run(check, __doc__)
