"""What the checks share: the project's files, and how a finding is printed."""

import argparse
import os
import sys
from pathlib import Path
from typing import Callable, Iterable, Iterator

SKIPPED_FOLDERS = {".git", ".cache", "build", "__pycache__", "node_modules"}
SOURCE_FOLDERS = ("eventstore", "projections", "notifier", "daemon", "tools", "tests")


def files(root: Path, *suffixes: str) -> Iterator[Path]:
    """Every file below `root` whose name ends in one of `suffixes` (all files when none), sorted."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        for name in sorted(names):
            if name != ".git" and (not suffixes or name.endswith(suffixes)):
                yield Path(folder) / name


def sources(root: Path) -> list[Path]:
    """The C++ files of the project."""
    return [file for folder in SOURCE_FOLDERS for file in files(root / folder, ".cpp", ".h")]


def run(check: Callable[[Path], Iterable[str]], description: str) -> None:
    """Runs `check` on --root (the project by default), prints its findings, exits 1 when there are any."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    findings = list(check(parser.parse_args().root.resolve()))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings" if findings else "clean")
    sys.exit(1 if findings else 0)
