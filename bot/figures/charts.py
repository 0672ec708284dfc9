"""Charts of a roll-up as PNG pictures: bars by week, by unit and by type."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.figures.labels import Labels, thousands
from bot.figures.rollup import Rollup

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Bar = tuple[str, int]

MOST_UNITS = 25  # bars; the rest are summed
_FONT = "DejaVu Sans"  # comes with matplotlib and has every Vietnamese letter
DPI = 150
_WIDTH_IN, _HEIGHT_IN = 10.0, 5.6
_BAR_IN = 0.3  # height that a horizontal bar takes
_COLOUR, _COLOUR_OF_REST = "#1F5C99", "#A6A6A6"
_NAME_CHARACTERS = 34  # beside a bar, before its name goes on in the next line
_LINE_CHARACTERS = 84  # of all names below upright bars
_MANY_BARS = 7  # upright ones: their names are slanted


def charts(rollup: Rollup, labels: Labels) -> dict[str, bytes]:
    """The three pictures by their titles."""
    period = rollup.period.name
    weeks = [(line.name, line.count.reports) for line in rollup.weeks]
    types = [(line.name, line.count.reports) for line in rollup.types if line.count.reports]
    return {
        title: _picture(title, bars, labels, upright=upright)
        for title, bars, upright in (
            (labels("chart_by_week", period=period), weeks, True),
            (labels("chart_by_unit", period=period), unit_bars(rollup, labels), False),
            (labels("chart_by_type", period=period), sorted(types, key=lambda bar: -bar[1]), False),
        )
    }


def unit_bars(rollup: Rollup, labels: Labels) -> list[Bar]:
    """The units with most reports of activities, and what all others come to."""
    bars = [(unit.name, unit.count.reports) for unit in rollup.units if unit.count.reports]
    if len(bars) <= MOST_UNITS:
        return bars
    rest = sum(number for _, number in bars[MOST_UNITS - 1 :])
    return [*bars[: MOST_UNITS - 1], (labels("other_units"), rest)]


def _picture(title: str, bars: Sequence[Bar], labels: Labels, *, upright: bool) -> bytes:
    # matplotlib takes half a second to import; pyplot is left out: its figures are shared by all threads.
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    room = max(14, _LINE_CHARACTERS // len(bars)) if upright else _NAME_CHARACTERS
    names = [textwrap.fill(name, room) for name, _ in bars]
    rows = sum(1 + 0.6 * name.count("\n") for name in names)
    height = _HEIGHT_IN if upright else max(_HEIGHT_IN, 1.4 + _BAR_IN * rows)
    with rc_context({"font.family": _FONT, "font.size": 10, "axes.formatter.use_locale": False}):
        figure = Figure(figsize=(_WIDTH_IN, height), dpi=DPI, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.set_title(title, fontsize=13, fontweight="bold", wrap=True)
        _draw(axes, names, [number for _, number in bars], labels, upright=upright)
        picture = io.BytesIO()
        figure.savefig(picture, format="png")
    return picture.getvalue()


def _draw(axes: Axes, names: Sequence[str], numbers: Sequence[int], labels: Labels, *, upright: bool) -> None:
    """Nothing; draws the bars with their numbers, or says that there are none."""
    if not any(numbers):
        axes.set_axis_off()
        axes.text(0.5, 0.5, labels("chart_empty"), ha="center", va="center", fontsize=14)
        return
    places = range(len(names))
    colours = [_COLOUR_OF_REST if name == labels("other_units") else _COLOUR for name in names]
    bars: Any = axes.bar(places, numbers, 0.6, color=colours) if upright else None
    axis, counted = (axes.xaxis, axes.yaxis) if upright else (axes.yaxis, axes.xaxis)
    if not upright:
        bars = axes.barh(places, numbers, 0.7, color=colours)
        axes.invert_yaxis()
    slanted = upright and len(names) > _MANY_BARS
    axis.set_ticks(
        places, names, rotation=45 if slanted else 0, ha="right" if slanted or not upright else "center"
    )
    axes.bar_label(bars, [thousands(number) for number in numbers], padding=3)
    axes.margins(y=0.12) if upright else axes.margins(x=0.1)
    counted.set_major_locator(_whole_numbers())
    counted.set_major_formatter(lambda number, _: thousands(int(number)))
    counted.set_label_text(labels("chart_axis"))
    axes.spines[["top", "right"]].set_visible(False)


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 — as in `_picture`

    return MaxNLocator(integer=True)
