"""Frames: what is understood, and that nothing else gets through, however it is malformed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.protocol import Ack, ErrCode, Heartbeat, Hello, Msg, Read, Typing, Unexpected, encode, parse

HELLO: dict[str, Any] = {"t": "hello", "v": 1, "ticket": "abc", "client": "tab-1", "last": 0}


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (HELLO, Hello(v=1, ticket="abc", client="tab-1", last=0)),
        ({"t": "msg", "n": 1, "text": "hei", "p": "xxxx"}, Msg(n=1, text="hei")),
        ({"t": "read", "seq": 4}, Read(seq=4)),
        ({"t": "typing"}, Typing()),
        ({"t": "hb", "top": 3}, Heartbeat(top=3)),
    ],
)
def test_it_reads_each_frame_of_a_client(frame: dict[str, Any], expected: object) -> None:
    assert parse(json.dumps(frame)) == expected


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", ErrCode.JSON),
        ("{", ErrCode.JSON),
        ('{"t":"msg","n":1,"text":"\\ud800"}', ErrCode.JSON),
        ('{"t":"typing","p":' + "[" * 100_000, ErrCode.JSON),
        ("[]", ErrCode.FRAME),
        ('{"t":"dance"}', ErrCode.FRAME),
        ('{"t":"ack","n":1,"seq":1}', ErrCode.FRAME),
        ('{"t":"msg","n":-1,"text":"x"}', ErrCode.FRAME),
        ('{"t":"msg","n":1e99,"text":"x"}', ErrCode.FRAME),
        ('{"t":"msg","n":"1","text":"x"}', ErrCode.FRAME),
        ('{"t":"msg","n":1,"text":7}', ErrCode.FRAME),
        ('{"t":"msg","text":"x"}', ErrCode.FRAME),
        (json.dumps(HELLO | {"v": 2}), ErrCode.FRAME),
        (json.dumps(HELLO | {"client": "a b"}), ErrCode.FRAME),
        (json.dumps(HELLO | {"client": "a\n"}), ErrCode.FRAME),
        (json.dumps(HELLO | {"client": "x" * 65}), ErrCode.FRAME),
        (json.dumps(HELLO | {"last": -1}), ErrCode.FRAME),
    ],
)
def test_it_refuses_what_is_no_frame(data: str, code: ErrCode) -> None:
    with pytest.raises(Unexpected) as refused:
        parse(data)
    assert refused.value.code == code


@given(st.text())
def test_no_text_gets_past_as_anything_but_a_frame_or_a_refusal(data: str) -> None:
    with pytest.raises(Unexpected):
        parse(data)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_a_message_number_of_any_other_kind_is_refused(value: object) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 2**53 and value == int(value):
        return
    with pytest.raises(Unexpected):
        parse(json.dumps({"t": "msg", "n": value, "text": "hei"}))


def test_it_leaves_out_what_a_frame_does_not_have() -> None:
    assert json.loads(encode(Heartbeat())) == {"t": "hb"}
    assert json.loads(encode(Ack(n=3, seq=9))) == {"t": "ack", "n": 3, "seq": 9}
