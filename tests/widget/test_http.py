"""What a visitor's script asks over HTTP, and what its browser is given to keep."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from secrets import token_urlsafe

import httpx
import pytest

from tests.server import LiveServer
from tests.widget.helpers import COOKIE, begin, cookies_set, keep_visit, state_of, without_mark

PASSED = "text/html,application/xhtml+xml"
MARK = "m" * 22


def begin_by(how: str, client: httpx.Client, mark: str) -> tuple[str, httpx.Response]:
    """The token that it gave, empty when nothing began, and the answer."""
    form = {"text": "hei", "mark": mark, "language": "nb"}
    answer = client.post("/conversations", data=form) if how == "form" else begin(client, mark=mark)
    token = next((line for line in cookies_set(answer) if line.startswith(COOKIE)), "")
    return token.removeprefix(f"{COOKIE}=").partition(";")[0], answer


def leave_by(how: str, client: httpx.Client, mark: str) -> httpx.Response:
    return client.post("/leave", **{"data" if how == "form" else "json": {"mark": mark}})  # type: ignore[arg-type]


def begin_there(server: LiveServer, mark: str) -> int:
    with server.client() as client:
        return begin(client, mark=mark).status_code


def leave_there(server: LiveServer, mark: str) -> int:
    with server.client() as client:
        return client.post("/leave", json={"mark": mark}).status_code


def waiting(staff: httpx.Client) -> int:
    return len(staff.get("/console/queue", headers={"Accept": "application/json"}).json()["waiting"])


class TestBeginning:
    def test_it_gives_a_conversation_with_its_token_and_first_ticket(self, vera: httpx.Client) -> None:
        answer = begin(vera)
        assert answer.status_code == 201
        assert set(answer.json()) == {"conversation", "token", "ticket", "alias"}

    def test_the_cookie_holds_the_token_for_this_session_and_scripts_may_delete_it(self, vera: httpx.Client) -> None:
        answer = begin(vera)
        assert cookies_set(answer) == [f"{COOKIE}={answer.json()['token']}; Path=/; Secure; SameSite=Lax"]

    def test_in_a_frame_the_cookie_belongs_to_the_host_site_alone(self, vera: httpx.Client) -> None:
        (cookie,) = cookies_set(begin(vera, embed=True))
        assert cookie.endswith("; Path=/; Secure; SameSite=None; Partitioned")

    @pytest.mark.parametrize("body", ["", "{", "[]", '{"language": 1}', "\ud800".encode("utf-8", "surrogatepass")])
    def test_it_refuses_what_is_not_its_json(self, vera: httpx.Client, body: str | bytes) -> None:
        answer = vera.post("/conversations", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()) == (400, {"error": "json"})
        assert cookies_set(answer) == []

    def test_an_unknown_language_is_read_as_norwegian(self, vera: httpx.Client) -> None:
        keep_visit(vera, begin(vera, language="xx"))
        assert '<html lang="nb">' in vera.get("/").text

    def test_nobody_begins_while_nobody_is_here(self, late: httpx.Client) -> None:
        answer = begin(late)
        assert (answer.status_code, answer.json()) == (503, {"error": "closed", "opens_at": None})
        assert cookies_set(answer) == []

    def test_asked_for_again_it_is_the_same_one(self, vera: httpx.Client) -> None:
        first, second = (begin(vera, mark=MARK) for _ in range(2))
        assert first.json()["token"] == second.json()["token"]


class TestTickets:
    def test_the_bearer_of_a_token_gets_one(self, vera: httpx.Client) -> None:
        token = begin(vera).json()["token"]
        answer = vera.post("/tickets", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 201
        assert set(answer.json()) == {"ticket"}

    def test_the_cookie_is_enough(self, vera: httpx.Client) -> None:
        keep_visit(vera, begin(vera))
        assert vera.post("/tickets").status_code == 201

    @pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Cookie": f"{COOKIE}=wrong"}])
    def test_nobody_else_gets_one(self, vera: httpx.Client, headers: dict[str, str]) -> None:
        answer = vera.post("/tickets", headers=headers)
        assert (answer.status_code, answer.json()) == (401, {"error": "unknown"})


class TestLeaving:
    @pytest.mark.parametrize("how", ["json", "plain", "form", "bearer", "cookie"])
    def test_the_token_may_come_in_any_way(self, vera: httpx.Client, how: str) -> None:
        token = begin(vera).json()["token"]
        text = f'{{"token": "{token}"}}'
        ways: dict[str, dict[str, object]] = {
            "json": {"json": {"token": token}},
            "plain": {"content": text, "headers": {"Content-Type": "text/plain"}},
            "form": {"data": {"token": token}},
            "bearer": {"headers": {"Authorization": f"Bearer {token}"}},
            "cookie": {"headers": {"Cookie": f"{COOKIE}={token}"}},
        }
        assert vera.post("/leave", **ways[how]).status_code == 204  # type: ignore[arg-type]
        assert vera.post("/tickets", headers={"Authorization": f"Bearer {token}"}).status_code == 401

    @pytest.mark.parametrize("body", ["", "{", '{"token": 5}', '{"token": "unknown"}'])
    def test_it_says_the_same_when_there_was_nothing_to_leave(self, vera: httpx.Client, body: str) -> None:
        assert vera.post("/leave", content=body).status_code == 204

    def test_it_deletes_the_cookie_in_both_its_forms(self, vera: httpx.Client) -> None:
        lax, framed = cookies_set(vera.post("/leave"))
        assert lax == f"{COOKIE}=; Path=/; Secure; SameSite=Lax; Max-Age=0"
        assert framed == f"{COOKIE}=; Path=/; Secure; SameSite=None; Partitioned; Max-Age=0"

    def test_and_the_key_of_a_text_that_could_not_be_sent_with_the_text(self, vera: httpx.Client) -> None:
        refused = vera.post("/conversations", data={"text": "a\x07", "mark": "a" * 22})
        (kept,) = [line.partition(";")[0] for line in cookies_set(refused)]
        left = vera.post("/leave", headers={"Cookie": kept})
        assert "__Host-unsent=; Path=/; Secure; SameSite=Lax; Max-Age=0" in cookies_set(left)
        assert "a\x07" not in vera.get("/", headers={"Cookie": kept}).text

    def test_a_late_goodbye_keeps_the_cookie_of_a_newer_conversation(self, vera: httpx.Client) -> None:
        left = begin(vera).json()["token"]
        keep_visit(vera, begin(vera))
        assert cookies_set(vera.post("/leave", json={"token": left})) == []
        assert vera.post("/tickets").status_code == 201

    def test_a_browser_without_script_is_left_with_an_empty_page(self, vera: httpx.Client) -> None:
        keep_visit(vera, begin(vera))
        answer = vera.post("/leave", data={}, headers={"Accept": PASSED})
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert answer.text == "<!doctype html><title></title>"


class TestLeavingABeginning:
    """He presses Leave while his first message is on its way, so the page has no token yet, only its mark."""

    @pytest.mark.parametrize("how", ["script", "form"])
    def test_what_it_began_is_ended(self, vera: httpx.Client, how: str) -> None:
        mark = token_urlsafe(16)
        token = begin_by(how, vera, mark)[0]
        left = leave_by(how, vera, mark)
        assert left.status_code == 204
        assert cookies_set(left)[0] == f"{COOKIE}=; Path=/; Secure; SameSite=Lax; Max-Age=0"
        assert vera.post("/tickets", headers={"Authorization": f"Bearer {token}"}).status_code == 401

    @pytest.mark.parametrize("how", ["script", "form"])
    def test_when_leaving_comes_first_nothing_begins_and_no_cookie_is_set(self, vera: httpx.Client, how: str) -> None:
        mark = token_urlsafe(16)
        leave_by(how, vera, mark)
        token, answer = begin_by(how, vera, mark)
        assert (token, cookies_set(answer)) == ("", [])
        assert answer.status_code == (303 if how == "form" else 409)
        assert begin_by(how, vera, mark)[0] == ""

    def test_both_at_the_same_moment_leave_nobody_in_the_queue(self, open_server: LiveServer) -> None:
        with closing(open_server.staff("Cora")) as cora, ThreadPoolExecutor(2) as hands:
            before = waiting(cora)
            for _ in range(5):
                mark = token_urlsafe(16)
                both = [hands.submit(press, open_server, mark) for press in (begin_there, leave_there)]
                assert [one.result() for one in both][1] == 204
                assert waiting(cora) == before

    def test_a_late_goodbye_does_not_end_a_newer_conversation(self, vera: httpx.Client) -> None:
        keep_visit(vera, begin(vera))
        assert cookies_set(vera.post("/leave", json={"mark": token_urlsafe(16)})) == []
        assert vera.post("/tickets").status_code == 201

    @pytest.mark.parametrize("mark", ["", "x", "a" * 65, "<" * 20])
    def test_a_mark_that_is_none_is_not_remembered(self, vera: httpx.Client, mark: str) -> None:
        assert vera.post("/leave", json={"mark": mark}).status_code == 204
        assert begin(vera, mark=mark).status_code == 201


class TestPages:
    def test_the_page_is_neutral_in_title_and_keeps_nothing_in_caches(self, vera: httpx.Client) -> None:
        answer = vera.get("/")
        assert "<title>Spørsmål og svar</title>" in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert "sex" not in without_mark(answer.text).lower()

    @pytest.mark.parametrize(
        ("query", "heading"), [("", "Hva lurer du på?"), ("?lang=en", "What would you like to ask?")]
    )
    def test_it_speaks_the_language_that_is_asked_for(self, vera: httpx.Client, query: str, heading: str) -> None:
        assert heading in vera.get(f"/{query}").text

    @pytest.mark.parametrize("framed", [False, True])
    def test_it_says_beforehand_what_the_button_cannot_erase(self, vera: httpx.Client, framed: bool) -> None:
        page = vera.get("/embed?lang=en" if framed else "/?lang=en").text
        said = page.partition("What the button cannot erase</summary>")[2].partition("</details>")[0]
        line = "shows the page you are on." if framed else "shows “Questions and answers”."
        for words in (line, "pictures taken of the screen", "keyboard", "Whoever runs the network", "phone bill"):
            assert words in said

    def test_its_states_are_open_closed_and_that_of_the_conversation(
        self, vera: httpx.Client, late: httpx.Client
    ) -> None:
        assert state_of(late.get("/").text) == "closed"
        assert state_of(vera.get("/").text) == "open"
        keep_visit(vera, begin(vera))
        assert state_of(vera.get("/").text) == "waiting"

    def test_who_comes_back_to_a_conversation_that_is_over_is_told_so_once(self, vera: httpx.Client) -> None:
        token = keep_visit(vera, begin(vera))
        vera.post("/leave", json={"token": token})
        answer = vera.get("/")
        assert "Den forrige samtalen er over." in answer.text
        assert len(cookies_set(answer)) == 2
        del vera.headers["Cookie"]
        assert "Den forrige samtalen er over." not in vera.get("/").text

    def test_a_framed_page_says_what_the_history_shows_there(self, vera: httpx.Client) -> None:
        framed, own = vera.get("/embed").text, vera.get("/").text
        assert "siden du er på" in framed
        assert "siden du er på" not in own

    @pytest.mark.parametrize("path", ["/", "/embed"])
    def test_nothing_in_the_page_is_inline(self, vera: httpx.Client, path: str) -> None:
        page = vera.get(path).text
        assert " style=" not in page
        assert "<script>" not in page
        assert " on" + "click" not in page


class TestTab:
    def test_it_may_be_used_by_other_sites_and_is_kept_nowhere(self, vera: httpx.Client) -> None:
        headers = vera.get("/widget.js").headers
        assert headers["content-type"] == "text/javascript; charset=utf-8"
        assert headers["cache-control"] == "no-store"
        assert headers["cross-origin-resource-policy"] == "cross-origin"

    def test_it_knows_whether_somebody_is_here(self, vera: httpx.Client, late: httpx.Client) -> None:
        assert "const isOpen = true;" in vera.get("/widget.js").text
        assert "const isOpen = false;" in late.get("/widget.js").text

    def test_status_says_the_same(self, vera: httpx.Client, late: httpx.Client) -> None:
        unknown = {"opens_at": None, "closes_at": None, "last_intake_at": None}
        assert vera.get("/status").json() == {"open": True, **unknown}
        assert late.get("/status").json() == {"open": False, **unknown}
