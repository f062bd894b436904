#!/usr/bin/python3
"""Backups and restores with the real programs: a school is backed up while people write, its disk is lost, it comes back.

    backup_test.py PROGRAMS
"""

import contextlib
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))

from day import Day  # noqa: E402
from raw_client import Client  # noqa: E402
from stage import Stage  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
NOON = "2026-11-24T12:00"
SEED = int(os.environ.get("HOMETIME_TEST_SEED", "20261124"))
OK, USAGE, DATA, NO_INPUT, CANNOT_CREATE, BUSY, CONFIG = 0, 64, 65, 66, 73, 75, 78


def flip(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << (bit % 8)
    path.write_bytes(data)


class BackupTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"seed {SEED} (HOMETIME_TEST_SEED)", flush=True)
        cls.stage = Stage(PROGRAMS, NOON, 1)
        cls.addClassCleanup(cls.stage.close)
        cls.backups, cls.keys = cls.stage.folder / "backups", cls.stage.folder / "key copies"
        with open(cls.stage.folder / "hometimed.toml", "a") as config:
            config.write(f'[backup]\nfolder = "{cls.backups}"\nkeys_folder = "{cls.keys}"\n')
        cls.day = Day(cls.stage, check=True)
        cls.start()
        cls.day.prepare()
        cls.day.write_messages()

    @classmethod
    def start(cls) -> None:
        if cls.stage.data.exists():  # What comes back from a backup is a school's own until somebody says otherwise.
            (cls.stage.data / "DEMONSTRATION").touch()
        cls.stage.start_daemon(NOON)
        cls.stage.running = [cls.stage.daemon]

    def setUp(self):
        self.random = random.Random(SEED)
        self.scratch = self.stage.folder / "scratch"
        self.scratch.mkdir()
        self.addCleanup(shutil.rmtree, self.scratch)

    def code(self, wanted: int, *words) -> str:
        done = self.stage.run(*words)
        self.assertEqual(done.returncode, wanted, f"{words}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def create(self) -> dict:
        return self.stage.tell("backup", "create")

    def restore(self, *more) -> dict:
        return self.stage.tell("backup", "restore", "--from", self.backups, "--keys", self.keys, *more)

    def send(self) -> int:
        return self.stage.tell("send", "--pupil", self.day.pupil, "--category", "attendance", "Ill.",
                               who="mother")["message"]

    def read(self, message: int) -> int:
        with contextlib.closing(Client(self.stage, "mother")) as client:
            return client.ask("GET", f"/v1/schools/{self.day.school}/messages/{message}")[0]

    def assert_audited(self, folder: Path):
        done = self.stage.audit("verify", folder)
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)

    def test_a_backup_while_people_write_survives_the_loss_of_the_disk(self):
        stop, sent = threading.Event(), []

        def write():
            while not stop.is_set():
                sent.append(self.send())

        writer = threading.Thread(target=write)
        before = self.send()
        writer.start()
        first, second = self.create(), self.create()
        stop.set()
        writer.join()
        self.assertLess(second["copied_bytes"], first["copied_bytes"])
        self.code(OK, "backup", "verify", "--from", self.backups, "--all")

        head = (self.stage.data / "HEAD").read_bytes()
        self.assertEqual(self.stage.stop_daemon(), 0)
        shutil.rmtree(self.stage.data)
        (self.scratch / "old").mkdir()
        (self.scratch / "old/HEAD").write_bytes(head)  # All that could be read of the old disk.
        told = self.restore("--to", self.stage.data, "--lost-from", self.scratch / "old")
        self.assertEqual(told["backup"], second["backup"])
        school, = told["schools"]
        self.assertGreaterEqual(school["records"], before)
        if "lost" in school:
            self.assertEqual(school["lost"]["first"], school["records"] + 1)
        self.assert_audited(self.stage.data)
        self.start()
        for message in (before, *sent):
            self.assertEqual(self.read(message), 200 if message <= school["records"] else 404, message)
        self.assertGreater(self.send(), school["records"] + 1, "the restore itself is a fact")
        self.assert_audited(self.stage.data)

    def test_a_restore_to_a_position(self):
        stays, goes = self.send(), self.send()
        self.create()
        told = self.restore("--to", self.scratch / "back", "--at", stays, "--school", self.day.school)
        school, = told["schools"]
        self.assertEqual((school["records"], school["lost"]["first"]), (stays, stays + 1))
        self.assertGreaterEqual(school["lost"]["last"], goes)
        self.assert_audited(self.scratch / "back")
        self.code(USAGE, "backup", "restore", "--from", self.backups, "--keys", self.keys, "--to",
                  self.scratch / "again", "--at", stays)

    def test_a_flipped_bit_is_refused_with_the_files_name(self):
        made = self.create()
        manifest = json.loads((self.backups / "backups" / f"{made['backup']}.json").read_text())["body"]
        kinds = {file["name"].split("/")[-1].split("-")[0].split(".")[-1]: file for file in manifest["files"]
                 if file["bytes"]}
        self.assertGreaterEqual(set(kinds), {"sst", "MANIFEST", "CURRENT", "pub"})
        for file in kinds.values():
            path = self.backups / "files" / file["sha256"]
            bit = self.random.randrange(8 * file["bytes"])
            flip(path, bit)
            for words in (("verify",), ("restore", "--keys", self.keys, "--to", self.scratch / "bad"), ("drill",)):
                self.assertIn(file["sha256"], self.code(DATA, "backup", words[0], "--from", self.backups, *words[1:]))
            self.assertFalse((self.scratch / "bad").exists())
            flip(path, bit)
        path = self.backups / "backups" / f"{made['backup']}.json"
        flip(path, self.random.randrange(8 * path.stat().st_size))
        self.assertIn(path.name, self.code(DATA, "backup", "verify", "--from", self.backups))
        path.unlink()

    def test_without_the_keys_it_stays_closed(self):
        self.create()
        said = self.code(CONFIG, "backup", "restore", "--from", self.backups, "--to", self.scratch / "closed")
        self.assertIn("--kek", said)
        self.assertFalse((self.scratch / "closed").exists())
        self.code(OK, "backup", "drill", "--from", self.backups)

    def test_what_is_in_the_way_is_said_by_the_exit_code(self):
        self.create()
        self.code(CANNOT_CREATE, "backup", "restore", "--from", self.backups, "--keys", self.keys, "--to",
                  self.stage.data)
        self.code(NO_INPUT, "backup", "verify", "--from", self.scratch)
        self.code(NO_INPUT, "backup", "verify", "20200101T000000Z", "--from", self.backups)
        self.code(BUSY, "backup", "create", "--data", self.stage.data, "--to", self.scratch / "more")
        self.code(USAGE, "backup", "restore", "--from", self.backups)

    def test_a_stopped_folder_is_backed_up_without_a_daemon(self):
        self.send()
        self.assertEqual(self.stage.stop_daemon(), 0)
        told = self.stage.tell("backup", "create", "--data", self.stage.data, "--to", self.scratch / "more", "--keys",
                               self.scratch / "more keys")
        self.stage.tell("backup", "restore", "--from", self.scratch / "more", "--keys", self.scratch / "more keys",
                        "--to", self.scratch / "back")
        self.assert_audited(self.scratch / "back")
        listed, = self.stage.tell("backup", "list", "--from", self.scratch / "more")
        self.assertEqual(listed["backup"], told["backup"])
        self.start()

    def test_a_daemon_that_is_killed_while_it_makes_one_leaves_none_that_counts(self):
        for delay in (0.0, 0.01, 0.03, 0.1, 0.3):
            self.send()
            with subprocess.Popen([PROGRAMS / "hometime", "backup", "create"], env=self.stage.environment,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as asking:
                time.sleep(0.05 + delay)
                self.stage.daemon.send_signal(signal.SIGKILL)
                self.stage.daemon.wait()
                asking.wait(60)
            self.code(OK, "backup", "verify", "--from", self.backups, "--all")
            self.start()
        made = self.create()
        self.assertFalse((self.backups / "tmp").exists())
        self.assertFalse((self.stage.data / "log.backup.tmp").exists())
        self.code(OK, "backup", "verify", made["backup"], "--from", self.backups)

    def test_pruning_keeps_the_newest_and_takes_the_rest(self):
        self.create()
        made = self.create()
        told = self.stage.tell("backup", "prune", "--from", self.backups, "--keys", self.keys, "--keep-days", 0,
                               "--keep-at-least", 1)
        self.assertGreaterEqual(told["forgotten"], 1)
        listed, = self.stage.tell("backup", "list", "--from", self.backups)
        self.assertEqual(listed["backup"], made["backup"])
        self.code(OK, "backup", "verify", "--from", self.backups)

    def test_nobody_else_can_read_what_is_in_them(self):
        self.create()
        for folder in (self.backups, self.keys):
            self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o700)
            for path in folder.rglob("*"):
                self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)

    def test_the_alert_names_the_unit_and_nothing_else(self):
        told = self.scratch / "told"
        (self.scratch / "logger").write_text(f'#!/bin/sh\necho "$@" >> "{told}"\n')
        (self.scratch / "logger").chmod(0o755)
        environment = dict(os.environ, PATH=f"{self.scratch}:{os.environ['PATH']}")
        done = subprocess.run([ROOT / "systemd/hometimed-alert", "hometimed-backup.service"], env=environment,
                              capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("--priority daemon.alert hometimed-backup.service failed", told.read_text())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
