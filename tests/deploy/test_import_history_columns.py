"""`import history --columns`: the importer's word on the columns of a table, and what is said where it is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.commands import Failure, import_history
from deploy.commands.import_history import _columns
from deploy.usage import parser
from services.histories.tables.fields import FIELDS


def test_the_columns_are_an_object_of_fields_and_headers(tmp_path: Path) -> None:
    file = tmp_path / "columns.json"
    file.write_text(json.dumps({"title": "Ziel", "current": "Stand"}))
    assert _columns(str(file)) == {"title": "Ziel", "current": "Stand"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "expected a JSON object such as"),
        ("{", "expected a JSON object such as"),
        ('{"titel": "Ziel"}', "no field 'titel'; the fields are title, objective"),
        ('{"title": 3}', "the field 'title' has 3; expected the header of a column"),
    ],
)
def test_what_is_none_is_refused_with_what_would_be(text: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "columns.json"
    file.write_text(text)
    with pytest.raises(Failure, match=f"{file}: .*{why}"):
        _columns(str(file))
    with pytest.raises(Failure, match=r"absent\.json: No such file"):
        _columns(str(tmp_path / "absent.json"))


def test_the_help_names_every_field() -> None:
    told = " ".join(parser("import history", import_history).format_help().split())
    assert all(field in told for field in FIELDS)
