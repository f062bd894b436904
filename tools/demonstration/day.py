#!/usr/bin/python3
"""A school day with Hometime: from an empty folder at 11:10 to the delivered digest after 15:30. And then the week.

    day.py PROGRAMS [--check] [--keep] [--speed N]

PROGRAMS is the folder with hometimed, hometime and hometime-audit. Every step is asserted; --check prints one line each.
--keep leaves the daemon running until Enter (or a signal) and says how to talk to it.
Exit: 0 everything came out as it must, 1 something did not (the last line says what), 64 usage.
"""

import argparse
import json
import signal
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from stage import Listener, Stage, Wrong, until
from week import Week

HERE = Path(__file__).resolve().parent
CLOCK = "2026-11-24T11:10"  # A Tuesday in term.
ZONE = ZoneInfo("Europe/London")
STREAMS = ("ops", "calendar", "flow", "posts", "points", "links")
CLASS = "Year 3"


def require(holds, what: str) -> None:
    if not holds:
        raise Wrong(what)


def local(instant: str) -> str:
    return f"{datetime.fromisoformat(instant.replace('Z', '+00:00')).astimezone(ZONE):%a %H:%M}"


class Day:
    def __init__(self, stage: Stage, check: bool):
        self.stage, self.check = stage, check
        self.school, self.pupil, self.teacher = "", 0, 0
        self.held, self.threads, self.listener = {}, {}, None

    def heading(self, words: str) -> None:
        print(f"\n== {words}" if not self.check else f"demo: {words}", flush=True)

    def show(self, *lines: str) -> None:
        if not self.check:
            for line in lines:
                print(f"   {line}", flush=True)

    def run(self) -> None:
        for step in (self.open_school, self.subscribe, self.import_school, self.give_roles, self.link_guardians,
                     self.refuse_progress, self.write_messages, self.show_held, self.teach, self.wait_for_window,
                     self.read_digest, self.answer, self.close_report, self.check_bus, self.verify, self.replay):
            step()

    def prepare(self) -> None:
        """A school with its people, who can sign in: what most of the rest needs."""
        for step in (self.open_school, self.import_school, self.give_roles, self.link_guardians):
            step()

    def open_school(self) -> None:
        self.heading("a school opens, with the policy that Hometime ships")
        opened = self.stage.tell("school", "open", "--name", "Ashgrove Primary School", "--office-email",
                                 "office@ashgrove.example", "--office-phone", "0114 496 0000", "--office-hours", "08:00 to 16:30")
        self.school = opened["school"]
        self.show(f"its id is {self.school}: events and files say that, never its name")

    def subscribe(self) -> None:
        self.heading("a subscriber listens on the bus")
        show = None if self.check else (lambda e: self.show(f"  bus  {e['type']}  {json.dumps(e['data'])}")
                                        if "type" in e and self.held else None)
        self.listener = Listener(self.stage, [self.stage.programs / "hometime", "--school", self.school, "subscribe",
                                              "--endpoint", self.stage.bus], "listening", show)

    def import_school(self) -> None:
        self.heading("the roster and the city's holidays are imported")
        dry = self.stage.tell("roster", "import", HERE / "school", "--dry-run")
        done = self.stage.tell("roster", "import", HERE / "school")
        foretold = {name: dry[name] for name in done}
        require(foretold == done and done["added"] == 613, f"7 classes, 19 staff, 210 pupils and 377 adults, not {done}")
        again = self.stage.tell("roster", "import", HERE / "school")
        require(not any(again.values()), f"a second import changes nothing: {again}")
        holidays = self.stage.tell("calendar", "import", HERE / "holidays.ics")
        require(holidays["announced"] == 45, f"45 closures: {holidays}")
        self.show(f"{done['added']} people and classes; imported again: no change; 45 closures")

    def give_roles(self) -> None:
        self.heading("staff make their accounts with one-time codes; office, SLT and DSL are granted by name")
        staff = self.stage.tell("staff", "list")
        teacher = next(s for s in staff if CLASS in str(s["classes"]) and "teacher" in s["roles"])
        self.teacher = teacher["staff"]
        others = [s for s in staff if not s["classes"]]
        for role, person in zip(("office", "slt", "dsl"), others, strict=False):
            self.stage.tell("staff", "grant", person["name"], role)
            self.join_staff(role, person["staff"])
        self.join_staff("teacher", self.teacher)

    def join_staff(self, who: str, staff: int) -> None:
        self.stage.join(who, self.stage.tell("staff", "code", staff)["code"], f"{who}@ashgrove.example")

    def link_guardians(self) -> None:
        self.heading("two guardians link to one child, each by a code made for them by name")
        pupils = self.stage.tell("pupils", who="office")
        for candidate in (p for p in pupils if p["class_title"] == CLASS):
            adults = self.stage.tell("pupil", candidate["pupil"], who="office")["adults"]
            if len(adults) >= 2:
                break
        self.pupil = candidate["pupil"]
        for who, adult in zip(("mother", "father"), adults, strict=False):
            code = self.stage.tell("invite", self.pupil, adult["guardian"], who="office")["code"]
            self.stage.join(who, code, f"{who}@family.example")
            self.stage.refused("link", code, who=who)
            self.show(f"linked with {code}; the same code again is refused")

    def refuse_progress(self) -> None:
        self.heading("11:10: a question about progress becomes a meeting")
        words = self.stage.refused("send", "--pupil", self.pupil, "--category", "progress", "How is maths going?",
                                   who="mother")
        require("meeting" in words, f"the refusal names the meeting: {words}")
        self.show(words)

    def write_messages(self) -> None:
        self.heading("the guardians write while the teacher teaches")
        texts = {"general": "She has left her coat at school.", "meeting": "May we meet to talk about reading?",
                 "attendance": "He is home with a temperature.", "appointment": "Dentist at 14:00 tomorrow.",
                 "concern": "Something at the gate worries me."}
        for category, text in texts.items():
            sent = self.stage.tell("send", "--pupil", self.pupil, "--category", category, text, who="mother")
            self.threads[category] = sent["thread"]
            if category in ("general", "meeting"):
                require(local(sent["release_at"]) == "Tue 15:30", f"{category} waits for 15:30: {sent}")
                self.held[category] = sent["message"]
            self.show(f"{category}: {sent['receipt']}")

    def show_held(self) -> None:
        self.heading("stored and held: not in the teacher's inbox, and the office has what is the office's")
        held = self.stage.tell("held", who="mother")
        require({m["message"] for m in held} == set(self.held.values()), f"held: {held}")
        require(self.stage.tell("inbox", who="teacher") == [], "nothing reaches the teacher before 15:30")
        queue = self.stage.tell("office", who="office")
        require(sorted(m["category"] for m in queue) == ["appointment", "attendance", "concern"], f"office: {queue}")
        self.show(f"{len(held)} held until 15:30, inbox empty, {len(queue)} in the office queue")

    def teach(self) -> None:
        self.heading("points are praise; the class and the school are told the news")
        self.stage.tell("award", self.pupil, "kindness", who="teacher")
        self.stage.tell("award", self.pupil, "effort", who="teacher")
        total = self.stage.tell("points", self.pupil, who="mother")["total"]
        require(total == 2, f"two points, not {total}")
        feeds = self.stage.tell("feed", who="teacher")
        own = next(f["feed"] for f in feeds if f["feed"] != "school")
        self.stage.tell("post", own, "--title", "We grew crystals today", "--body", "Ask about the blue one.",
                        who="teacher")
        self.stage.tell("post", "school", "--kind", "event", "--title", "Winter fair", "--place", "Hall", "--starts",
                        "2026-12-10T14:00:00Z", "--ends", "2026-12-10T16:00:00Z", who="slt")
        unread = {f["feed"]: f["unread"] for f in self.stage.tell("feed", who="father")}
        require(all(unread[f] == 1 for f in ("school", own)), f"one unread in each feed: {unread}")
        self.show("2 points, one post in the class's feed, one event in the school's, both unread for the father")

    def wait_for_window(self) -> None:
        window = self.stage.tell("calendar", "next", who="teacher")
        self.heading("the afternoon passes (a simulated clock), until the window opens at 15:30")
        self.show(f"the teacher's next window: {window['in_words']}")
        until(150, lambda: self.stage.tell("inbox", who="teacher"), "the window to open", every=0.5)

    def read_digest(self) -> None:
        self.heading("15:30: one digest, with everything that waited")
        inbox = self.stage.tell("inbox", who="teacher")
        require({m["message"] for m in inbox} == set(self.held.values()), f"inbox: {inbox}")
        require(all(local(m["released_at"]) == "Tue 15:30" for m in inbox), f"released at 15:30: {inbox}")
        require(self.stage.tell("held", who="mother") == [], "nothing is held any more")
        for message in inbox:
            self.show(f"{message['from']} ({message['category']}): {message['text']}")

    def answer(self) -> None:
        self.heading("the teacher answers; the guardian reads it; one message is reported to SLT")
        thread = self.threads["general"]
        self.stage.tell("reply", thread, "It is on the peg by the door.", who="teacher")
        last = lambda: self.stage.tell("thread", thread, who="mother")[-1]["text"]
        until(30, lambda: last() == "It is on the peg by the door.", "the reply to be in the thread")
        self.stage.tell("report", self.held["meeting"], "--reason", "An example of a report.", who="teacher")

    def close_report(self) -> None:
        reports = self.stage.tell("reports", "list", who="slt")
        require(len(reports) == 1 and reports[0]["open"], f"one open report: {reports}")
        self.stage.tell("reports", "close", reports[0]["report"], "--outcome", "Nothing to do.", who="slt")

    def check_bus(self) -> None:
        self.heading("the bus said all of it, in order, without a gap, a name or a word")
        seen = lambda: [e.get("type", "") for e in self.listener.lines]
        until(30, lambda: "org.hometime.reply.sent.v1" in seen(), "the reply on the bus")
        events = self.listener.stop()
        require(not [e for e in events if "complaint" in e], f"the subscriber complained: {events[-1]}")
        last = {}
        for event in events:
            number, stream = int(event["sequence"]), event["source"].rsplit("/", 1)[1]
            require(number == last.get(stream, number - 1) + 1, f"{stream}: {number} after {last.get(stream)}")
            last[stream] = number
        require(sorted(last) == sorted(STREAMS), f"all streams spoke: {last}")
        self.show(", ".join(f"{stream} {count}" for stream, count in sorted(last.items())))

    def verify(self) -> None:
        self.heading("hometime-audit re-reads every byte, beside the running daemon and after its stop")
        for state in ("running", "stopped"):
            done = self.stage.audit("verify", self.stage.data)
            require(done.returncode == 0, f"verify beside a {state} daemon: {done.stdout}{done.stderr}")
            self.show(done.stdout.strip())
            if state == "running":
                require(self.stage.stop_daemon() == 0, "the daemon stops with 0")

    def replay(self) -> None:
        self.heading("and knows what was so before the window opened: held, not read")
        for instant, held in (("2026-11-24T15:29:59Z", 2), ("2026-11-24T15:45:00Z", 0)):
            done = self.stage.audit("replay", self.stage.data, "--school", self.school, "--at", instant, "--json")
            require(done.returncode == 0, f"replay: {done.stderr}")
            staff = {s["staff"]: s for s in json.loads(done.stdout)["staff"]}[self.teacher]
            require(len(staff["held"]) == held and len(staff["inbox"]) == 2 - held, f"at {instant}: {staff}")
        self.show("15:29: 2 held; 15:45: 2 in the inbox")


def keep(stage: Stage, day: Day) -> None:
    stage.start_daemon("2026-11-27T08:10")
    print(f"\nThe daemon runs, with its clock at {stage.speed:g} times the usual speed. In another terminal:\n\n"
          f"  export HOMETIME_SOCKET={stage.folder / 'socket'} XDG_STATE_HOME={stage.folder / 'sign-ins'}\n"
          f"  {stage.programs / 'hometime'} --as mother threads        (also: father, teacher, office, slt, dsl)\n"
          f"  {stage.programs / 'hometime'} --school {day.school} subscribe --endpoint {stage.bus}\n"
          f"  {stage.programs / 'hometime-audit'} verify {stage.data}\n\nEnter or Ctrl-C ends it and removes the folder.",
          flush=True)
    if not sys.stdin.readline():
        signal.pause()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--speed", type=float, default=240)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stage = Stage(options.programs.resolve(), CLOCK, options.speed)
    day = Day(stage, options.check)
    try:
        stage.start_daemon()
        day.run()
        Week(day, require, local).run()
        if options.keep:
            keep(stage, day)
    except Wrong as wrong:
        print(f"demo: FAILED: {wrong}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if options.keep else 130
    finally:
        stage.close()
    print("demo: every step came out as it must" if options.check else "\nEvery step came out as it must.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
