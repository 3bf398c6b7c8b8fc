"""What the service tells everybody: read and searched by visitors, kept by leads."""

from tests.privacy.kinds.asking import HTMX, http, lead_get, lead_post, post, staff_get, staff_post
from tests.privacy.kinds.world import WORDS

ANSWERS, REACH = "/console/answers", "/console/reach"
TEXT = {"topic": "housing", "title": "Bot?", "body": "Svar.", "also": "gebyr", "publish": WORDS, "why": WORDS}
WRONG_TEXT = dict.fromkeys(("topic", "title", "body", "also"), WORDS) | {"body": f"{WORDS}\x01"}
LINE = {"way": "help_line", "value": "22 00 00 00", "words_nb": "Natt", "always": "yes", "why": WORDS}
WRONG_LINE = dict.fromkeys(("way", "value", "place", "words_nb", "starts_0", "ends_0"), WORDS)

READING = [
    http("the answers", 200, "GET", f"/read?lang={WORDS}&words={WORDS}"),
    post("a search in the answers", 200, f"/read?words={WORDS}", True, data={"words": WORDS, "language": WORDS}),
    post("a search that is very long", 200, "/read", True, data={"words": f"{WORDS} %_\x01" * 99}),
    post("a search with a file", 200, "/read", files={"words": (WORDS, WORDS.encode())}),
]

KEEPING = [
    staff_get("the answers of staff", 200, f"{ANSWERS}?q={WORDS}"),
    lead_get("an answer to write", 200, f"{ANSWERS}/new/nb?body={WORDS}"),
    lead_post("a wrong answer", 422, f"{ANSWERS}/new/nb", True, data=WRONG_TEXT, headers=HTMX),
    lead_post("an answer for everybody", 303, f"{ANSWERS}/new/nb?body={WORDS}", data=TEXT),
    lead_get("an answer for everybody that is there", 200, f"{ANSWERS}/1/nb?body={WORDS}"),
    lead_get("an answer in a language that is none", 404, f"{ANSWERS}/1/{WORDS}"),
    lead_post("an answer for everybody, changed", 303, f"{ANSWERS}/1/nb?body={WORDS}", data=TEXT),
    lead_post("an answer that is not there, changed", 404, f"{ANSWERS}/4711/nb", data=WRONG_TEXT),
    lead_post("an answer that is shown no longer", 303, f"{ANSWERS}/1/retire?q={WORDS}", data={"retired": "yes"}),
    staff_post("an answer, by somebody who may not", 403, f"{ANSWERS}/1/nb", data=WRONG_TEXT),
    lead_get("help and address", 200, f"{REACH}?q={WORDS}"),
    staff_get("help and address, for somebody who may not", 403, f"{REACH}?q={WORDS}"),
    lead_get("a help line to add", 200, f"{REACH}/new?value={WORDS}"),
    lead_post("a wrong help line", 422, f"{REACH}/new", True, data=WRONG_LINE),
    lead_post("a help line", 303, f"{REACH}/new?value={WORDS}", data=LINE),
    lead_get("a help line that is there", 200, f"{REACH}/1?value={WORDS}"),
    lead_post("a help line, changed", 303, f"{REACH}/1?value={WORDS}", data=LINE),
    lead_post("a help line that is not there, changed", 404, f"{REACH}/4711", data=WRONG_LINE),
    lead_post("a help line, deleted", 303, f"{REACH}/2/remove?q={WORDS}", data={"why": WORDS}),
]
