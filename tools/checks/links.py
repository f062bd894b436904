#!/usr/bin/python3
"""Every relative link in a Markdown file leads to a file, and to a heading of it when it names one."""

import re
from pathlib import Path
from typing import Iterator
from urllib.parse import unquote

import tree

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^\s*(```|~~~)")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines outside code fences."""
    fenced = False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, re.sub(r"`[^`]*`", "", line) if not line.startswith("#") else line


def anchors(path: Path) -> set[str]:
    """The headings' anchors, as web viewers of Markdown make them."""
    headings = (HEADING.match(line) for _, line in prose(path))
    return {re.sub(r"[^\w\- ]", "", heading[1].lower()).replace(" ", "-") for heading in headings if heading}


def problem_of(path: Path, link: str) -> str | None:
    target, _, anchor = link.partition("#")
    file = path if not target else path.parent / unquote(target)
    if not file.exists():
        return f"'{link}' leads nowhere"
    if anchor and file.suffix == ".md" and anchor not in anchors(file):
        return f"'{link}': no such heading"
    return None


def check(root: Path) -> Iterator[str]:
    for path in tree.files(root, ".md"):
        for number, line in prose(path):
            for first, second in LINK.findall(line):
                link = first or second
                if re.match(r"[a-z]+:", link):
                    continue
                if problem := problem_of(path, link):
                    yield f"{path.relative_to(root)}:{number}: {problem}"


if __name__ == "__main__":
    tree.run(check, __doc__)
