"""A release as a text document for the report's editor: real headings, tables and captions, and styles to change."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as Text
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu
from docx.table import Table as Grid
from docx.table import _Row
from docx.text.paragraph import Paragraph

from stats.releases import wording as words
from stats.releases.documents import docx_styles as styles
from stats.releases.documents.charts import as_png
from stats.releases.documents.packing import packed_alike
from stats.releases.documents.parts import Chapter, Chart, Table, in_sentences

CHART, NUMBERS, SIGN = Cm(12.6), Cm(2.2), Cm(0.25)  # the width of a picture, a column of numbers, a sign in it
FIRST_ROW, LAST_ROW, NO_BANDS = 0x0020, 0x0040, 0x0600  # as older word processors read how a table looks


def lay_out(chapter: Chapter) -> bytes:
    """The chapter as DOCX on A4. Its day of making is the day of the release."""
    text = Document()
    styles.prepare(text, chapter.said.code)
    _describe(text, chapter)
    _head_and_foot(text, chapter)
    _open(text, chapter)
    for table in chapter.tables:
        _table(text, chapter, table)
    _sentences(text, chapter.said.text(words.CHANGED), chapter.changed)
    _sentences(text, chapter.said.text(words.HOW_SURE), chapter.sure)
    for title, words_of_it in chapter.method:
        text.add_heading(title, 2)
        text.add_paragraph(words_of_it)
    text.add_paragraph(chapter.checksum, styles.RULE)
    out = BytesIO()
    text.save(out)
    return packed_alike(out.getvalue())


def _describe(text: Text, chapter: Chapter) -> None:
    made, about = datetime.combine(chapter.released_on, time()), text.core_properties
    about.title, about.language = f"{chapter.report}: {chapter.title}", styles.LANGUAGES[chapter.said.code]
    about.author = about.comments = about.last_modified_by = ""
    about.subject = in_sentences(chapter.marks)
    about.created = about.modified = made


def _head_and_foot(text: Text, chapter: Chapter) -> None:
    section = text.sections[0]
    width = Emu((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))
    for part, left, right in (
        (section.header, in_sentences([chapter.report, *chapter.marks]), chapter.title),
        (section.footer, chapter.edition, ""),
    ):
        line = part.paragraphs[0]
        line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(f"{left}\t{right}")
    _field(section.footer.paragraphs[0], "PAGE", "1")


def _field(line: Paragraph, instruction: str, shown: str) -> None:
    """A number that the word processor keeps up to date."""
    xml = f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} "><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>'
    line._p.append(parse_xml(xml))


def _open(text: Text, chapter: Chapter) -> None:
    """The heading and the three sentences."""
    for mark in chapter.marks:
        text.add_paragraph(mark, styles.MARK)
    text.add_heading(f"{chapter.title}: {chapter.headline} {chapter.range}", 1)
    for sentence in chapter.opening:
        text.add_paragraph(sentence, styles.OPENING)
    text.add_paragraph(chapter.dates, styles.RULE)


def _sentences(text: Text, title: str, sentences: Iterable[str]) -> None:
    text.add_heading(title, 2)
    for sentence in sentences:
        text.add_paragraph(sentence, "List Bullet")


def _table(text: Text, chapter: Chapter, table: Table) -> None:
    text.add_heading(table.title, 2)
    if table.chart:
        _picture(text, chapter, table.chart, table.title)
    _caption(text, f"{chapter.said.text(words.TABLE_CAPTION)} ", "Tabell", table.number, table.title)
    rows = [*table.rows, *([table.total] if table.total else [])]
    grid = text.add_table(1 + len(rows), len(table.columns), styles.FIGURES)
    _fill(grid.rows[0], table.columns, table.heads)
    for row, cells in zip(list(grid.rows)[1:], rows, strict=True):
        _fill(row, list(map(chapter.show, cells)), table.heads)
    _shape(grid, _widths(chapter, table), last_row=table.total is not None)
    text.add_paragraph(" ".join(table.rule), styles.RULE)


def _picture(text: Text, chapter: Chapter, chart: Chart, title: str) -> None:
    """A chart, with its words for who does not see it, and a caption below."""
    line = text.add_paragraph(style=styles.PICTURE)
    shape = line.add_run().add_picture(BytesIO(as_png(chart, chapter.said, chapter.marks)), width=CHART)
    shape._inline.docPr.set("descr", chart.text)
    for side in ("distL", "distR", "distT", "distB"):
        shape._inline.set(side, "0")
    title = " ".join(filter(None, (f"{title}.", chart.note)))
    label = f"{chapter.said.text(words.CHART_CAPTION)} "
    _caption(text, label, "Figur", len(text.inline_shapes), title)


def _caption(text: Text, label: str, sequence: str, number: int, title: str) -> None:
    """A caption with a number that counts on by itself; it stays with the table below it."""
    line = text.add_paragraph(label, "Caption")
    line.paragraph_format.keep_with_next = True
    _field(line, f"SEQ {sequence} \\* ARABIC", str(number))
    line.add_run(f". {title}")


def _fill(row: _Row, cells: Sequence[str], heads: int) -> None:
    for place, (cell, said) in enumerate(zip(row.cells, cells, strict=True)):
        line = cell.paragraphs[0]
        line.style = styles.CELL if place < heads else styles.NUMBER
        line.add_run(said)


def _shape(grid: Grid, widths: list[Emu], *, last_row: bool) -> None:
    """Widths, a first row that is repeated on every page, and rows that stay together and with the rule below."""
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row in grid.rows:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    grid.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    _look(grid, last_row=last_row)


def _widths(chapter: Chapter, table: Table) -> list[Emu]:
    """The page shared out: columns of numbers take what they need, words the rest. Heads break where a word ends."""
    columns = list(zip(table.columns, *table.rows, *([table.total] if table.total else []), strict=True))
    parts = ([*str(head).split(" "), *map(chapter.show, cells)] for head, *cells in columns[table.heads :])
    longest = [max(map(len, texts)) for texts in parts]
    numbers = [Emu(max(NUMBERS, signs * SIGN)) for signs in longest]
    return [Emu((styles.WIDTH - sum(numbers)) // table.heads)] * table.heads + numbers


def _look(grid: Grid, *, last_row: bool) -> None:
    """Which rows the style makes stand out: the first, and the last where it is the total."""
    properties = grid._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    flags = FIRST_ROW | NO_BANDS | (LAST_ROW if last_row else 0)
    shown = f'w:val="{flags:04X}" w:firstRow="1" w:lastRow="{int(last_row)}" w:noHBand="1" w:noVBand="1"'
    properties.append(parse_xml(f"<w:tblLook {nsdecls('w')} {shown}/>"))
