#!/usr/bin/python3
"""The rules that every reference subscriber keeps (docs/wire.md), against a bus that does what the test wants.

    subscriber_rules_test.py PROGRAMS LANGUAGE
"""

import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "bus"))

from fake_bus import TOPIC, TYPE, FakeBus, body_of  # noqa: E402
from running import Followed, Running, command_of, lines_of, until  # noqa: E402

PROGRAMS, LANGUAGE = Path(sys.argv[1]).resolve(), sys.argv[2]
NOT_UNDERSTOOD, OLDER, TOO_SLOW = 2, 3, 4


class SubscriberRules(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="hometime-subscriber-")
        self.addCleanup(self.folder.cleanup)
        self.ledger = Path(self.folder.name) / "ledger"
        self.bus = FakeBus()
        self.addCleanup(self.bus.close)

    def start(self, *options) -> Running:
        subscriber = Running(command_of(LANGUAGE, PROGRAMS), self.ledger, "--events", self.bus.events, "--replay",
                             self.bus.replay, "--stream", TOPIC, *options)
        self.addCleanup(lambda: subscriber.process.poll() is None and subscriber.kill())
        return subscriber

    def live(self, *options) -> Running:
        subscriber = self.start(*options)
        until(lambda: subscriber.heard("live"), "it to be live")
        return subscriber

    def followed(self) -> Followed:
        return Followed(lines_of(self.ledger), TOPIC)

    def wait_for(self, seq: int) -> Followed:
        until(lambda: self.followed().applied == seq, f"event {seq}")
        return self.followed()

    def publish(self, first: int, last: int, without=()) -> None:
        self.bus.last = last
        self.bus.publish(*(seq for seq in range(first, last + 1) if seq not in without))

    def test_it_begins_with_what_stands_and_goes_on_where_it_was(self):
        self.bus.last = 3
        subscriber = self.live()
        self.publish(4, 6)
        self.assertEqual(self.wait_for(6).awards, set(range(1, 7)))
        self.assertEqual(subscriber.stop(), 0)
        self.bus.last = 8
        self.live()
        self.assertEqual(self.wait_for(8).resets, 1, "what was missed came by replay, not by another snapshot")

    def test_a_hole_between_events_is_filled_in_order(self):
        subscriber = self.live()
        self.publish(1, 9, without=(3, 4, 7))
        self.assertEqual(self.wait_for(9).awards, set(range(1, 10)))
        self.assertTrue(subscriber.heard("gap"))

    def test_a_hole_at_the_end_that_only_a_heartbeat_shows_is_filled(self):
        self.live()
        self.publish(1, 5, without=(4, 5))
        self.wait_for(5)

    def test_the_same_event_again_is_ignored(self):
        self.live()
        self.publish(1, 3)
        self.bus.publish(2, 3, 1)
        self.publish(4, 4)
        self.wait_for(4)

    def test_a_torn_last_line_of_the_ledger_is_done_again(self):
        self.bus.last = 2
        self.live().kill()
        with open(self.ledger, "ab") as ledger:
            ledger.write(b'{"stream": "' + TOPIC.encode() + b'", "epo')
        self.bus.last = 4
        self.live()
        self.wait_for(4)

    def test_a_tombstone_is_told_as_one(self):
        self.bus.last = 1
        self.live()
        self.bus.tombstones = {2}
        self.bus.last = 3
        self.assertEqual(self.wait_for(3).tombstones, 1)

    def test_what_is_not_understood_is_laid_aside_and_blocks_nothing(self):
        self.live()
        self.bus.last = 3
        self.bus.send([(TOPIC + TYPE).encode(), self.bus.header(1, 1, wire=2), body_of(1)],
                      [(TOPIC + TYPE).encode(), self.bus.header(1, 1)[:39], body_of(1)],
                      [(TOPIC + TYPE).encode(), self.bus.header(1, 1)])
        self.bus.publish(1)
        self.bus.send([(TOPIC + TYPE).encode(), self.bus.header(1, 2), b"{not json"])
        self.bus.publish(3)
        followed = self.wait_for(3)
        self.assertEqual(followed.awards, {1, 3})
        self.assertEqual(followed.dead, 4)
        self.bus.last = 4
        self.bus.send([(TOPIC + TYPE).encode(), self.bus.header(1, 4), body_of(9)])
        self.assertEqual(self.wait_for(4).dead, 5, "a body with another number than its header")

    def test_further_frames_and_unknown_members_are_ignored(self):
        self.live()
        self.bus.last = 1
        self.bus.send([(TOPIC + TYPE).encode(), self.bus.header(1, 1), body_of(1, more={"and": "more"}), b"fourth"])
        self.assertEqual(self.wait_for(1).dead, 0)

    def test_what_is_compacted_is_taken_from_a_snapshot(self):
        self.live()
        self.bus.errors = [("REPLAY", {"error": "GONE", "first": 3})]
        self.publish(1, 5, without=(1, 2))
        self.assertEqual(self.wait_for(5).resets, 2)

    def test_a_snapshot_that_broke_off_is_asked_again_and_counts_once(self):
        self.bus.last = 3
        self.bus.torn_snapshots = 1
        self.live()
        reset, = [line for line in lines_of(self.ledger) if line["op"] == "reset"]
        self.assertEqual([item["data"]["award"] for item in reset["items"]], [1, 2, 3])

    def test_another_epoch_begins_with_a_snapshot(self):
        import uuid
        self.bus.last = 5
        self.live()
        self.bus.epoch = uuid.uuid4()
        self.bus.last = 2
        until(lambda: self.followed().resets == 2, "another snapshot")
        self.publish(3, 3)
        self.assertEqual(self.wait_for(3).awards, {1, 2, 3})

    def test_a_server_that_has_less_in_the_same_epoch_is_an_alarm(self):
        self.bus.last = 5
        self.live().kill()
        self.bus.last = 4
        self.assertEqual(self.start().ended(), OLDER)

    def test_a_server_of_another_version_is_an_alarm(self):
        self.bus.errors = [("HELLO", {"error": "VERSION"})]
        self.assertEqual(self.start().ended(), NOT_UNDERSTOOD)

    def test_told_to_wait_it_waits_and_asks_again(self):
        self.live()
        self.bus.errors = [("REPLAY", {"error": "BUSY", "retry_ms": 50})]
        self.publish(1, 3, without=(1,))
        self.wait_for(3)

    def test_denied_it_tries_again_with_new_sockets(self):
        self.bus.errors = [("HELLO", {"error": "DENIED"})]
        self.live()

    def test_silence_ends_in_new_sockets(self):
        self.bus.heartbeat_s = 0.3
        subscriber = self.live()
        before = self.bus.subscriptions
        self.bus.silent = True
        until(lambda: subscriber.heard("reconnect"), "it to notice")
        self.bus.heartbeat_s = 3.0
        self.bus.silent = False
        until(lambda: self.bus.subscriptions > before and len(subscriber.heard("live")) >= 2, "it to be live again")

    def test_too_slow_three_times_it_gives_up(self):
        subscriber = self.live("--buffer", "10")
        for times in (1, 2):
            self.bus.errors = [("REPLAY", {"error": "BUSY", "retry_ms": 300})]
            first = self.bus.last + 1
            self.publish(first, first + 30, without=(first,))
            until(lambda: len(subscriber.heard("snail")) == times, "it to leave live mode")
            self.wait_for(first + 30)
            until(lambda: len(subscriber.heard("live")) == times + 1, "it to come back")
        self.bus.errors = [("REPLAY", {"error": "BUSY", "retry_ms": 300})]
        first = self.bus.last + 1
        self.publish(first, first + 30, without=(first,))
        self.assertEqual(subscriber.ended(), TOO_SLOW)


if __name__ == "__main__":
    if command_of(LANGUAGE, PROGRAMS) is None:
        print("this machine has no node, or npm's zeromq is not installed: npm ci in tools/subscribers/javascript")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
