"""What was written is what is read, however it was written."""

from __future__ import annotations

from hypothesis import given, settings

from services.histories.readers.markdown import read
from tests.services.histories.generated.pages import knowable, read_of, written
from tests.services.histories.generated.plans import Plan, plans
from tests.services.histories.generated.styles import Style, styles

LAW = settings(max_examples=200, deadline=None)


@LAW
@given(plans(), styles())
def test_a_page_is_read_as_it_was_meant(plan: Plan, style: Style) -> None:
    assert read_of(read(written(plan, style)).entries) == knowable(plan, style)


@LAW
@given(plans(), styles())
def test_line_ends_and_spaces_behind_lines_make_no_difference(plan: Plan, style: Style) -> None:
    page = written(plan, style)
    other = page.replace("\n", "\r\n")
    assert read(other) == read(page)
