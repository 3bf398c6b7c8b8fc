"""Charts of a release: SVG for a page, PNG for a text document. The same chart gives the same bytes.

Loading matplotlib takes a second, and it stores a list of the fonts it found. So it is loaded when a document is made
and never at start, with a folder of its own that is gone afterwards. Only the font that it brings along is drawn with.
"""

import os
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from xml.etree import ElementTree

with TemporaryDirectory() as _folder:
    os.environ["MPLCONFIGDIR"] = _folder
    import matplotlib
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import blended_transform_factory
del os.environ["MPLCONFIGDIR"]

from chat.language import Speech
from stats.progress import step
from stats.releases.documents.parts import Chart, Mark, Number

WIDTH, LABELS = 4.96, 2.15  # inches; the labels stand to the left of what is drawn, values to the right
DOT_LABELS = 1.5
BAR_STEP, LEVEL_STEP, DOT_STEP, LINE = 0.27, 0.42, 0.27, 0.22
THICK = 0.66  # of a bar, in steps
INK, INK_2, GROUND = "#1A2426", "#4B595B", "#FFFFFF"
BARS = {1: "#0E5867", 2: "#5F929D", 3: "#D3DDDE"}
OUTLINE = BARS[1]
SIZE, SMALL, GAP = 9, 8, 8  # points; the gap is before each value
POINTS = 72  # in an inch
DOTS_PER_INCH = 220
SHAPES = {"full": ("o", INK), "hollow": ("o", GROUND), "square": ("s", INK)}
DRAWING = Lock()  # matplotlib is not made for several threads
SVG = "http://www.w3.org/2000/svg"
POINTED = "{http://www.w3.org/1999/xlink}href"

_fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
REGULAR, BOLD = (str(_fonts / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))

matplotlib.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "chart", "path.simplify": False}
ElementTree.register_namespace("", SVG)


def as_svg(chart: Chart, said: Speech, marks: tuple[str, ...] = ()) -> str:
    """The chart as an SVG element with real text. Colours and sizes are attributes, fonts those of the page."""
    out = BytesIO()
    metadata = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with DRAWING:
        _draw(chart, said, marks).savefig(out, format="svg", metadata=metadata, transparent=True)
    root = ElementTree.fromstring(out.getvalue())  # noqa: S314 - made just above
    for element in root.iter():
        _make_plain(element)
    root.attrib |= {"role": "img", "aria-label": chart.text}
    return ElementTree.tostring(root, encoding="unicode")


def as_png(chart: Chart, said: Speech, marks: tuple[str, ...] = ()) -> bytes:
    """The chart as a picture, fine enough for print."""
    out = BytesIO()
    with DRAWING:
        _draw(chart, said, marks).savefig(out, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return out.getvalue()


def _make_plain(element: ElementTree.Element) -> None:
    """Writes style as attributes, which a strict page allows too, and drops names and fonts."""
    for child in (*element.findall(f"{{{SVG}}}metadata"), *element.findall(f"{{{SVG}}}style")):
        element.remove(child)
    if element.tag == f"{{{SVG}}}g":
        element.attrib.pop("id", None)
    if pointed := element.attrib.pop(POINTED, None):
        element.set("href", pointed)
    for rule in element.attrib.pop("style", "").split(";"):
        name, _, value = rule.partition(":")
        if value and name.strip() != "font-family":
            element.set(name.strip(), value.strip())


def _draw(chart: Chart, said: Speech, marks: tuple[str, ...]) -> Figure:
    step("drawing a chart")
    draw = _draw_dots if chart.kind == "dots" else _draw_bars
    return draw(chart, said, marks)


def _canvas(height: float, room: tuple[float, float], most: float, marks: tuple[str, ...]) -> Axes:
    """An empty chart: across, the numbers from nought to `most`; down, inches. What a draft must say stands below.

    `room`: to the left for labels and to the right for values, inches.
    """
    whole, (labels, values) = height + LINE * len(marks), room
    figure = Figure(figsize=(WIDTH, whole))
    axes = figure.add_axes((labels / WIDTH, 0, (WIDTH - labels - values) / WIDTH, 1))
    axes.set_axis_off()
    axes.set_xlim(0, most or 1)
    axes.set_ylim(whole, 0)
    for place, mark in enumerate(marks):
        _label(axes, height + LINE * (place + 0.5), mark, INK_2, SMALL)
    return axes


def _label(axes: Axes, down: float, text: str, color: str = INK, size: float = SIZE) -> None:
    """Text at the left edge of the picture."""
    place = blended_transform_factory(_figure(axes).transFigure, axes.transData)
    axes.text(0, down, text, transform=place, ha="left", va="center", color=color, fontproperties=_font(size))


def _font(size: float, bold: bool = False) -> FontProperties:
    return FontProperties(fname=BOLD if bold else REGULAR, size=size, weight=600 if bold else 400)


def _wide(text: str, bold: bool) -> float:
    """How wide a text is that stands beside a place, points."""
    return float(TextPath((0, 0), text, prop=_beside_font(bold)).get_extents().width) if text else 0.0


def _beside_font(bold: bool) -> FontProperties:
    return _font(SIZE if bold else SMALL, bold)


def _beside(axes: Axes, at: tuple[float, float], text: str, bold: bool = True, points: float = 6) -> None:
    """Text to the right of a place."""
    font, color = _beside_font(bold), INK if bold else INK_2
    axes.annotate(text, at, (points, 0), textcoords="offset points", va="center", color=color, fontproperties=font)


def _draw_bars(chart: Chart, said: Speech, marks: tuple[str, ...]) -> Figure:
    """Bars from nought, each with its number; a black tick is the year before."""
    step = LEVEL_STEP if any(mark.level > 1 for mark in chart.marks) else BAR_STEP
    most = max((number for mark in chart.marks for number in _numbers(mark)), default=0)
    axes = _canvas(step * len(chart.marks), (LABELS, _values(chart, said)), most, marks)
    for place, mark in enumerate(chart.marks):
        _draw_bar(axes, step * (place + 0.5), step * THICK, mark, said)
    axes.plot((0, 0), (0, step * len(chart.marks)), color=INK_2, linewidth=0.75, clip_on=False)
    return _figure(axes)


def _numbers(mark: Mark) -> Iterable[int]:
    """Everything that is drawn of a row."""
    values = (number.value for number in (mark.value, mark.before) if number is not None)
    return (*values, *(end for end in (mark.low, mark.high) if end is not None))


def _values(chart: Chart, said: Speech) -> float:
    """The room that the longest value needs, inches; more where a page draws it in a wider font."""
    texts = ((mark.value.say(said), _ends(mark, said)) for mark in chart.marks)
    longest = max((_wide(value, True) + _wide(ends, False) for value, ends in texts), default=0)
    return (2 * GAP + longest * 1.15) / POINTS


def _ends(mark: Mark, said: Speech) -> str:
    """Its range, or nothing."""
    if mark.low is None or mark.high is None:
        return ""
    return f"{Number(mark.low).say(said)}–{Number(mark.high).say(said)}"


def _figure(axes: Axes) -> Figure:
    figure = axes.figure
    assert isinstance(figure, Figure)  # noqa: S101 - never part of another
    return figure


def _draw_bar(axes: Axes, down: float, height: float, mark: Mark, said: Speech) -> None:
    fill = BARS[mark.level]
    axes.barh(down, mark.value.value, height, color=fill, edgecolor=OUTLINE, linewidth=0.75, clip_on=False)
    _label(axes, down, mark.label)
    if mark.before is not None:
        _draw_tick(axes, mark.before.value, down, height)
    _beside(axes, (max(_numbers(mark)), down), mark.value.say(said))


def _draw_tick(axes: Axes, value: int, down: float, height: float) -> None:
    """The year before, black between white, so that it is seen on any bar."""
    reach = (down - height * 0.62, down + height * 0.62)
    lines = ((GROUND, 4.0), (INK, 1.75)) if value else ((INK, 1.75),)
    for color, width in lines:
        axes.plot((value, value), reach, color=color, linewidth=width, solid_capstyle="butt", clip_on=False)


def _draw_dots(chart: Chart, said: Speech, marks: tuple[str, ...]) -> Figure:
    """A dot for each row from nought, with a line for its range; a dashed line where a year stands apart."""
    gap = LINE * 1.3 if chart.gap else 0.0
    most = max((number for mark in chart.marks for number in _numbers(mark)), default=0)
    axes = _canvas(DOT_STEP * len(chart.marks) + gap, (DOT_LABELS, _values(chart, said)), most, marks)
    for place, mark in enumerate(chart.marks):
        apart = gap if mark.shape == "hollow" else 0.0
        _draw_dot(axes, DOT_STEP * (place + 0.5) + apart, mark, said)
    axes.plot((0, 0), (0, DOT_STEP * len(chart.marks) + gap), color=INK_2, linewidth=0.75, clip_on=False)
    if chart.gap:
        _draw_gap(axes, DOT_STEP * (len(chart.marks) - 1) + gap / 2, chart.gap)
    return _figure(axes)


def _draw_dot(axes: Axes, down: float, mark: Mark, said: Speech) -> None:
    shape, fill = SHAPES[mark.shape]
    low, high = mark.low, mark.high
    if low is not None and high is not None:
        axes.plot((low, high), (down, down), color=INK, linewidth=1.5, marker="|", markersize=7, clip_on=False)
    axes.plot(
        mark.value.value,
        down,
        marker=shape,
        color=INK,
        markerfacecolor=fill,
        markersize=6.5,
        linestyle="",
        clip_on=False,
    )
    _label(axes, down, mark.label, INK_2)
    _say_dot(axes, (max(_numbers(mark)), down), mark, said)


def _say_dot(axes: Axes, at: tuple[float, float], mark: Mark, said: Speech) -> None:
    value = mark.value.say(said)
    _beside(axes, at, value, points=GAP)
    if ends := _ends(mark, said):
        _beside(axes, at, ends, bold=False, points=2 * GAP + _wide(value, True))


def _draw_gap(axes: Axes, down: float, text: str) -> None:
    across = axes.get_yaxis_transform()
    axes.plot((0, 1), (down, down), transform=across, color=INK_2, linewidth=0.75, linestyle=(0, (4, 3)), clip_on=False)
    _label(axes, down, text, INK_2, SMALL)
