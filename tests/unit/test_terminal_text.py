"""What the command line prints of people who mean harm."""

import io
import logging

import pytest

from gui_support import ANNA, call
from megachat_desktop.cli.output import Output
from megachat_desktop.model.call import CallState, EndReason
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.events import CallChanged, ContactChanged, NoticeRaised
from megachat_desktop.model.terminal_text import TerminalFormatter

ORDERS = "Eve\x1b[2J\x1b]0;title\x07\r\n\x9b31m\u202e\ud800\u200b"
HARMLESS = "Eve[2J]0;title"


@pytest.mark.parametrize(
    "event",
    [
        ContactChanged(Contact(ANNA.account, ORDERS, ANNA.state)),
        CallChanged(call(CallState.ACTIVE, contact_name=ORDERS)),
        CallChanged(
            call(CallState.ENDED, contact_name="Eve", end_reason=EndReason.FAILED, detail=ORDERS)
        ),
        NoticeRaised("warning", ORDERS),
    ],
)
def test_a_terminal_gets_no_orders(event: object, capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False).engine_event(event)  # type: ignore[arg-type]
    printed = capsys.readouterr().out
    assert HARMLESS in printed
    assert not set(printed) & set("\x1b\x07\r\x9b\u202e\ud800\u200b")


def test_neither_does_an_error_nor_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=True).error("failed", ORDERS)
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(TerminalFormatter("%(message)s"))
    handler.emit(logging.makeLogRecord({"msg": "refused: %s", "args": (ORDERS,)}))
    printed = capsys.readouterr()
    for said in (printed.out, printed.err, heard.getvalue()):
        assert "Eve" in said
        assert not set(said) & set("\x1b\x07\r\x9b\u202e\ud800\u200b")


def test_columns_and_indents_stay(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False).event("contact", "Anna   accepted\n  4f2a", name="Anna")
    assert capsys.readouterr().out == "Anna   accepted\n  4f2a\n"
