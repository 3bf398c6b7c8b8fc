"""Addresses on the net: those of somebody's own page, and those that anybody may read."""

import re
from collections.abc import Iterator

from stats.identifying.note import Note
from stats.identifying.spans import Candidate, Kind, Weight
from stats.identifying.tables import either, words

ENDINGS = (
    r"(?:no|com|org|net|eu|se|dk|fi|de|uk|info|me|io|app|co|tv|gg|ru|pl|ro|lt|ee|to|es|fr|nl|cc|ly|be|us|xyz|link|page|site"
    r"|online|chat|dating|example|test|invalid)"
)
DOT = r"(?:\.|\[\.\]|\(\.\))"  # also as people write it so that nothing becomes a link
URL = re.compile(
    rf"(?i)(?<![\w.@/-])(?:h(?:tt|xx)ps?://)?(?P<host>(?:[\w-]{{1,63}}{DOT}){{1,5}}{ENDINGS})(?![\w@-])(?!\.\w)(?::\d{{1,5}})?"
    r"(?P<path>[/?#][^\s<>\"]{0,300})?"
)
PERSONAL_HOST = re.compile(r"(?i)^(?:www\.)?[a-zæøå]{3,}[_-]?\d{2,}\.[\w-]+\.")
PERSONAL_PATH = re.compile(
    r"(?i)/(?:profil\w*|users?|u|members?|medlem\w*|bruker\w*|in|add|annonse\w*|ads?|escorts?|eskorte\w*|people|person|model\w*)[/=]"
    r"|/[@~]|[?&/](?:id|user|uid|profile|profil|member|bruker|nick|username)="
    r"|/[a-zæøå]+[._-]?\d{2,}[^/]*/?$|/\w+_\w+/?$"
)
PUBLIC_PATH = re.compile(r"(?i)^/(?:events?|groups?|help|hjelp|policies|login|legal|about|om|hashtag|explore)\b")
OWN_PAGE = re.compile(rf"(?i)\b{either('around', 'own_page')}\b[^.\n]{{0,20}}$")


def find(note: Note) -> Iterator[Candidate]:
    for match in URL.finditer(note.text):
        end = match.start() + len(match[0].rstrip(".,;:!?)'\""))
        path = note.text[match.end("host") : end]
        before = note.text[max(0, match.start() - 50) : match.start()]
        host = re.sub(DOT, ".", match["host"].lower()).removeprefix("www.")
        if _is_own(host, path, before):
            yield Candidate(match.start(), end, Kind.PROFILE_URL, Weight.TOLD)
        else:
            yield Candidate(match.start(), end, None, Weight.KNOWN)


def _is_own(host: str, path: str, before: str) -> bool:
    if _is_of(host, words("public_sites")) or PUBLIC_PATH.match(path):
        return False
    if PERSONAL_HOST.match(host) or PERSONAL_PATH.search(path):
        return True
    return len(path) > 1 and (_is_of(host, words("social_sites")) or bool(OWN_PAGE.search(before)))


def _is_of(host: str, sites: frozenset[str]) -> bool:
    labels = host.split(".")
    return any(".".join(labels[start:]) in sites for start in range(len(labels)))
