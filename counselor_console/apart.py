"""What stands against a link, told so that it can be found: the day, and the two contacts that it is about."""

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from chat.language import N_
from stats.contacts import ContactView, view_contacts
from stats.decisions import StandsApart

STANDS_APART = N_(
    "Somebody decided that two contacts of these are different persons. Take that back first, on the page of one of"
    " the two."
)


@dataclass(frozen=True)
class Apart:
    """Decided on `day`: these `two` are of different persons."""

    day: date
    two: list[ContactView]


async def read_apart(request: Request, problem: StandsApart) -> Apart:
    state = request.app.state
    return Apart(problem.day, await state.app_db.run(view_contacts, state.service_key, problem.two))
