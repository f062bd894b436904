#!/usr/bin/python3
"""The real programs: keys and grants made by `hometime subscriber`, a daemon that asks for them, a reload that cuts, and a
backup that comes back as another epoch, with a subscriber that follows all of it.

    bus_keys_test.py PROGRAMS
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tools/demonstration"), str(HERE / "bus")]

from running import Followed, Running, command_of, lines_of, until  # noqa: E402
from stage import Stage, Wrong, free_port  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
NOON = "2026-11-24T12:00"
OK, USAGE, DATA, NO_INPUT, UNAVAILABLE, CANNOT_CREATE, CONFIG = 0, 64, 65, 66, 69, 73, 78


class BusKeysTest(unittest.TestCase):
    def setUp(self):
        self.stage = Stage(PROGRAMS, NOON, 1)
        self.addCleanup(self.stage.close)
        folder = self.stage.folder
        self.subscribers = folder / "subscribers.d"
        self.subscribers.mkdir()
        os.chmod(self.subscribers, 0o755)
        self.replay = self.another_port()
        self.config = folder / "hometimed.toml"
        self.backups, self.keys = folder / "backups", folder / "key copies"
        with open(self.config, "a") as config:
            config.write(f'replay = "{self.replay}"\nsubscribers = "{self.subscribers}"\nkey = "{folder / "bus.key"}"\n'
                         f'[backup]\nfolder = "{self.backups}"\nkeys_folder = "{self.keys}"\n')
        self.server_key = self.keygen("bus.key")

    @staticmethod
    def another_port() -> str:
        return f"tcp://127.0.0.1:{free_port()}"

    def start_daemon(self) -> None:
        """On other ports, when somebody took one meanwhile."""
        for _ in range(5):
            try:
                return self.stage.start_daemon(NOON)
            except Wrong as wrong:
                if "cannot be bound" not in str(wrong):
                    raise
            text, taken = self.config.read_text(), (self.stage.bus, self.replay)
            self.stage.bus, self.replay = self.another_port(), self.another_port()
            for before, after in zip(taken, (self.stage.bus, self.replay)):
                text = text.replace(before, after)
            self.config.write_text(text)
        raise AssertionError("no port is free")

    def code(self, wanted: int, *words) -> str:
        done = self.stage.run(*words)
        self.assertEqual(done.returncode, wanted, f"{words}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def keygen(self, name: str) -> str:
        path = self.stage.folder / name
        told = self.stage.tell("subscriber", "keygen", "--secret", path)
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        return told["public_key"]

    def add(self, wanted: int, name: str, key: str, *streams: str, **more) -> str:
        words = {"until": "2099-12-31", "owner": "tests", **more}
        return self.code(wanted, "subscriber", "add", name, "--dir", self.subscribers, "--public-key", key,
                         *(word for stream in streams for word in ("--stream", stream)),
                         *(word for name, value in words.items() for word in (f"--{name}", value)))

    def open_school(self) -> str:
        self.start_daemon()
        told = self.stage.tell("school", "open", "--name", "Oak School", "--office-email", "office@school.example",
                               "--office-phone", "1", "--office-hours", "always")
        return told["school"]

    def reload(self, holds, what: str) -> None:
        self.stage.daemon.send_signal(signal.SIGHUP)
        until(holds, what)

    def journal(self) -> str:
        return self.stage.journal.read_text()

    def test_the_commands_make_what_the_daemon_reads(self):
        key = self.keygen("mis-sync.key")
        self.code(CANNOT_CREATE, "subscriber", "keygen", "--secret", self.stage.folder / "mis-sync.key")
        printed = self.stage.tell("subscriber", "fingerprint", "--public-key", key)["fingerprint"]
        self.assertRegex(printed, r"^([0-9a-f]{4} ){7}[0-9a-f]{4}$")
        self.assertEqual(self.stage.tell("subscriber", "fingerprint", "--secret", self.stage.folder / "mis-sync.key"),
                         {"public_key": key, "fingerprint": printed})
        stream = "e1/sch_7Q2K9DAB/flow/"
        self.add(USAGE, "mis-sync", key, "flow")
        self.add(USAGE, "Mis Sync", key, stream)
        self.add(USAGE, "mis-sync", key, stream, until="tomorrow")
        self.add(USAGE, "mis-sync", key, stream, owner='a "quoted" word')
        self.add(USAGE, "mis-sync", "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", stream)
        self.add(OK, "mis-sync", key, stream)
        self.add(CANNOT_CREATE, "mis-sync", self.keygen("other.key"), stream)
        self.add(DATA, "again", key, stream)
        listed, = json.loads(self.code(OK, "subscriber", "list", "--dir", self.subscribers))
        self.assertEqual((listed["name"], listed["streams"], listed["state"], listed["fingerprint"]),
                         ("mis-sync", stream, "valid", printed))
        self.code(OK, "subscriber", "test", "mis-sync", "--dir", self.subscribers)
        self.code(NO_INPUT, "subscriber", "test", "nobody", "--dir", self.subscribers)
        self.code(OK, "subscriber", "revoke", "mis-sync", "--dir", self.subscribers)
        self.code(NO_INPUT, "subscriber", "revoke", "mis-sync", "--dir", self.subscribers)

    def test_a_file_that_is_wrong_is_named_and_nothing_starts(self):
        (self.subscribers / "broken.zpl").write_text("metadata\n  name = 1\n")
        done = subprocess.run([PROGRAMS / "hometimed", "--check-config", "--config", self.config], capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, CONFIG)
        self.assertRegex(done.stderr, r"broken\.zpl:2:3: error: ")
        done = subprocess.run([PROGRAMS / "hometimed", "--config", self.config, "--demo-clock", NOON], capture_output=True,
                              text=True, timeout=60)
        self.assertEqual(done.returncode, CONFIG, done.stdout + done.stderr)
        (self.subscribers / "broken.zpl").unlink()
        os.chmod(self.stage.folder / "bus.key", 0o644)
        done = subprocess.run([PROGRAMS / "hometimed", "--config", self.config, "--demo-clock", NOON], capture_output=True,
                              text=True, timeout=60)
        self.assertNotEqual(done.returncode, OK)
        self.assertIn("can be read by others", done.stdout + done.stderr)

    def test_a_grant_is_asked_for_cut_and_given_again(self):
        school = self.open_school()
        stream = f"e1/{school}/calendar/"
        key = self.keygen("mis-sync.key")

        def probe(seconds: int) -> tuple:
            return ("subscriber", "test", "mis-sync", "--dir", self.subscribers, "--secret",
                    self.stage.folder / "mis-sync.key", "--server-key", self.server_key, "--events", self.stage.bus,
                    "--replay", self.replay, "--seconds", seconds)

        self.add(OK, "mis-sync", key, stream)
        self.code(UNAVAILABLE, *probe(2))  # Not before the reload.
        self.reload(lambda: "subscribers of the bus read again" in self.journal(), "the reload")
        told = self.stage.tell(*probe(30))["bus"]["streams"]
        self.assertEqual(list(told), [stream])
        self.assertTrue(told[stream]["live"])

        (self.subscribers / "broken.zpl").write_text("metadata\n  name = 1\n")
        self.reload(lambda: "the old subscribers stay in force" in self.journal(), "the refusal")
        (self.subscribers / "broken.zpl").unlink()
        self.stage.tell(*probe(30))
        self.code(OK, "subscriber", "revoke", "mis-sync", "--dir", self.subscribers)
        self.reload(lambda: "all connections were cut" in self.journal(), "the cut")
        self.add(OK, "mis-sync", key, stream)  # The file alone gives nothing back.
        self.code(UNAVAILABLE, *probe(2))

    def test_a_backup_that_comes_back_is_another_epoch_for_who_follows(self):
        school = self.open_school()
        stream = f"e1/{school}/calendar/"
        self.add(OK, "mis-sync", self.keygen("mis-sync.key"), stream)
        self.reload(lambda: "subscribers of the bus read again" in self.journal(), "the reload")
        ledger = self.stage.folder / "ledger"
        follower = Running(command_of("cpp", PROGRAMS), ledger, "--events", self.stage.bus, "--replay", self.replay,
                           "--stream", stream, "--server-key", self.server_key, "--secret-file",
                           self.stage.folder / "mis-sync.key")
        self.addCleanup(lambda: follower.process.poll() is None and follower.kill())

        def followed() -> Followed:
            return Followed(lines_of(ledger), stream)

        until(lambda: followed().applied is not None, "the first snapshot")
        self.stage.tell("backup", "create")
        before = followed()
        self.assertEqual(self.stage.stop_daemon(), 0)
        shutil.rmtree(self.stage.data)
        self.stage.tell("backup", "restore", "--from", self.backups, "--keys", self.keys, "--to", self.stage.data)
        (self.stage.data / "DEMONSTRATION").touch()
        self.stage.start_daemon(NOON)
        until(lambda: followed().resets == before.resets + 1, "another snapshot")
        self.assertNotEqual(followed().epoch, before.epoch)
        self.assertEqual(follower.stop(), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
