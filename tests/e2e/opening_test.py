#!/usr/bin/python3
"""How a start goes when something is in its way: an owner, the clock, a disk that fails, a folder that is only looked at.

    opening_test.py PROGRAMS
"""

import contextlib
import http.client
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))

from raw_client import Client  # noqa: E402
from stage import Stage, until  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
OK, DATA, NO_INPUT, IO, TEMPORARY, PERMISSION = 0, 65, 66, 74, 75, 77
OFFICE = ("--office-email", "o@ashgrove.example", "--office-phone", "0114 496 0000", "--office-hours", "8 to 4")
NOBODY = 65534


class OpeningTest(unittest.TestCase):
    def stage(self, clock: str = "2026-11-24T12:00") -> Stage:
        stage = Stage(PROGRAMS, clock, 1)
        self.addCleanup(stage.close)
        return stage

    def school(self, clock: str = "2026-11-24T12:00") -> Stage:
        """A stage whose folder holds a school."""
        stage = self.stage(clock)
        stage.start_daemon()
        stage.school = stage.tell("school", "open", "--name", "Ashgrove", *OFFICE)["school"]
        return stage

    def stopped(self, clock: str = "2026-11-24T12:00") -> Stage:
        stage = self.school(clock)
        self.assertEqual(stage.stop_daemon(), OK)
        return stage

    def with_real_clock(self, stage: Stage) -> None:
        """As if the folder were a school's own: no demonstration, no plain HTTP."""
        (stage.data / "DEMONSTRATION").unlink()
        config = stage.folder / "hometimed.toml"
        config.write_text(re.sub(r"\[http\].*?\[bus\]", "[bus]", config.read_text(), flags=re.S))

    def start(self, stage: Stage, *words, **how) -> subprocess.Popen:
        with open(stage.journal, "ab") as journal:
            stage.daemon = subprocess.Popen([PROGRAMS / "hometimed", "--config", stage.folder / "hometimed.toml", *words],
                                            stdout=journal, stderr=journal, **how)
        stage.running.append(stage.daemon)
        return stage.daemon

    def up(self, stage: Stage) -> None:
        def answers() -> bool:
            self.assertIsNone(stage.daemon.poll(), stage.journal.read_text()[-2000:])
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.ask(stage, "GET", "/healthz")
                return True
            return False
        until(60, answers, "the daemon to answer")

    def assert_ends(self, wanted: int, stage: Stage, *words, **how) -> str:
        stage.journal.unlink(missing_ok=True)
        code = self.start(stage, *words, **how).wait(60)
        journal = stage.journal.read_text()
        self.assertEqual(code, wanted, journal[-2000:])
        return journal

    def ask(self, stage: Stage, method: str, path: str, body=None):
        with contextlib.closing(Client(stage)) as client:
            status, headers, answer = client.ask(method, path, body)
        return status, {name.lower(): value for name, value in headers}, answer

    def bytes_of(self, folder: Path) -> dict:
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    # --- one owner --------------------------------------------------------------------------------------------------

    def test_a_folder_has_one_owner_at_a_time(self):
        stage = self.school()
        other = self.stage()
        config = other.folder / "hometimed.toml"
        config.write_text(config.read_text().replace(str(other.data), str(stage.data)))
        for words in (("--demo-clock", "2026-11-24T12:00"), ("--evidence",)):
            journal = self.assert_ends(TEMPORARY, other, *words)
            self.assertIn("another process has the data folder open", journal)
        self.assertEqual(stage.run("school", "list").returncode, OK, "the owner noticed nothing")
        self.assertEqual(stage.audit("verify", stage.data).returncode, OK, "who only reads may, beside it")

    def test_after_a_kill_the_folder_is_free_at_once(self):
        stage = self.school()
        stage.daemon.send_signal(signal.SIGKILL)
        stage.daemon.wait()
        stage.start_daemon()

    # --- evidence ---------------------------------------------------------------------------------------------------

    def test_evidence_serves_a_whole_folder_and_changes_nothing(self):
        stage = self.stopped()
        before = self.bytes_of(stage.data)
        self.start(stage, "--evidence")
        self.up(stage)
        self.assertEqual(json.loads(self.ask(stage, "GET", "/healthz")[2]), {"status": "evidence"})
        self.assertEqual([s["school"] for s in stage.tell("school", "list")], [stage.school])
        self.assertIn("read-only", stage.refused("school", "open", "--name", "Another", *OFFICE))
        self.assertEqual(json.loads(self.ask(stage, "GET", "/findings")[2])["findings"], [])
        self.assertEqual(stage.stop_daemon(), OK)
        self.assertEqual(self.bytes_of(stage.data), before)

    def test_a_damaged_folder_is_refused_whole_and_served_as_evidence(self):
        stage = self.stopped()
        (stage.data / "HEAD").unlink()
        journal = self.assert_ends(DATA, stage, "--demo-clock", "2026-11-24T12:00")
        self.assertIn("--evidence", journal)
        before = self.bytes_of(stage.data)
        self.start(stage, "--evidence")
        self.up(stage)
        found = json.loads(self.ask(stage, "GET", "/findings")[2])["findings"]
        self.assertIn({"school": stage.school, "first": 1, "last": found[-1]["last"], "what": "HEAD is missing"}, found)
        self.assertRegex(stage.journal.read_text(), rf"{stage.school} records 1 to \d+: HEAD is missing")
        self.assertEqual([s["school"] for s in stage.tell("school", "list")], [stage.school])
        self.assertEqual(stage.stop_daemon(), OK)
        self.assertEqual(self.bytes_of(stage.data), before)

    def test_evidence_of_nothing_is_a_missing_input_and_makes_no_folder(self):
        stage = self.stage()
        self.assert_ends(NO_INPUT, stage, "--evidence", "--demo-clock", "2026-11-24T12:00")
        self.assertFalse(stage.data.exists())

    def test_evidence_of_which_nothing_can_be_read_is_damaged_data(self):
        stage = self.stopped()
        for file in (stage.data / "log").iterdir():
            file.write_bytes(b"not a database")
        self.assert_ends(DATA, stage, "--evidence")

    # --- the clock --------------------------------------------------------------------------------------------------

    def test_a_clock_long_after_or_before_the_newest_record_is_refused_until_somebody_says_that_it_is_right(self):
        for made_at, words in (("2020-01-07T12:00", "90 days after the newest record"), ("2199-01-07T12:00", "a record was made at")):
            with self.subTest(made_at):
                stage = self.stopped(made_at)
                self.with_real_clock(stage)
                journal = self.assert_ends(TEMPORARY, stage)
                self.assertIn(words, journal)
                self.assertIn("--accept-clock", journal)
                self.start(stage, "--accept-clock")
                self.up(stage)
                self.assertEqual(stage.stop_daemon(), OK)

    def test_a_demonstrations_clock_is_its_own(self):
        stage = self.stopped("2020-01-07T12:00")
        stage.start_daemon("2031-01-07T12:00")
        self.assertEqual(stage.stop_daemon(), OK)
        stage.start_daemon("2020-01-07T12:00")

    # --- the disk ---------------------------------------------------------------------------------------------------

    def test_a_write_that_fails_ends_the_process_and_the_next_start_is_whole(self):
        stage = self.stage()
        self.start(stage, "--demo-clock", "2026-11-24T12:00",
                   preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN))
        self.up(stage)
        opened = stage.tell("school", "open", "--name", "Ashgrove", *OFFICE)["school"]
        newest = max((stage.data / "log").glob("*.log"))
        size = newest.stat().st_size
        resource.prlimit(stage.daemon.pid, resource.RLIMIT_FSIZE, (size + 100, size + 100))
        self.assertNotEqual(stage.run("school", "open", "--name", "Another", *OFFICE).returncode, OK)
        self.assertEqual(stage.daemon.wait(30), IO, stage.journal.read_text()[-2000:])
        self.assertIn("start again to see", stage.journal.read_text())
        stage.start_daemon()
        self.assertIn(opened, [s["school"] for s in stage.tell("school", "list")])

    def test_a_folder_of_somebody_else_is_a_matter_of_permission(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become somebody else")
        stage = self.stopped()
        os.chmod(stage.folder, 0o755)
        os.chmod(stage.folder / "hometimed.toml", 0o644)
        os.chmod(stage.data, 0o755)
        os.chmod(stage.data / "LOCK", 0o600)
        self.with_readable_programs(stage)
        self.assert_ends(PERMISSION, stage, "--demo-clock", "2026-11-24T12:00", preexec_fn=lambda: os.setuid(NOBODY))

    def with_readable_programs(self, stage: Stage) -> None:
        """Somebody else may have no way to where the programs were built."""
        copy = stage.folder / "hometimed"
        shutil.copy(PROGRAMS / "hometimed", copy)
        os.chmod(copy, 0o755)
        original = self.start
        self.start = lambda stage, *words, **how: self.start_copy(copy, stage, *words, **how)
        self.addCleanup(setattr, self, "start", original)

    def start_copy(self, copy: Path, stage: Stage, *words, **how) -> subprocess.Popen:
        with open(stage.journal, "ab") as journal:
            stage.daemon = subprocess.Popen([copy, "--config", stage.folder / "hometimed.toml", *words],
                                            stdout=journal, stderr=journal, **how)
        stage.running.append(stage.daemon)
        return stage.daemon


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
