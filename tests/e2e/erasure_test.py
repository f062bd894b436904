#!/usr/bin/python3
"""One pupil of the demonstration school is erased: nothing of theirs is in any file, the log verifies, and what is there
about everybody else is as it was.

    erasure_test.py PROGRAMS
"""

import json
import secrets
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))

from day import CLOCK, Day  # noqa: E402
from stage import Stage, Wrong, until  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
CLASSES = "identity,messages,points,reports,links"


class ErasureTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stage = Stage(PROGRAMS, CLOCK, 1)
        cls.addClassCleanup(cls.stage.close)
        cls.stage.start_daemon()
        cls.day = Day(cls.stage, check=True)
        cls.day.prepare()

    def tell(self, *words, who: str = ""):
        return self.stage.tell(*words, who=who)

    def write(self, pupil: int, canary: str, who: str) -> None:
        for category in ("general", "attendance"):
            self.tell("send", "--pupil", pupil, "--category", category, f"{canary} writes", who=who)

    def link_another(self) -> int:
        """A guardian of another pupil of the same class, signed in as `other`."""
        pupils = self.tell("pupils", who="office")
        other = next(p["pupil"] for p in pupils
                     if p["class_title"] == "Year 3" and p["pupil"] != self.day.pupil)
        adult = self.tell("pupil", other, who="office")["adults"][0]["guardian"]
        self.stage.join("other", self.tell("invite", other, adult, who="office")["code"], "other@family.example")
        return other

    def export(self, person: str) -> list:
        """Everything about somebody, without what says of the export itself."""
        name = self.stage.folder / f"export-{secrets.token_hex(4)}.json"
        self.tell("export", person, "--purpose", "A check", "--output", name, who="slt")
        records = json.loads(name.read_text())["records"]
        name.unlink()
        return [r for r in records if r["kind"] != "subject_exported"]

    def files_with(self, *texts: str) -> list:
        found = []
        for path in sorted(self.stage.folder.rglob("*")):
            if path.is_file() and path.name != "journal.log":
                content = path.read_bytes()
                found += [(path.name, text) for text in texts if text.encode() in content]
        return found

    def test_one_pupil_is_gone_and_everybody_else_is_as_before(self):
        pupil, other = self.day.pupil, self.link_another()
        canary, kept = f"canary{secrets.token_hex(16)}", f"kept{secrets.token_hex(16)}"
        self.write(pupil, canary, "mother")
        self.write(other, kept, "other")
        self.assertIn(canary, json.dumps(self.export(f"pupil:{pupil}")))
        others = {who: self.export(who) for who in (f"pupil:{other}",)}

        words = self.stage.refused("erase", f"pupil:{pupil}", "--classes", CLASSES, "--reason", "Asked", who="slt")
        self.assertIn("still-here", words)
        self.leave(pupil)
        self.tell("erase", f"pupil:{pupil}", "--classes", CLASSES, "--reason", "The family asked", who="slt")
        until(30, lambda: self.states() == ["gone"], "the erasure to be carried out")

        self.assertNotIn(canary, json.dumps(self.export(f"pupil:{pupil}")))
        for who, before in others.items():
            after = [r for r in self.export(who) if r["position"] <= before[-1]["position"]]
            self.assertEqual(after, before, who)
        self.assertIn(kept, json.dumps(self.export(f"pupil:{other}")))
        self.assertEqual(self.files_with(canary), [])

        self.assertEqual(self.stage.stop_daemon(), 0)
        verified = self.stage.audit("verify", self.stage.data)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        self.assertEqual(self.files_with(canary), [])
        self.change_kek()
        self.stage.start_daemon("2026-11-24T11:40")
        self.assertNotIn(canary, json.dumps(self.export(f"pupil:{pupil}")))
        self.assertIn(kept, json.dumps(self.export(f"pupil:{other}")))

    def change_kek(self) -> None:
        """Another key-encrypting key takes over; the old one is refused with what to do."""
        kek = self.stage.data / "keys/kek"
        old, new = self.stage.folder / "old.kek", self.stage.folder / "new.kek"
        shutil.copy(kek, old)
        new.touch(mode=0o600)
        new.write_bytes(secrets.token_bytes(32))
        changed = self.tell("keys", "change-kek", "--data", self.stage.data, "--old", old, "--new", new)
        self.assertGreater(changed["generation"], 2)
        again = self.stage.run("keys", "change-kek", "--data", self.stage.data, "--old", old, "--new", new)
        self.assertEqual(again.returncode, 78, again.stderr)
        refused = subprocess.run([PROGRAMS / "hometimed", "--config", self.stage.folder / "hometimed.toml",
                                  "--demo-clock", CLOCK], capture_output=True, text=True, timeout=60)
        self.assertEqual(refused.returncode, 78, refused.stderr)
        shutil.copy(new, kek)

    def states(self) -> list:
        return [one["state"] for one in self.tell("erase", "list", who="slt")]

    def leave(self, pupil: int) -> None:
        """The roster once more, without the pupil."""
        folder = self.stage.folder / "roster"
        subprocess.run(["cp", "-r", ROOT / "tools/demonstration/school", folder], check=True)
        name = self.roster_id(pupil, folder)
        for path in folder.glob("*.csv"):
            lines = path.read_text().splitlines(keepends=True)
            path.write_text("".join(line for line in lines if f'{name},' not in line.replace('"', "")))
        done = self.tell("roster", "import", folder, "--confirm-removals")
        if done.get("pupils_leaving") != 1:
            raise Wrong(f"the pupil should have left: {done}")

    def roster_id(self, pupil: int, folder: Path) -> str:
        """The pupil's id in the roster's files: the one user who bears the name."""
        name = self.tell("pupil", pupil, who="office")["name"]
        for line in (folder / "users.csv").read_text().splitlines():
            fields = [field.strip('"') for field in line.split(",")]
            if "student" in fields and all(part in fields for part in name.split(" ", 1)):
                return fields[0]
        raise Wrong("the pupil is not in the roster")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
