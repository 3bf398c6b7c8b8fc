"""The styles of the text document: few, named, and each of them changeable in one place by whoever edits the report."""

from docx.document import Document as Text
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle

LANGUAGES = {"nb": "nb-NO", "en": "en-GB"}
FONT = "Calibri"
INK, INK_2 = RGBColor(0x1A, 0x24, 0x26), RGBColor(0x4B, 0x59, 0x5B)
FIGURES, CELL, NUMBER = "Figures", "Figures Text", "Figures Number"
OPENING, RULE, MARK, PICTURE = "Opening", "Rule", "Mark", "Chart"
PAGE, MARGIN = (Cm(21), Cm(29.7)), Cm(2.2)
WIDTH = Emu(PAGE[0] - 2 * MARGIN)
UNUSED = ("thumbnail", "extended-properties", "stylesWithEffects", "customXml")  # parts of the template

TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{FIGURES}">
  <w:name w:val="{FIGURES}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders>
      <w:bottom w:val="single" w:sz="8" w:color="1A2426"/>
      <w:insideH w:val="single" w:sz="4" w:color="D0D6D4"/>
    </w:tblBorders>
    <w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/></w:rPr>
    <w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="1A2426"/></w:tcBorders></w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>
</w:style>
"""


def prepare(text: Text, language: str) -> None:
    """Sets page, language and styles of an empty document, and takes out what its template brought along."""
    _drop_unused(text)
    section = text.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Cm(2.4)
    _speak(text, LANGUAGES[language])
    _restyle(text)
    text.styles.element.append(parse_xml(TABLE_STYLE))


def _drop_unused(text: Text) -> None:
    for part in (text.part.package, text.part):
        for key, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2] in UNUSED:
                del part.rels[key]


def _speak(text: Text, code: str) -> None:
    """Every text is in this language, for spelling and for reading aloud."""
    for language in text.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), code)
        language.set(qn("w:eastAsia"), code)
    for language in text.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), code)


def _restyle(text: Text) -> None:
    _set(text, "Normal", 10.5, after=6)
    _set(text, "Heading 1", 20, before=0, after=8, bold=True)
    _set(text, "Heading 2", 13, before=18, after=4, bold=True)
    _set(text, "Caption", 9, before=6, after=4, bold=True)
    _set(text, "List Bullet", 10.5, after=3)
    for name in ("Header", "Footer"):
        _set(text, name, 8.5, color=INK_2).paragraph_format.tab_stops.clear_all()
    _set(text, OPENING, 13, after=4)
    _set(text, RULE, 9, before=4, after=6, color=INK_2)
    _set(text, MARK, 11, after=6, bold=True)
    _set(text, PICTURE, 10.5, after=2).paragraph_format.keep_with_next = True
    _set(text, CELL, 10, before=2, after=2)
    _set(text, NUMBER, 10, before=2, after=2).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set(
    text: Text,
    name: str,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool | None = None,
    color: RGBColor = INK,
) -> ParagraphStyle:
    """A style of this name, of the template or new; sizes and distances are points. Unsaid, what is around is bold."""
    style = text.styles[name] if name in text.styles else text.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - no other kind has one of these names
    if name not in ("Normal",) and style.base_style is None:
        style.base_style = text.styles["Normal"]
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), bold, color
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    style.quick_style = True
    return style
