"""A packed document that does not tell when it was packed, so that the same content is the same file."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

BEFORE_TIME = (1980, 1, 1, 0, 0, 0)  # the first moment that the format knows


def packed_alike(content: bytes) -> bytes:
    """The same parts in the same order, each with the same moment. Nothing of the machine is in it."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name in given.namelist():
            part = ZipInfo(name, BEFORE_TIME)
            part.compress_type, part.external_attr, part.create_system = ZIP_DEFLATED, 0, 0
            packed.writestr(part, given.read(name))
    return out.getvalue()
