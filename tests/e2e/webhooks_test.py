#!/usr/bin/python3
"""Webhooks through kill -9: a daemon that is killed again and again, and a receiver that verifies with npm's standardwebhooks.

    webhooks_test.py PROGRAMS

Every event of the stream arrives, in order; what comes twice comes with the same id and the same body. A receiver that
is taken away, refuses, or wants no more is treated as the documentation says, and goes on from its place.
Exit: 0 all of that holds, 1 not, 77 there is no Node.js, or npm's packages are not installed.
"""

import contextlib
import http.client
import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))
sys.path.insert(0, str(ROOT / "tests/crash"))

from crash_loop import run_on  # noqa: E402
from day import require  # noqa: E402
from notifications_test import Node  # noqa: E402
from raw_client import Client  # noqa: E402
from stage import Stage, until  # noqa: E402

KILLS = 6
CANARY = "canary-4e1f77b0"
OWNER = "office@ashgrove.example"
MAIL, PUSH = ROOT / "tests/e2e/email", ROOT / "tests/e2e/push"


class Writer(threading.Thread):
    """Announces closures, one day after the other, whatever becomes of the daemon."""

    def __init__(self, stage: Stage, school: str):
        super().__init__(daemon=True)
        self.stage, self.school, self.acknowledged, self.problem = stage, school, 0, ""
        self.day, self.stopping = date(2027, 1, 4), threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set() and not self.problem:
            with contextlib.suppress(OSError, http.client.HTTPException):
                client = Client(self.stage, timeout=10)
                try:
                    while not self.stopping.is_set() and not self.problem:
                        self.announce(client)
                finally:
                    client.close()
            time.sleep(0.01)

    def announce(self, client: Client) -> None:
        """A day whose answer was lost may stand in the log already; the next one is another."""
        self.day += timedelta(days=1)
        body = {"closures": [{"from": self.day.isoformat(), "to": self.day.isoformat(), "label": CANARY}]}
        status, _, answer = client.ask("POST", f"/v1/schools/{self.school}/calendar/closures", body)
        if status in (200, 201):
            self.acknowledged += 1
        elif status != 503:
            self.problem = f"a closure is answered with {status}: {answer}"


class Webhooks:
    def __init__(self, stage: Stage):
        self.stage, self.random = stage, random.Random(20261124)
        self.got = []

    def run(self) -> None:
        self.start_servers()
        self.start_daemon()
        self.school = self.stage.tell("school", "open", "--name", "Ashgrove", "--office-email", "o@ashgrove.example",
                                      "--office-phone", "0114 496 0000", "--office-hours", "8 to 4")["school"]
        self.name_receiver(204)
        self.ping()
        self.kill_under_load()
        self.take_away()
        self.refuse()
        self.want_no_more()
        self.look_at_everything()

    def start_servers(self) -> None:
        folder = self.stage.folder
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", folder / "tls.key", "-out", folder / "tls.pem", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"], check=True, capture_output=True)
        self.secret = folder / "mis.secret"
        self.stage.tell("webhook", "keygen", "--secret", self.secret)
        require(self.secret.stat().st_mode & 0o777 == 0o600, "a secret is its owner's alone")
        self.receiver = Node(self.stage, PUSH / "webhook_receiver.js", folder / "tls.pem", folder / "tls.key",
                             self.secret.read_text().strip())
        self.mail = Node(self.stage, MAIL / "server.mjs", json.dumps({"security": "none"}))
        self.receivers = folder / "webhooks.d"
        self.receivers.mkdir(mode=0o755)
        with open(folder / "hometimed.toml", "a", encoding="utf-8") as config:
            config.write(f'[webhooks]\nfolder = "{self.receivers}"\nca = "{folder / "tls.pem"}"\nprivate_addresses = true\n'
                         f'[email]\nrelay = "127.0.0.1:{self.mail.greeting["port"]}"\nsecurity = "none"\n'
                         'from = "hometime@ashgrove.example"\n')
        text = (folder / "hometimed.toml").read_text()
        (folder / "hometimed.toml").write_text(text.replace("[http]\n", '[http]\npublic_url = "https://ashgrove.example"\n'))

    def start_daemon(self) -> None:
        """On the real time: what is signed is fresh for five minutes."""
        self.stage.start_daemon(datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S"))

    def name_receiver(self, status: int) -> None:
        """One that answers everything with this status."""
        file = self.receivers / "mis.toml"
        file.write_text(f'url = "{self.receiver.greeting["origin"]}/hooks/{CANARY}/{status}"\nsecret = "{self.secret}"\n'
                        f'streams = ["e1/{self.school}/calendar/"]\nuntil = 2099-07-31\nowner = "the test"\n'
                        f'owner_email = "{OWNER}"\nfrom = "beginning"\n')
        file.chmod(0o644)
        self.reload()

    def reload(self) -> None:
        def times():
            return self.stage.journal.read_text().count("receivers of webhooks read again")

        before = times()
        self.stage.daemon.send_signal(signal.SIGHUP)
        until(30, lambda: times() > before, "the receivers to be read")

    def listed(self) -> dict:
        listed = self.stage.tell("webhook", "list")["webhooks"]
        require(len(listed) == 1 and listed[0]["receiver"] == "mis", f"one receiver: {listed}")
        return listed[0]

    def numbers(self) -> list:
        """Of all genuine events so far, as they came."""
        self.got += self.receiver.ask(do="received")
        forged = [one for one in self.got if not one["genuine"]]
        require(not forged, f"each is signed, and fresh: {forged}")
        return [int(one["event"]["sequence"]) for one in self.got]

    def write_one(self) -> None:
        writer = Writer(self.stage, self.school)
        writer.day = self.day = self.day + timedelta(days=1)
        client = Client(self.stage)
        writer.announce(client)
        client.close()
        require(writer.acknowledged == 1, f"a closure is announced: {writer.problem}")

    def ping(self) -> None:
        sent = self.stage.tell("webhook", "test", "mis", "--dir", self.receivers, "--ca", self.stage.folder / "tls.pem",
                               "--private-addresses")
        require(sent["taken"], f"the receiver takes a ping: {sent}")
        got = self.receiver.ask(do="received")
        pings = [one for one in got if one["event"]["type"] == "org.hometime.ping.v1"]
        require(len(pings) == 1 and pings[0]["genuine"], f"it is genuine: {got}")
        self.got += [one for one in got if one not in pings]

    def kill_under_load(self) -> None:
        writer = Writer(self.stage, self.school)
        writer.start()
        for _ in range(KILLS):
            goal = len(self.numbers()) + self.random.randrange(5, 40)
            until(60, lambda goal=goal: len(self.numbers()) >= goal or writer.problem, "webhooks to come")
            self.stage.daemon.kill()
            self.stage.daemon.wait(timeout=30)
            self.start_daemon()
        writer.stopping.set()
        writer.join(timeout=60)
        self.day = writer.day
        require(not writer.problem and not writer.is_alive(), f"the writer: {writer.problem}")
        done = until(60, lambda: (lambda one: one if one["waiting"] == 0 else None)(self.listed()), "the receiver to have all")
        last = done["streams"][0]["number"]
        require(last >= writer.acknowledged > 0, f"{writer.acknowledged} were acknowledged, and {last} are on the stream")
        self.hold_to(last)
        print(f"webhooks: {KILLS} kills, {last} events, {len(self.got) - last} came twice")

    def hold_to(self, last: int) -> None:
        """Everything from 1 to `last` came, in order; doubles go back to where the receiver was, and are the same."""
        numbers = self.numbers()
        first, seen = [], {}
        for number, one in zip(numbers, self.got, strict=True):
            if number not in seen:
                first.append(number)
                seen[number] = one
            require(one["id"] == seen[number]["id"], f"{number} has one id")
            require(one["event"] == seen[number]["event"], f"{number} says one thing")
        require(first == list(range(1, last + 1)), f"nothing is lost, and all is in order: {first}")
        require(len({one["id"] for one in seen.values()}) == last, "each has an id of its own")
        for before, after in zip(numbers, numbers[1:]):
            require(after <= before + 1, f"no hole, not even for a moment: {before}, {after}")

    def take_away(self) -> None:
        before = len(self.numbers())
        (self.receivers / "mis.toml").unlink()
        self.reload()
        require(self.stage.tell("webhook", "list")["webhooks"] == [], "nobody is left")
        self.write_one()
        self.name_receiver(204)
        until(30, lambda: len(self.numbers()) == before + 1, "what was written meanwhile")

    def refuse(self) -> None:
        before = len(self.numbers())
        self.name_receiver(503)
        self.write_one()
        self.write_one()
        until(30, lambda: len(self.numbers()) > before and self.listed()["state"] == "trying-again",
              "an attempt that is not taken")
        require(self.listed()["waiting"] == 2, "the second waits behind it")
        self.name_receiver(204)
        self.stage.tell("webhook", "enable", "mis")
        until(30, lambda: self.listed()["waiting"] == 0, "both of them")
        self.hold_to(self.listed()["streams"][0]["number"])

    def want_no_more(self) -> None:
        self.name_receiver(410)
        self.write_one()
        off = until(30, lambda: (lambda one: one if one["state"] == "off" else None)(self.listed()), "it to be switched off")
        require("410" in off["off_why"], f"it says why: {off}")
        require('hometime_webhook_switched_off{receiver="mis"} 1' in self.metrics(), "the metrics say so")
        letter = self.mail.ask(next="message")["message"]
        require(letter["recipients"] == [OWNER] and "410" in letter["text"], f"its owner is told: {letter}")
        require(letter["subject"] == "Hometime: webhooks to mis were switched off", f"the subject: {letter['subject']}")
        require(CANARY not in json.dumps(letter), "the letter does not repeat the address")
        self.name_receiver(204)
        require(self.listed()["state"] == "off", "no reload switches it on")
        require(self.stage.stop_daemon() == 0, "the daemon stops with 0")
        self.start_daemon()
        require(self.listed()["state"] == "off", "no start does")
        enabled = self.stage.tell("webhook", "enable", "mis")
        require(enabled["state"] == "sending", f"somebody does: {enabled}")
        until(30, lambda: self.listed()["waiting"] == 0, "it to go on")
        self.hold_to(self.listed()["streams"][0]["number"])
        require("was switched off: 410" in self.stage.journal.read_text(), "the journal has it")
        self.stage.refused("webhook", "enable", "nobody")

    def metrics(self) -> str:
        client = Client(self.stage)
        text = client.ask("GET", "/metrics")[2].decode()
        client.close()
        return text

    def look_at_everything(self) -> None:
        require(f'hometime_webhook_waiting{{receiver="mis"}} 0' in self.metrics(), "nothing waits")
        require(self.stage.stop_daemon() == 0, "the daemon stops with 0")
        sent = json.dumps(self.got)
        require(CANARY not in sent, "no word that somebody wrote is in a webhook")
        journal = self.stage.journal.read_text()
        require(self.secret.read_text().strip() not in journal + sent, "the secret is nowhere")
        require(CANARY not in journal, "the receiver's address is not in the journal")


def main() -> int:
    for package in (MAIL / "node_modules/smtp-server", PUSH / "node_modules/standardwebhooks"):
        if not package.exists() or not shutil.which("node"):
            print(f"skipped: {package.name} is not installed: run tools/test once, or npm ci in {package.parents[1]}")
            return 77
    return run_on(Path(sys.argv[1]), 1, "webhooks: FAILED", Webhooks)


if __name__ == "__main__":
    sys.exit(main())
