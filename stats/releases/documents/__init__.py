"""A release as documents for a report: HTML to print, DOCX for its editor, XLSX and CSV for whoever computes.

`chapter` says a release in a language, `tables` and `pictures` are its tables and what its charts draw, and each `as_…`
lays it out. The same release and language give the same bytes. What draws and writes documents is loaded here when one
is made, not before: it is large.
"""

from importlib import import_module

from stats.progress import step
from stats.releases.documents.chapter import chapter
from stats.releases.documents.parts import Content

KINDS = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def make(content: Content, digest: str, language: str, kind: str) -> bytes:
    """The release as a file of one of KINDS, in Norwegian (`nb`) or English (`en`). Raises KeyError for another kind.

    `content` is the release as it was parsed, `digest` its checksum. Nothing is stored, and no file is left.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    step(f"writing the {kind} file")
    module = import_module(f"{__name__}.as_{kind}")
    made: bytes = module.lay_out(chapter(content, digest, language))
    return made
