#!/usr/bin/python3
"""Every C++ file is as clang-format 19 would write it; names each file that is not."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator

import tree

FORMATTER = os.environ.get("CLANG_FORMAT", "clang-format-19")


def is_formatted(path: Path) -> bool:
    text = path.read_bytes()
    return subprocess.run([FORMATTER, str(path)], stdout=subprocess.PIPE, check=True).stdout == text


def check(root: Path) -> Iterator[str]:
    paths = tree.sources(root)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, formatted in zip(paths, pool.map(is_formatted, paths)):
            if not formatted:
                yield f"{path.relative_to(root)}: not formatted; run: {FORMATTER} -i {path.relative_to(root)}"


if __name__ == "__main__":
    tree.run(check, __doc__)
