"""Every operation of docs/openapi.yaml has an example of its body and of an answer, and each fits its schema."""

import re

KINDS = {"object": dict, "array": list, "string": str, "boolean": bool}
PATTERNS = {"date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "date": r"\d{4}-\d\d-\d\d"}
#: What the examples are checked against; a schema that says more is found, so that nobody relies on what is not looked at.
KNOWN = {"$ref", "type", "properties", "required", "items", "enum", "minimum", "maximum", "pattern", "format",
         "description", "default", "const", "oneOf", "anyOf", "allOf", "nullable", "additionalProperties", "minItems",
         "maxItems", "minLength", "maxLength", "title", "examples", "contentMediaType"}


def resolve(document: dict, reference: str) -> dict:
    place = document
    for step in reference.removeprefix("#/").split("/"):
        place = place.get(step, {})
    return place


def is_kind(value, kind: str) -> bool:
    if kind == "null":
        return value is None
    if kind in ("integer", "number"):
        return isinstance(value, int if kind == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, KINDS[kind])


def misfits(document: dict, schema: dict, value, where: str = "") -> list:
    """What is wrong with a value, each with its place in it. Members that the schema does not name are wrong too."""
    if "$ref" in schema:
        return misfits(document, resolve(document, schema["$ref"]), value, where)
    found = [f"{where or '/'}: the schema says {key}, which this check does not know" for key in set(schema) - KNOWN]
    for word in ("oneOf", "anyOf"):
        if word in schema and all(misfits(document, one, value, where) for one in schema[word]):
            found.append(f"{where or '/'}: fits none of {word}")
    kinds = schema.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds or []
    if kinds and not any(is_kind(value, kind) for kind in kinds):
        return found + [f"{where or '/'}: is no {' or '.join(kinds)}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where or '/'}: is none of {', '.join(map(str, schema['enum']))}")
    if isinstance(value, (int, float)) and value < schema.get("minimum", value):
        found.append(f"{where or '/'}: is below {schema['minimum']}")
    if isinstance(value, str):
        pattern = schema.get("pattern") or PATTERNS.get(schema.get("format", ""))
        if pattern and not re.search(f"^(?:{pattern})$", value):
            found.append(f"{where or '/'}: is not written as {schema.get('pattern') or schema['format']}")
    if isinstance(value, list):
        for number, inner in enumerate(value):
            found += misfits(document, schema.get("items", {}), inner, f"{where}/{number}")
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{where}/{name}: is missing" for name in schema.get("required", []) if name not in value]
        for name, inner in value.items():
            if name in schema["properties"]:
                found += misfits(document, schema["properties"][name], inner, f"{where}/{name}")
            elif not schema.get("additionalProperties"):
                found.append(f"{where}/{name}: is not described")
    return found


def examples_of(media: dict) -> list:
    named = [one.get("value") for one in media.get("examples", {}).values()]
    return ([media["example"]] if "example" in media else []) + named


def check(document: dict, operation: str, what: str, place: str, contents: list) -> list:
    """`contents`: each a media type object that may have an example; one of them must."""
    found, seen = [], 0
    for media in contents:
        for example in examples_of(media):
            seen += 1
            if isinstance(example, str) and media.get("schema", {}).get("type") == "string":
                continue
            found += [f"{operation}: the example of {what} does not fit its schema: {misfit}"
                      for misfit in misfits(document, media.get("schema", {}), example)]
    if contents and not seen:
        found.append(f"{operation}: no example of {what}: write `example: {{…}}` beside its schema, under {place}")
    return found


def findings(document: dict, described: dict) -> list:
    found = []
    for entry in described.values():
        operation = entry["operationId"]
        body = entry.get("requestBody", {}).get("content", {})
        required = [media for media in body.values() if resolve(document, media["schema"].get("$ref", "#/x")) != EMPTY]
        found += check(document, operation, "its request", "requestBody/content/application/json", required)
        answers = [media for status, answer in entry["responses"].items() if str(status).startswith("2")
                   for media in answer.get("content", {}).values()]
        found += check(document, operation, "an answer", "responses/2xx/content/application/json", answers)
    return found


#: A body without members has nothing to be shown.
EMPTY = {"type": "object", "properties": {}}
