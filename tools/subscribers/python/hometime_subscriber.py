#!/usr/bin/python3
"""A subscriber of Hometime's bus that misses nothing. Small enough to copy; needs pyzmq alone. Wire contract: docs/wire.md.

    hometime_subscriber.py --events ENDPOINT --replay ENDPOINT --stream e1/SCHOOL/STREAM/ --ledger FILE
        [--server-key KEY --secret-file FILE] [--client NAME] [--buffer N]

Your own program gives `Subscriber` another `effects` than the ledger: what applies an event and how far it is must be
stored together, or a crash between the two loses or doubles an event.
Exit: 0 asked to stop (SIGTERM), 2 the server does not understand us, 3 the server has less than we have seen, 4 too slow.
"""

import argparse
import json
import os
import random
import signal
import struct
import sys
import time
import uuid

import zmq

HEADER = struct.Struct(">BBHI16sQq")  # wire, kind, flags, reserved, epoch, seq, sent_us
EVENT, HEARTBEAT, NOTICE = 1, 2, 3
TOMBSTONE = 2
ANSWER_S, TRIES = 2.0, 3
SLOW_S, SLOW_FOR_S, SNAILS, SNAIL_WINDOW_S = 60.0, 60.0, 3, 600.0


class Reconnect(Exception):
    """These sockets are of no more use: new ones, and from the beginning."""


class StartAnew(Exception):
    """Another incarnation of the log: what we have means nothing any more."""


class Snail(Exception):
    """Events come faster than they are applied: live mode makes it worse."""


class Fatal(Exception):
    def __init__(self, code: int, words: str):
        super().__init__(words)
        self.code = code


class Refused(Exception):
    def __init__(self, error: dict):
        super().__init__(error.get("error", "BAD"))
        self.error = error


class Ledger:
    """Effects as lines of a file. Each line is one write: what happened, and how far its stream is. A torn one goes."""

    def __init__(self, path: str):
        self.state = {}
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        data = b""
        while part := os.read(self.file, 1 << 20):
            data += part
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.ftruncate(self.file, whole)
        for line in data[:whole].splitlines():
            record = json.loads(line)
            self.state[record["stream"]] = (record["epoch"], record["applied"])

    def position(self, stream: str):
        """(epoch, applied), or None when nothing is known of the stream."""
        return self.state.get(stream)

    def write(self, stream: str, epoch: str, applied: int, **what) -> None:
        line = json.dumps({"stream": stream, "epoch": epoch, "applied": applied, **what}) + "\n"
        os.write(self.file, line.encode())
        self.state[stream] = (epoch, applied)

    def reset(self, stream: str, epoch: str, applied: int, items: list) -> None:
        """Throw away what the stream has led to; this is what stands."""
        self.write(stream, epoch, applied, op="reset", items=items)

    def event(self, stream: str, epoch: str, seq: int, event: dict, tombstone: bool) -> None:
        """A tombstone: there was an event, and what it said is to be deleted wherever it came to."""
        self.write(stream, epoch, seq, op="tombstone" if tombstone else "event", event=event)

    def dead(self, stream: str, epoch: str, applied: int, frames: list) -> None:
        """What could not be understood, raw, for a person to look at."""
        self.write(stream, epoch, applied, op="dead", frames=[frame.hex() for frame in frames])


class Stream:
    def __init__(self, prefix: str):
        self.prefix = prefix
        self.epoch, self.applied = "", 0
        self.target = 0      # the highest number that we know of
        self.buffer = {}     # seq -> (header, body)
        self.heard = 0.0     # when the last frame came
        self.moved = 0.0     # when it last went on

    def first_buffered(self) -> int:
        return min(self.buffer, default=self.target + 1)


class Header:
    def __init__(self, data: bytes):
        self.wire, self.kind, self.flags, _, epoch, self.seq, self.sent_us = HEADER.unpack(data)
        self.epoch = str(uuid.UUID(bytes=epoch))


def read_header(data: bytes):
    """None: not 40 bytes, or of another wire."""
    if len(data) != HEADER.size:
        return None
    header = Header(data)
    return header if header.wire == 1 else None


class Subscriber:
    def __init__(self, options, effects, say=lambda what: None):
        self.options, self.effects, self.say = options, effects, say
        self.streams = {prefix: Stream(prefix) for prefix in options.stream}
        self.context = zmq.Context()
        self.sub = self.dealer = None
        self.stopped = False
        self.heartbeat = 5.0
        self.slow_since = None
        self.snails = []
        self.malformed = 0

    # -- life: sessions, one after another ------------------------------------------------------------------------

    def run(self) -> int:
        while not self.stopped:
            try:
                self.session()
            except (Reconnect, StartAnew, Refused) as reason:
                self.say({"reconnect": str(reason)})
                time.sleep(random.uniform(0.05, 0.3))
            except Fatal as fatal:
                self.say({"fatal": str(fatal)})
                return fatal.code
            finally:
                self.close()
        return 0

    def session(self) -> None:
        self.dealer = self.socket(zmq.DEALER, self.options.replay)
        self.learn()
        while not self.stopped:
            try:
                self.join()
                self.live()
            except Snail as reason:
                self.catch_up(str(reason))

    def socket(self, kind: int, endpoint: str) -> zmq.Socket:
        socket = self.context.socket(kind)
        socket.linger = 0
        socket.ipv6 = True
        socket.sndtimeo = 0  # What cannot leave at once is a reason for new sockets, not to wait.
        if self.options.server_key:
            socket.curve_serverkey = self.options.server_key.encode()
            socket.curve_publickey, socket.curve_secretkey = self.options.keys
        socket.connect(endpoint)
        return socket

    def close(self) -> None:
        for socket in (self.sub, self.dealer):
            if socket is not None:
                socket.close()
        self.sub = self.dealer = None

    # -- step 1: where the server is ------------------------------------------------------------------------------

    def learn(self) -> None:
        hello = self.ask("HELLO", {"client": self.options.client})
        self.heartbeat = hello["heartbeat_s"]
        for stream in self.streams.values():
            there = hello["streams"].get(stream.prefix)
            if there is None:
                raise Reconnect(f"{stream.prefix} is not granted")
            position = self.effects.position(stream.prefix)
            stream.buffer, stream.target = {}, there["last"]
            stream.epoch, stream.applied = position or ("", 0)
            if stream.epoch != there["epoch"]:
                self.snapshot(stream)
            elif stream.applied > there["last"]:
                raise Fatal(3, f"{stream.prefix}: seen {stream.applied}, and the server has {there['last']} in the same "
                               "epoch: it was brought back from an older state")

    def snapshot(self, stream: Stream) -> None:
        items, cursor, seq, epoch = [], None, None, None
        while True:
            end = self.ask("SNAPSHOT", {"stream": stream.prefix, "cursor": cursor},
                           lambda header, body: items.append(json.loads(body)))
            if epoch not in (None, end["epoch"]):
                raise Reconnect("another epoch in the midst of a snapshot")
            epoch = end["epoch"]
            seq = end["seq"] if seq is None else seq
            cursor = end["cursor"]
            if cursor is None:
                break
        self.effects.reset(stream.prefix, epoch, seq, items)
        stream.epoch, stream.applied, stream.buffer = epoch, seq, {}
        stream.target = max(seq, end["last"])
        self.say({"snapshot": stream.prefix, "seq": seq, "items": len(items)})

    # -- steps 2 and 3: subscribe, wait until it is live, fill what is missing --------------------------------------

    def join(self) -> None:
        self.sub = self.socket(zmq.SUB, self.options.events)
        for stream in self.streams.values():
            stream.heard = 0.0
            self.sub.setsockopt(zmq.SUBSCRIBE, stream.prefix.encode())
        end = time.monotonic() + max(2 * self.heartbeat, 1.0)
        while not all(stream.heard for stream in self.streams.values()):
            if time.monotonic() > end:
                raise Reconnect("no frame on every stream in time")
            self.wait(0.1)
        for stream in self.streams.values():
            self.repair(stream)
        self.say({"live": list(self.streams)})

    # -- steps 4 to 7 ---------------------------------------------------------------------------------------------

    def live(self) -> None:
        while not self.stopped:
            self.wait(0.2)
            now = time.monotonic()
            for stream in self.streams.values():
                self.drain(stream)
                hole = bool(stream.buffer)
                tail = stream.applied < stream.target and now - stream.moved > 1.0
                if hole or tail:
                    self.say({"gap": stream.prefix, "from": stream.applied + 1, "to": stream.first_buffered() - 1})
                    self.repair(stream)
                if now - stream.heard > max(3 * self.heartbeat, 1.0):
                    raise Reconnect(f"{stream.prefix} is silent")

    def repair(self, stream: Stream) -> None:
        """Asks for what is missing until everything that we know of is applied."""
        self.drain(stream)
        while stream.applied < stream.target and not self.stopped:
            to = stream.first_buffered() - 1
            if to > stream.applied:
                self.replay(stream, to)
            self.drain(stream)

    def replay(self, stream: Stream, to: int) -> dict:
        def take(header: Header, body: bytes) -> None:
            if header.seq == stream.applied + 1:
                self.apply(stream, header, body)

        try:
            return self.ask("REPLAY", {"stream": stream.prefix, "epoch": stream.epoch, "from": stream.applied + 1,
                                       "to": to}, take)
        except Refused as refused:
            if str(refused) not in ("EPOCH", "GONE"):
                raise
            self.snapshot(stream)
            return {"last": stream.target}

    def catch_up(self, why: str) -> None:
        now = time.monotonic()
        self.snails = [at for at in self.snails if now - at < SNAIL_WINDOW_S] + [now]
        self.say({"snail": why, "times": len(self.snails)})
        if len(self.snails) >= SNAILS:
            raise Fatal(4, "too slow, three times in ten minutes")
        self.sub.close()
        self.sub, self.slow_since = None, None
        for stream in self.streams.values():
            stream.buffer, last = {}, stream.target
            while stream.applied < last and not self.stopped:
                last = self.replay(stream, last)["last"]
            stream.target = last

    # -- events ---------------------------------------------------------------------------------------------------

    def drain(self, stream: Stream) -> None:
        while stream.buffer:
            taken = stream.buffer.pop(stream.applied + 1, None)
            if taken is None:
                for seq in [seq for seq in stream.buffer if seq <= stream.applied]:
                    del stream.buffer[seq]
                return
            self.apply(stream, *taken)

    def apply(self, stream: Stream, header: Header, body: bytes) -> None:
        try:
            event = json.loads(body)
            if int(event["sequence"]) != header.seq:
                raise ValueError("the body has another number")
            self.effects.event(stream.prefix, stream.epoch, header.seq, event, bool(header.flags & TOMBSTONE))
        except (ValueError, KeyError, TypeError):
            self.malformed += 1
            self.effects.dead(stream.prefix, stream.epoch, header.seq, [body])
        stream.applied = header.seq
        stream.moved = time.monotonic()

    def take_frames(self, frames: list) -> None:
        header = read_header(frames[1]) if len(frames) >= 3 else None
        stream = self.streams.get(frames[0].decode("ascii", "replace").rpartition("/")[0] + "/")
        if stream is None:
            return
        if header is None:
            self.malformed += 1
            self.effects.dead(stream.prefix, stream.epoch, stream.applied, frames)
            return
        if header.epoch != stream.epoch:
            raise StartAnew(f"{stream.prefix} goes on in another epoch")
        stream.heard = time.monotonic()
        if header.seq > stream.target:
            stream.moved = stream.heard if stream.applied == stream.target else stream.moved
            stream.target = header.seq
        if header.kind == EVENT and header.seq > stream.applied:
            stream.buffer[header.seq] = (header, frames[2])
            self.watch_lag(header)
        if sum(len(one.buffer) for one in self.streams.values()) > self.options.buffer:
            raise Snail("the buffer is full")

    def watch_lag(self, header: Header) -> None:
        now = time.monotonic()
        if time.time() - header.sent_us / 1e6 <= SLOW_S:
            self.slow_since = None
        elif self.slow_since is None:
            self.slow_since = now
        elif now - self.slow_since > SLOW_FOR_S:
            raise Snail("a minute behind for a minute")

    # -- sockets --------------------------------------------------------------------------------------------------

    def wait(self, seconds: float, also=None) -> bool:
        """Serves the SUB socket, which must be called into all the time. True: `also` has something."""
        poller = zmq.Poller()
        for socket in (self.sub, also):
            if socket is not None:
                poller.register(socket, zmq.POLLIN)
        ready = dict(poller.poll(int(seconds * 1000)))
        for _ in range(1000):
            if self.sub is None or not self.sub.getsockopt(zmq.EVENTS) & zmq.POLLIN:
                break
            self.take_frames(self.sub.recv_multipart())
        return also in ready

    def ask(self, verb: str, body: dict, take=lambda header, body: None) -> dict:
        """One request; hands what comes with a header to `take`. A REPLAY or SNAPSHOT is a pure read: on silence again."""
        for _ in range(1 if verb == "HELLO" else TRIES):
            request = os.urandom(16)
            page = []  # a snapshot's items count once its page has come to its end
            try:
                self.dealer.send_multipart([b"R1", verb.encode(), request, json.dumps(body).encode()])
            except zmq.Again:
                raise Reconnect("nothing can be asked any more") from None
            end = time.monotonic() + ANSWER_S
            while time.monotonic() < end and not self.stopped:
                if not self.wait(0.1, self.dealer):
                    continue
                while self.dealer.getsockopt(zmq.EVENTS) & zmq.POLLIN:
                    frames = self.dealer.recv_multipart()
                    if len(frames) < 4 or frames[0] != b"R1" or frames[2] != request:
                        continue
                    end = time.monotonic() + ANSWER_S
                    if frames[1] in (b"EV", b"ST"):
                        header = read_header(frames[3])
                        if header is not None and verb == "SNAPSHOT":
                            page.append((header, frames[4]))
                        elif header is not None:
                            take(header, frames[4])
                        continue
                    answer = json.loads(frames[3])
                    if frames[1] != b"ERR":
                        for item in page:
                            take(*item)
                        return answer
                    if self.refused(answer):
                        end = 0.0
                        break
            if verb == "REPLAY":
                body["from"] = self.streams[body["stream"]].applied + 1
                if body["from"] > body["to"]:
                    return {"next": body["from"], "last": body["to"]}
        raise Reconnect(f"no answer to {verb}")

    def refused(self, answer: dict) -> bool:
        """True: ask again. Otherwise raises what follows from the error."""
        error = answer.get("error")
        if error == "BUSY":
            end = time.monotonic() + answer.get("retry_ms", 100) / 1000
            while time.monotonic() < end and not self.stopped:
                self.wait(0.05)
            return True
        if error == "DENIED":
            raise Reconnect("denied")
        if error in ("VERSION", "BAD"):
            raise Fatal(2, f"the server answers {error}")
        raise Refused(answer)


def read_options(words=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", required=True)
    parser.add_argument("--replay", required=True)
    parser.add_argument("--stream", action="append", required=True)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--server-key", default="")
    parser.add_argument("--secret-file", default="")
    parser.add_argument("--client", default="hometime-subscriber-python/1")
    parser.add_argument("--buffer", type=int, default=10_000)
    options = parser.parse_args(words)
    if options.server_key:
        with open(options.secret_file, encoding="ascii") as file:
            secret = file.read().strip().encode()
        options.keys = (zmq.curve_public(secret), secret)
    return options


def main() -> int:
    options = read_options()
    subscriber = Subscriber(options, Ledger(options.ledger), lambda what: print(json.dumps(what), flush=True))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(subscriber, "stopped", True))
    return subscriber.run()


if __name__ == "__main__":
    sys.exit(main())
