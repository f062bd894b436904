#!/usr/bin/python3
"""The pyzmq subscriber accepts what the wire contract promises, and nothing else. Loopback only."""

import json
import struct
import subprocess
import sys
import unittest
from pathlib import Path

import zmq

SUBSCRIBER = Path(__file__).with_name("pyzmq_subscriber.py")
TOPIC = "e1/sch_7Q2K9D00/flow/"
TYPE = "message.held.v1"
EPOCH = bytes(range(1, 17))


def header(kind: int, seq: int, wire: int = 1, epoch: bytes = EPOCH) -> bytes:
    return struct.pack(">BBHI16sQQ", wire, kind, 0, 0, epoch, seq, 1_700_000_000_000_000)


def body(seq: int, **changes) -> bytes:
    event = {"specversion": "1.0", "id": f"sch_7Q2K9D00.{seq}", "source": "/schools/sch_7Q2K9D00/streams/flow",
             "type": f"org.hometime.{TYPE}", "time": "2026-11-23T16:12:09.120Z", "sequence": f"{seq:020}",
             "datacontenttype": "application/json", "data": {"message": seq}}
    return json.dumps({**event, **changes}).encode()


def heartbeat(seq: int) -> list:
    return [TOPIC.encode(), header(2, seq), b""]


def event(seq: int) -> list:
    return [(TOPIC + TYPE).encode(), header(1, seq), body(seq)]


class PyzmqSubscriberTest(unittest.TestCase):
    def publish(self, *messages: list, count: int) -> tuple[int, list]:
        """Sends the messages once the subscriber is there; its exit code and lines."""
        with zmq.Context() as context, context.socket(zmq.XPUB) as socket:
            socket.linger = 0
            port = socket.bind_to_random_port("tcp://127.0.0.1")
            command = [sys.executable, str(SUBSCRIBER), f"tcp://127.0.0.1:{port}", TOPIC, f"--count={count}", "--timeout=30"]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
                self.assertTrue(socket.poll(30_000), "no subscription came")
                self.assertEqual(socket.recv(), b"\x01" + TOPIC.encode())
                for message in messages:
                    socket.send_multipart(message)
                lines = [json.loads(line) for line in process.stdout]
                return process.wait(), lines

    def expect_refusal(self, *messages: list) -> None:
        code, _ = self.publish(heartbeat(0), *messages, count=1)
        self.assertEqual(code, 1)

    def test_reads_contiguous_events_after_the_first_heartbeat(self):
        code, lines = self.publish(event(7), heartbeat(7), event(8), heartbeat(8), event(9), count=2)
        self.assertEqual(code, 0)
        self.assertEqual(lines[0], {"ready": True})
        self.assertEqual([line["seq"] for line in lines[1:-1]], [8, 9])
        self.assertEqual(lines[-1], {"streams": {TOPIC: {"first": 8, "last": 9, "events": 2, "gaps": 0}}})

    def test_finds_a_gap_between_events(self):
        code, lines = self.publish(heartbeat(0), event(1), event(3), count=2)
        self.assertEqual((code, lines[-1]["streams"][TOPIC]["gaps"]), (1, 1))

    def test_finds_a_tail_gap_that_only_a_heartbeat_shows(self):
        code, lines = self.publish(heartbeat(0), event(1), heartbeat(3), event(4), count=2)
        self.assertEqual((code, lines[-1]["streams"][TOPIC]["gaps"]), (1, 2))

    def test_refuses_the_same_event_twice(self):
        self.expect_refusal([(TOPIC + TYPE).encode(), header(1, 1), body(1, id="elsewhere.1")])
        code, _ = self.publish(heartbeat(0), event(1), event(1), count=2)
        self.assertEqual(code, 1)

    def test_refuses_another_wire_version_and_a_short_header(self):
        self.expect_refusal([(TOPIC + TYPE).encode(), header(1, 1, wire=2), body(1)])
        self.expect_refusal([(TOPIC + TYPE).encode(), header(1, 1)[:39], body(1)])

    def test_refuses_a_body_whose_sequence_or_type_is_not_the_frames(self):
        self.expect_refusal([(TOPIC + TYPE).encode(), header(1, 1), body(2)])
        self.expect_refusal([(TOPIC + TYPE).encode(), header(1, 1), body(1, type="org.hometime.message.released.v1")])

    def test_refuses_an_event_without_a_body_and_a_new_epoch(self):
        self.expect_refusal([(TOPIC + TYPE).encode(), header(1, 1)])
        self.expect_refusal([(TOPIC + TYPE).encode(), header(1, 1, epoch=EPOCH[::-1]), body(1)])

    def test_calls_a_topic_that_no_grant_can_name_a_usage_error(self):
        result = subprocess.run([sys.executable, str(SUBSCRIBER), "tcp://127.0.0.1:1", "e1/"], capture_output=True)
        self.assertEqual(result.returncode, 64)


if __name__ == "__main__":
    unittest.main()
