#!/usr/bin/python3
"""Reads the bus with a binding that is not ours, and holds every frame to the wire contract e1.

    pyzmq_subscriber.py ENDPOINT TOPIC... [--count N] [--until-idle SECONDS] [--timeout SECONDS]

A TOPIC is e1/<school>/<stream>/. Prints lines of JSON: {"ready":true} once a heartbeat was seen on every topic, then one
line an event, and last {"streams":{TOPIC:{"first":..,"last":..,"events":..,"gaps":..}}}. It ends after N events in all,
after SECONDS without an event (a tail that only a heartbeat shows is a gap), on SIGTERM, or at the timeout.
Exit: 0 every frame was as promised and no event was missing; 1 otherwise, or the timeout came first; 64 usage.
"""

import argparse
import json
import re
import signal
import struct
import sys
import time
from dataclasses import dataclass, field

import zmq

HEADER = struct.Struct(">BBHI16sQQ")  # wire, kind, flags, reserved, epoch, seq, sent_us
EVENT, HEARTBEAT, NOTICE = 1, 2, 3
BODY_MAX = 48 * 1024
TOPIC = re.compile(r"e1/sch_[A-Za-z0-9]{6,20}/(ops|calendar|flow|posts|points|links)/")
TYPE = re.compile(r"[a-z_]+(\.[a-z_]+)*\.v[1-9][0-9]*")


class Violation(Exception):
    """A frame that breaks the contract."""


def require(holds: bool, what: str) -> None:
    if not holds:
        raise Violation(what)


@dataclass
class Stream:
    """What has been seen of one stream since its first heartbeat."""

    topic: str
    epoch: bytes = b""
    applied: int = 0
    first: int = 0
    events: int = 0
    gaps: int = 0
    live: bool = False

    def heartbeat(self, epoch: bytes, seq: int) -> None:
        if not self.live:
            self.live, self.epoch, self.applied = True, epoch, seq
        require(epoch == self.epoch, f"{self.topic}: another epoch")
        self.skip_to(seq)

    def skip_to(self, seq: int) -> None:
        """The publisher says that `seq` was the last: whatever of it we have not seen is lost."""
        require(seq >= self.applied, f"{self.topic}: went back from {self.applied} to {seq}")
        self.gaps += seq - self.applied
        self.applied = seq

    def event(self, epoch: bytes, seq: int) -> bool:
        """Counts the event; False when it came before the first heartbeat and so proves nothing."""
        if not self.live:
            return False
        require(epoch == self.epoch, f"{self.topic}: another epoch")
        require(seq > self.applied, f"{self.topic}: {seq} after {self.applied}")
        self.skip_to(seq - 1)
        self.applied = seq
        self.first = self.first or seq
        self.events += 1
        return True

    def summary(self) -> dict:
        return {"first": self.first, "last": self.applied, "events": self.events, "gaps": self.gaps}


@dataclass
class Header:
    kind: int
    flags: int
    epoch: bytes
    seq: int


def read_header(frame: bytes) -> Header:
    require(len(frame) == HEADER.size == 40, f"a header of {len(frame)} bytes")
    wire, kind, flags, reserved, epoch, seq, sent_us = HEADER.unpack(frame)
    require(wire == 1, f"wire {wire}")
    require(kind in (EVENT, HEARTBEAT, NOTICE), f"kind {kind}")
    require(reserved == 0, "reserved bytes are not zero")
    require(flags & ~0xF == 0, f"unknown flags {flags:#x}")
    require(any(epoch), "an epoch of zeros")
    require(sent_us > 0, "no instant of sending")
    return Header(kind, flags, epoch, seq)


def read_body(topic: str, event_type: str, frame: bytes, seq: int) -> dict:
    require(len(frame) <= BODY_MAX, f"a body of {len(frame)} bytes")
    body = json.loads(frame.decode("utf-8"))
    _, school, stream, _ = topic.split("/")
    require(body["specversion"] == "1.0", "not CloudEvents 1.0")
    require(body["id"].startswith(f"{school}."), f"id {body['id']}")
    require(body["source"] == f"/schools/{school}/streams/{stream}", f"source {body['source']}")
    require(body["type"] == f"org.hometime.{event_type}", f"type {body['type']} under topic type {event_type}")
    require(body["datacontenttype"] == "application/json", "datacontenttype")
    require(isinstance(body["data"], dict), "data is no object")
    require(len(body["sequence"]) == 20 and int(body["sequence"]) == seq, f"sequence {body['sequence']}, header {seq}")
    return body


@dataclass
class Subscriber:
    streams: dict
    ids: set = field(default_factory=set)
    ready: bool = False

    def receive(self, frames: list) -> dict | None:
        """Takes in one message; returns the event's line, if it was an event that counts."""
        require(len(frames) >= 2, f"{len(frames)} frames")
        prefix, _, event_type = frames[0].decode("ascii").rpartition("/")
        require(len(frames[0]) <= 200, "a topic of more than 200 bytes")
        stream = self.streams.get(prefix + "/")
        require(stream is not None, f"a topic that was not asked for: {prefix}/")
        header = read_header(frames[1])
        if header.kind == HEARTBEAT:
            require(len(frames) < 3 or not frames[2], "a heartbeat with a body")
            stream.heartbeat(header.epoch, header.seq)
        if header.kind != EVENT:
            return None
        require(len(frames) >= 3, "an event without a body")
        require(TYPE.fullmatch(event_type) is not None, f"topic type '{event_type}'")
        return self.take_event(stream, header, read_body(stream.topic, event_type, frames[2], header.seq))

    def take_event(self, stream: Stream, header: Header, body: dict) -> dict | None:
        key = (body["source"], body["id"])
        require(key not in self.ids, f"the same source and id twice: {body['id']}")
        self.ids.add(key)
        if not stream.event(header.epoch, header.seq):
            return None
        return {"topic": stream.topic, "seq": header.seq, "type": body["type"], "id": body["id"], "data": body["data"]}

    def became_ready(self) -> bool:
        if self.ready or not all(stream.live for stream in self.streams.values()):
            return False
        self.ready = True
        return True


def print_line(value: dict) -> None:
    print(json.dumps(value, separators=(",", ":")), flush=True)


def listen(socket: zmq.Socket, subscriber: Subscriber, options: argparse.Namespace) -> str | None:
    """Reads until it is time to end; returns what went wrong, or None."""
    end = time.monotonic() + options.timeout
    last_event, events = time.monotonic(), 0
    while not options.stop:
        if time.monotonic() >= end:
            return f"timeout after {options.timeout} s: {events} events, ready: {subscriber.ready}"
        if subscriber.ready and options.until_idle and time.monotonic() - last_event >= options.until_idle:
            return None
        if not socket.poll(100):
            continue
        line = subscriber.receive(socket.recv_multipart())
        if subscriber.became_ready():
            last_event = time.monotonic()
            print_line({"ready": True})
        if line:
            last_event, events = time.monotonic(), events + 1
            print_line(line)
            if events == options.count:
                return None
    return None


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("endpoint")
    parser.add_argument("topic", nargs="+")
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--until-idle", type=float, default=0)
    parser.add_argument("--timeout", type=float, default=120)
    parser.exit_on_error = False
    try:
        options = parser.parse_args()
    except (argparse.ArgumentError, SystemExit) as refused:
        sys.exit(0 if getattr(refused, "code", 64) == 0 else 64)
    for topic in options.topic:
        if not TOPIC.fullmatch(topic):
            print(f"not a topic: {topic}", file=sys.stderr)
            sys.exit(64)
    options.stop = False
    return options


def main() -> int:
    options = read_options()
    signal.signal(signal.SIGTERM, lambda *_: setattr(options, "stop", True))
    signal.signal(signal.SIGINT, lambda *_: setattr(options, "stop", True))
    subscriber = Subscriber({topic: Stream(topic) for topic in options.topic})
    context = zmq.Context()
    socket = context.socket(zmq.SUB)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.RCVHWM, 0)
    for topic in options.topic:
        socket.setsockopt(zmq.SUBSCRIBE, topic.encode())
    socket.connect(options.endpoint)
    try:
        problem = listen(socket, subscriber, options)
    except (Violation, KeyError, ValueError) as violation:
        problem = f"{type(violation).__name__}: {violation}"
    finally:
        context.destroy(linger=0)
    print_line({"streams": {topic: stream.summary() for topic, stream in subscriber.streams.items()}})
    gaps = sum(stream.gaps for stream in subscriber.streams.values())
    if problem or gaps:
        print(problem or f"{gaps} events missing", file=sys.stderr)
    return 1 if problem or gaps else 0


if __name__ == "__main__":
    sys.exit(main())
