#!/usr/bin/python3
"""People are told outside the application: a daemon, a real SMTP server, a strict push service, and a school's day.

    notifications_test.py PROGRAMS

The teacher's relay greylists, one guardian's address is refused, the safeguarding lead is told at night. Nothing that
somebody wrote, and no name of theirs, is in a letter or a push.
Exit: 0 all of that holds, 1 not, 77 there is no Node.js, or npm's packages are not installed.
"""

import base64
import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))
sys.path.insert(0, str(ROOT / "tests/crash"))

from crash_loop import run_on  # noqa: E402
from day import CLASS, HERE, Day, require  # noqa: E402
from raw_client import Client  # noqa: E402
from stage import Stage, until  # noqa: E402

SPEED = 60  # A minute of the school in a second.
CANARY = "canary-4e1f77b0"
PUBLIC_URL = "https://hometime.ashgrove.example"
MAIL, PUSH = ROOT / "tests/e2e/email", ROOT / "tests/e2e/push"


class Node:
    """A server to practise on: it answers each line of JSON with one."""

    def __init__(self, stage: Stage, script: Path, *arguments):
        self.process = subprocess.Popen(["node", script, *map(str, arguments)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        stage.running.append(self.process)
        self.greeting = json.loads(self.process.stdout.readline())

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Notifications:
    def __init__(self, stage: Stage):
        self.stage = stage
        self.day = Day(stage, check=True)
        self.names = set()

    def run(self) -> None:
        self.make_roster()
        self.start_servers()
        self.open_school()
        self.tell_the_teacher()
        self.answer_the_guardians()
        self.tell_who_is_on_duty()
        self.turn_off()
        self.look_at_everything()

    def make_roster(self) -> None:
        """The demonstration's, with addresses at which the mail server does as they say."""
        self.roster = self.stage.folder / "school"
        shutil.copytree(HERE / "school", self.roster)
        with open(self.roster / "users.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.names = {row["familyName"] for row in rows if len(row["familyName"]) > 4}
        for number, row in enumerate(rows):
            where = "no-such" if row["role"] in ("parent", "guardian", "relative") and number % 2 else "greylist-once"
            row["email"] = f"{where}@p{number}.ashgrove.example"
        with open(self.roster / "users.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    def start_servers(self) -> None:
        folder = self.stage.folder
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", folder / "tls.key", "-out", folder / "tls.pem", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"], check=True, capture_output=True)
        self.mail = Node(self.stage, MAIL / "server.mjs", json.dumps({"security": "none"}))
        self.pushes = Node(self.stage, PUSH / "strict_service.js", folder / "tls.pem", folder / "tls.key")
        self.stage.tell("push", "keygen", "--secret", folder / "push.key")
        with open(folder / "hometimed.toml", "a", encoding="utf-8") as config:
            config.write(f'[email]\nrelay = "127.0.0.1:{self.mail.greeting["port"]}"\nsecurity = "none"\n'
                         f'from = "hometime@ashgrove.example"\n[push]\ncontact = "mailto:it@ashgrove.example"\n'
                         f'key = "{folder / "push.key"}"\nca = "{folder / "tls.pem"}"\nprivate_addresses = true\n')
        text = (folder / "hometimed.toml").read_text()
        (folder / "hometimed.toml").write_text(text.replace("[http]\n", f'[http]\npublic_url = "{PUBLIC_URL}"\n'))

    def open_school(self) -> None:
        self.stage.start_daemon("2026-11-24T13:00")
        self.day.open_school()
        self.stage.tell("roster", "import", self.roster)
        self.day.give_roles()
        pupils = [p["pupil"] for p in self.stage.tell("pupils", who="office") if p["class_title"] == CLASS]
        for self.pupil in pupils:
            adults = self.stage.tell("pupil", self.pupil, who="office")["adults"]
            if len(adults) >= 2:
                break
        for who, adult in zip(("mother", "father"), adults, strict=False):
            self.stage.join(who, self.stage.tell("invite", self.pupil, adult["guardian"], who="office")["code"],
                            f"{who}@family.example")
        self.add_device("teacher")

    def add_device(self, who: str) -> None:
        client = Client(self.stage, who)
        path = f"/v1/schools/{self.day.school}"
        settings = json.loads(client.ask("GET", f"{path}/notifications")[2])
        require(settings["push_key"] and settings["email"]["offered"], f"both channels are offered: {settings}")
        made = self.pushes.ask(do="subscribe", applicationServerKey=settings["push_key"], scenario="taken")
        status, _, answer = client.ask("POST", f"{path}/push-devices", made)
        require(status == 201, f"a device is added: {status} {answer}")
        client.close()

    def restart(self, clock: str) -> None:
        require(self.stage.stop_daemon() == 0, "the daemon stops with 0")
        self.stage.start_daemon(clock)
        for who in ("teacher", "office", "mother", "father", "dsl"):
            self.sign_in(who)

    def sign_in(self, who: str) -> None:
        domain = "family" if who in ("mother", "father") else "ashgrove"
        self.stage.tell("login", "--login", f"{who}@{domain}.example", "--password-file", self.stage.folder / "password",
                        who=who)

    def write(self, who: str, category: str = "general") -> None:
        self.stage.tell("send", "--pupil", self.pupil, "--category", category, f"{CANARY} by the {who}", who=who)

    def letter(self) -> dict:
        """The next one that the mail server took."""
        message = self.mail.ask(next="message")["message"]
        require(message["secure"] is False and len(message["recipients"]) == 1, "one recipient a letter")
        return message

    def tell_the_teacher(self) -> None:
        self.write("mother")
        self.write("father")
        self.restart("2026-11-24T15:28")
        tried = [self.mail.ask(next="recipient")["recipient"] for _ in range(2)]
        require(tried[0] == tried[1], f"greylisted, and tried again: {tried}")
        letter = self.letter()
        require(letter["recipients"] == tried[:1], "it is the same letter")
        require(letter["subject"] == "Hometime: 1 family has written", f"the subject: {letter['subject']}")
        require("2 messages from 1 family" in letter["text"], f"the text: {letter['text']}")
        require("16:00" in letter["text"], "it says until when the window is open")
        headers = {line.split(":")[0].lower(): line for line in letter["headers"]}
        require("auto-generated" in headers["auto-submitted"], "it says that a program wrote it")
        require("One-Click" in headers["list-unsubscribe-post"], "it can be turned off by a POST")
        require(re.fullmatch(r"<sch_\w+\.\d+@ashgrove\.example>", letter["id"]), f"its id: {letter['id']}")
        self.unsubscribe = re.search(r"<(https[^>]+)>", headers["list-unsubscribe"]).group(1)
        pushes = until(20, lambda: [p for p in self.pushes.ask(do="received") if p["scenario"] == "taken"], "a push")
        require(pushes[0]["faults"] == [], f"a strict push service finds nothing wrong: {pushes[0]}")
        said = json.loads(pushes[0]["text"])
        require(said["body"] == "1 family has written, reply by 16:00", f"the push: {said}")
        require(0 < int(pushes[0]["headers"]["ttl"]) <= 1800, "it is kept until the window closes")

    def answer_the_guardians(self) -> None:
        """One of them gets a letter; the other's address is refused, and the office is told."""
        for thread in self.stage.tell("threads", who="teacher"):
            self.stage.tell("reply", thread["thread"], f"{CANARY} an answer", who="teacher")
        dead = until(60, lambda: self.stage.tell("dead-letters", "list", who="office")["dead_letters"], "a dead letter")
        require(dead[0]["reason"] == "refused" and dead[0]["kind"] == "reply", f"it is the guardian's: {dead}")
        letter = self.letter()
        require(letter["subject"] == "Hometime: The school has answered", f"the subject: {letter['subject']}")
        closed = self.stage.tell("dead-letters", "retry", dead[0]["notification"], who="office")
        require(closed["retry"], "the office has it tried again")

    def tell_who_is_on_duty(self) -> None:
        self.restart("2026-11-24T22:58")
        self.stage.tell("safety", "--pupil", self.pupil, f"{CANARY} somebody is not safe", who="mother")
        letter = self.letter()
        require(letter["subject"] == "Hometime: Please sign in now", f"the subject: {letter['subject']}")
        require("unsubscribe" not in letter["text"] and not any("nsubscribe" in line for line in letter["headers"]),
                "nobody turns that off")
        self.restart("2026-11-25T00:02")
        again = self.letter()
        require(again["subject"] == letter["subject"] and again["id"] != letter["id"], "until somebody acknowledges")
        concern = self.stage.tell("concern", "list", who="dsl")[0]["concern"]
        self.stage.tell("concern", "ack", concern, who="dsl")

    def turn_off(self) -> None:
        client = Client(self.stage)
        path = self.unsubscribe.removeprefix(PUBLIC_URL)
        status, _, page = client.ask("GET", path)
        require(status == 200 and b"<form" in page, f"the link shows a button: {status}")
        client.connection.request("POST", path, "List-Unsubscribe=One-Click",
                                  {"Content-Type": "application/x-www-form-urlencoded"})
        answer = client.connection.getresponse()
        require(answer.status == 200 and json.loads(answer.read())["email"] is False, "one click, and no sign-in")
        client.connection.request("POST", path[:-1] + ("A" if path[-1] != "A" else "B"))
        require(client.connection.getresponse().status == 404, "a guess is nothing")
        client.close()
        settings = self.stage.tell("notifications", who="teacher")
        require(settings["email"] == {"on": False, "from": "own", "offered": True, "arrives": True}, f"off: {settings}")
        require(settings["push"]["on"] is True, "and nothing else")

    def look_at_everything(self) -> None:
        require(self.stage.stop_daemon() == 0, "the daemon stops with 0")
        dumped = self.stage.audit("dump", self.stage.data, "--school", self.day.school)
        facts = [json.loads(line) for line in dumped.stdout.splitlines()]
        sealed = {f["sequence"]: f for f in facts if f["type"] == "notification_sealed"}
        settled = {f["fact"]["notification"]: f for f in facts if f["type"] == "notification_settled"}
        require(set(sealed) == set(settled) or not set(settled) - set(sealed), "nothing is settled that was not sealed")
        for number, fact in settled.items():
            if fact["fact"]["outcome"] == "delivered":
                require(fact["recorded_at"] <= sealed[number]["fact"]["closes_at"], f"{number} was delivered in its window")
        everything = json.dumps(self.pushes.ask(do="received"))
        for event in self.mail.ask()["seen"]:
            everything += json.dumps(event)
            if "message" in event:
                everything += base64.b64decode(event["message"]["raw"]).decode()
        everything += self.stage.journal.read_text()
        require(CANARY not in everything, "no word that somebody wrote is in a push, a letter or the journal")
        named = [name for name in self.names if re.search(rf"\b{re.escape(name)}\b", everything)]
        require(not named, f"no name of a person either: {named}")
        print(f"notifications: {len(sealed)} sealed, {len(settled)} settled; letters and pushes without a name")


def main() -> int:
    for package in (MAIL / "node_modules/smtp-server", PUSH / "node_modules/http_ece"):
        if not package.exists() or not shutil.which("node"):
            print(f"skipped: {package.name} is not installed: run tools/test once, or npm ci in {package.parents[1]}")
            return 77
    return run_on(Path(sys.argv[1]), SPEED, "notifications: FAILED", Notifications)


if __name__ == "__main__":
    sys.exit(main())
