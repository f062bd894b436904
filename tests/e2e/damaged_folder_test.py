#!/usr/bin/python3
"""What the daemon does with a data folder that is not as it left it: a school's real folder, damaged file by file.

    damaged_folder_test.py PROGRAMS

After each damage the daemon either refuses to start, or ends when it meets the damage, both with 65 and the school and
the range that is missing; or it answers every question byte for byte as before. HOMETIME_TEST_ROUNDS: how many bits
are flipped in each file (1). HOMETIME_TEST_SEED: where.
"""

import contextlib
import http.client
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))

from day import Day  # noqa: E402
from raw_client import Client  # noqa: E402
from stage import Stage, Wrong, until  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
NOON = "2026-11-24T12:00"  # Every window is shut: nothing is released while questions are asked.
LATER = "2026-11-24T12:30"  # Whatever was done is past by then, however slowly it was done.
DATA_DAMAGED = 65
NAMED = re.compile(r"records? \d+( to \d+)? of sch_\w{8}|sch_\w{8} records? \d+( to \d+)?|"
                   r"of sch_\w{8} \(records \d+ to \d+\)")
HEADERS_APART = ("date", "x-request-id")
ROUNDS = int(os.environ.get("HOMETIME_TEST_ROUNDS", "1"))
SEED = int(os.environ.get("HOMETIME_TEST_SEED", "20261124"))


def flip(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << (bit % 8)
    path.write_bytes(data)


def cut(path: Path, length: int) -> None:
    os.truncate(path, length)


class Folder:
    """A school after some days of use, put back before each damage."""

    def __init__(self):
        self.stage = Stage(PROGRAMS, NOON, 1)
        self.clock = NOON
        self.data = self.stage.data
        self.saved = self.stage.folder / "saved"
        self.day = Day(self.stage, check=True)
        self.stage.start_daemon()
        self.day.prepare()
        self.next_start()
        self.day.write_messages()
        self.next_start()  # The log rests in sorted files and in the newest write-ahead log.
        self.day.teach()
        self.stop()
        shutil.copytree(self.data, self.saved)
        self.clock = LATER
        self.start()
        self.wanted = self.answers()
        self.stop()

    def next_start(self) -> None:
        self.stop()
        self.start()

    def start(self) -> None:
        self.stage.start_daemon(self.clock)
        self.stage.running = [self.stage.daemon]

    def stop(self) -> None:
        if (code := self.stage.stop_daemon()) != 0:
            raise Wrong(f"the daemon stopped with {code}")

    def kill(self) -> None:
        self.stage.daemon.send_signal(signal.SIGKILL)
        self.stage.daemon.wait()

    def put_back(self) -> None:
        shutil.rmtree(self.data)
        shutil.copytree(self.saved, self.data)
        self.stage.journal.unlink(missing_ok=True)

    def files(self) -> list:
        """What holds acknowledged facts: the database, HEAD, the key store."""
        log = sorted(p for p in (self.saved / "log").iterdir() if p.is_file())
        return [p.relative_to(self.saved) for p in (*log, self.saved / "HEAD", self.saved / "keys/store")]

    def newest_wal(self) -> Path:
        return max((self.data / "log").glob("*.log"))

    def questions(self):
        school, places = f"/v1/schools/{self.day.school}", ["/me", "/threads", "/held", "/feeds", "/feeds/school/posts"]
        for thread in self.day.threads.values():
            places.append(f"/threads/{thread}")
        for message in self.day.held.values():
            places.append(f"/messages/{message}")
        places += [f"/pupils/{self.day.pupil}", f"/pupils/{self.day.pupil}/points"]
        for who in ("mother", "teacher"):
            yield from ((who, school + place) for place in places)
        yield from (("office", school + place) for place in ("/office-queue", "/pupils", "/staff", "/calendar"))

    def answers(self) -> dict:
        seen = {}
        for who, path in self.questions():
            with contextlib.closing(Client(self.stage, who)) as client:
                status, headers, body = self.once_caught_up(client, path)
            kept = [h for h in headers if h[0].lower() not in HEADERS_APART]
            seen[who, path] = (status, kept, re.sub(rb"urn:uuid:[0-9a-f-]+", b"", body))
        return seen

    @staticmethod
    def once_caught_up(client, path: str) -> tuple:
        """On a busy machine the views may still be folding what the log holds: they say so, and to come again."""
        end = time.monotonic() + 60
        while True:
            answer = client.ask("GET", path)
            if not (answer[0] == 503 and b'"views-behind"' in answer[2]) or time.monotonic() > end:
                return answer
            time.sleep(0.1)

    def journal(self) -> str:
        return self.stage.journal.read_text()


class DamagedFolderTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"seed {SEED} (HOMETIME_TEST_SEED), rounds {ROUNDS} (HOMETIME_TEST_ROUNDS)", flush=True)
        cls.folder = Folder()
        cls.addClassCleanup(cls.folder.stage.close)

    def setUp(self):
        self.random = random.Random(SEED)
        self.refused = self.ended = self.served = 0
        self.folder.put_back()

    def come_up(self) -> bool:
        """Starts the daemon. False: it refused, rightly."""
        stage = self.folder.stage
        stage.spawn_daemon(self.folder.clock)
        stage.running = [stage.daemon]
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if stage.daemon.poll() is not None:
                self.assert_ended_for_damage()
                return False
            with contextlib.suppress(OSError, http.client.HTTPException):
                with contextlib.closing(Client(stage)) as client:
                    client.ask("GET", "/healthz")
                    return True
            time.sleep(0.02)
        raise Wrong(f"neither up nor down: {self.folder.journal()[-2000:]}")

    def assert_ended_for_damage(self):
        journal = self.folder.journal()
        self.assertEqual(self.folder.stage.daemon.wait(30), DATA_DAMAGED, journal[-3000:])
        critical = "\n".join(line for line in journal.splitlines() if "critical" in line)
        self.assertRegex(critical, NAMED)
        self.assertIn(self.folder.day.school, critical)

    def assert_refused_or_identical(self, what: str):
        with self.subTest(what):
            if not self.come_up():
                self.refused += 1
                return
            try:
                answers = self.folder.answers()
            except (OSError, http.client.HTTPException):
                self.assert_ended_for_damage()
                self.ended += 1
                return
            self.assertEqual(answers, self.folder.wanted)
            self.served += 1
            self.folder.stop()

    def assert_refused(self, missing: str):
        self.assertFalse(self.come_up(), "it started")
        self.assertRegex(self.folder.journal(), missing)

    def damage_each(self, kind: str, places, damage) -> None:
        """`places(size)`: where in a file of so many bytes."""
        for file in self.folder.files():
            size = (self.folder.saved / file).stat().st_size
            for place in places(size) if size else ():
                self.folder.put_back()
                damage(self.folder.data / file, place)
                self.assert_refused_or_identical(f"{file} {kind} {place} of {size} bytes")
        print(f"{kind}: {self.refused} refused, {self.ended} ended when it was read, {self.served} identical")
        self.assertGreater(self.refused, 0)

    def test_an_untouched_folder_answers_as_before(self):
        self.assert_refused_or_identical("untouched")
        self.assertEqual(self.served, 1)
        self.assertGreater(sum(status == 200 for status, *_ in self.folder.wanted.values()), 20)

    def test_a_flipped_bit(self):
        def bits(size):
            for number in range(ROUNDS):  # Every second one among the first bytes, where headers are.
                yield self.random.randrange(8 * (size if number % 2 == 0 else min(size, 200)))
        self.damage_each("bit", bits, flip)
        self.assertGreater(self.served + self.ended, 0)

    def test_a_cut_file(self):
        self.damage_each("cut to", lambda size: {0, self.random.randrange(size), size - 1}, cut)

    def test_a_deleted_file(self):
        self.damage_each("deleted", lambda size: (0,), lambda path, _: path.unlink())

    def test_head_removed(self):
        (self.folder.data / "HEAD").unlink()
        self.assert_refused(r"sch_\w{8} records 1 to \d+: HEAD is missing")

    def test_an_older_key_store(self):
        older = (self.folder.data / "keys/store").read_bytes()
        self.folder.start()
        self.folder.stage.tell("adult", "record", self.folder.day.pupil, "--given-name", "New", "--family-name",
                               "Adult", "--relationship", "carer", who="office")
        self.folder.stop()
        self.assertNotEqual((self.folder.data / "keys/store").read_bytes(), older, "no new key was needed")
        (self.folder.data / "keys/store").write_bytes(older)
        self.assert_refused(r"sch_\w{8} records? \d+( to \d+)?: sealed with keys that the key store does not hold")

    def test_an_older_database(self):
        self.folder.start()
        self.send(1)
        self.folder.stop()
        shutil.rmtree(self.folder.data / "log")
        shutil.copytree(self.folder.saved / "log", self.folder.data / "log")
        self.assert_refused(r"sch_\w{8} records? \d+( to \d+)?: not in the database")

    def test_the_whole_database_removed(self):
        shutil.rmtree(self.folder.data / "log")
        self.assert_refused(r"sch_\w{8} records 1 to \d+")

    def test_head_set_back_by_more_than_two_commits(self):
        self.folder.start()
        head = (self.folder.data / "HEAD").read_bytes()
        self.send(3)
        self.folder.kill()
        (self.folder.data / "HEAD").write_bytes(head)
        self.assert_refused(r"sch_\w{8} records \d+ to \d+: HEAD is 3 commits behind the database: it was set back")

    def test_a_durable_commit_that_nobody_was_told_of_stands(self):
        self.folder.start()
        head = (self.folder.data / "HEAD").read_bytes()
        sent = self.send(2)
        self.folder.kill()
        (self.folder.data / "HEAD").write_bytes(head)
        self.assertTrue(self.come_up())
        self.assertIn("2 commits were durable but never acknowledged", self.folder.journal())
        self.assertEqual([self.read(message) for message in sent], [200, 200])
        self.folder.stop()

    def test_a_torn_last_write(self):
        """The bytes of the write-ahead log that HEAD does not vouch for, cut at any place and garbled."""
        self.folder.start()
        head = (self.folder.data / "HEAD").read_bytes()
        vouched = self.folder.newest_wal().stat().st_size
        sent, = self.send(1)
        self.folder.kill()
        wal = self.folder.newest_wal()
        whole = wal.read_bytes()
        self.assertGreater(len(whole), vouched)
        (self.folder.data / "HEAD").write_bytes(head)
        torn = self.folder.stage.folder / "torn"
        shutil.copytree(self.folder.data, torn)
        self.addCleanup(shutil.rmtree, torn)
        half = vouched + (len(whole) - vouched) // 2
        garbled = bytearray(whole)
        garbled[half] ^= 0x5A
        for what, left in {"cut": whole[:half], "cut by one": whole[:-1], "garbled": garbled,
                           "zeros": whole[:vouched] + bytes(len(whole) - vouched)}.items():
            with self.subTest(what):
                shutil.rmtree(self.folder.data)
                shutil.copytree(torn, self.folder.data)
                wal.write_bytes(left)
                self.assertTrue(self.come_up(), self.folder.journal()[-2000:])
                self.assertEqual(self.folder.answers(), self.folder.wanted)
                self.assertEqual(self.read(sent), 404)
                self.folder.stop()

    def test_a_key_that_is_not_the_stores_is_a_matter_of_configuration(self):
        flip(self.folder.data / "keys/kek", 3)
        with open(self.folder.stage.journal, "ab") as journal:
            done = subprocess.run([PROGRAMS / "hometimed", "--config", self.folder.stage.folder / "hometimed.toml",
                                   "--demo-clock", LATER], stdout=journal, stderr=journal, timeout=60)
        self.assertEqual(done.returncode, 78, self.folder.journal()[-2000:])

    def send(self, count: int) -> list:
        """Messages to the office, one commit each."""
        return [self.folder.stage.tell("send", "--pupil", self.folder.day.pupil, "--category", "attendance", "Ill.",
                                       who="mother")["message"] for _ in range(count)]

    def read(self, message: int) -> int:
        with contextlib.closing(Client(self.folder.stage, "mother")) as client:
            return client.ask("GET", f"/v1/schools/{self.folder.day.school}/messages/{message}")[0]


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
