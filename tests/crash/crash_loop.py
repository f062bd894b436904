#!/usr/bin/python3
"""Kills the daemon with SIGKILL at random moments under eight writers, and holds the log to a ledger kept outside.

    crash_loop.py PROGRAMS [--kills N] [--seed N]

A writer sends one message at a time under a command id of its own, and repeats the id until it gets an answer; now and
then it repeats one that was answered, and must be told the same. Now and then the views are deleted before a start: they
are made again from the log, and nobody's command waits for that. At the end: every command that was acknowledged is in
the log once and under the number it was told, no sequence has a hole, every held message was released once, in a window,
and `hometime-audit verify` passes. Exit: 0 all of that holds, 1 not.
"""

import argparse
import collections
import contextlib
import http.client
import json
import random
import shutil
import signal
import sys
import threading
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))
sys.path.insert(0, str(ROOT / "tests/e2e"))

from day import CLASS, CLOCK, Day, local  # noqa: E402
from raw_client import Client  # noqa: E402
from stage import Stage, Wrong, until  # noqa: E402

WRITERS = 8
SPEED = 2400  # A window's half hour in 0.75 s: many kills fall into one, or just before it.
ASKED_AGAIN = 0.1  # Of the commands that were answered.
PAUSE = 0.1  # Seconds, at most, after an answer: a window must be able to take what was held until it opened.
VIEWS_AGAIN = 20  # Kills between two starts without views, at least; a twentieth of all of them where that is more.
VIEWS_SERVE = 4  # Kills after such a start.
CATEGORIES = ("general", "meeting", "attendance")


def require(holds, what: str) -> None:
    if not holds:
        raise Wrong(what)


class Writer(threading.Thread):
    """One guardian who keeps writing, whatever becomes of the daemon."""

    def __init__(self, stage: Stage, who: str, path: str, pupil: int, seed: int):
        super().__init__(daemon=True)
        self.stage, self.who, self.path, self.pupil = stage, who, path, pupil
        self.random, self.ledger, self.stopping = random.Random(seed), {}, threading.Event()
        self.problem, self.told_again = "", 0

    def run(self) -> None:
        while not self.stopping.is_set() and not self.problem:
            command = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
            body = {"pupil": self.pupil, "category": self.random.choice(CATEGORIES), "text": f"Number {command}."}
            self.send_until_answered(command, body)

    def send_until_answered(self, command: str, body: dict) -> None:
        """A command that was sent is asked for until its reply comes, even after `stopping`."""
        while True:
            try:
                client = Client(self.stage, self.who, timeout=10)
                try:
                    while self.take(command, *client.ask("POST", self.path, body, command)):
                        if self.stopping.is_set() or self.problem:
                            return
                        time.sleep(self.random.uniform(0, PAUSE))
                        if self.random.random() >= ASKED_AGAIN:
                            command = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
                finally:
                    client.close()
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)
            if self.problem:
                return

    def sign_in(self) -> None:
        self.stage.run("login", "--login", f"{self.who}@family.example", "--password-file",
                       self.stage.folder / "password", who=self.who)

    def holds(self) -> bool:
        self.sign_in()
        return self.stage.tell("held", who=self.who) != []

    def take(self, command: str, status: int, _headers: list, answer: bytes) -> bool:
        """Whether the command is done. 503 (starting, stopping, busy) is asked again."""
        if status == 503:
            time.sleep(0.01)
            return False
        if status == 401:  # Twelve hours of the simulated clock have passed.
            self.sign_in()
            return False
        if status not in (200, 201):
            self.problem = f"{self.who}: {status} {answer[:300]}"
            return True
        number = json.loads(answer)["message"]
        self.told_again += command in self.ledger
        if self.ledger.setdefault(command, number) != number:
            self.problem = f"{self.who}: {command} was {self.ledger[command]} and is {number} when it is asked again"
        return True


class CrashLoop:
    writers_wanted = WRITERS

    def __init__(self, stage: Stage, kills: int, seed: int):
        self.stage, self.kills, self.seed, self.random = stage, kills, seed, random.Random(seed)
        self.views_again = max(VIEWS_AGAIN, kills // 20)
        self.day = Day(stage, check=True)
        self.began = time.monotonic()
        self.writers = []

    def run(self) -> None:
        self.prepare()
        answered = 0
        for number in range(self.kills):
            time.sleep(self.random.uniform(0.02, 0.6))
            self.stage.daemon.send_signal(signal.SIGKILL)
            self.stage.daemon.wait()
            if number % self.views_again == self.views_again - 1:
                require(self.acknowledged() > answered, "nobody was answered any more")
                answered = self.acknowledged()
                shutil.rmtree(self.stage.data / "views")
            self.start()
            if number % self.views_again == VIEWS_SERVE:  # Killed a few times while they were built; now they may serve.
                until(120, self.views_serve, "the views to serve again")
            if number % 25 == 24:
                print(f"crash: {number + 1} kills, {self.acknowledged()} commands acknowledged", flush=True)
        self.finish()
        self.judge()

    def prepare(self) -> None:
        self.stage.start_daemon()
        for step in (self.day.open_school, self.day.import_school, self.day.give_roles):
            step()
        path = f"/v1/schools/{self.day.school}/messages"
        for who, pupil in self.link(self.writers_wanted):
            self.writers.append(Writer(self.stage, who, path, pupil, self.seed + len(self.writers)))
        for writer in self.writers:
            writer.start()

    def link(self, count: int):
        pupils = [p["pupil"] for p in self.stage.tell("pupils", who="office") if p["class_title"] == CLASS]
        linked = 0
        for pupil in pupils:
            for adult in self.stage.tell("pupil", pupil, who="office")["adults"][:1]:
                done = self.stage.run("invite", pupil, adult["guardian"], who="office")
                if done.returncode != 0 or adult["has_account"]:
                    continue
                self.stage.join(f"writer{linked}", json.loads(done.stdout)["code"], f"writer{linked}@family.example")
                yield f"writer{linked}", pupil
                linked += 1
                if linked == count:
                    return
        raise Wrong(f"only {linked} writers could be linked")

    def start(self) -> None:
        """The next start goes on where the simulated clock would be by now."""
        passed = timedelta(seconds=(time.monotonic() - self.began) * SPEED)
        self.stage.start_daemon(f"{datetime.fromisoformat(CLOCK) + passed:%Y-%m-%dT%H:%M}")
        self.stage.running = [self.stage.daemon]

    def views_serve(self) -> bool:
        """The slowest of those that are asked afterwards. Whoever asks signs in first: hours pass within seconds."""
        writer = self.writers[0]
        writer.sign_in()
        with contextlib.suppress(OSError, http.client.HTTPException), \
                contextlib.closing(Client(self.stage, writer.who)) as client:
            return client.ask("GET", f"/v1/schools/{self.day.school}/held")[0] == 200
        return False

    def acknowledged(self) -> int:
        return sum(len(writer.ledger) for writer in self.writers)

    def finish(self) -> None:
        """Stops writing, and waits for a window that releases what is held by then."""
        for writer in self.writers:
            writer.stopping.set()
        for writer in self.writers:
            writer.join(timeout=60)
            require(not writer.is_alive() and not writer.problem, f"a writer: {writer.problem or 'no answer'}")
        until(120, self.views_serve, "the views to serve again")  # They may have gone at the last start.
        until(900, lambda: not any(w.holds() for w in self.writers), "a window after the holidays", every=0.5)
        require(self.stage.stop_daemon() == 0, "the daemon stops with 0")

    def judge(self) -> None:
        done = self.stage.audit("verify", self.stage.data)
        require(done.returncode == 0, f"verify: {done.stdout}{done.stderr}")
        dumped = self.stage.audit("dump", self.stage.data, "--school", self.day.school)
        require(dumped.returncode == 0, f"dump: {dumped.stderr}")
        facts = [json.loads(line) for line in dumped.stdout.splitlines()]
        require([f["sequence"] for f in facts] == list(range(1, len(facts) + 1)), "a sequence has a hole")
        sent = {f["sequence"]: f["fact"] for f in facts if f["type"] == "message_sent"}
        told = collections.Counter(number for writer in self.writers for number in writer.ledger.values())
        lost, doubled = sorted(set(told) - set(sent)), sorted(set(sent) - set(told))
        require(not lost, f"{len(lost)} lost: messages {lost[:20]} were acknowledged and are not in the log")
        require(not doubled, f"{len(doubled)} doubled: messages {doubled[:20]} are in the log beside those acknowledged")
        require(max(told.values()) == 1, "two commands were told the same number")
        released = self.releases(facts)
        held = {number for number, fact in sent.items() if fact["route"] == "teacher" and "release_at" in fact}
        require(held <= set(released), f"never released: {sorted(held - set(released))[:5]}")
        require(set(released.values()) <= {1}, "a message was released twice")
        again = sum(writer.told_again for writer in self.writers)
        print(f"kill: seed {self.seed}, {self.kills} kills under {self.writers_wanted} writers, {len(sent)} messages acknowledged, "
              f"{len(lost)} lost, {len(doubled)} doubled, {again} asked again and told the same, views made again "
              f"{self.kills // self.views_again} times, {len(held)} held and released once, {len(facts)} records without a "
              f"hole; {done.stdout.strip()}")

    def releases(self, facts: list) -> collections.Counter:
        """How often each message was released; every digest must have been sealed inside a window."""
        released = collections.Counter()
        for fact in facts:
            if fact["type"] == "digest_sealed":
                at = local(fact["recorded_at"])[4:]
                require("08:00" <= at < "08:30" or "15:30" <= at < "16:00", f"a digest was sealed at {at}")
                released.update(fact["fact"]["messages"])
            elif fact["type"] == "message_released":
                released.update([fact["fact"]["message"]])
        return released


def run_on(programs: Path, speed: float, failed: str, make) -> int:
    """Runs what `make` makes of a stage. What went wrong is printed behind `failed`, with the end of the journal."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stage = Stage(programs.resolve(), CLOCK, speed)
    try:
        make(stage).run()
    except Wrong as wrong:
        print(f"{failed}: {wrong}", file=sys.stderr)
        print(stage.journal.read_text()[-3000:], file=sys.stderr)
        return 1
    finally:
        stage.close()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=Path)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return run_on(options.programs, SPEED, f"crash: FAILED (seed {options.seed})",
                  lambda stage: CrashLoop(stage, options.kills, options.seed))


if __name__ == "__main__":
    sys.exit(main())
