"""A hardware encoder is believed only after it did, in a process of its own, what it promises."""

import multiprocessing
import os
import time
from pathlib import Path

import av
import pytest

from megachat_desktop.media.video import hardware
from megachat_desktop.media.video.encoder import AvEncoder
from megachat_desktop.media.video.frames import CapturedFrame, EncodedFrame
from megachat_desktop.media.video.hardware import find_hardware_encoder, prove_apart, prove_here
from megachat_desktop.media.video.proof import PROOF_SETTINGS, Verdict, prove_encoder


def hangs(_name: str) -> Verdict:
    time.sleep(60)
    return Verdict(True, 1.0)


def crashes(_name: str) -> Verdict:
    os.abort()


def works(_name: str) -> Verdict:
    return Verdict(True, 1.5)


class Liar:
    """A good encoder with one fault."""

    codec = "h264"
    hardware = True

    def __init__(self, fault: str) -> None:
        self._fault = fault
        self._inner = AvEncoder("libx264", PROOF_SETTINGS)
        self._last: EncodedFrame | None = None

    def encode(self, captured: CapturedFrame, *, key: bool) -> EncodedFrame | None:
        if self._fault == "no key":
            key = False
        encoded = self._inner.encode(captured, key=key)
        last, self._last = self._last, encoded
        assert encoded is not None
        match self._fault:
            case "late":
                return last
            case "repeats":
                return last or encoded
            case "slow":
                return EncodedFrame(encoded.data, encoded.key, 0.0, 1280, 720, 0.0, 0.5)
            case "raises":
                raise av.error.ArgumentError(22, "driver")
        return encoded

    def set_rate(self, bit_rate: int, now: float) -> None:
        if self._fault != "deaf":
            self._inner.set_rate(bit_rate, now)

    def close(self) -> None:
        self._inner.close()


def test_an_honest_encoder_is_believed():
    verdict = prove_encoder(Liar("none"))
    assert (verdict.works, verdict.reason) == (True, "")
    assert 0 < verdict.encode_ms < 20


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("late", "holds pictures back"),
        ("repeats", "shows something else"),
        ("no key", "makes key frames at the wrong moments"),
        ("deaf", "ignores a new rate"),
        ("slow", "is slow (500 ms)"),
        ("raises", "fails"),
    ],
)
def test_a_lie_is_found_out(fault: str, reason: str):
    verdict = prove_encoder(Liar(fault))
    assert not verdict.works
    assert verdict.reason.startswith(reason)


def test_a_hang_and_a_crash_harm_nobody():
    assert prove_apart("h264_fake", hangs, limit_s=0.5) == Verdict(False, 0.0, "hangs")
    assert prove_apart("h264_fake", crashes, limit_s=10) == Verdict(False, 0.0, "crashes")
    assert prove_apart("h264_fake", works, limit_s=10) == Verdict(True, 1.5)


def test_an_encoder_without_its_hardware_does_not_open():
    assert prove_here("h264_nothing").reason == "does not open"


def test_the_answer_is_remembered_for_this_driver_and_version(tmp_path: Path, monkeypatch):
    asked: list[str] = []

    def prove(name: str) -> Verdict:
        asked.append(name)
        return Verdict(name == "h264_qsv", 1.0, "")

    monkeypatch.setattr(av, "codecs_available", {"h264_nvenc", "h264_qsv"})
    cache = tmp_path / "encoder.json"
    assert find_hardware_encoder(cache, "1.0", prove, "linux") == "h264_qsv"
    assert find_hardware_encoder(cache, "1.0", prove, "linux") == "h264_qsv"
    assert asked == ["h264_nvenc", "h264_qsv"]
    assert find_hardware_encoder(cache, "1.1", prove, "linux") == "h264_qsv"
    assert len(asked) == 4


@pytest.mark.parametrize("damage", ["", "[]", '{"key": 1}', '{"key": "x", "encoder": 5}', "\0"])
def test_a_damaged_memory_is_no_answer(tmp_path: Path, damage: str, monkeypatch):
    cache = tmp_path / "encoder.json"
    cache.write_text(damage)
    monkeypatch.setattr(hardware, "_key", lambda _version: "x")
    assert find_hardware_encoder(cache, "1.0", works, "plan9") is None
    assert find_hardware_encoder(cache, "1.0", works, "plan9") is None
    assert '"encoder": ""' in cache.read_text()


def test_no_place_to_remember_is_no_failure(tmp_path: Path):
    assert find_hardware_encoder(tmp_path / "none" / "e.json", "1.0", works, "plan9") is None


def test_a_program_that_quit_meanwhile_is_told_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=hardware._answer, args=(theirs, "libx264", works))
    process.start()
    theirs.close()
    ours.close()
    process.join(30)
    assert (process.exitcode, capfd.readouterr().err) == (0, "")
