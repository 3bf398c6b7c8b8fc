"""What the pages of the service's other records share: a list, a form with what was typed, a row by its number."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chat import calendar
from chat.models import AppBase
from counselor_console.answers import is_fragment, staff_page
from stats.record_forms import LINE, NAME, TEXT

Row = TypeVar("Row", bound=AppBase)
Typed = dict[str, list[str]]

LARGEST = 2**63 - 1  # that the database can hold as a number
LONGEST = {"name": NAME, "line": LINE, "text": TEXT}  # code points, in the fields of the forms


def show(request: Request, name: str, title: str, status_code: int = 200, **context: Any) -> Response:
    """The part `name`, for the pane beside the conversations or as a page of its own, with `title` above."""
    fragment = f"console/records/_{name}.html"
    template = fragment if is_fragment(request) else "console/records/page.html"
    known = {"fragment": fragment, "title": title, "live": False, "today": today(), "longest": LONGEST}
    return staff_page(request, template, status_code, **known | context)


def show_form(
    request: Request, name: str, title: str, typed: Typed, errors: Mapping[str, str] | None, **context: Any
) -> Response:
    """The form with what was typed, and what is wrong with it. It is sent to the address that it stands at."""
    status = 422 if errors else 200
    return show(request, name, title, status, filled=typed, errors=errors or {}, **context)


async def find_row(request: Request, model: type[Row]) -> Row | None:
    """The row whose number is in the address, None where a new one is meant. Raises HTTPException for a missing one."""
    number = request.path_params.get("id")
    if number is None:
        return None
    row: Row | None = await request.app.state.app_db.run(Session.get, model, min(number, LARGEST))
    if row is None:
        raise HTTPException(404)
    return row


def typed_of(row: AppBase | None) -> Typed:
    """The form's fields as the row would fill them."""
    columns = row.__table__.columns.keys() if row else []
    return {name: [_typed(getattr(row, name))] for name in columns}


def _typed(value: object) -> str:
    if value is None or value is False:
        return ""
    return "yes" if value is True else str(value)


def chosen_year(request: Request, years: list[int]) -> int:
    """The year that the address asks for, where there is anything of it; else the newest."""
    asked = request.query_params.get("year", "")
    return next((year for year in years if str(year) == asked), years[0])


def back_to(address: str) -> RedirectResponse:
    """To the list, once something was saved."""
    return RedirectResponse(address, 303)


def today() -> date:
    return calendar.today()
