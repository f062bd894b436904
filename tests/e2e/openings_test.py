#!/usr/bin/python3
"""Kills the daemon with SIGKILL just before, at and just after window openings, while guardians write.

    openings_test.py PROGRAMS

HOMETIME_TEST_KILLS (12) kills, each around the next opening of the school's calendar, at moments drawn from
HOMETIME_TEST_SEED (1). Then a window is served in peace, and the log is judged by a calendar of this file's own, made from
the log's facts: nothing reached the teacher outside a window, every held message reached them once, nothing twice.
Exit: 0 all of that holds, 1 not.
"""

import collections
import os
import signal
import sys
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))
sys.path.insert(0, str(ROOT / "tests/crash"))

from crash_loop import CrashLoop, require, run_on  # noqa: E402
from day import CLOCK, ZONE  # noqa: E402
from stage import until  # noqa: E402

WINDOWS = (("08:00", "08:30"), ("15:30", "16:00"))  # Of the policy that Hometime ships, Monday to Friday.
SPEED = 60  # A minute of the school in a second.
WRITERS = 3


def opening_times(after: datetime):
    """The openings that follow, whether or not the school is shut on that day."""
    day = after.astimezone(ZONE).date()
    while True:
        for opens, _ in WINDOWS:
            at = datetime.fromisoformat(f"{day} {opens}").replace(tzinfo=ZONE)
            if day.weekday() < 5 and at > after:
                yield at.astimezone(timezone.utc)
        day += timedelta(days=1)


class Openings(CrashLoop):
    writers_wanted = WRITERS

    def run(self) -> None:
        self.prepare()
        openings = opening_times(datetime.fromisoformat(CLOCK).replace(tzinfo=timezone.utc) + timedelta(hours=6))
        started = self.first_start(next(openings))
        ahead = timedelta(minutes=max(1, round((started + 0.7) * SPEED / 60)))
        for number in range(self.kills):
            self.kill()
            self.spawn(next(openings) - ahead)
            # Mostly around the opening, which comes soon after it answers; sometimes while it starts.
            time.sleep(self.random.uniform(0.1, started) if number % 5 == 4
                       else self.random.uniform(started, started + 1.6))
        self.kill()
        self.spawn(next(openings) - timedelta(minutes=5))
        until(60, self.stage.answers, "the daemon to answer")
        self.finish()
        self.judge()

    def first_start(self, opening: datetime) -> float:
        """How long a start takes here, seconds."""
        self.kill()
        began = time.monotonic()
        self.spawn(opening - timedelta(minutes=30))
        until(60, self.stage.answers, "the daemon to answer")
        return time.monotonic() - began

    def kill(self) -> None:
        self.stage.daemon.send_signal(signal.SIGKILL)
        self.stage.daemon.wait()

    def spawn(self, clock: datetime) -> None:
        self.stage.spawn_daemon(f"{clock:%Y-%m-%dT%H:%M}")
        self.stage.running = [self.stage.daemon]

    def releases(self, facts: list) -> collections.Counter:
        """How often each message reached its teacher: always in a window, each digest of a window once."""
        terms, closures, released, digests = [], {}, collections.Counter(), set()
        for fact in facts:
            kind, said = fact["type"], fact["fact"]
            if kind == "term_dates_set":
                terms = [(date.fromisoformat(t["from"]), date.fromisoformat(t["to"])) for t in said["terms"]]
            elif kind == "closure_announced":
                closures[fact["sequence"]] = (date.fromisoformat(said["from"]), date.fromisoformat(said["to"]))
            elif kind == "closure_withdrawn":
                closures.pop(said["closure"])
            elif kind in ("digest_sealed", "message_released"):
                at = datetime.fromisoformat(fact["recorded_at"].replace("Z", "+00:00")).astimezone(ZONE)
                require(self.is_open(at, terms, closures.values()), f"the teacher was reached at {at}")
                if kind == "digest_sealed":
                    which = (said["staff"], said["occurrence"]["date"], said["occurrence"]["opens"], said["counter"])
                    require(which not in digests, f"two digests of one opening: {which}")
                    digests.add(which)
                released.update(said["messages"] if kind == "digest_sealed" else [said["message"]])
        require(digests, "no digest was sealed at all")
        return released

    @staticmethod
    def is_open(at: datetime, terms, closures) -> bool:
        def within(ranges) -> bool:
            return any(begin <= at.date() <= end for begin, end in ranges)

        time_of_day = f"{at:%H:%M}"
        return (at.weekday() < 5 and within(terms) and not within(closures)
                and any(opens <= time_of_day < closes for opens, closes in WINDOWS))


def main() -> int:
    seed = int(os.environ.get("HOMETIME_TEST_SEED", "1"))
    kills = int(os.environ.get("HOMETIME_TEST_KILLS", "12"))
    return run_on(Path(sys.argv[1]), SPEED, f"openings: FAILED (seed {seed})", lambda stage: Openings(stage, kills, seed))


if __name__ == "__main__":
    sys.exit(main())
