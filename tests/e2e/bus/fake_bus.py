"""A bus that does what a test wants: drops, lies, is silent. It speaks the wire contract from another program's memory."""

import json
import struct
import threading
import time
import uuid

import zmq

TOPIC = "e1/sch_7Q2K9D00/points/"
TYPE = "point.awarded.v1"


def body_of(seq: int, **changes) -> bytes:
    return json.dumps({"specversion": "1.0", "id": f"sch_7Q2K9D00.{seq}", "source": "/schools/sch_7Q2K9D00/streams/points",
                       "type": f"org.hometime.{TYPE}", "sequence": f"{seq:020}",
                       "data": {"award": seq, "pupil": 7, "class": 5, "change": 1}, **changes}).encode()


class FakeBus:
    """Events have numbers from 1 to `last`. What it sends of itself is a heartbeat every 100 ms; the rest, tests say."""

    def __init__(self):
        self.context = zmq.Context()
        self.xpub, self.router = self.context.socket(zmq.XPUB), self.context.socket(zmq.ROUTER)
        self.xpub.linger = self.router.linger = 0
        self.events = f"tcp://127.0.0.1:{self.xpub.bind_to_random_port('tcp://127.0.0.1')}"
        self.replay = f"tcp://127.0.0.1:{self.router.bind_to_random_port('tcp://127.0.0.1')}"
        self.epoch = uuid.uuid4()
        self.last = 0
        self.silent = False
        self.heartbeat_s = 3.0   # what HELLO announces
        self.torn_snapshots = 0  # so many are broken off before their end
        self.errors = []         # (verb, error members): each is answered once
        self.tombstones = set()
        self.asked = []
        self.subscriptions = 0
        self.outbox = []
        self.lock = threading.Lock()
        self.stopped = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.stopped = True
        self.thread.join()
        self.context.destroy(linger=0)

    def header(self, kind: int, seq: int, flags: int = 0, wire: int = 1) -> bytes:
        return struct.pack(">BBHI16sQq", wire, kind, flags, 0, self.epoch.bytes, seq, int(time.time() * 1e6))

    def publish(self, *seqs: int) -> None:
        """Sends these events, and no others: what is left out was dropped."""
        self.send(*([(TOPIC + TYPE).encode(), self.header(1, seq), body_of(seq)] for seq in seqs))

    def send(self, *messages: list) -> None:
        with self.lock:
            self.outbox.extend(messages)

    def run(self) -> None:
        beat = 0.0
        while not self.stopped:
            if self.xpub.poll(5):
                self.subscriptions += self.xpub.recv()[:1] == b"\x01"
            with self.lock:
                messages, self.outbox = self.outbox, []
            for message in messages:
                self.xpub.send_multipart(message)
            if not self.silent and time.monotonic() - beat > 0.1:
                self.xpub.send_multipart([(TOPIC + "heartbeat.v1").encode(), self.header(2, self.last), b""])
                beat = time.monotonic()
            while self.router.poll(0):
                self.answer(self.router.recv_multipart())

    def answer(self, frames: list) -> None:
        identity, version, verb, request, text = frames
        verb, asked = verb.decode(), json.loads(text)
        self.asked.append((verb, asked))
        to = [identity, version]

        def plain(kind: bytes, what: dict) -> None:
            self.router.send_multipart([*to, kind, request, json.dumps(what).encode()])

        for error in self.errors:
            if error[0] == verb:
                self.errors.remove(error)
                return plain(b"ERR", error[1])
        if verb == "HELLO":
            plain(b"OK", {"epoch": str(self.epoch), "heartbeat_s": self.heartbeat_s, "max_batch": 500, "schemas": [], "clock_us": 0,
                          "streams": {TOPIC: {"first": 1, "last": self.last, "epoch": str(self.epoch)}}})
        elif verb == "SNAPSHOT":
            for seq in range(1, self.last + 1):
                self.router.send_multipart([*to, b"ST", request, self.header(1, seq, 4), body_of(seq)])
            if self.torn_snapshots > 0:
                self.torn_snapshots -= 1
                return
            plain(b"END", {"seq": self.last, "cursor": None, "last": self.last, "epoch": str(self.epoch)})
        elif verb == "REPLAY":
            end = min(asked["to"], self.last, asked["from"] + 499)
            for seq in range(asked["from"], end + 1):
                flags = 1 | (2 if seq in self.tombstones else 0)
                self.router.send_multipart([*to, b"EV", request, self.header(1, seq, flags), body_of(seq)])
            plain(b"END", {"next": end + 1, "last": self.last})
