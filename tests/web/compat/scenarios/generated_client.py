"""Run by the interpreter that has datamodel-code-generator: makes models of our document, and reads answers with them.

argv: the address of the service, a key to it, and the calls as JSON, each [method, path as the document has it, path, body].
Every answer is read twice: as it came, and with a field more in every object whose fields are declared. Prints, by call,
the status, whether both are read alike, and how many fields were added.
"""

import importlib.util
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from pydantic import BaseModel, RootModel, ValidationError

server, key, calls = sys.argv[1:]
NEW = {"a_field_of_tomorrow": {"of": ["any", 1, None]}}


def ask(method, path, body=None):
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(server + path, content, headers, method=method)
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def widen(read, sent):
    """What was sent, with a field more wherever the model that read it declares the fields; and how many were added."""
    if isinstance(read, RootModel):
        return widen(read.root, sent)
    if isinstance(read, BaseModel):
        names = {field.alias or name: name for name, field in type(read).model_fields.items()}
        parts = {each: widen(getattr(read, names[each]), sent[each]) for each in sent if each in names}
        wide = {**sent, **{each: part for each, (part, _) in parts.items()}, **NEW}
        return wide, 1 + sum(added for _, added in parts.values())
    if isinstance(read, list):
        parts = [widen(*pair) for pair in zip(read, sent, strict=True)]
        return [part for part, _ in parts], sum(added for _, added in parts)
    if isinstance(read, dict):
        parts = {each: widen(read[each], sent[each]) for each in sent}
        return {each: part for each, (part, _) in parts.items()}, sum(added for _, added in parts.values())
    return sent, 0


_, document = ask("GET", "/api/v1/openapi.json")
Path("openapi.json").write_text(json.dumps(document), "utf-8")
command = "--input openapi.json --input-file-type openapi --output models.py --output-model-type pydantic_v2.BaseModel"
strict = "--strict-types str int float bool --target-python-version 3.11"
generator = Path(sys.executable).with_name("datamodel-codegen")
subprocess.run([generator, *command.split(), *strict.split()], check=True, capture_output=True)
loaded = importlib.util.spec_from_file_location("models", "models.py")
models = importlib.util.module_from_spec(loaded)
sys.modules["models"] = models
loaded.loader.exec_module(models)

found = []
for method, template, path, body in json.loads(calls):
    status, answer = ask(method, path, body)
    (content,) = document["paths"][template][method.lower()]["responses"][str(status)]["content"].values()
    model = getattr(models, content["schema"]["$ref"].rpartition("/")[2])
    read = model.model_validate(answer)
    wide, added = widen(read, answer)
    found.append([f"{method} {template}", status, model.model_validate(wide) == read, added])

closed = []
for name, request in (
    ("ScreenRequest", {"subjects": [{"name": "KU Leuven"}]}),
    ("DueRequest", {"due": "2026-12-01"}),
):
    getattr(models, name).model_validate(request)
    try:
        getattr(models, name).model_validate(request | NEW)
    except ValidationError:
        closed.append(name)
sys.stdout.write(json.dumps({"answers": found, "closed": closed}))
