"""What is wrong with an act is said with a pointer that leads somewhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from events.strictness import Malformed
from services.decisions import command

CLOSE = {"command": "cycle.close", "subject": "cycle/2026-q1"}
SET = {"command": "policy.set", "subject": "org", "data": {"parameters": {"grace_wd": {}}, "reason": "x"}}


@pytest.mark.parametrize(
    ("act", "pointer"),
    [
        ({"commands": [CLOSE], "expected": {"org": -1}}, "/expected"),
        ({"commands": [CLOSE, SET]}, "/commands/1/data/parameters"),
    ],
)
def test_where_the_key_of_an_object_is_not_known_the_object_is_pointed_to(act: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Malformed) as found:
        command.decode(json.dumps(act).encode())
    assert found.value.pointer == pointer
