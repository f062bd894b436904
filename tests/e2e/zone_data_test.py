#!/usr/bin/python3
"""A start with other zone data computes everything that is held again.

    zone_data_test.py PROGRAMS

The daemon runs on a copy of the zone data, in which the rules of the school's zone are changed before the second start.
Exit: 0 what was held moved with them, 1 not.
"""

import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))

from day import Day  # noqa: E402
from stage import Stage, until  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
SYSTEM = Path("/usr/share/zoneinfo")
CLOCK = "2026-11-24T11:10"  # A Tuesday in term, before the window of the afternoon.


class ZoneDataTest(unittest.TestCase):
    def setUp(self):
        self.stage = Stage(PROGRAMS, CLOCK, 1)
        self.addCleanup(self.stage.close)
        self.zones = self.stage.folder / "zoneinfo"
        (self.zones / "Europe").mkdir(parents=True)
        self.rules_of("Europe/London", "2030a")
        self.start()
        day = Day(self.stage, check=True)
        day.prepare()
        self.stage.school = day.school
        self.message = self.stage.tell("send", "--pupil", day.pupil, "--category", "general", "Hello.", who="mother")

    def rules_of(self, other: str, version: str) -> None:
        """London's clocks go as those of another place."""
        shutil.copyfile(SYSTEM / other, self.zones / "Europe/London")
        (self.zones / "tzdata.zi").write_text(f"# version {version}\n")

    def start(self) -> None:
        with open(self.stage.journal, "ab") as journal:
            self.stage.daemon = subprocess.Popen(
                [PROGRAMS / "hometimed", "--config", self.stage.folder / "hometimed.toml", "--demo-clock", CLOCK],
                stdout=journal, stderr=journal, env=dict(os.environ, TZDIR=str(self.zones)))
        self.stage.running.append(self.stage.daemon)
        until(60, self.stage.answers, "the daemon to answer")

    def why(self) -> dict:
        return self.stage.tell("why", self.message["message"], who="office")

    def test_what_is_held_moves_with_the_zones_rules(self):
        before = self.why()
        self.assertEqual((before["release_at"], before["zone_data"]), ("2026-11-24T15:30:00Z", "2030a"))
        self.assertEqual(self.stage.stop_daemon(), 0)
        self.rules_of("Europe/Berlin", "2030b")
        self.start()
        moved = until(60, lambda: next((w for w in [self.why()] if len(w["told"]) > 1), None), "the message to move")
        self.assertEqual((moved["release_at"], moved["zone_data"]), ("2026-11-24T14:30:00Z", "2030b"))
        self.assertEqual(moved["told"][1]["cause"], "recomputed")
        self.assertEqual(moved["occurrence"], before["occurrence"], "the window is the same one, by its own wall clock")
        self.assertEqual(self.stage.stop_daemon(), 0)
        self.start()
        self.assertEqual(len(self.why()["told"]), 2, "a start with the same data moves nothing")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
