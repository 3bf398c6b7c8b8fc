"""Every kind of request and failure that a server can meet, each with something of a visitor's in it.

They happen in this order, on one server: the conversation that is taken is shared, handed on, and waits again when
sockets and failures come to it.
"""

from tests.privacy.kinds.coming_in import COMING_IN
from tests.privacy.kinds.conversations import ASKING, DANGER, HALF_WRITTEN, HANDING_ON, QUEUE, READING_ALONG
from tests.privacy.kinds.deciding import DECIDING
from tests.privacy.kinds.failures import FAILURES
from tests.privacy.kinds.importing import IMPORTING
from tests.privacy.kinds.lines import LINES
from tests.privacy.kinds.mailbox import MAILBOX
from tests.privacy.kinds.records import RECORDS
from tests.privacy.kinds.register import CONTACTS, NOTES, OWED, RUNNING
from tests.privacy.kinds.shifts import SHIFTS
from tests.privacy.kinds.sockets import SOCKETS, say_nothing
from tests.privacy.kinds.telling import KEEPING, READING
from tests.privacy.kinds.visitors import VISITORS
from tests.privacy.kinds.world import SECRETS, WORDS, Answer, Kind, World, world

__all__ = ["KINDS", "SECRETS", "WORDS", "Answer", "World", "world"]

TALKING = [*QUEUE, *HALF_WRITTEN, *DANGER, *ASKING, *READING_ALONG, *RUNNING, *HANDING_ON]
REGISTER = [*OWED, *CONTACTS, *NOTES, *IMPORTING]
STAFF = [*READING, *COMING_IN, *TALKING, *REGISTER, *RECORDS, *SHIFTS, *DECIDING, *MAILBOX, *KEEPING]
KINDS = [*VISITORS, *STAFF, *SOCKETS, *LINES, *FAILURES, Kind("a socket that says nothing", 4408, say_nothing)]
