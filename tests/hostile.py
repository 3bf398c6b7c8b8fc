"""Texts that attack whoever shows them, and how a page is read to see whether one of them got through.

They are made from a seed, so that a text that failed can be made again.
"""

import random
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser

OURS = ("/", "?", "#", "tel:")  # how the addresses in our pages begin
RAN = "lavterskelRan"  # what each attack calls; a page where it exists has run one

MARKUP = [
    "<script>{run}</script>",
    "<img src=x onerror={run}>",
    "<svg/onload={run}>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<a href=javascript:{run} autofocus onfocus={run}>hei</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror={run}>",
    "</textarea><script>{run}</script>",
    "</title><script>{run}</script>",
    "</noscript><img src=x onerror={run}>",
    "--><script>{run}</script><!--",
    "]]><script>{run}</script>",
    '" onmouseover={run} x="',
    "' autofocus onfocus={run} x='",
    "`${{{run}}}`",
    "<details open ontoggle={run}>",
    "<input type=image src=x onerror={run}>",
    "<body onpageshow={run}>",
    "<style>@import 'http://evil.example/x.css'</style>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<base href=http://evil.example/>",
    "<form action=http://evil.example/><button>Send</button></form>",
    "<img src=http://evil.example/x.png>",
    "<div hx-get=/console/queue hx-trigger=load hx-on:click={run}>",
    "<button hx-post=/leave hx-trigger=load>x</button>",
    "<chat-lane data-conversation=x>",
    "<template><script>{run}</script></template>",
    "<slot name=x></slot><noscript><p title='</noscript><img src=x onerror={run}>'>",
    "&lt;script&gt;{run}&lt;/script&gt; &amp;amp; &#60;b&#62; &nbsp;",
    "<b>fet</b> < 3 > 2 & 1 <3",
]
TEMPLATES = [
    "{{{{ 7*7 }}}} {{% raw %}}{{{{ config }}}}{{% endraw %}}",
    "{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}",
    "${{7*7}} #{{7*7}} <%= 7*7 %> *{{7*7}}",
    "%(text)s %s %d %n {{0}} {{}} {{text}} {{__class__}}",
    "\\u003cscript\\u003e{run}\\u003c/script\\u003e",
    "{{{{constructor.constructor('{run}')()}}}}",
]
QUERIES = [
    "'; DROP TABLE conversations; --",
    "' OR '1'='1",
    '" UNION SELECT token_hash FROM conversations --',
    "1; ATTACH DATABASE '/tmp/x' AS x; --",
    "x' || (SELECT name FROM accounts) || '",
    "%' ESCAPE '\\",
]
PATHS = [
    "../../../etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1:1/",
    "//evil.example/x",
    "\\\\evil\\x",
    "data:text/html,x",
]
HEADERS = ["hei%0d%0aSet-Cookie:%20a=b", "hei\r\nSet-Cookie: a=b", "hei\nLocation: //evil.example/", "a; Path=/; b=c"]
SIGNS = [
    "\u202eabc\u202d def \u2066x\u2069",
    "\u200f\u200e\u061c",
    "שלום hei العربية",
    "\u200b\u200c\u200d\ufeff\u2060",
    "a\u0300\u0301\u0302" * 40,
    "👩‍👩‍👧‍👦🏳️‍🌈👍🏽",
    "🇳🇴🇷🇴",
    "\U000e0041\U000e007f",
    "\ufffd\ufffe\uffff",
    "ﷺ𒐫⸻꧅",
    "ＡＢＣ ｓｃｒｉｐｔ ＜ｂ＞",
    "\u2028\u2029",
    "\x00",
    "\x07\x1b[31m\x7f",
    "\x85\x9f",
    "\r\n",
    "\ud800",
    "\udfff\ud800",
    "\t\n  ",
    "",
]
LONG = ["x" * 4000, "å" * 4000, "👍" * 4000, "x" * 4001, "<b>" * 1333, "\n" * 3998 + "x", "ord " * 999, "x" * 20_000]
RUN = [f"window.{RAN}=1", f"{RAN}()", f"alert({RAN!r})", "alert(1)", "print()", "document.title=1"]


def texts(number: int, seed: int) -> Iterator[str]:
    """So many: each kind as it is, then mixtures."""
    chance = random.Random(seed)
    plain = [*QUERIES, *PATHS, *HEADERS, *SIGNS, *LONG]
    for index in range(number):
        if index < len(plain):
            yield plain[index]
        else:
            yield _mixture(chance, index)


def _mixture(chance: random.Random, index: int) -> str:
    kinds = (MARKUP, MARKUP, TEMPLATES, QUERIES, PATHS, HEADERS, SIGNS)
    parts = [_made(chance, chance.choice(kinds)) for _ in range(chance.randint(1, 3))]
    joined = chance.choice(("", " ", "\n", "\u200b", "<", '"', "'>")).join(parts)
    return f"{joined} {index}"[:5000]


def _made(chance: random.Random, kind: list[str]) -> str:
    part = chance.choice(kind)
    made = part.format(run=chance.choice(RUN)) if kind in (MARKUP, TEMPLATES) else part
    return chance.choice((made, made, made.upper(), made.swapcase(), made.replace(" ", "/"), f"{made}\t"))


def may_be_sent(text: str) -> bool:
    """What a message may be, said again here: some sign that is seen, no control character, no half, 4,000 at most."""
    forbidden = any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text)
    return bool(text.strip()) and not forbidden and len(text) <= 4000


class Read(HTMLParser):
    """A page as a browser reads it: the words of its messages, and whatever in it should not be there."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.messages: list[str] = []
        self.wrong: list[str] = []
        self._inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._inside:
            self.wrong.append(f"<{tag}> inside a message")
        if given.get("class") == "message__text":
            self._inside = True
            self.messages.append("")
        self.wrong += [f"{name} of <{tag}>" for name in given if name.startswith("on")]
        addresses = [given[name] for name in ("href", "src", "action", "formaction") if name in given]
        self.wrong += [f"<{tag}> to {one}" for one in addresses if one.startswith("//") or not one.startswith(OURS)]
        foreign_script = tag == "script" and not given.get("src", "").startswith("/static/")
        if foreign_script or tag in ("style", "iframe", "base", "object"):
            self.wrong.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.messages[-1] += data
