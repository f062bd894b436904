"""Which problem codes an operation can answer with, as the code says it: what its route's handler, the commands it runs and
the functions that those call name of the two registries. Read from the sources by the shape that clang-format gives them:
a function begins in the first column and ends with a brace there."""

import re
from pathlib import Path

ROUTE = re.compile(r"(add_route\(router, app|router\.add\()(.*?)\);\n", re.S)
OPERATION = re.compile(r"Operation::(\w+)")
FUNCTION = re.compile(r"^(?:template <[^\n]*>\n)?(?P<head>(?:\[\[nodiscard\]\] )?[\w:<>,&* ]+?[ &*])"
                      r"(?P<name>(?:\w+::)?\w+)\((?P<args>[^;{]*?)\)[^;{}]*\{\n(?P<body>.*?)^\}", re.S | re.M)
TYPE = re.compile(r"^(?:struct|class) (?P<name>\w+)[^;{]*\{\n(?P<body>.*?)^\};", re.S | re.M)
CODE = re.compile(r"\b(Problem|Refusal)::(\w+)")
WORD = re.compile(r"\b[a-zA-Z_]\w*\b")
CALLED = re.compile(r"(?<![.>\w])([a-zA-Z_]\w*)(?:<[^<>;]*>)?\(")
NAMED = re.compile(r"(?<![.>:\w])([a-zA-Z_]\w*)\b")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
ENTRY = re.compile(r'\{(?:Problem::)?(\w+),\s*"([a-z-]+)",\s*(\d{3}),\s*((?:"(?:[^"\\]|\\.)*"\s*)+),'
                   r'\s*((?:"(?:[^"\\]|\\.)*"\s*)+)')
FOLDERS = ("daemon/http/routes", "daemon/http", "daemon/commands", "daemon/access")
#: Answered to any request, whatever it asks: by the gate, the connection, the router, and where nothing is written.
ANYWHERE = ("daemon/http/gate.cpp", "daemon/http/connection.h", "daemon/http/server.cpp", "daemon/http/router.cpp",
            "daemon/http/disk_full.cpp", "daemon/daemon.cpp")


ANONYMOUS = re.compile(r"^namespace \{$.*?^\}  // namespace$", re.S | re.M)
#: What a function names and yet never answers with here: the permission table or the handler sees to it before.
NEVER = {
    "create_account": {"forbidden", "invite-for-another-adult"},  # Everybody may, and is nobody yet.
    "redeem_invite": {"account-exists"},  # Without an account of one's own there is no such route.
    "read_report": {"unknown-concern", "unknown-person", "unknown-restriction"},  # One decision serves all four.
    "read_restriction": {"unknown-concern", "unknown-person", "unknown-report"},
    "read_conduct": {"unknown-concern", "unknown-report", "unknown-restriction"},
    "read_concern": {"unknown-person", "unknown-report", "unknown-restriction"},
}


class Function:
    def __init__(self, file: str, name: str, head: str, args: str, body: str, private: bool = True):
        self.file, self.name, self.head, self.args, self.body = file, name, head, args, body
        self.private = private
        self.calls = set(CALLED.findall(STRING.sub('""', body)))
        self.words = set(WORD.findall(body))

    def can_refuse(self) -> bool:
        """A plain yes or no is no refusal, unless the refusal is left in an argument."""
        return "bool" not in self.head.split() or "refused" in self.args


def string(text: str) -> str:
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))


def registry(root: Path) -> dict:
    """Enumerator, like Problem::not_found, to code, status, title and detail."""
    entries = {}
    for kind, name in (("Problem", "daemon/http/problem.cpp"), ("Refusal", "daemon/commands/refusal.cpp")):
        for enumerator, code, status, title, detail in ENTRY.findall((root / name).read_text()):
            entries[f"{kind}::{enumerator}"] = {"code": code, "status": int(status), "title": string(title),
                                                "detail": string(detail)}
    return entries


class Sources:
    def __init__(self, root: Path):
        self.files = {}
        for folder in FOLDERS:
            for path in sorted((root / folder).glob("*")):
                if path.suffix in (".cpp", ".h"):
                    self.files[str(path.relative_to(root))] = path.read_text()
        self.functions = {}
        for file, text in self.files.items():
            private = [found.span() for found in ANONYMOUS.finditer(text)]
            for found in FUNCTION.finditer(text):
                name = found["name"].split("::")[-1]
                hidden = any(begin <= found.start() < end for begin, end in private)
                self.add(Function(file, name, found["head"], found["args"], found["body"], hidden))
            for found in TYPE.finditer(text if file.endswith(".cpp") else ""):
                self.add(Function(file, found["name"], "struct", "", found["body"]))
        commands = self.files.get("daemon/commands/commands.h", "")
        self.commands = set(re.findall(r"decide\(const School&, const (\w+)&", commands))

    def add(self, function: Function) -> None:
        self.functions.setdefault(function.name, []).append(function)

    def called(self, word: str, file: str) -> list:
        """The functions of that name: those of the same file hide the others."""
        named = self.functions.get(word, [])
        own = [function for function in named if function.file == file]
        return own or [function for function in named if not function.private]

    def decisions(self, command: str) -> list:
        return [f for f in self.functions.get("decide", []) if re.search(rf"const {command}& ", f.args)]

    def reach(self, text: str, file: str, stop: set) -> str:
        """`text` with the bodies of everything that it names and that those call, but for the functions in `stop`."""
        seen, parts = set(), [text]
        waiting = [(word, file) for word in set(NAMED.findall(STRING.sub('""', text)))]
        while waiting:
            word, where = waiting.pop()
            found = self.decisions(word) if word in self.commands else self.called(word, where)
            for function in found:
                key = (function.file, function.name, function.args)
                if key in seen or function.name in stop or (word == "decide") or not function.can_refuse():
                    continue
                seen.add(key)
                parts.append(function.body)
                waiting += [(call, function.file) for call in function.calls | (function.words & self.commands)]
        return "\n".join(parts)


def listed(text: str, name: str) -> set:
    """The operations in the array of that function."""
    found = re.search(rf"^bool {name}\(.*?\n\}}", text, re.S | re.M)
    inner = re.search(r"\{([^{}]*)\}", found[0].split("constexpr", 1)[1], re.S) if found else None
    return set(WORD.findall(inner[1])) if inner else set()


def codes_by_operation(root: Path) -> dict:
    """Operation to the codes that it can answer with, without those of any request."""
    sources, entries = Sources(root), registry(root)
    files = sources.files
    step_up = listed(files["daemon/access/permissions.cpp"], "wants_step_up")
    acceptance = listed(files["daemon/access/acceptance.cpp"], "waits_for_acceptance")
    known = {}
    for file, text in files.items():
        if not file.startswith("daemon/http/routes/"):
            continue
        for kind, rest in ROUTE.findall(text):
            operation = OPERATION.search(rest)[1]
            reached = sources.reach(rest, file, {"add_route", "problem", "info"})
            names = {f"{kind}::{name}" for kind, name in CODE.findall(reached)}
            if kind.startswith("add_route"):
                names |= {"Problem::not_signed_in", "Problem::forbidden", "Problem::not_found"}
            if re.search(r"\bviews\(\)", reached):
                names |= {"Problem::views_behind", "Problem::view_stopped"}
            if operation in step_up:
                names.add("Problem::step_up_required")
            if operation in acceptance:
                names.add("Refusal::policy_not_accepted")
            if "Problem::idempotency_key_required" not in names:
                names.discard("Problem::idempotency_conflict")  # Only an id can clash.
            codes = {entries[name]["code"] for name in names if name in entries}
            known[operation] = codes - NEVER.get(operation, set())
    return known


def codes_anywhere(root: Path) -> set:
    entries = registry(root)
    text = "".join((root / name).read_text() for name in ANYWHERE)
    return {entries[f"{kind}::{name}"]["code"] for kind, name in CODE.findall(text)}
