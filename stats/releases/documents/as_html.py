"""A release as one page to print on A4. Style and charts are inside; it asks for nothing and has no script."""

import re

from markupsafe import Markup

from chat.pages import render
from stats.releases import wording as words
from stats.releases.documents.charts import as_svg
from stats.releases.documents.parts import Chapter, Chart


def lay_out(chapter: Chapter) -> bytes:
    """The chapter as HTML in UTF-8."""

    def draw(chart: Chart) -> Markup:
        return Markup(as_svg(chart, chapter.said, chapter.marks))  # noqa: S704 - an SVG of ours, its texts escaped

    template = "stats/release_document.html"
    return render(template, chapter.said.code, chapter=chapter, words=words, draw=draw, quoted=_quoted).encode()


def _quoted(text: str) -> Markup:
    """A text as CSS has it between quotation marks, without what could end them."""
    return Markup('"{}"').format(Markup(re.sub(r'["\\<>&\n]', "", text)))  # noqa: S704 - nothing is left to escape
