"""What a message may be. Chat text is stored as text and shown as text, so nothing is cleaned or rewritten."""

import re

from chat.errors import TextRefused

MAX_TEXT = 4000  # code points
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def check_text(text: str) -> str:
    """`text` as it is. Raises TextRefused when blank, over 4,000 code points, or with control characters
    other than newline and tab."""
    if not text.strip() or len(text) > MAX_TEXT or _CONTROL.search(text):
        raise TextRefused
    return text
