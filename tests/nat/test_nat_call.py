"""A whole call between two homes, driven through the command line as a person would."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import netlab

pytestmark = [pytest.mark.network, pytest.mark.slow]

_MEGACHAT = str(Path(sys.executable).with_name("megachat"))
_SERVERS = ("--relay", netlab.RELAY, "--stun", netlab.STUN, "--json")


def _run(host: str, *words: str, timeout_s: float = 60) -> list[dict[str, Any]]:
    """Run one sub-command to its end on ``host``; what it said."""
    done = subprocess.run(
        netlab.inside(host, _MEGACHAT, *words), capture_output=True, timeout=timeout_s, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@contextmanager
def _listening(host: str, profile: Path) -> Iterator[subprocess.Popen[bytes]]:
    answer = ("--auto-accept-contacts", "--auto-answer", "video", "--play", "test")
    process = subprocess.Popen(
        netlab.inside(host, _MEGACHAT, "listen", "--profile", str(profile), *answer, *_SERVERS),
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.terminate()
        assert process.wait(15) == 0
        assert process.stdout is not None
        process.stdout.close()


def _until(process: subprocess.Popen[bytes], event: str) -> dict[str, Any]:
    assert process.stdout is not None
    for line in process.stdout:
        said: dict[str, Any] = json.loads(line)
        if said["event"] == event:
            return said
    raise AssertionError(f"never said {event}")


def _report_of_a_call(directory: Path) -> dict[str, Any]:
    """Bob listens at his home, Alice adds him by link and calls from hers."""
    alice, bob = directory / "alice", directory / "bob"
    for host, profile in (("a", alice), ("b", bob)):
        _run(
            host,
            "init",
            "--name",
            profile.name,
            "--unprotected",
            "--json",
            "--profile",
            str(profile),
        )
    with _listening("b", bob) as listener:
        link = _until(listener, "ready")["link"]
        _run("a", "contacts", "add", link, "--profile", str(alice), *_SERVERS)
        call = ("call", "bob", "--play", "test", "--for", "8", "--profile", str(alice))
        said = _run("a", *call, *_SERVERS, timeout_s=90)
    (report,) = [line for line in said if line["event"] == "report"]
    return report


@pytest.fixture(autouse=True)
def _program() -> None:
    done = subprocess.run([_MEGACHAT, "call", "--help"], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("megachat is not installed beside this Python")


def test_between_two_home_routers_media_goes_direct(
    home_routers: netlab.Laboratory, tmp_path: Path
) -> None:
    report = _report_of_a_call(tmp_path)
    assert (report["end_reason"], report["path"]["kind"]) == ("HUNG_UP", "direct")
    assert report["video"]["in"]["frames"] > 100
    assert report["audio"]["in"]["played_ms"] > 5000


def test_between_strict_routers_media_goes_through_the_relay(
    strict_routers: netlab.Laboratory, tmp_path: Path
) -> None:
    report = _report_of_a_call(tmp_path)
    assert (report["end_reason"], report["path"]["kind"]) == ("HUNG_UP", "relay")
    assert report["video"]["in"]["frames"] > 100
    assert report["audio"]["in"]["played_ms"] > 5000
