#!/usr/bin/python3
"""Each check passes a clean tree and finds the mistake planted in it."""

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CHECKS = ROOT / "tools/checks"


class Tree:
    """A small project in a temporary folder that every check finds clean."""

    def __init__(self, folder: str):
        self.root = Path(folder)
        self.write("CMakeLists.txt", "project(hometime VERSION 0.1.0 LANGUAGES CXX)\n")
        self.write("CHANGELOG.md", "# Changelog\n\n## 0.1.0\n")
        self.write("README.md", "# It\n\n[read on](docs/more.md#second-part)\n")
        self.write("docs/more.md", "# More\n\n## Second part\n")
        self.write("eventstore/base/ids.h", "#pragma once\n#include <string>\n")
        self.write("eventstore/rocks_log.cpp", '#include <rocksdb/db.h>\n\n#include "eventstore/base/ids.h"\n')
        self.write("tools/checks/include_owners.txt", (CHECKS / "include_owners.txt").read_text())
        self.write("eventstore/events/tags.h", "enum class EventTag {\n    log_opened = 1,\n};\n")
        self.write("docs/events.md", "| tag | fact |\n|---|---|\n| 1 | `log_opened` |\n")
        self.write(".clang-format", (ROOT / ".clang-format").read_text())

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def run(self, check: str) -> subprocess.CompletedProcess:
        command = [sys.executable, str(CHECKS / f"{check}.py"), "--root", str(self.root)]
        return subprocess.run(command, capture_output=True, text=True)


class ChecksTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Tree(folder.name)

    def expect_finding(self, check: str, *words: str) -> None:
        result = self.tree.run(check)
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        for word in words:
            self.assertIn(word, result.stdout)

    def test_a_clean_tree_passes_every_check(self):
        for check in ("includes", "format", "own_words", "links", "changelog", "catalogue"):
            result = self.tree.run(check)
            self.assertEqual((result.returncode, result.stdout), (0, "clean\n"), check + result.stderr)

    def describe_one_event(self) -> None:
        """A bus with one type, described as it must be."""
        schemas = ROOT / "docs/bus/schemas"
        for name in ("envelope", "link.erased"):
            self.tree.write(f"docs/bus/schemas/{name}/1.0.json", (schemas / name / "1.0.json").read_text())
        self.tree.write("projections/streams.h", 'Publication{Stream::links, "link.erased.v1"},')
        self.example = (ROOT / "docs/bus/examples/link.erased.v1.jsonl").read_text()
        self.tree.write("docs/bus/examples/link.erased.v1.jsonl", self.example)
        self.document = ("channels: {links: {messages: {LinkErased: {}}}}\n"
                         "components: {messages: {LinkErased: {name: link.erased.v1, payload: "
                         "{$ref: schemas/link.erased/1.0.json}}}}\n")
        self.tree.write("docs/bus/asyncapi.yaml", self.document)

    def test_bus_schemas_passes_a_bus_that_is_described(self):
        self.describe_one_event()
        self.assertEqual(self.tree.run("bus_schemas").returncode, 0)

    def test_bus_schemas_finds_what_is_missing(self):
        self.describe_one_event()
        for path in ("docs/bus/examples/link.erased.v1.jsonl", "docs/bus/schemas/link.erased/1.0.json"):
            text = (self.tree.root / path).read_text()
            (self.tree.root / path).unlink()
            self.expect_finding("bus_schemas", "there is no")
            self.tree.write(path, text)
        self.tree.write("docs/bus/asyncapi.yaml", self.document.replace("name: link.erased.v1", "name: link.lost.v1"))
        self.expect_finding("bus_schemas", "no message link.erased.v1", "link.lost.v1 is not published")
        self.tree.write("docs/bus/asyncapi.yaml", self.document.replace("{links:", "{flow:"))
        self.expect_finding("bus_schemas", "the channel links is without LinkErased")

    def test_bus_schemas_finds_an_example_that_does_not_hold(self):
        self.describe_one_event()
        for old, new, finding in (('"pupil":7', '"pupil":"Ada"', "data: "), ('"pupil":7', '"pupil":7,"name":1', "name data.name"),
                                  ('"specversion":"1.0"', '"specversion":"2.0"', "envelope: "),
                                  ("streams/links", "streams/flow", "the stream is links")):
            self.assertIn(old, self.example)
            self.tree.write("docs/bus/examples/link.erased.v1.jsonl", self.example.replace(old, new))
            self.expect_finding("bus_schemas", finding)

    def test_includes_finds_a_lower_layer_that_reaches_up(self):
        self.tree.write("notifier/hold.h", "#pragma once\n")
        self.tree.write("projections/inbox.cpp", '#include "notifier/hold.h"\n')
        self.expect_finding("includes", "projections/inbox.cpp:1: projections may not include notifier")

    def test_includes_finds_a_decision_that_reaches_the_notifier(self):
        self.tree.write("notifier/hold.h", "#pragma once\n")
        self.tree.write("daemon/commands/send.cpp", '#include "notifier/hold.h"\n')
        self.expect_finding("includes", "daemon/commands may not include notifier")

    def test_includes_lets_a_decision_read_the_calendar(self):
        self.tree.write("notifier/calendar.h", "#pragma once\n")
        self.tree.write("daemon/commands/send.cpp", '#include "notifier/calendar.h"\n')
        self.assertEqual(self.tree.run("includes").returncode, 0)

    def test_includes_lets_the_daemon_include_its_decisions(self):
        self.tree.write("daemon/commands/send.h", "#pragma once\n")
        self.tree.write("daemon/sequencer.cpp", '#include "daemon/commands/send.h"\n')
        self.assertEqual(self.tree.run("includes").returncode, 0)

    def test_includes_finds_a_path_that_is_not_from_the_root(self):
        self.tree.write("eventstore/codec.cpp", '#include "base/ids.h"\n')
        self.expect_finding("includes", "not a path from the project's root")

    def test_includes_finds_a_third_party_library_outside_its_owners(self):
        self.tree.write("notifier/peek.cpp", "#include <rocksdb/db.h>\n")
        self.expect_finding("includes", "notifier/peek.cpp:1: <rocksdb/db.h> belongs to")

    def test_includes_finds_a_third_party_library_in_a_header(self):
        self.tree.write("eventstore/store.h", "#pragma once\n#include <rocksdb/db.h>\n")
        self.expect_finding("includes", "eventstore/store.h:2")

    def test_includes_finds_a_main_that_is_included(self):
        self.tree.write("daemon/main.cpp", "")
        self.tree.write("tests/daemon/main_test.cpp", '#include "daemon/main.cpp"\n')
        self.expect_finding("includes", "nobody includes a main.cpp")

    def test_includes_finds_evidence_that_shares_the_stores_code(self):
        self.tree.write("eventstore/merkle.h", "#pragma once\n")
        self.tree.write("eventstore/frame.h", "#pragma once\n")
        self.tree.write("tools/audit/evidence/tree.cpp", '#include "eventstore/frame.h"\n')
        self.assertEqual(self.tree.run("includes").returncode, 0)
        self.tree.write("tools/audit/evidence/tree.cpp", '#include "eventstore/merkle.h"\n')
        self.expect_finding("includes", "tools/audit/evidence/ stands on its own")

    def test_format_names_the_file(self):
        self.tree.write("daemon/messy.cpp", "int  f( ){return 1 ;}\n")
        self.expect_finding("format", "daemon/messy.cpp: not formatted")

    def test_own_words_finds_each_kind_of_foreign_word(self):
        # Put together here, so that this file passes the check itself.
        for foreign in ("/wor" + "k/main", "/roo" + "t/x", "/tm" + "p/x", "deb.debian" + ".org", "issu" + "e 2",
                        "see wir" + "e.md", "A" + "I"):
            self.tree.write("docs/more.md", f"# More\n\n## Second part\n\n{foreign}\n")
            self.expect_finding("own_words", "docs/more.md:5")

    def test_own_words_skips_what_is_not_text(self):
        (self.tree.root / "golden.bin").write_bytes(b"\xff\xfe/wor" + b"k/main")
        self.assertEqual(self.tree.run("own_words").returncode, 0)

    def test_links_finds_a_missing_file_and_a_missing_heading(self):
        self.tree.write("README.md", "[a](docs/gone.md)\n\n[b](docs/more.md#third-part)\n")
        self.expect_finding("links", "README.md:1: 'docs/gone.md' leads nowhere", "README.md:3", "no such heading")

    def test_links_leaves_code_and_other_sites_alone(self):
        self.tree.write("README.md", "`[a](gone.md)` [b](https://example.org)\n\n```\n[c](gone.md)\n```\n")
        self.assertEqual(self.tree.run("links").returncode, 0)

    def test_changelog_finds_a_version_without_a_section(self):
        self.tree.write("CMakeLists.txt", "project(hometime VERSION 0.2.0 LANGUAGES CXX)\n")
        self.expect_finding("changelog", "no section '## 0.2.0'")

    def test_changelog_finds_a_fragment_of_no_kind(self):
        self.tree.write("docs/changes/inbox.md", "The inbox is blue.\n")
        self.expect_finding("changelog", "docs/changes/inbox.md")

    def test_catalogue_finds_a_fact_without_a_row_and_a_row_without_a_fact(self):
        self.tree.write("docs/events.md", "| 2 | `log_closed` |\n")
        self.expect_finding("catalogue", "no row '| 1 | `log_opened` |'", "2 `log_closed` is not in")

    def policy_page(self, **rows: str) -> None:
        """Every row with a test that exists, but for those given here."""
        self.tree.write("tests/rows_test.cpp", "TEST(Rows, Hold) {}\nTEST_F(Rows, HoldToo) {}\n")
        proofs = {f"S{number}": "`Rows.Hold`" for number in [*range(1, 56), 64, 65]} | rows
        lines = [f"| {row} | a rule | {proof} |" for row, proof in proofs.items() if proof]
        self.tree.write("docs/policy-coverage.md", "\n".join(lines) + "\n")

    def test_policy_coverage_takes_tests_that_exist_and_counts_what_is_not_built_yet(self):
        self.policy_page(S7="`Rows.HoldToo`", S9="not built yet")
        result = self.tree.run("policy_coverage")
        self.assertEqual((result.returncode, result.stdout), (0, "1 of 57 rows: not built yet\nclean\n"), result.stderr)

    def test_policy_coverage_finds_a_row_without_proof_and_a_test_that_is_not_there(self):
        self.policy_page(S3="", S4="we are sure", S5="`Rows.Gone`")
        self.expect_finding("policy_coverage", "S3 is missing", "S4 has no test", "S5: there is no test Rows.Gone")

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_units_finds_an_unknown_key_and_a_service_left_open(self):
        service = (ROOT / "systemd/hometimed.service").read_text()
        self.tree.write("systemd/hometimed.socket", (ROOT / "systemd/hometimed.socket").read_text())
        self.tree.write("systemd/hometimed.service", service)
        self.assertEqual(self.tree.run("units").returncode, 0)
        self.tree.write("systemd/hometimed.service", service.replace("NoNewPrivileges=", "NoNewPrivilege="))
        self.expect_finding("units", "Unknown key 'NoNewPrivilege'")
        self.tree.write("systemd/hometimed.service", re.sub(r"(?m)^(SystemCall|Protect|Private|Restrict).*$", "", service))
        self.expect_finding("units", "systemd/hometimed.service: ", "exposure level")


class MustNotCompileTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "mistake.cpp"

    def run_on(self, text: str) -> subprocess.CompletedProcess:
        self.file.write_text(text)
        command = [sys.executable, str(CHECKS / "must_not_compile.py"), str(self.file), "c++"]
        return subprocess.run(command, capture_output=True, text=True)

    def expect(self, text: str, code: int, word: str) -> None:
        result = self.run_on(text)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertIn(word, result.stdout)

    def test_passes_when_the_mistake_is_what_fails(self):
        self.expect("// expect: nobody\n#ifdef HOMETIME_MISTAKE\nint x = nobody;\n#endif\n", 0, "clean")

    def test_finds_a_mistake_that_compiles(self):
        self.expect("// expect: nobody\n#ifdef HOMETIME_MISTAKE\nint x = 1;\n#endif\n", 1, "compiles with the mistake")

    def test_finds_a_failure_for_another_reason(self):
        self.expect("// expect: nobody\n#ifdef HOMETIME_MISTAKE\nint x = other;\n#endif\n", 1, "another reason")

    def test_finds_a_file_that_never_compiles(self):
        self.expect("// expect: nobody\nint x = nobody;\n", 1, "even without the mistake")


class OpenapiTest(unittest.TestCase):
    """The description as it is passes; each way in which it can leave the code is found."""

    NEEDED = ("docs/openapi.yaml", "daemon/access", "daemon/http", "daemon/commands", "daemon/daemon.cpp")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in self.NEEDED:
            source, target = CHECKS.parents[1] / name, self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)

    def expect(self, code: int, word: str) -> None:
        command = [sys.executable, str(CHECKS / "openapi.py"), "--root", str(self.root)]
        result = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertIn(word, result.stdout)

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text()
        self.assertIn(old, text)
        (self.root / name).write_text(text.replace(old, new))

    def test_passes_as_it_is(self):
        self.expect(0, "clean")

    def test_finds_a_route_that_is_not_described(self):
        self.change("daemon/http/routes/inbox.cpp", '"/inbox"', '"/in-tray"')
        self.expect(1, "/in-tray")

    def test_finds_a_role_that_changed(self):
        self.change("daemon/access/permissions.cpp", "{Role::teacher, read_inbox,", "{Role::office, read_inbox,")
        self.expect(1, "roles of read_inbox")

    def test_finds_a_member_that_is_new(self):
        self.change("daemon/http/routes/messages.cpp", "(pupil, staff, category, text)", "(pupil, urgent, category, text)")
        self.expect(1, "member of SendBody: urgent")

    def test_finds_a_code_that_went(self):
        self.change("daemon/commands/refusal.cpp", '"use-meeting"', '"ask-to-meet"')
        self.expect(1, "code: use-meeting is described")

    def test_finds_an_operation_without_an_example_of_its_request(self):
        self.change("docs/openapi.yaml", "example: {\"skill\":", "was: {\"skill\":")
        self.expect(1, "award_point: no example of its request: write `example:")

    def test_finds_an_operation_without_an_example_of_an_answer(self):
        self.change("docs/openapi.yaml", "example: {\"threads\":", "was: {\"threads\":")
        self.expect(1, "list_threads: no example of an answer: write `example:")

    def test_finds_an_example_that_does_not_fit(self):
        self.change("docs/openapi.yaml", "example: {\"skill\": \"", "example: {\"skill\": 7, \"why\": \"")
        self.expect(1, "award_point: the example of its request does not fit its schema: /skill: is no string")
        self.expect(1, "award_point: the example of its request does not fit its schema: /why: is not described")

    def test_finds_a_code_that_an_operation_has_come_to_answer(self):
        self.change("daemon/commands/points.cpp", "Refusal::skill_unknown", "Refusal::suspended")
        self.expect(1, "award_point: x-problem-codes lacks suspended and has skill-unknown, which the code never answers. "
                       "Write: x-problem-codes: [signed-in, command, body, policy-not-accepted, suspended")

    def test_finds_a_code_through_the_functions_that_a_decision_calls(self):
        self.change("daemon/commands/sending.cpp", "Refusal::text_too_long", "Refusal::unknown_post")
        for operation in ("send_message", "send_reply"):
            self.expect(1, f"{operation}: x-problem-codes lacks unknown-post")

    def test_finds_a_code_whose_words_have_changed(self):
        self.change("daemon/commands/refusal.cpp", "\"There is no text\"", "\"No text came\"")
        self.expect(1, "components/x-problems: write text-required: {status: 422, title: \"No text came\"")

    def test_finds_a_schema_that_stands_twice(self):
        self.change("docs/openapi.yaml", "\n    StoredReceipt:\n", "\n    Receipt:\n")
        self.expect(1, "Receipt stands twice in one place")

    def test_finds_a_reference_that_leads_nowhere(self):
        self.change("docs/openapi.yaml", "#/components/schemas/Receipt", "#/components/schemas/Recipe")
        self.expect(1, "Recipe leads nowhere")


if __name__ == "__main__":
    unittest.main()
