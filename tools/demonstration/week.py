"""The rest of the week after day.py's Tuesday: what a school's policy is for. Every step is asserted."""

from stage import until

EMPLOYED = ("office", "slt", "dsl", "teacher")


class Week:
    """Goes on with the school, the people and the folder of a Day. Each part of the week is a start of the daemon."""

    def __init__(self, day, require, local):
        self.day, self.stage, self.require, self.local = day, day.stage, require, local

    def run(self) -> None:
        for step in (self.reply_late, self.arrange_meeting, self.record_absence, self.climb_ladder, self.raise_concern, self.approve_adult, self.write_late,
                     self.close_for_snow, self.deliver_after_snow, self.verify):
            step()
        self.stage.stop_daemon()

    def begin(self, clock: str, *people: str) -> None:
        """Another moment of the week; these people sign in again."""
        if self.stage.daemon.poll() is None:
            self.stage.stop_daemon()
        self.stage.start_daemon(clock)
        for who in people:
            domain = "ashgrove" if who in EMPLOYED else "family"
            self.stage.tell("login", "--login", f"{who}@{domain}.example", "--password-file",
                            self.stage.folder / "password", who=who)

    def reply_late(self) -> None:
        self.begin("2026-11-24T21:40", "teacher", "mother")
        self.day.heading("Tuesday 21:40: a teacher replies, and the reply waits for the morning")
        thread, text = self.day.threads["general"], "She may bring it on Thursday."
        texts = lambda: [item["text"] for item in self.stage.tell("thread", thread, who="mother")]  # noqa: E731
        sent = self.stage.tell("reply", thread, text, who="teacher")
        self.require((sent["released"], self.local(sent["release_at"])) == (False, "Wed 08:00"), f"it waits: {sent}")
        self.require(text not in texts(), "the mother is left in peace")
        self.day.show(sent["receipt"])
        self.begin("2026-11-25T08:00", "mother")
        until(30, lambda: text in texts(), "the reply to reach the mother")
        self.day.show("Wednesday 08:00: she has it")

    def arrange_meeting(self) -> None:
        self.begin("2026-11-25T08:02", "mother", "teacher")
        self.day.heading("Wednesday 08:02: a meeting is asked for, another time is offered, and taken")
        asked, offered = "2026-11-26T15:00:00Z", "2026-11-27T15:30:00Z"
        meeting = self.stage.tell("meeting", "request", "--pupil", self.day.pupil, "--time", asked, "Reading at home",
                                  who="mother")["meeting"]
        self.stage.tell("meeting", "propose", meeting, "--time", offered, who="teacher")
        self.stage.tell("meeting", "accept", meeting, "--time", offered, who="mother")
        for who in ("mother", "teacher"):
            seen = self.stage.tell("meeting", "show", meeting, who=who)
            self.require((seen["stage"], seen["time"]) == ("agreed", offered), f"{who} sees the agreed time: {seen}")
        self.day.show(f"agreed for {self.local(offered)}; both see it")

    def record_absence(self) -> None:
        self.begin("2026-11-25T08:40", "mother", "office", "teacher")
        self.day.heading("Wednesday 08:40: a cold. The office says so, and the teacher knows before the register")
        sent = self.stage.tell("send", "--pupil", self.day.pupil, "--category", "attendance", "She has a cold today.",
                               who="mother")["message"]
        self.stage.tell("away", "add", self.day.pupil, "--from", "2026-11-25", "--message", sent, who="office")
        handled = {m["message"]: m["handled"] for m in self.stage.tell("office", who="office")}
        self.require(handled[sent], f"the message is handled by it: {handled}")
        away = self.stage.tell("away", "list", who="teacher")["away"]
        self.require([(a["pupil"], a["kind"]) for a in away] == [(self.day.pupil, "absent")], f"the teacher sees: {away}")
        self.day.show(f"{away[0]['pupil_name']} is absent; what her mother wrote stays with the office")

    def climb_ladder(self) -> None:
        self.begin("2026-11-25T09:30", "father", "office", "slt")
        self.day.heading("Wednesday 09:30: misuse, two reminders, and a person decides")
        for text in ("A rude word.", "A ruder one."):
            sent = self.stage.tell("send", "--pupil", self.day.pupil, "--category", "attendance", text, who="father")
            self.stage.tell("conduct", "mark", sent["message"], "--rule", 5, who="office")
        self.require(len(self.stage.tell("reminders", who="father")["reminders"]) == 2, "the father is reminded twice")
        items = self.stage.tell("conduct", "list", who="slt")
        self.require(len(items) == 1 and items[0]["conduct"] == "good", f"one item, and nothing is decided: {items}")
        father = items[0]["guardian"]
        self.stage.tell("conduct", "suspend", father, "--until", "2026-12-04T16:00:00Z", "--review-on", "2026-12-04",
                        "--appeal-contact", "The chair of governors", "--reason", "Rude twice.", who="slt")
        words = self.stage.refused("send", "--pupil", self.day.pupil, "--category", "general", "Hello", who="father")
        self.day.show(words)
        self.stage.tell("conduct", "reinstate", father, "--reason", "He apologised.", who="slt")
        self.stage.tell("send", "--pupil", self.day.pupil, "--category", "general", "I am sorry.", who="father")
        steps = [s["step"] for s in self.stage.tell("conduct", "show", father, who="slt")["steps"]]
        self.require(steps == ["marked", "reminded", "marked", "reminded", "item_raised", "suspended", "reinstated"],
                     f"the whole ladder: {steps}")
        self.day.show(", ".join(steps))

    def raise_concern(self) -> None:
        self.begin("2026-11-25T11:00", "mother", "teacher", "dsl")
        self.day.heading("Wednesday 11:00: a worry about a child is with the safeguarding lead at once")
        told = self.stage.tell("safety", "--pupil", self.day.pupil, "A man follows her home.", who="mother")
        self.require("999" in told["emergency"], f"where help is now: {told}")
        raised = self.stage.tell("concern", "raise", "--pupil", self.day.pupil, "--seen-at", "2026-11-25T10:40:00Z",
                                 "--facts", "She would not leave the classroom.", "--action", "I stayed with her.",
                                 who="teacher")
        listed = {c["concern"] for c in self.stage.tell("concern", "list", who="dsl")}
        self.require(listed == {told["concern"], raised["concern"]}, f"the lead sees both: {listed}")
        for concern in sorted(listed):
            self.stage.tell("concern", "ack", concern, who="dsl")
        self.stage.tell("concern", "outcome", raised["concern"], "--text", "Referred.", who="dsl")
        mine = self.stage.tell("concern", "list", "--mine", who="teacher")
        self.require([c["acknowledged"] for c in mine] == [True], f"its raiser sees that it is in hand: {mine}")
        self.stage.refused("concern", "show", raised["concern"], who="teacher")
        self.day.show("raised twice, acknowledged twice; its raiser sees that, and no more")

    def approve_adult(self) -> None:
        self.begin("2026-11-25T13:00", "office", "slt")
        self.day.heading("Wednesday 13:00: a further adult needs an approval, and gets one")
        adult = self.stage.tell("adult", "record", self.day.pupil, "--given-name", "Ines", "--family-name", "Okoro",
                                "--relationship", "grandparent", who="office")["guardian"]
        self.day.show(self.stage.refused("invite", self.day.pupil, adult, who="office"))
        self.stage.tell("adult", "approve", self.day.pupil, adult, "--reason", "Collects her on Fridays.", who="slt")
        code = self.stage.tell("invite", self.day.pupil, adult, who="office")["code"]
        self.stage.join("grandmother", code, "grandmother@family.example")
        linked = sum(a["linked"] for a in self.stage.tell("pupil", self.day.pupil, who="office")["adults"])
        self.require(linked == 3, f"three adults are linked, not {linked}")

    def write_late(self) -> None:
        self.begin("2026-11-25T17:00", "mother")
        self.day.heading("Wednesday 17:00: a message waits for the morning")
        sent = self.stage.tell("send", "--pupil", self.day.pupil, "--category", "general", "Is there football?",
                               who="mother")
        self.require(self.local(sent["release_at"]) == "Thu 08:00", f"waits for Thursday: {sent}")
        self.late = sent["message"]

    def release_of(self, message: int) -> str:
        held = {m["message"]: m for m in self.stage.tell("held", who="mother")}
        return self.local(held[message]["release_at"]) if message in held else ""

    def close_for_snow(self) -> None:
        self.begin("2026-11-26T06:30", "office", "mother")
        self.day.heading("Thursday 06:30: snow. The school stays shut, and what is held waits for Friday")
        self.stage.tell("calendar", "close", "--from", "2026-11-26", "--label", "Snow", who="office")
        until(30, lambda: self.release_of(self.late) == "Fri 08:00", "the held message to move to Friday 08:00")
        self.day.show("moved to Friday 08:00; the sender is told")

    def deliver_after_snow(self) -> None:
        self.begin("2026-11-27T08:01", "teacher", "mother")
        self.day.heading("Friday 08:01: the window opens, and the message is there")
        until(60, lambda: self.late in {m["message"] for m in self.stage.tell("inbox", who="teacher")}, "the message")
        self.require(self.release_of(self.late) == "", "nothing is held any more")

    def verify(self) -> None:
        self.day.heading("the whole week is in the log, and verifies")
        done = self.stage.audit("verify", self.stage.data)
        self.require(done.returncode == 0, f"verify: {done.stdout}{done.stderr}")
        self.day.show(done.stdout.strip())
