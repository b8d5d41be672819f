"""The check at start: passes with the libraries of this program, and says so when they differ."""

import asyncio
import time

import pytest
from aiortc.rtcdtlstransport import RTCDtlsTransport

from megachat_desktop.errors import MediaEngineError
from megachat_desktop.media import self_test


def test_the_installed_libraries_fit() -> None:
    started = time.perf_counter()
    asyncio.run(self_test.run_self_test())
    assert time.perf_counter() - started < 2.0


def test_a_missing_member_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(RTCDtlsTransport, "_send_rtp")
    with pytest.raises(MediaEngineError):
        asyncio.run(self_test.run_self_test())


def test_a_changed_signature_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def changed(self: object, data: bytes, priority: int) -> None:
        return None

    monkeypatch.setattr(RTCDtlsTransport, "_send_rtp", changed)
    with pytest.raises(MediaEngineError):
        asyncio.run(self_test.run_self_test())


@pytest.mark.parametrize("wrong", ["1.15.9", "2.0.0"])
def test_another_version_is_told(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setattr(self_test, "version", lambda _: wrong)
    with pytest.raises(MediaEngineError):
        asyncio.run(self_test.run_self_test())


def test_packets_that_go_nowhere_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def swallow(self: object, data: bytes) -> None:
        return None

    monkeypatch.setattr(RTCDtlsTransport, "_send_rtp", swallow)
    monkeypatch.setattr(self_test, "_LIMIT_S", 0.3)
    with pytest.raises(MediaEngineError):
        asyncio.run(self_test.run_self_test())
