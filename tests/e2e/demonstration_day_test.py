#!/usr/bin/python3
"""The demonstration day, watched from outside: another binding on the bus, the journal, and views made again.

    demonstration_day_test.py PROGRAMS
"""

import re
import shutil
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))

from day import CLOCK, STREAMS, Day  # noqa: E402
from raw_client import Client  # noqa: E402
from stage import PASSWORD, Listener, Stage  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
SPEED = 1000  # Four hours and twenty minutes in sixteen seconds.
TEXTS = ("coat at school", "talk about reading", "temperature", "Dentist", "at the gate", "peg by the door",
         "An example of a report", "Nothing to do", "grew crystals", "blue one", "Winter fair", PASSWORD)
PEOPLE = ("mother", "father", "teacher", "office", "slt", "dsl", "")  # The last is the administrator.
EVERYWHERE = ("/me", "/staff", "/pupils", "/threads", "/held", "/inbox", "/office-queue", "/reports", "/feeds",
              "/feeds/school/posts", "/events?days=60", "/calendar")  # Neither /status nor /calendar/next: they say what time it is.


class WatchedDay(Day):
    """The day, with a second subscriber that is not ours."""

    def subscribe(self) -> None:
        super().subscribe()
        topics = [f"e1/{self.school}/{stream}/" for stream in STREAMS]
        self.other = Listener(self.stage, [ROOT / "tests/e2e/pyzmq_subscriber.py", self.stage.bus, *topics,
                                           "--timeout", "280"], '"ready":true')

    def check_bus(self) -> None:
        super().check_bus()
        self.heard_by_other = self.other.stop()


class DemonstrationDayTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stage = Stage(PROGRAMS, CLOCK, SPEED)
        cls.addClassCleanup(cls.stage.close)
        cls.stage.start_daemon()
        cls.day = WatchedDay(cls.stage, check=True)
        cls.day.run()

    def test_another_binding_hears_every_event_without_a_gap(self):
        *events, last = self.day.heard_by_other
        self.assertEqual(self.day.other.process.returncode, 0, last)
        ours = [(e["id"], e["type"]) for e in self.day.listener.lines]
        self.assertEqual(sorted((e["id"], e["type"]) for e in events), sorted(ours))
        for topic, stream in last["streams"].items():
            self.assertEqual(stream["gaps"], 0, topic)
            self.assertEqual(stream["last"] - stream["first"] + 1, stream["events"], topic)

    def test_the_journal_holds_no_name_and_no_text(self):
        journal = self.stage.journal.read_text()
        self.assertIn("status=201", journal)
        for text in (*TEXTS, *self.names()):
            self.assertNotRegex(journal, rf"\b{re.escape(text)}\b")

    def names(self) -> set:
        lines = (ROOT / "tools/demonstration/school/users.csv").read_text().splitlines()[1:]
        found = {line.split(",")[field] for line in lines for field in (7 + 1, 7 + 2)}
        return {name for name in found if len(name) > 3}

    def test_views_that_were_deleted_are_made_again_byte_for_byte(self):
        self.start_at_rest()
        wanted = self.answers()
        self.assertEqual(self.stage.stop_daemon(), 0)
        shutil.rmtree(self.stage.data / "views")
        self.start_at_rest()
        for question, answer in self.answers().items():
            self.assertEqual(answer, wanted[question], question)
        self.assertGreater(len(wanted), 60)
        self.assertEqual(self.stage.stop_daemon(), 0)

    def start_at_rest(self) -> None:
        self.stage.speed = 1
        self.stage.start_daemon("2026-11-24T15:45")

    def answers(self) -> dict:
        """What everybody sees everywhere: status, headers and body but for request id and date."""
        seen = {}
        for who in PEOPLE:
            client = Client(self.stage, who)
            for place in (*EVERYWHERE, f"/pupils/{self.day.pupil}", f"/pupils/{self.day.pupil}/points",
                          f"/pupils/{self.day.pupil}/compose",
                          *(f"/threads/{thread}" for thread in self.day.threads.values()),
                          *(f"/messages/{message}" for message in self.day.held.values())):
                status, headers, body = client.ask("GET", f"/v1/schools/{self.day.school}{place}")
                kept = [h for h in headers if h[0].lower() not in ("date", "x-request-id")]
                seen[who, place] = (status, kept, re.sub(rb"urn:uuid:[0-9a-f-]+", b"", body))
            client.close()
        self.assertGreater(sum(status == 200 for status, _, _ in seen.values()), 40)
        return seen


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
