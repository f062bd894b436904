#!/usr/bin/python3
"""systemd reads our units without a word of complaint, and finds the service well enough shut in.

Exit 77, which ctest shows as skipped, where systemd-analyze is not installed.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterator

import tree

# In tenths, as systemd-analyze counts: 0 is sealed, 100 is open. The unit reaches 12; each loosened line costs some.
EXPOSURE_MAX = 20
# Units that ours name and the system provides.
PROVIDED = ("sysinit", "basic", "shutdown", "sockets", "network", "time-sync", "multi-user", "timers", "paths")

PROGRAMS = ("usr/bin/hometimed", "usr/bin/hometime", "usr/lib/hometimed/alert", "bin/kill", "usr/bin/sleep", "usr/bin/systemctl")


def stage(units: list[Path], root: Path) -> None:
    """Lays the units out below `root` as they are installed, with a stand-in for all that they name."""
    folder = root / "usr/lib/systemd/system"
    folder.mkdir(parents=True)
    for unit in units:
        shutil.copy(unit, folder)
    for target in PROVIDED:
        (folder / f"{target}.target").write_text("[Unit]\n")
    for program in PROGRAMS:
        path = root / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)


def analyze(root: Path, *arguments: str) -> Iterator[str]:
    command = ["systemd-analyze", *arguments, f"--root={root}"]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    # `verify` succeeds in spite of unknown keys, so that whatever it says counts.
    if result.returncode != 0 or (arguments[0] == "verify" and result.stdout):
        lines = result.stdout.strip().replace(f"{root}/usr/lib/systemd/system/", "systemd/").splitlines()
        yield from lines if arguments[0] == "verify" else [f"systemd/{arguments[-1]}: {lines[-1]}"]


def check(root: Path) -> Iterator[str]:
    if not shutil.which("systemd-analyze"):
        print("skipped: systemd-analyze is not installed")
        sys.exit(77)
    units = sorted([*tree.files(root / "systemd", ".service", ".socket", ".timer", ".path")])
    with tempfile.TemporaryDirectory() as folder:
        stage(units, Path(folder))
        yield from analyze(Path(folder), "verify", "--man=no", *(unit.name for unit in units))
        for service in (unit.name for unit in units if unit.suffix == ".service"):
            yield from analyze(Path(folder), "security", "--offline=true", f"--threshold={EXPOSURE_MAX}", service)


if __name__ == "__main__":
    tree.run(check, __doc__)
