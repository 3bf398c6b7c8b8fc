"""What every page of the visitor's has, whatever else it tells: the way out, help in danger, a title without a word."""

import re

import httpx
import pytest
from starlette.routing import Route

from public_widget.mailbox import READ
from public_widget.routes import ROUTES

ELSEWHERE = {"/widget.js", "/status", "/phrases", "/c/{code}", READ}  # no pages; and one that needs a code
SHOWN = {route.path for route in ROUTES if isinstance(route, Route) and "GET" in (route.methods or ())}
PAGES = sorted(SHOWN - ELSEWHERE)


@pytest.mark.parametrize("language", ["nb", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_them(late: httpx.Client, path: str, language: str) -> None:
    answer = late.get(f"{path}?lang={language}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    _, _, foot = answer.text.rpartition("</main>")
    assert re.findall(r'href="tel:(\d+)"', foot)[-2:] == ["113", "112"]
    assert 'action="/leave"' in answer.text
    assert "<title>Spørsmål og svar</title>" in answer.text  # a draft is not offered, so Arabic reads Norwegian


def test_those_are_more_than_the_first_one() -> None:
    assert set(PAGES) >= {"/", "/embed", "/us", "/about", "/read", "/later"}
