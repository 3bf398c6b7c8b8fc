"""Time limits. They were begun when the suite started, so that waiting for them costs little here."""

import time

from tests.protocol.client import Server
from tests.protocol.conftest import Patient

TICKET_SECONDS = 30
HEARTBEAT_SECONDS = 20


def test_a_socket_that_says_no_hello_is_closed_with_4408(patient: Patient) -> None:
    assert patient.silent.close_code == 4408


def test_a_heartbeat_carries_the_top(patient: Patient) -> None:
    assert patient.listening.expect("hb", patience=HEARTBEAT_SECONDS + 5)["top"] == patient.said


def test_an_old_ticket_opens_nothing(patient: Patient, server: Server) -> None:
    time.sleep(max(0.0, patient.begun + TICKET_SECONDS + 1 - time.monotonic()))
    assert server.greet(patient.ticket).close_code == 4401
