"""The STUN servers a person typed."""

import pytest

from megachat_desktop.media.stun import parse_server


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("stun.example.org", ("stun.example.org", 3478)),
        (" stun.example.org:19302 ", ("stun.example.org", 19302)),
        ("192.0.2.1:3479", ("192.0.2.1", 3479)),
        ("", None),
        (":3478", None),
        ("host:0", None),
        ("host:65536", None),
        ("host:http", None),
        ("2001:db8::1", None),
    ],
)
def test_host_with_and_without_port(text: str, server: tuple[str, int] | None) -> None:
    assert parse_server(text) == server
