"""Imported once by the process that servers are forked from: what each of them would import, read and compile anew.

Passwords cost next to nothing here: their hashing is tested by itself, and the installed program keeps its own cost.
"""

import gc
from importlib import import_module

from sqlalchemy.orm import configure_mappers

import cli  # noqa: F401 - the whole program
from chat import accounts
from chat.language import VISITORS, speech
from chat.mailbox import keys
from chat.pages import environment
from stats.linking.lexicon import lexicon
from tests.forked import CHEAP

LATE = (
    "alembic.context",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
)

accounts.HASHER = CHEAP
keys.COST = keys.Cost(passes=1, memory=8192)
for name in LATE:  # what the program imports only when it starts
    import_module(name)
configure_mappers()
lexicon()
for language in VISITORS:
    speech(language)
for template in environment().list_templates():
    environment().get_template(template)
gc.collect()
gc.freeze()  # a start collects garbage, and would go through all of this
