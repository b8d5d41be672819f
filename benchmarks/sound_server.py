"""A PulseAudio of our own with a null sink, so that calls open a real (virtual) speaker."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_START_LIMIT_S = 10.0


@contextlib.contextmanager
def sound_server() -> Iterator[dict[str, str]]:
    """The environment in which programs find the speaker; empty where PulseAudio is missing."""
    program = shutil.which("pulseaudio")
    if program is None:
        print("PulseAudio is missing: calls run without a sound device.")
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="megachat-bench-sound-") as folder:
        socket = Path(folder) / "native"
        server = subprocess.Popen(
            [program, *_arguments(socket)],
            env=dict(os.environ, HOME=folder, XDG_RUNTIME_DIR=folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(socket, server)
            yield {"PULSE_SERVER": f"unix:{socket}", "PULSE_COOKIE": str(Path(folder) / "cookie")}
        finally:
            server.terminate()
            server.wait(5)


def _arguments(socket: Path) -> list[str]:
    return [
        "-n",
        "--daemonize=no",
        "--use-pid-file=no",
        "--exit-idle-time=-1",
        "--disable-shm=yes",
        "--realtime=no",
        "--high-priority=no",
        "-L",
        f"module-native-protocol-unix socket={socket} auth-anonymous=1",
        "-L",
        "module-null-sink sink_name=speaker rate=48000 channels=1 format=s16le norewinds=1",
    ]


def _wait_for(socket: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_LIMIT_S
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("PulseAudio did not start")
        time.sleep(0.05)
