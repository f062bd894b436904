#!/usr/bin/python3
"""One test for the reference subscriber of each language, against the project's own publisher: it drops, is killed, is
brought back from a backup, and takes the grant away. Whatever happens, the subscriber ends complete and in order.

    subscribers_test.py PROGRAMS LANGUAGE
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import uuid
from pathlib import Path

import zmq

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "bus"))

from running import Followed, Running, command_of, lines_of, until  # noqa: E402

PROGRAMS, LANGUAGE = Path(sys.argv[1]).resolve(), sys.argv[2]
SCHOOL = "sch_28T5CY4G"
POINTS, LINKS = f"e1/{SCHOOL}/points/", f"e1/{SCHOOL}/links/"
HIGH_WATER_MARK, HEARTBEAT_MS = 3, 3000
BURST = 1500


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def key_pair() -> tuple:
    """As `hometime subscriber keygen` makes them: behind an option nothing may begin with a dash."""
    public, secret = zmq.curve_keypair()
    return (public, secret) if not public.startswith(b"-") else key_pair()


class EndedAtOnce(AssertionError):
    """A port is taken, or something is wrong: bus_stage says what."""


class Stage:
    """bus_stage in a folder of its own, with a subscriber's file that can be taken away."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="hometime-bus-"))
        self.choose_ports()
        self.facts = self.folder / "facts"
        self.subscribers = self.folder / "subscribers.d"
        self.subscribers.mkdir(mode=0o755)
        os.chmod(self.subscribers, 0o755)
        server, secret = key_pair()
        self.server_key = server.decode()
        self.write_secret("bus.key", secret)
        public, secret = key_pair()
        self.public = public.decode()
        self.write_secret("mis-sync.key", secret)
        _, secret = key_pair()
        self.write_secret("stranger.key", secret)
        self.grant(POINTS, LINKS)
        self.process = None

    def choose_ports(self) -> None:
        self.events, self.replay = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))

    def write_secret(self, name: str, secret: bytes) -> None:
        path = self.folder / name
        path.write_bytes(secret + b"\n")
        os.chmod(path, 0o600)

    def grant(self, *streams: str) -> None:
        path = self.subscribers / "mis-sync.zpl"
        path.write_text(f'metadata\n    name = "mis-sync"\n    streams = "{" ".join(streams)}"\n    until = "2099-12-31"\n'
                        f'    owner = "tests"\ncurve\n    public-key = "{self.public}"\n')
        os.chmod(path, 0o644)

    def start(self, first: bool = False) -> dict:
        """The first time on ports that nobody else took meanwhile; after that on the same ones."""
        for _ in range(20):
            try:
                return self.launch()
            except EndedAtOnce:
                if first:
                    self.choose_ports()
                else:
                    time.sleep(0.25)  # Somebody else's connection may hold it for a moment.
        raise AssertionError("bus_stage does not start")

    def launch(self) -> dict:
        words = [PROGRAMS / "bus_stage", self.folder, self.events, self.replay, self.folder / "bus.key", self.subscribers,
                 HIGH_WATER_MARK, HEARTBEAT_MS]
        self.process = subprocess.Popen(list(map(str, words)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self.answer()

    def answer(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise EndedAtOnce(f"bus_stage ended with {self.process.wait()}")
        return json.loads(line)

    def tell(self, command: str) -> dict:
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.answer()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()

    def bring_back(self, copy: Path) -> None:
        """As from a backup: what came since is lost, the views are made anew, and a fact says so."""
        shutil.copy(copy, self.facts)
        with open(self.facts, "a") as facts:
            facts.write(f"restored {uuid.uuid4()}\n")
        shutil.rmtree(self.folder / "views")

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder)


class SubscribersTest(unittest.TestCase):
    def setUp(self):
        self.stage = Stage()
        self.addCleanup(self.stage.close)
        self.ledger = self.stage.folder / "ledger"

    def subscriber(self, key: str = "mis-sync.key", ledger: str = "ledger") -> Running:
        running = Running(command_of(LANGUAGE, PROGRAMS), self.stage.folder / ledger, "--events", self.stage.events,
                          "--replay", self.stage.replay, "--stream", POINTS, "--stream", LINKS, "--server-key",
                          self.stage.server_key, "--secret-file", self.stage.folder / key)
        self.addCleanup(lambda: running.process.poll() is None and running.kill())
        return running

    def followed(self, stream: str) -> Followed:
        return Followed(lines_of(self.ledger), stream)

    def complete(self, told: dict) -> None:
        """Both streams are where the publisher is, without a hole, in order (Followed complains otherwise)."""
        for stream in (POINTS, LINKS):
            until(lambda: self.followed(stream).applied == told["last"][stream], f"{told['last'][stream]} of {stream}", 120)

    def test_it_ends_complete_and_in_order_whatever_happens(self):
        stage = self.stage
        stage.start(first=True)
        stage.tell("link 4")
        told = stage.tell("award 40")
        subscriber = self.subscriber()
        self.complete(told)
        self.assertEqual(len(self.followed(POINTS).awards), 40, "what stood when it came")

        for _ in range(3):  # More than fits: what does not is dropped.
            told = stage.tell(f"award {BURST}")
        self.complete(told)
        self.assertTrue(subscriber.heard("gap"), "nothing was dropped: the test proves nothing")
        self.assertEqual(len(self.followed(POINTS).awards), 40 + 3 * BURST)

        stage.tell(f"award {BURST}")  # Killed in the midst of it.
        subscriber.kill()
        told = stage.tell("retract 7")
        subscriber = self.subscriber()
        self.complete(told)
        self.assertEqual(self.followed(POINTS).resets, 1, "it goes on where it was")

        stage.tell(f"award {BURST}")  # The publisher is killed in the midst of it.
        stage.kill()
        told = stage.start()
        self.complete(told)
        told = stage.tell("award 3")
        self.complete(told)

        copy = stage.folder / "copy"
        shutil.copy(stage.facts, copy)
        lost = stage.tell("award 50")
        self.complete(lost)
        before = self.followed(POINTS)
        stage.kill()
        stage.bring_back(copy)
        stage.start()
        told = stage.tell("retract 2")
        until(lambda: self.followed(POINTS).epoch != before.epoch, "the new epoch")
        self.complete(told)
        after = self.followed(POINTS)
        self.assertEqual(len(after.awards), len(before.awards) - 50 - 2)
        self.assertEqual(after.resets, 2)
        self.assertEqual(len(self.followed(LINKS).links), 4)

        (stage.subscribers / "mis-sync.zpl").unlink()
        self.assertIn("last", stage.tell("reload"))
        cut, count = self.followed(POINTS).applied, len(subscriber.heard("reconnect"))
        told = stage.tell("award 5")
        until(lambda: len(subscriber.heard("reconnect")) >= count + 2, "it to be turned away")
        self.assertEqual(self.followed(POINTS).applied, cut, "not an event more")
        stage.grant(POINTS, LINKS)
        stage.tell("reload")
        self.complete(told)

        stage.grant(LINKS)  # One stream less.
        stage.tell("reload")
        stage.tell("award 5")
        count = len(subscriber.heard("reconnect"))
        until(lambda: len(subscriber.heard("reconnect")) > count, "it to be told that it is not granted")
        self.assertEqual(self.followed(POINTS).applied, told["last"][POINTS])
        stage.grant(POINTS, LINKS)
        self.complete(stage.tell("reload"))
        self.assertEqual(self.followed(POINTS).dead + self.followed(LINKS).dead, 0)
        self.assertEqual(subscriber.stop(), 0)

    def test_a_key_that_nobody_knows_gets_no_byte(self):
        self.stage.start(first=True)
        self.stage.tell("award 10")
        stranger = self.subscriber("stranger.key", "strangers-ledger")
        until(lambda: len(stranger.heard("reconnect")) >= 2, "it to be turned away")
        known = self.subscriber()
        self.complete(self.stage.tell("award 10"))  # Events and heartbeats came for somebody else meanwhile.
        self.assertEqual(known.stop(), 0)
        self.assertEqual(stranger.stop(), 0)
        self.assertEqual(lines_of(self.stage.folder / "strangers-ledger"), [])
        self.assertFalse(stranger.heard("live"))


if __name__ == "__main__":
    if command_of(LANGUAGE, PROGRAMS) is None:
        print("this machine has no node, or npm's zeromq is not installed: npm ci in tools/subscribers/javascript")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
