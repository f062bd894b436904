#!/usr/bin/python3
"""A person's own windows, parents' evenings, previews of calendars and `hometime why`, as they are typed. In this order, for all
share a school.

    own_windows_test.py PROGRAMS

Exit: 0 each does what its words say, 1 not.
"""

import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))

from day import HERE, Day  # noqa: E402
from stage import Stage  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
CLOCK = "2026-11-24T11:10"  # A Tuesday in term, before the window of the afternoon.
EVENT = ("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260901T000000Z\r\nDTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{after}\r\n"
         "SUMMARY:{words}\r\nEND:VEVENT\r\n")


def calendar(*events) -> str:
    written = (EVENT.format(uid=uid, first=first, after=after, words=words) for uid, first, after, words in events)
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + "".join(written) + "END:VCALENDAR\r\n"


class OwnWindowsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stage = Stage(PROGRAMS, CLOCK, 1)
        cls.addClassCleanup(cls.stage.close)
        cls.stage.start_daemon()
        cls.day = Day(cls.stage, check=True)
        cls.day.prepare()

    def send(self) -> int:
        return self.stage.tell("send", "--pupil", self.day.pupil, "--category", "general", "Hello.", who="mother")["message"]

    def words(self, *words, who: str = "") -> str:
        """What a person reads, not a program."""
        command = [PROGRAMS / "hometime", *(["--as", who] if who else []), *map(str, words)]
        done = subprocess.run(command, env=self.stage.environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_1_own_windows_move_what_waits_and_why_says_so(self):
        message = self.send()
        self.stage.tell("calendar", "windows", "wed,thu:15:30-16:00", who="teacher")
        answer = self.stage.tell("why", message, who="office")
        self.assertEqual(answer["release_at"], "2026-11-25T15:30:00Z")
        self.assertEqual(answer["decided"]["windows"], "own")
        text = self.words("why", message, who="office")
        self.assertIn("2026-11-25T15:30:00Z: open, by a weekly window (R6)", text)
        self.assertIn("the reader's own windows", text)
        self.assertNotIn("Hello", text)
        self.assertIn("must lie within", self.stage.refused("calendar", "windows", "07:00-07:30", who="teacher"))
        self.assertIn("cover", self.stage.refused("calendar", "windows", "--staff", self.day.teacher, "sun:08:00-08:30"))
        self.stage.tell("calendar", "windows", "--school", "--staff", self.day.teacher)
        self.assertEqual(self.stage.tell("why", message, who="office")["release_at"], "2026-11-24T15:30:00Z")

    def test_2_who_joins_an_evening_is_reached_in_it(self):
        evening = self.stage.tell("calendar", "evening", "add", "--date", "2026-12-01", "--start", "17:00", "--end", "19:30",
                                  "--label", "Parents' evening")["evening"]
        self.stage.tell("calendar", "join", evening, who="teacher")
        self.assertIn("Parents' evening", self.words("calendar", "show", who="teacher"))
        self.assertTrue(self.stage.tell("calendar", "show", who="teacher")["evenings"][0]["joined"])
        self.stage.tell("calendar", "join", evening, "--leave", who="teacher")
        self.stage.tell("calendar", "evening", "cancel", evening, who="office")
        self.assertEqual(self.stage.tell("calendar", "show", who="teacher")["evenings"], [])

    def test_3_a_club_of_a_group(self):
        other = next(s["staff"] for s in self.stage.tell("staff", "list") if s["staff"] != self.day.teacher and s["classes"])
        done = self.stage.tell("calendar", "training", "--date", "2026-11-23", "--to", "2026-12-18", "--day", "tue", "--start",
                               "15:30", "--end", "16:00", "--group", self.day.teacher, other, who="office")
        self.assertEqual({one["staff"] for one in done["trainings"]}, {self.day.teacher, other})
        message = self.send()
        answer = self.stage.tell("why", message, who="slt")
        self.assertEqual(answer["release_at"], "2026-11-25T08:00:00Z")
        self.assertEqual(answer["decided"]["closed"][0]["by"], "not_available")
        self.assertIn("the reader is not available", self.words("why", message))

    def test_4_a_calendar_file_is_previewed_day_by_day(self):
        file = self.stage.folder / "days.ics"
        file.write_text(calendar(("a", "20270607", "20270608", "INSET day"), ("b", "20270609", "20270610", "Works")))
        self.stage.tell("calendar", "import", file)
        file.write_text(calendar(("a", "20270607", "20270609", "INSET day"), ("c", "20261124", "20261126", "Snow")))
        text = self.words("calendar", "import", file, "--dry-run")
        for line in (("2026-11-24", "closes"), ("2027-06-07", "unchanged"), ("2027-06-08", "closes"),
                     ("2027-06-09", "not in the file")):
            self.assertRegex(text, r"\s+".join(line))
        self.assertRegex(text, r"\d+ messages that wait would move. Nothing was changed.")
        self.assertEqual(self.stage.tell("calendar", "import", file, "--dry-run")["announced"], 2)

    def test_5_terms_come_from_a_roster_alone(self):
        before = self.stage.tell("calendar", "show")["terms"]
        text = self.words("calendar", "terms", "--from-roster", HERE / "school", "--dry-run")
        self.assertEqual(text.count("unchanged"), 3, text)
        roster = self.stage.folder / "roster"
        roster.mkdir()
        (roster / "manifest.csv").write_text("propertyName,value\noneroster.version,1.1\n")
        (roster / "academicSessions.csv").write_text("sourcedId,status,type,startDate,endDate\n"
                                                     "s1,active,term,2026-09-01,2026-12-18\n")
        text = self.words("calendar", "terms", "--from-roster", roster, "--dry-run")
        self.assertRegex(text, r"2026-09-01\s+2026-12-18\s+new")
        self.assertEqual(text.count("gone"), 3, text)
        self.assertEqual(self.stage.tell("calendar", "show")["terms"], before)
        self.stage.tell("calendar", "terms", "--from-roster", roster)
        self.assertEqual(self.stage.tell("calendar", "show")["terms"], [{"from": "2026-09-01", "to": "2026-12-18"}])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
