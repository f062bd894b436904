#!/usr/bin/python3
"""Every program says by its exit code what became of it, so that scripts and systemd can tell.

    exit_codes_test.py PROGRAMS
"""

import json
import os
import pty
import re
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))

from day import HERE  # noqa: E402
from stage import Stage, free_port  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
CASES = ROOT / "tests/notifier/data/window_cases.json"
OK, DIFFERENT, USAGE, DATA, NO_INPUT, UNAVAILABLE, CANNOT_CREATE, BUSY, PERMISSION, CONFIG = 0, 1, 64, 65, 66, 69, 73, 75, 77, 78


class ExitCodesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stage = Stage(PROGRAMS, "2026-11-24T12:00", 1)
        cls.addClassCleanup(cls.stage.close)
        cls.stage.start_daemon()
        cls.school = cls.stage.tell("school", "open", "--name", "Ashgrove", "--office-email", "o@ashgrove.example",
                                    "--office-phone", "0114 496 0000", "--office-hours", "8 to 4")["school"]

    def run_one(self, program: str, *words, environment=None) -> subprocess.CompletedProcess:
        return subprocess.run([PROGRAMS / program, *map(str, words)], capture_output=True, text=True, timeout=60,
                              env=environment or self.stage.environment)

    def assert_code(self, wanted: int, program: str, *words) -> str:
        done = self.run_one(program, *words)
        self.assertEqual(done.returncode, wanted, f"{words}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def config(self, name: str, **changes) -> Path:
        """The stage's configuration with other values; what is None is left out."""
        values = {"data_dir": f'"{self.stage.folder / name}"', "unix_socket": f'"{self.stage.folder / name}.sock"',
                  "listen": f'"127.0.0.1:{free_port()}"', "plain": "true", "events": f'"tcp://127.0.0.1:{free_port()}"',
                  **changes}
        tables = {"": ("data_dir", "unix_socket"), "[http]": ("listen", "plain"), "[bus]": ("events",)}
        text = "\n".join(f"{table}\n" + "\n".join(f"{key} = {values[key]}" for key in keys if values[key] is not None)
                         for table, keys in tables.items())
        path = self.stage.folder / f"{name}.toml"
        path.write_text(text + "\n")
        return path

    def assert_daemon_ends(self, wanted: int, name: str, *words, **changes) -> str:
        return self.assert_code(wanted, "hometimed", "--config", self.config(name, **changes), "--demo-clock",
                                "2026-11-24T12:00", *words)

    def test_the_daemons_command_line_and_configuration(self):
        self.assert_code(USAGE, "hometimed", "--no-such-option")
        self.assert_code(USAGE, "hometimed", "--speed", "0")
        self.assert_code(CONFIG, "hometimed", "--config", self.stage.folder / "absent.toml")
        good = self.config("good")
        self.assertEqual(self.assert_code(OK, "hometimed", "--check-config", "--config", good), "")
        bad = self.config("bad", plain="3", events='"tcp://0.0.0.0:5601"')
        words = self.assert_code(CONFIG, "hometimed", "--check-config", "--config", bad)
        self.assertEqual(len(re.findall(rf"^{re.escape(str(bad))}:\d+:\d+: error: ", words, re.M)), 2, words)
        self.assert_code(CONFIG, "hometimed", "--config", self.config("not_a_demonstration"))
        self.assertIn("subscribers have keys", self.assert_daemon_ends(CONFIG, "open_bus", events='"tcp://0.0.0.0:5601"'))

    def test_the_daemon_finds_that_somebody_else_is_there(self):
        busy = self.stage.folder / "hometimed.toml"
        text = busy.read_text()
        self.assert_code(BUSY, "hometimed", "--config", busy, "--demo-clock", "2026-11-24T12:00")
        self.assert_daemon_ends(BUSY, "same_port", listen=re.search(r"listen = (.*)", text)[1])
        self.assert_daemon_ends(BUSY, "same_bus", events=re.search(r"events = (.*)", text)[1])
        self.assert_daemon_ends(BUSY, "same_socket", unix_socket=f'"{self.stage.folder / "socket"}"')

    def test_hometime_says_what_stood_in_its_way(self):
        self.assert_code(USAGE, "hometime")
        self.assert_code(USAGE, "hometime", "no-such-command")
        self.assert_code(USAGE, "hometime", "send", "Hello")
        for command in ("calendar check-cases", "calendar import", "roster import", "policy check"):
            words = self.assert_code(NO_INPUT, "hometime", *command.split(), self.stage.folder / "absent")
            self.assertIn("absent", words)
        (self.stage.folder / "broken.json").write_text("{")
        self.assert_code(DATA, "hometime", "calendar", "check-cases", self.stage.folder / "broken.json")
        self.assert_code(UNAVAILABLE, "hometime", "--socket", self.stage.folder / "nobody", "status")
        self.assert_code(PERMISSION, "hometime", "inbox")
        self.assert_code(OK, "hometime", "--help")
        self.assert_code(OK, "hometime", "roster", "import", "--help")

    def test_window_cases(self):
        self.assertEqual(self.assert_code(OK, "hometime", "calendar", "check-cases", CASES).splitlines()[-1],
                         "16 passed, 0 failed")
        wrong = self.stage.folder / "wrong.json"
        wrong.write_text(CASES.read_text().replace("2026-11-24T15:30:00Z", "2026-11-24T15:31:00Z", 1))
        *mismatches, last = self.assert_code(DIFFERENT, "hometime", "calendar", "check-cases", wrong).splitlines()
        self.assertEqual((len(mismatches), last), (1, "15 passed, 1 failed"))

    def test_a_roster_with_bad_rows_changes_nothing_and_names_each(self):
        folder = self.stage.folder / "bad roster"
        folder.mkdir()
        for file in (HERE / "school").iterdir():
            (folder / file.name).write_text(file.read_text())
        rows = [line.split(",") for line in (folder / "enrollments.csv").read_text().splitlines()]
        rows[4][rows[0].index("userSourcedId")] = "nobody"
        rows[9][rows[0].index("classSourcedId")] = ""
        (folder / "enrollments.csv").write_text("".join(",".join(row) + "\n" for row in rows))
        before = self.stage.tell("status")["records"]
        words = self.assert_code(DATA, "hometime", "roster", "import", folder)
        self.assertRegex(words, r"enrollments\.csv:5: userSourcedId: ")
        self.assertRegex(words, r"enrollments\.csv:10: classSourcedId: ")
        self.assertEqual(self.stage.tell("status")["records"], before)

    def test_hometime_audit(self):
        self.assert_code(USAGE, "hometime-audit")
        self.assert_code(NO_INPUT, "hometime-audit", "verify", self.stage.folder / "absent")
        self.assert_code(OK, "hometime-audit", "verify", self.stage.data)
        self.assert_code(OK, "hometime-audit", "replay", self.stage.data, "--school", self.school)
        self.assert_code(USAGE, "hometime-audit", "replay", self.stage.data, "--school", "Ashgrove")
        self.assert_code(USAGE, "hometime-audit", "replay", self.stage.data, "--school", self.school, "--at", "noon")
        self.assert_code(NO_INPUT, "hometime-audit", "dump", self.stage.data, "--school", "sch_00000001")
        for line in self.assert_code(OK, "hometime-audit", "dump", self.stage.data, "--school", self.school).splitlines():
            self.assertNotIn("Ashgrove", line)
            json.loads(line)

    def test_hometime_audit_exports_proves_and_witnesses(self):
        data, out, school = self.stage.data, self.stage.folder, ("--school", self.school)
        export, proof, witness = out / "export", out / "1.tlog-proof", ("--state", out / "witness")
        key = ("--key", data / "checkpoint.pub")
        self.assert_code(OK, "hometime-audit", "export", data, *school, "-o", export)
        self.assert_code(CANNOT_CREATE, "hometime-audit", "export", data, *school, "-o", export)
        self.assert_code(USAGE, "hometime-audit", "export", data, *school, "-o", out / "none", "--from", "99999")
        self.assertIn("1 schools", self.assert_code(OK, "hometime-audit", "verify", export, *key))
        self.assert_code(OK, "hometime-audit", "verify", data, *key, "--checkpoints", export / "checkpoint")
        self.assert_code(NO_INPUT, "hometime-audit", "verify", data, "--checkpoints", out / "absent")

        self.assert_code(OK, "hometime-audit", "proof", export, "--record", "1", "-o", proof)
        self.assertIn("Record 1, log_opened", self.assert_code(OK, "hometime-audit", "check-proof", proof, *key))
        self.assert_code(DIFFERENT, "hometime-audit", "check-proof", proof, *key, "--record-bytes", proof)
        self.assert_code(DATA, "hometime-audit", "check-proof", data / "checkpoint.pub", *key)
        self.assert_code(USAGE, "hometime-audit", "proof", export)
        self.assert_code(NO_INPUT, "hometime-audit", "proof", export, "--record", "99999")

        self.assert_code(NO_INPUT, "hometime-audit", "witness", *witness, *key, export / "checkpoint")
        self.assert_code(OK, "hometime-audit", "witness", "init", "--name", "w.example/1", *witness)
        self.assert_code(CANNOT_CREATE, "hometime-audit", "witness", "init", "--name", "w.example/1", *witness)
        noted = self.assert_code(OK, "hometime-audit", "witness", *witness, *key, export / "checkpoint")
        self.assertIn("w.example/1 ", noted)
        self.assert_code(DATA, "hometime-audit", "witness", *witness, *key, proof)

        self.assert_code(OK, "hometime-audit", "diff", data, "2", "2", *school)
        self.assert_code(DIFFERENT, "hometime-audit", "diff", data, "1", "2", *school)
        self.assert_code(USAGE, "hometime-audit", "replay", data, *school, "--view", "secrets")
        self.assert_code(OK, "hometime-audit", "replay", data, *school, "--view", "people")
        self.assert_code(OK, "hometime-audit", "replay", data, *school, "--who-could-read", "feed:0")
        self.assert_code(NO_INPUT, "hometime-audit", "replay", data, *school, "--who-could-read", "message:1")

    def test_people_at_a_terminal_get_tables_and_machines_get_json(self):
        for command in (["school", "list"], ["staff", "list"], ["status"], ["calendar", "show"]):
            machine = self.run_one("hometime", "--json", *command)
            self.assertEqual(machine.returncode, OK, machine.stderr)
            json.loads(machine.stdout)
            shown = self.at_terminal("hometime", *command)
            self.assertNotIn("{", shown)
            self.assertNotEqual(shown.strip(), "")
        shown = self.at_terminal("hometime", "roster", "import", HERE / "school", "--dry-run")
        self.assertRegex(shown, r"Importing \[#+\.*\]")
        self.assertIn("This would change:", shown)

    def at_terminal(self, program: str, *words) -> str:
        """What a person sees: both streams are a terminal."""
        ours, theirs = pty.openpty()
        with subprocess.Popen([PROGRAMS / program, *map(str, words)], stdout=theirs, stderr=theirs,
                              env=self.stage.environment) as running:
            os.close(theirs)
            seen = b""
            while True:
                try:
                    part = os.read(ours, 4096)
                except OSError:  # The other side is gone.
                    break
                if not part:
                    break
                seen += part
            self.assertEqual(running.wait(60), OK, seen)
        os.close(ours)
        return seen.decode()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
