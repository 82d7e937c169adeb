"""The figure of RESULTS.md as SVG, from plain numbers; no drawing library.

Two parts: bars of effective draws per second on a logarithmic axis, one panel a data set, and below
them the ratio to the fastest peer for every data set.
"""

import math
from html import escape

WIDTH = 760
LABELS = 190  # left edge of the axis
RIGHT = 690  # right edge of the axis; the numbers of the longest bars stand beyond it
BAR = 13
STEP = 19
OURS, PEER, WRONG, INK, GRID = "#b2182b", "#8c9bab", "#ffffff", "#222222", "#dddddd"


def number(value):
    """Three significant digits with thousands separators."""
    if value >= 100:
        digits = max(0, math.floor(math.log10(value)) - 2)
        return f"{round(value / 10**digits) * 10**digits:,.0f}"
    return f"{value:.3g}"


def text(x, y, content, anchor="start", size=12, weight="normal", colour=INK):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}" fill="{colour}">{escape(content)}</text>'
    )


class Axis:
    """A logarithmic axis from one power of ten to another."""

    def __init__(self, smallest, largest):
        self.low = math.floor(math.log10(smallest))
        self.high = max(self.low + 1, math.ceil(math.log10(largest)))

    def place(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return LABELS + share * (RIGHT - LABELS)

    def grid(self, top, bottom):
        parts = []
        for power in range(self.low, self.high + 1):
            x = self.place(10.0**power)
            parts.append(
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" stroke="{GRID}"/>'
            )
            parts.append(text(x, bottom + 14, f"{10**power:,}", "middle", 10))
        return parts


def bar(axis, y, label, value, is_ours, note=""):
    """One labelled bar; hollow where the posterior was wrong."""
    parts = [text(LABELS - 8, y + BAR - 2, label, "end", 12, "bold" if is_ours else "normal")]
    if value is None:
        return parts + [text(LABELS + 4, y + BAR - 2, note, size=11)]
    colour = OURS if is_ours else WRONG if note else PEER
    end = axis.place(value)
    parts.append(
        f'<rect x="{LABELS}" y="{y}" width="{end - LABELS:.1f}" height="{BAR}" fill="{colour}" '
        f'stroke="{OURS if is_ours else PEER}"/>'
    )
    return parts + [text(end + 5, y + BAR - 2, " ".join([number(value), note]).strip(), size=11)]


def panel(axis, top, title, bars):
    bottom = top + 8 + STEP * len(bars)
    parts = [text(LABELS, top - 2, title, size=13, weight="bold"), *axis.grid(top + 4, bottom)]
    for index, row in enumerate(bars):
        parts += bar(axis, top + 8 + index * STEP, *row)
    return parts, bottom + 44


def draw(panels, ratios):
    """The SVG.

    `panels`: (title, [(label, effective draws per second or None, is ours, note)]) a data set.
    `ratios`: (data set, ratio to the fastest peer), a bar each.
    """
    values = [value for _, bars in panels for _, value, _, _ in bars if value]
    parts, top = [], 30
    if values:
        parts.append(text(LABELS, top - 10, "Effective draws per second on one core", size=14))
        axis, top = Axis(min(values) / 1.5, max(values)), top + 18
        for title, bars in panels:
            drawn, top = panel(axis, top, title, bars)
            parts += drawn
    if ratios:
        axis = Axis(1, max(ratio for _, ratio in ratios))
        drawn, top = panel(
            axis, top, "sroc, times the fastest peer", [(n, r, True, "") for n, r in ratios]
        )
        parts += drawn
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top:.0f}" width="{WIDTH}" '
        f'height="{top:.0f}" font-family="Helvetica, Arial, sans-serif">\n'
        f'<rect width="{WIDTH}" height="{top:.0f}" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )
