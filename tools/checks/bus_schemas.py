#!/usr/bin/python3
"""What the bus publishes is described: every type of projections/streams.h has a schema, examples that a test compares with
what the program sends, and a message in docs/bus/asyncapi.yaml; every example holds to its schemas and shows no member that
they do not name.
"""

import json
import re
from pathlib import Path
from typing import Iterator

import jsonschema
import tree
import yaml

TYPE = re.compile(r'Publication\{Stream::(\w+),\s*"([a-z_.]+\.v\d+)"\}')
BUS = "docs/bus"


def published(root: Path) -> dict:
    """type -> stream"""
    text = (root / "projections/streams.h").read_text()
    return {name: stream for stream, name in TYPE.findall(text)}


def stem(name: str) -> str:
    return name.rpartition(".v")[0]


def load(root: Path, name: str):
    """The schema of one type's data (or of the envelope), or None."""
    path = root / BUS / "schemas" / name / "1.0.json"
    return json.loads(path.read_text()) if path.is_file() else None


def unnamed(value, schema: dict, where: str) -> Iterator[str]:
    """Members that the schema does not name. Receivers ignore them; here they are a mistake."""
    if isinstance(value, dict) and "properties" in schema:
        for member, inner in value.items():
            if member not in schema["properties"]:
                yield f"{where}.{member}"
            else:
                yield from unnamed(inner, schema["properties"][member], f"{where}.{member}")
    if isinstance(value, list) and "items" in schema:
        for inner in value:
            yield from unnamed(inner, schema["items"], where + "[]")


def check_body(name: str, stream: str, body: dict, envelope: dict, schema: dict) -> Iterator[str]:
    for error in jsonschema.Draft202012Validator(envelope).iter_errors(body):
        yield f"envelope: {error.message}"
    for error in jsonschema.Draft202012Validator(schema).iter_errors(body.get("data")):
        yield f"data: {error.message}"
    for member in (*unnamed({k: v for k, v in body.items() if k != "data"}, envelope, ""),
                   *unnamed(body.get("data", {}), schema, "data")):
        yield f"the schema does not name {member}"
    if body.get("type") != f"org.hometime.{name}":
        yield f"type {body.get('type')}"
    if not str(body.get("source")).endswith(f"/streams/{stream}"):
        yield f"source {body.get('source')}, and the stream is {stream}"
    if body.get("dataschema") != schema.get("$id"):
        yield f"dataschema {body.get('dataschema')}, and the schema is {schema.get('$id')}"


def check_examples(root: Path, name: str, stream: str, envelope: dict, schema: dict) -> Iterator[str]:
    path = root / BUS / "examples" / f"{name}.jsonl"
    lines = path.read_text().splitlines() if path.is_file() else []
    if not lines:
        yield f"{BUS}/examples/{name}.jsonl: there is no example"
    for number, line in enumerate(lines, 1):
        for problem in check_body(name, stream, json.loads(line), envelope, schema):
            yield f"{BUS}/examples/{name}.jsonl:{number}: {problem}"


def check_document(root: Path, types: dict) -> Iterator[str]:
    file = f"{BUS}/asyncapi.yaml"
    document = yaml.safe_load((root / file).read_text())
    messages = {message["name"]: key for key, message in document["components"]["messages"].items()}
    for name in sorted(types.keys() - messages.keys()):
        yield f"{file}: no message {name}"
    for name in sorted(messages.keys() - types.keys()):
        yield f"{file}: {name} is not published"
    for name in types.keys() & messages.keys():
        key, channel = messages[name], document["channels"].get(types[name], {})
        if key not in channel.get("messages", {}):
            yield f"{file}: the channel {types[name]} is without {key}"
        if f"schemas/{stem(name)}/1.0.json" not in json.dumps(document["components"]["messages"][key]):
            yield f"{file}: {key} is without its schema"
    for reference in re.findall(r"schemas/[\w./]+\.json", (root / file).read_text()):
        if not (root / BUS / reference).is_file():
            yield f"{file}: {reference} is not there"


def check(root: Path) -> Iterator[str]:
    types = published(root)
    if not types:
        yield "projections/streams.h: no published type was found"
        return
    envelope = load(root, "envelope")
    for name, stream in types.items():
        schema = load(root, stem(name))
        if schema is None:
            yield f"{BUS}/schemas/{stem(name)}/1.0.json: there is no schema of {name}"
            continue
        jsonschema.Draft202012Validator.check_schema(schema)
        yield from check_examples(root, name, stream, envelope, schema)
    known = {stem(name) for name in types} | {"envelope", "notice"}
    for folder in sorted((root / BUS / "schemas").iterdir()):
        if folder.name not in known:
            yield f"{BUS}/schemas/{folder.name}: no such type is published"
    yield from check_document(root, types)


if __name__ == "__main__":
    tree.run(check, __doc__)
