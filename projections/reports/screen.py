"""The terminal's look, alike in every command: how wide it is, tables that fit, and text that commands nothing."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from projections.reports.reading.legible import harmless

WIDTH = 80
BREAKS = {9: "\ufffd", 10: "\ufffd"}


class Harmless(Console):
    """A console on which no text does anything, wherever it came from; colours and bars are the console's own."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The pieces of what is printed, their texts harmless."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else harmless(text), style, control)


def console(at_most: int | None = WIDTH) -> Console:
    """Standard output: colours only where it is a terminal, and lines as wide as that, but no wider than asked."""
    out = Harmless(highlight=False, markup=False, emoji=False)
    out.width = min(out.width, at_most or out.width)
    return out


def plain(text: str, style: str = "") -> Text:
    """The text with nothing in it that a terminal would obey, on one line."""
    return Text(harmless(text).translate(BREAKS), style=style)


def table(*names: str, numbers: tuple[str, ...] = (), whole: tuple[str, ...] = ()) -> Table:
    """A table without lines, whose columns of words give way where it is too wide.

    `numbers` stand on the right of their columns and are never broken; nor is what stands in those named `whole`.
    """
    made = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        kept = name in numbers or name in whole
        made.add_column(name, justify="right" if name in numbers else "left", no_wrap=kept, overflow="fold")
    return made


def signed(out: Console, text: Text, sign: str = " ", style: str = "", columns: int = 2) -> None:
    """The text is printed behind its sign, so many columns to the right; its further lines stand below the first."""
    line = Table.grid(padding=(0, 1, 0, 0))
    line.add_column(no_wrap=True)
    line.add_column(overflow="fold")
    line.add_row(plain(sign, style), text)
    out.print(Padding(line, (0, 0, 0, columns), expand=False))
