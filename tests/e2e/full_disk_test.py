#!/usr/bin/python3
"""A disk that really is full: a small tmpfs, writers, and another program that takes what is left.

    full_disk_test.py PROGRAMS

In every run the disk fills up under writers. Then everything can still be read and verified, people's commands get 507,
and a child's safety is still taken; nothing that was acknowledged is lost, the daemon neither aborts nor reports a failed
disk, and when there is room again it takes commands without a restart. Every second run the daemon is killed while the
disk is full, and comes up on it. HOMETIME_TEST_RUNS: how many runs (2). HOMETIME_TEST_SEED: what happens in them.

Needs the right to mount: as root, or in a user namespace of its own (unshare). Else it is skipped (77).
"""

import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))

from day import Day  # noqa: E402
from raw_client import Client  # noqa: E402
from stage import Stage, Wrong, until  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
RUNS = int(os.environ.get("HOMETIME_TEST_RUNS", "2"))
SEED = int(os.environ.get("HOMETIME_TEST_SEED", "20261124"))
NOON = "2026-11-24T12:00"  # Every window is shut: nothing is released meanwhile.
MIB = 1 << 20
TEMPORARY, SKIPPED = 75, 77
FIRST = 5  # Messages of which it is asked whether they can still be read.
SAFETY_MESSAGES = 1000  # Once; in every other run a few.


def may_mount(folder: Path) -> bool:
    return subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "hometime-test", folder],
                          capture_output=True).returncode == 0


def enter_or_skip() -> None:
    """Goes on where mounting is allowed: here, or in a namespace where we are root."""
    probe = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    try:
        if may_mount(probe):
            subprocess.run(["umount", probe], check=True)
            return
        if "HOMETIME_TEST_UNSHARED" not in os.environ and shutil.which("unshare"):
            trial = subprocess.run(["unshare", "-Urm", "mount", "-t", "tmpfs", "hometime-test", probe],
                                   capture_output=True)
            if trial.returncode == 0:
                os.environ["HOMETIME_TEST_UNSHARED"] = "1"
                os.execvp("unshare", ["unshare", "-Urm", sys.executable, "-B", *sys.argv])
    finally:
        probe.rmdir()
    print("skipped: a full disk needs the right to mount a tmpfs, as root or in a user namespace (unshare -Urm)")
    sys.exit(SKIPPED)


class Disk:
    """A tmpfs, and what somebody else keeps on it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.filler = folder / "somebody else's"
        folder.mkdir()
        self.mounted = False

    def mount(self, mebibytes: int) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "hometime-test", self.folder], check=True)
        self.mounted = True

    def unmount(self) -> None:
        if self.mounted:
            subprocess.run(["umount", "--lazy", self.folder], check=True)
        self.mounted = False

    def free(self) -> int:
        status = os.statvfs(self.folder)
        return status.f_bavail * status.f_frsize

    def fill(self, leave: int) -> None:
        """Takes all but `leave` bytes."""
        with open(self.filler, "ab") as file:
            while (more := self.free() - leave) > 0:
                try:
                    os.posix_fallocate(file.fileno(), file.tell(), more)
                except OSError:
                    return
                file.seek(0, os.SEEK_END)

    def empty(self) -> None:
        self.filler.unlink(missing_ok=True)


class Writer(threading.Thread):
    """A guardian who keeps writing to the office; what was acknowledged goes into a ledger."""

    def __init__(self, test: "FullDiskTest", seed: int):
        super().__init__(daemon=True)
        self.test, self.random, self.stopping = test, random.Random(seed), threading.Event()
        self.ledger, self.statuses = {}, {}

    def run(self) -> None:
        while not self.stopping.is_set():
            command = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
            body = {"pupil": self.test.day.pupil, "category": "attendance", "text": "x" * self.random.randrange(1, 1800)}
            self.send(command, body)

    def send(self, command: str, body: dict) -> None:
        """Asks until the answer is one, under the same id."""
        while True:
            try:
                with contextlib.closing(Client(self.test.stage, "mother", timeout=20)) as client:
                    status, _, answer = client.ask("POST", self.test.path, body, command)
            except (OSError, http.client.HTTPException):
                status, answer = 0, b""
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status in (200, 201):
                self.ledger[command] = json.loads(answer)["message"]
                return
            if self.stopping.is_set():
                return
            time.sleep(0.02)


class FullDiskTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"seed {SEED} (HOMETIME_TEST_SEED), runs {RUNS} (HOMETIME_TEST_RUNS)", flush=True)
        cls.stage = Stage(PROGRAMS, NOON, 1)
        cls.addClassCleanup(cls.stage.close)
        cls.day = Day(cls.stage, check=True)
        cls.stage.start_daemon()
        cls.day.prepare()
        cls.stage.stop_daemon()
        cls.saved = cls.stage.folder / "saved"
        shutil.copytree(cls.stage.data, cls.saved)
        cls.path = f"/v1/schools/{cls.day.school}/messages"
        cls.disk = Disk(cls.stage.folder / "disk")
        cls.addClassCleanup(cls.disk.unmount)
        cls.stage.data = cls.disk.folder / "data"
        config = cls.stage.folder / "hometimed.toml"
        config.write_text(config.read_text().replace(str(cls.stage.folder / "data"), str(cls.stage.data)) +
                          '[disk]\nreserve = "6 MiB"\nballast = "12 MiB"\nread_only_percent = 1\nalarm_percent = 50\n')

    def setUp(self):
        self.restarts, self.safe, self.worrying = 0, [], None

    def start(self) -> None:
        self.stage.start_daemon(NOON)
        self.stage.running = [self.stage.daemon]

    def supervise(self) -> None:
        """What the service manager does: only after 75 it starts again by itself here."""
        code = self.stage.daemon.poll()
        if code is None:
            return
        self.assertEqual(code, TEMPORARY, self.stage.journal.read_text()[-3000:])
        self.restarts += 1
        self.start()

    def ask(self, who: str, method: str, path: str, body=None):
        with contextlib.closing(Client(self.stage, who)) as client:
            status, headers, answer = client.ask(method, path, body)
        return status, {name.lower(): value for name, value in headers}, answer

    def health(self) -> str:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return json.loads(self.ask("", "GET", "/healthz")[2])["status"]
        return "no answer"

    def put_back(self, mebibytes: int) -> None:
        self.disk.unmount()
        self.disk.mount(mebibytes)
        shutil.copytree(self.saved, self.stage.data)
        (self.stage.data / "ballast").unlink(missing_ok=True)  # It was made for a larger disk.
        self.stage.journal.unlink(missing_ok=True)

    def assert_reading_goes_on(self, ledger: dict):
        school = f"/v1/schools/{self.day.school}"
        for who, path in (("mother", "/threads"), ("mother", "/me"), ("office", "/office-queue"), ("teacher", "/inbox")):
            until(30, lambda: self.status(who, school + path) == 200, f"{path} to be answered")
        told = sorted(ledger.values())
        for message in told[:FIRST]:
            until(30, lambda: self.is_there(message), f"message {message} to be in the views")
        for message in told[-5:]:  # The views may have stood still before them.
            self.is_there(message)
        verified = self.stage.audit("verify", self.stage.data)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def assert_commands_are_refused(self):
        body = {"pupil": self.day.pupil, "category": "attendance", "text": "Ill."}
        status, headers, answer = self.ask("mother", "POST", self.path, body)
        self.assertEqual(status, 507, answer)
        problem = json.loads(answer)
        self.assertEqual((problem["code"], problem["retryable"]), ("disk-full", True))
        self.assertGreater(int(headers["retry-after"]), 0)
        self.assertEqual(headers["x-hometime-mode"], "disk-full")

    def worry(self, count: int):
        """The safety form, `count` times over one connection."""
        for number in range(count):
            self.safe.append(self.worry_once(number, str(uuid.uuid4())))

    def worry_once(self, number: int, command: str) -> int:
        """The daemon may end with 75 meanwhile, for the last byte was taken under it: it is asked again, as a phone does."""
        body = {"pupil": self.day.pupil, "text": f"Worry {number}. " * 10}
        ends = time.monotonic() + 60
        while True:
            try:
                if self.worrying is None:
                    self.worrying = Client(self.stage, "father", timeout=60)
                status, _, answer = self.worrying.ask("POST", f"/v1/schools/{self.day.school}/safety", body, command)
                self.assertEqual(status, 201, f"safety message {number}: {answer}, {self.disk.free()} bytes free")
                return json.loads(answer)["concern"]
            except (OSError, http.client.HTTPException):
                self.worrying = None
                self.assertLess(time.monotonic(), ends, "a safety message got no answer")
                self.supervise()
                time.sleep(0.05)

    def fill_under(self, writers: list, random: random.Random) -> None:
        for writer in writers:
            writer.start()
        until(30, lambda: len(writers[0].ledger) >= FIRST, "the first messages")
        for message in list(writers[0].ledger.values())[:FIRST]:  # Of these at least reading goes on.
            until(30, lambda: self.is_there(message), f"message {message} to be in the views")
        # Somebody takes nearly all, or all; we ourselves the rest, while they take more.
        leave = random.choice([0, 4096, 300_000, 4 * MIB, 7 * MIB, 12 * MIB])

        def is_full() -> bool:
            nonlocal leave
            self.supervise()
            self.disk.fill(leave)
            leave = max(0, leave - 100_000)
            return any(507 in writer.statuses for writer in writers)
        until(60, is_full, "a full disk")
        self.disk.fill(random.choice([0, 0, 4096, 300_000, 3 * MIB]))  # And more of it, whatever is being written.
        time.sleep(random.uniform(0, 0.2))

    def one_run(self, number: int) -> None:
        chance = random.Random(f"{SEED}/{number}")
        self.put_back(chance.choice([56, 60, 64]))
        self.start()
        writers = [Writer(self, SEED + 10 * number + i) for i in range(3)]
        try:
            self.fill_under(writers, chance)
            until(10, lambda: self.supervise() or self.health() == "disk-full", "the daemon to say that the disk is full")
            self.assert_commands_are_refused()
            ledger = {c: m for writer in writers for c, m in list(writer.ledger.items())}
            self.assert_reading_goes_on(ledger)
            self.worry(SAFETY_MESSAGES if number == 0 else 5)
            if number % 2:
                self.kill_and_come_up(ledger, chance)
            pid = self.stage.daemon.pid
            self.disk.empty()
            before = sum(len(writer.ledger) for writer in writers)
            try:
                until(30, lambda: self.supervise() or sum(len(w.ledger) for w in writers) > before + 5, "writes to go on")
            except Wrong as wrong:
                numbers = [line for line in self.ask("", "GET", "/metrics")[2].decode().splitlines()
                           if line.startswith(("hometime_disk", "hometime_ballast"))]
                used = subprocess.run(["du", "-ak", self.stage.data], capture_output=True, text=True).stdout
                raise Wrong(f"{wrong}: {numbers}\n{used}") from wrong
            if self.restarts == 0:
                self.assertEqual(self.stage.daemon.pid, pid)
        finally:
            for writer in writers:
                writer.stopping.set()
        for writer in writers:
            writer.join(30)
        self.finish({c: m for writer in writers for c, m in writer.ledger.items()}, number)

    def end_daemon(self) -> None:
        if self.stage.daemon.poll() is None:
            self.stage.daemon.kill()
            self.stage.daemon.wait()
        elif self.stage.daemon.returncode != 0:
            lines = [line for line in self.stage.journal.read_text().splitlines() if " status=" not in line]
            print("\n".join(lines[-20:]), flush=True)

    def kill_and_come_up(self, ledger: dict, chance: random.Random) -> None:
        self.stage.daemon.send_signal(signal.SIGKILL)
        self.stage.daemon.wait()
        if chance.random() < 0.5:
            self.disk.fill(0)
        self.start()
        self.assert_reading_goes_on(ledger)

    def status(self, who: str, path: str) -> int:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.ask(who, "GET", path)[0]
        self.supervise()
        return 0

    def is_there(self, message: int) -> bool:
        """Until the views have caught up it is asked to come again; never is a message said to be nowhere."""
        status = self.ask("mother", "GET", f"{self.path}/{message}")[0]
        self.assertIn(status, (200, 503))
        return status == 200

    def finish(self, ledger: dict, number: int) -> None:
        """Everything that was acknowledged is there once, and the log is whole."""
        for message in ledger.values():
            until(30, lambda: self.is_there(message), f"message {message} to be in the views")
        self.assertEqual(len(set(ledger.values())), len(ledger))
        self.assertEqual(self.stage.stop_daemon(), 0)
        dump = [json.loads(line) for line in
                self.stage.audit("dump", self.stage.data, "--school", self.day.school).stdout.splitlines()]
        kinds = {record["sequence"]: record["type"] for record in dump}
        self.assertEqual({kinds.get(m) for m in ledger.values()}, {"message_sent"})
        self.assertEqual({kinds.get(c) for c in self.safe}, {"concern_raised"})
        verified = self.stage.audit("verify", self.stage.data)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        print(f"run {number}: {len(ledger)} messages and {len(self.safe)} worries acknowledged and there, "
              f"{self.restarts} restarts after 75", flush=True)

    def test_the_disk_fills_up_and_is_emptied_again(self):
        restarts = 0
        for number in range(RUNS):
            with self.subTest(run=number):
                self.restarts, self.safe, self.worrying = 0, [], None
                try:
                    self.one_run(number)
                finally:
                    self.end_daemon()
                restarts += self.restarts
        print(f"{RUNS} runs, {restarts} restarts after 75, no other end", flush=True)


if __name__ == "__main__":
    enter_or_skip()
    unittest.main(argv=sys.argv[:1])
