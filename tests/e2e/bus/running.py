"""Subscribers of each language as processes, and what they have written down."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SUBSCRIBERS = ROOT / "tools/subscribers"
PATIENCE_S = 60.0


def command_of(language: str, programs: Path) -> list | None:
    """How a language's subscriber is run; None where this machine cannot."""
    if language == "cpp":
        return [programs / "hometime-subscriber"]
    if language == "python":
        return ["/usr/bin/python3", "-B", SUBSCRIBERS / "python/hometime_subscriber.py"]
    folder = SUBSCRIBERS / "javascript"
    if shutil.which("node") is None or not (folder / "node_modules/zeromq").is_dir():
        return None
    return ["node", folder / "hometime_subscriber.js"]


def until(holds, what: str, seconds: float = PATIENCE_S):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = holds()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


class Running:
    """One subscriber, until stop() or kill(). Its ledger outlives it."""

    def __init__(self, command: list, ledger: Path, *options):
        self.ledger = ledger
        self.said = []
        words = [*map(str, command), "--ledger", str(ledger), *map(str, options)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=sys.stderr, text=True,
                                        env=dict(os.environ, NODE_NO_WARNINGS="1"))
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        for line in self.process.stdout:
            self.said.append(json.loads(line))

    def heard(self, word: str) -> list:
        return [line for line in list(self.said) if word in line]

    def stop(self) -> int:
        self.process.terminate()
        return self.ended()

    def kill(self) -> None:
        self.process.kill()
        self.ended()

    def ended(self) -> int:
        code = self.process.wait(timeout=PATIENCE_S)
        self.reader.join()
        self.process.stdout.close()
        return code


def lines_of(ledger: Path) -> list:
    """The whole lines; a last one that is being written is not there yet."""
    if not ledger.exists():
        return []
    data = ledger.read_bytes()
    return [json.loads(line) for line in data[:data.rfind(b"\n") + 1].splitlines()]


class Followed:
    """What a ledger comes to for one stream; complains when it is out of order or has a hole."""

    def __init__(self, lines: list, stream: str):
        self.epoch, self.applied, self.resets, self.dead, self.tombstones = None, None, 0, 0, 0
        self.awards, self.links = set(), set()
        for line in lines:
            if line["stream"] == stream:
                self.take(line)

    def take(self, line: dict) -> None:
        if line["op"] == "reset":
            self.resets += 1
            self.awards, self.links = set(), set()
            for item in line["items"]:
                self.fold(item)
        elif line["op"] == "dead" and line["applied"] in (self.applied, 0):
            self.dead += 1
        else:
            if line["epoch"] != self.epoch or line["applied"] != self.applied + 1:
                raise AssertionError(f"{line['applied']} of {line['epoch']} after {self.applied} of {self.epoch}")
            self.dead += line["op"] == "dead"
            self.tombstones += line["op"] == "tombstone"
            if line["op"] == "event":
                self.fold(line["event"])
        self.epoch, self.applied = line["epoch"], line["applied"]

    def fold(self, event: dict) -> None:
        data = event.get("data", {})
        if event["type"].endswith("point.awarded.v1"):
            self.awards.add(data["award"])
        elif event["type"].endswith("point.retracted.v1"):
            self.awards.discard(data["award"])
        elif event["type"].endswith("guardian.linked.v1"):
            self.links.add((data["guardian"], data["pupil"]))
