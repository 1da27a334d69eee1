"""The names in a path, and what a list may be asked with."""

from __future__ import annotations

from typing import Annotated

from litestar.params import PathParameter, QueryParameter

Org = Annotated[str, PathParameter(description="The organisation's id: the one that the key opens.")]
Cycle = Annotated[str, PathParameter(description="The cycle's id.")]
PlanUnit = Annotated[str, PathParameter(description="The id of the unit whose plan it is.")]
Cursor = Annotated[
    str | None, QueryParameter(max_length=1024, description="Where to go on: as the last page's `next` has it.")
]
Limit = Annotated[int, QueryParameter(ge=1, le=500, description="The most items on a page.")]
Unit = Annotated[str | None, QueryParameter(max_length=64, description="Only this unit's.")]
