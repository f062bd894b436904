#!/usr/bin/python3
"""docs/openapi.yaml says what the code does: routes, operations, roles, request bodies, codes, which of them an operation
can answer with; it has an example of everything; and every $ref resolves."""

import json
import re
from pathlib import Path

import openapi_examples
import problem_codes
import tree
import yaml

ROUTE = re.compile(r'add_route\(router, app, Method::(\w+),\s*"([^"]*)",\s*Operation::(\w+)'
                   r'|(?:router\.add\(|add_server_route\(router, app, )Method::(\w+),\s*"([^"]*)",\s*Operation::(\w+)')
SCHOOL = "/v1/schools/{school}"
VERBS = {"del": "delete"}
PLAIN = {("get", "/healthz"), ("get", "/metrics"), ("get", "/findings")}  # Answered beside the router, in daemon/daemon.cpp.


def read(root: Path, pattern: str) -> str:
    return "\n".join(path.read_text() for path in sorted(root.glob(pattern)))


def routes_of_code(root: Path) -> dict:
    found = {}
    for verb, rest, operation, plain_verb, plain, plain_operation in ROUTE.findall(read(root, "daemon/http/routes/*.cpp")):
        method = verb or plain_verb
        found[VERBS.get(method, method), SCHOOL + rest if verb else plain] = operation or plain_operation
    return found


def operations_of(document: dict) -> dict:
    verbs = {"get", "put", "post", "delete", "patch"}
    return {(verb, path): item[verb] for path, item in document["paths"].items() for verb in item if verb in verbs}


def roles_of_code(root: Path) -> dict:
    roles = {}
    text = (root / "daemon/access/permissions.cpp").read_text()
    for role, operation in re.findall(r"\{Role::(\w+), (\w+), Relation::\w+\}", text):
        roles.setdefault(operation, set()).add(role)
    return roles


def codes_of_code(root: Path) -> set:
    text = (root / "daemon/http/problem.cpp").read_text() + (root / "daemon/commands/refusal.cpp").read_text()
    return set(re.findall(r'\{(?:Problem::)?\w+, "([a-z-]+)", \d{3}', text))


def bodies_of_code(root: Path) -> dict:
    """The members of each struct that a route reads a body as."""
    shared = "".join(path.read_text() for path in sorted(root.glob("daemon/http/*.h")))
    bodies = {}
    for path in sorted(root.glob("daemon/http/routes/*.cpp")):
        text = path.read_text()
        for name in re.findall(r"parse_body<(\w+)>", text):
            members = re.search(rf"BOOST_DESCRIBE_STRUCT\({name}, \(\),\s*\(([^)]*)\)\)", text + shared).group(1)
            bodies[name] = {member.strip() for member in members.split(",") if member.strip()}
    return bodies


def compare(what: str, code: set, described: set) -> list:
    return ([f"{what}: {one} is in the code and not described" for one in sorted(map(str, code - described))] +
            [f"{what}: {one} is described and not in the code" for one in sorted(map(str, described - code))])


def references(value) -> list:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [r for inner in value.values() for r in references(inner)]
    return [r for inner in value for r in references(inner)] if isinstance(value, list) else []


def resolves(document: dict, reference: str) -> bool:
    place = document
    for step in reference.removeprefix("#/").split("/"):
        place = place.get(step, {}) if isinstance(place, dict) else {}
    return bool(place)


def flow(codes: set, sets: dict) -> str:
    """The codes as they stand in the file: whole sets by their name, the others one by one."""
    names, left = [], set(codes)
    for name, members in sets.items():
        if set(members) <= codes and name != "anywhere":
            names.append(name)
            left -= set(members)
    return f"x-problem-codes: [{', '.join(names + sorted(left))}]"


def codes_of_operations(root: Path, document: dict, described: dict) -> list:
    """Each operation lists exactly the codes that it can answer with, beside those of any request."""
    sets = document["components"]["x-problem-sets"]
    found = compare("code of any request (components/x-problem-sets/anywhere)", problem_codes.codes_anywhere(root),
                    set(sets["anywhere"]))
    known = problem_codes.codes_by_operation(root)
    for entry in described.values():
        operation = entry["operationId"]
        if operation not in known:
            continue
        listed = {code for name in entry.get("x-problem-codes", []) for code in sets.get(name, [name])}
        can = known[operation] - (set(sets["anywhere"]) - {"not-found"})
        wrong = [f"lacks {', '.join(sorted(can - listed))}"] if can - listed else []
        wrong += [f"has {', '.join(sorted(listed - can))}, which the code never answers"] if listed - can else []
        if wrong:
            found.append(f"{operation}: x-problem-codes {' and '.join(wrong)}. Write: {flow(can, sets)}")
    return found


def texts_of_codes(root: Path, document: dict) -> list:
    """components/x-problems says of each code what the registries say."""
    described, found = document["components"]["x-problems"], []
    for entry in problem_codes.registry(root).values():
        words = {part: entry[part] for part in ("status", "title", "detail")}
        if described.get(entry["code"]) != words:
            found.append(f"components/x-problems: write {entry['code']}: {{status: {entry['status']}, "
                         f"title: {json.dumps(entry['title'])}, detail: {json.dumps(entry['detail'])}}}")
    known = {entry["code"] for entry in problem_codes.registry(root).values()}
    return found + [f"components/x-problems: {code} is in no registry" for code in sorted(set(described) - known)]


class Once(yaml.SafeLoader):
    """Reads YAML and keeps which names stand twice in one place: the second would silently replace the first."""

    def construct_mapping(self, node, deep=False):
        names = [key.value for key, _ in node.value]
        self.twice = getattr(self, "twice", []) + [name for name in set(names) if names.count(name) > 1]
        return super().construct_mapping(node, deep)


def load(text: str) -> tuple:
    loader = Once(text)
    document = loader.get_single_data()
    return document, [f"{name} stands twice in one place" for name in getattr(loader, "twice", [])]


def findings(root: Path) -> list:
    document, twice = load((root / "docs/openapi.yaml").read_text())
    code, described = routes_of_code(root), operations_of(document)
    found = twice + compare("route", set(code) | PLAIN, set(described))
    roles = roles_of_code(root)
    for route, operation in code.items():
        entry = described.get(route, {"operationId": operation, "x-roles": roles.get(operation, ())})
        if entry["operationId"] != operation:
            found.append(f"{route}: operationId is {entry['operationId']}, in the code {operation}")
        found += compare(f"roles of {operation}", roles.get(operation, set()), set(entry["x-roles"]))
    schemas = document["components"]["schemas"]
    found += compare("code", codes_of_code(root), set(schemas["Problem"]["properties"]["code"]["enum"]))
    for name, members in bodies_of_code(root).items():
        found += compare(f"member of {name}", members, set(schemas.get(name, {}).get("properties", {})))
    found += texts_of_codes(root, document) + codes_of_operations(root, document, described)
    found += openapi_examples.findings(document, described)
    for route, entry in described.items():
        found += [f"{route}: no {part}" for part in ("summary", "tags", "responses") if not entry.get(part)]
    return found + [f"{ref} leads nowhere" for ref in sorted(set(references(document))) if not resolves(document, ref)]


if __name__ == "__main__":
    tree.run(findings, __doc__)
