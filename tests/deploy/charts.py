"""Renders the chart's templates as Helm does, as far as they go: values, `if`, and five functions; more is refused."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined

from deploy.bootstrap import ROOT

CHART = ROOT / "deploy" / "chart"
ACTION = re.compile(r"\{\{-? (.*?) \}\}")


def values(**more: Any) -> dict[str, Any]:
    """The chart's values, with some of them set otherwise."""
    found: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text())
    return {**found, **more}


def rendered(of: dict[str, Any]) -> list[dict[str, Any]]:
    """Every object that the chart makes of the values."""
    environment = Environment(undefined=StrictUndefined, autoescape=False)
    environment.filters["quote"] = lambda value: json.dumps(str(value))
    environment.filters["json"] = json.dumps
    given = {"Values": of, "Release": {"Name": "ledger"}}
    texts = [path.read_text() for path in sorted((CHART / "templates").glob("*.yaml"))]
    made = [environment.from_string(ACTION.sub(in_jinja, text)).render(given) for text in texts]
    return [found for text in made for found in yaml.safe_load_all(text) if found]


def in_jinja(action: re.Match[str]) -> str:
    """The same action, in Jinja's words."""
    match action[1].split():
        case ["if", value]:
            return f"{{%- if {of_dot(value)} %}}"
        case ["end"]:
            return "{%- endif %}"
        case ["toJson", value]:
            return f"{{{{ {of_dot(value)} | json }}}}"
        case [value, *piped] if set(piped) <= {"|", "quote", "int"}:
            return f"{{{{ {of_dot(value)} {' '.join(piped)} }}}}"
    raise AssertionError(f"{action[0]} is more than is rendered here")


def of_dot(name: str) -> str:
    """A name of Helm's, without the dot before it."""
    assert re.fullmatch(r"\.(Values(\.\w+)+|Release\.Name)", name), name
    return name[1:]
