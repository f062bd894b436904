#!/usr/bin/python3
"""Proves that a mistake does not compile, and that the mistake is why.

    must_not_compile.py FILE COMPILER FLAG...

FILE holds a line `// expect: REGEX` and the mistake between `#ifdef HOMETIME_MISTAKE` and its end. Without the macro it
must compile; with it, it must not, and the diagnostics must match REGEX. Exit 0 when all three hold, else 1.
"""

import os
import re
import subprocess
import sys


def compile_only(command: list[str], *flags: str) -> subprocess.CompletedProcess:
    plain = {**os.environ, "LC_ALL": "C"}  # Diagnostics in English, with plain quotes.
    return subprocess.run([*command, "-fsyntax-only", "-w", *flags], capture_output=True, text=True, env=plain)


def main(file: str, *command: str) -> str | None:
    """What is wrong, or None."""
    with open(file, encoding="utf-8") as source:
        expected = re.search(r"^// expect: (.+)$", source.read(), re.MULTILINE)
    if not expected:
        return "no line '// expect: REGEX'"
    correct = compile_only([*command, file])
    if correct.returncode != 0:
        return f"does not compile even without the mistake:\n{correct.stderr}"
    mistaken = compile_only([*command, file], "-DHOMETIME_MISTAKE")
    if mistaken.returncode == 0:
        return "compiles with the mistake in it"
    if not re.search(expected[1], mistaken.stderr):
        return f"fails for another reason than '{expected[1]}':\n{mistaken.stderr}"
    return None


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    problem = main(*sys.argv[1:])
    print(f"{sys.argv[1]}: {problem}" if problem else "clean")
    sys.exit(1 if problem else 0)
