"""Plots of an overview as SVG (matplotlib) that takes its colours from the page it stands in.

The page forbids inline style, so every style attribute becomes attributes of its own, and every
colour a class or `currentColor`: the plots follow the page into dark mode and onto paper.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mtaudit.report.overview import Mean, Overview

_INK, _BAR = "#010203", "#040506"
_MOST = 15
_WIDTH, _ROW, _HEIGHT = 6.0, 0.26, 2.4  # inches
_LONGEST = 28  # characters of a label

_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_DROPPED = re.compile(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", re.DOTALL)
_STYLE = re.compile(r' style="([^"]*)"')
_REFERENCE = re.compile(r'( id="|url\(#|href="#)')
_SIZE = re.compile(r'(<svg [^>]*?) width="[^"]*"| height="[^"]*"')
_FONT_SIZE = re.compile(r"([\d.]+)px")


def plots(overview: Overview) -> Iterator[str]:
    """Yield the plots that an overview has the numbers for, each an `<svg>` element."""
    if not overview.articles:
        return
    yield _drawn("score", "Articles by score", _HEIGHT, lambda axes: _scores(axes, overview))
    checks = [(f"{code} {name}", count) for (code, name), count in overview.checks.most_common(_MOST)]
    if checks:
        yield _drawn("check", "Findings by check", _tall(checks), lambda axes: _bars(axes, checks))
    names = [(f"{wrong} → {right}", count) for (wrong, right), count in overview.names.most_common(_MOST)]
    if names:
        yield _drawn("name", "Wrong names", _tall(names), lambda axes: _bars(axes, names))
    outlets = overview.outlets()
    if len(outlets) > 1:
        worst = outlets[:_MOST]
        yield _drawn("outlet", "Mean score by outlet, 95% interval", _tall(worst), lambda axes: _means(axes, worst))
    days = overview.days()
    if len(days) > 1:
        yield _drawn("day", "Mean score by day, 95% interval", _HEIGHT, lambda axes: _days(axes, days))


def _tall(rows: Sequence[object]) -> float:
    return 0.8 + _ROW * len(rows)


def _drawn(key: str, title: str, height: float, draw: Callable[[Any], None]) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none", "svg.hashsalt": key, "text.parse_math": False,
        "text.color": _INK, "axes.edgecolor": _INK, "axes.labelcolor": _INK, "xtick.color": _INK, "ytick.color": _INK,
        "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    }  # fmt: skip
    with mpl.rc_context(settings):
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        axes = figure.subplots()
        axes.set_title(title, loc="left", fontsize=11, fontweight="bold")
        draw(axes)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None})
    return _plain(stream.getvalue(), key, title)


def _scores(axes: Any, overview: Overview) -> None:
    counts = overview.bins()
    width = 100 / len(counts)
    axes.bar([width * (number + 0.5) for number in range(len(counts))], counts, width * 0.9, color=_BAR)
    axes.set_xlim(0, 100)
    axes.set_xlabel("score")
    axes.set_ylabel("articles")
    axes.yaxis.get_major_locator().set_params(integer=True)


def _bars(axes: Any, rows: Sequence[tuple[str, int]]) -> None:
    bars = axes.barh(range(len(rows)), [count for _, count in rows], 0.7, color=_BAR)
    axes.bar_label(bars, padding=3, color=_INK, fontsize=9)
    _label(axes, [name for name, _ in rows])
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.margins(x=0.08)


def _means(axes: Any, means: Sequence[Mean]) -> None:
    for row, mean in enumerate(means):
        if mean.low is not None and mean.high is not None:
            axes.plot([mean.low, mean.high], [row, row], color=_BAR, linewidth=2)
    axes.plot([mean.value for mean in means], range(len(means)), "o", color=_BAR)
    _label(axes, [mean.name for mean in means], [f" ({mean.articles})" for mean in means])
    axes.set_ylim(len(means) - 0.5, -0.5)
    axes.set_xlim(*_window(means))
    axes.set_xlabel("score")


def _days(axes: Any, means: Sequence[Mean]) -> None:
    places = range(len(means))
    for place, mean in zip(places, means, strict=True):
        if mean.low is not None and mean.high is not None:
            axes.plot([place, place], [mean.low, mean.high], color=_BAR, linewidth=2)
    axes.plot(places, [mean.value for mean in means], "o-", color=_BAR, linewidth=0.8)
    step = -(-len(means) // 6)
    axes.set_xticks(list(places)[::step], [mean.name for mean in means][::step], fontsize=8)
    axes.set_ylim(*_window(means))
    axes.set_ylabel("score")


def _window(means: Sequence[Mean]) -> tuple[float, float]:
    """The part of the scale that holds the means and their intervals, a point more on each side."""
    lows = [mean.value if mean.low is None else mean.low for mean in means]
    highs = [mean.value if mean.high is None else mean.high for mean in means]
    return max(0.0, min(lows) - 1), min(100.5, max(highs) + 1)


def _label(axes: Any, names: Sequence[str], behind: Sequence[str] = ()) -> None:
    """Put the names before their rows, long ones cut, each with what stands `behind` it."""
    cut = [name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…" for name in names]
    shown = [name + more for name, more in zip(cut, behind or [""] * len(cut), strict=True)]
    axes.set_yticks(range(len(shown)), shown, fontsize=9)
    axes.invert_yaxis()


def _plain(svg: str, key: str, title: str) -> str:
    """A figure as an element of a page: without prologue, style and fixed colours, its ids its own."""
    svg = _DROPPED.sub("", _HEAD.sub("", svg))
    svg = _STYLE.sub(lambda match: _attributes(match[1]), svg)
    svg = _REFERENCE.sub(lambda match: f"{match[1]}plot-{key}-", svg)
    svg = svg.replace(f'fill="{_BAR}"', 'class="bar"').replace(f'stroke="{_BAR}"', 'class="line"')
    svg = svg.replace(_INK, "currentColor")
    svg = _SIZE.sub(lambda match: match[1] or "", svg, count=2)
    label = f'<svg class="plot" role="img" aria-label={quoteattr(title)}><title>{escape(title)}</title>'
    opening, _, rest = svg.partition(">")
    return label.replace("<svg", opening, 1) + rest


def _attributes(style: str) -> str:
    """The declarations of a style attribute as attributes; of a font only its size is kept."""
    out = []
    for declaration in style.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            size = _FONT_SIZE.search(value)
            out.append(f' font-size="{size[1]}"' if size else "")
            out.append(' font-weight="bold"' if "bold" in value or "700" in value else "")
        elif name and value:
            out.append(f' {name}="{value}"')
    return "".join(out)
