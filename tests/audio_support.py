"""A private PulseAudio server with virtual speakers and microphones, for tests with devices.

    def test_something(pulse_server: PulseServer) -> None:
        ear = pulse_server.add_speaker("bob_ear")           # a null sink
        mouth = pulse_server.add_microphone("alice_mouth")   # hears what is played into it
        with pulse_server.record(ear) as heard:
            pulse_server.play(mouth, samples)
        heard.samples

The ``pulse_server`` fixture lives here: import it in the test module (or a conftest) to use it.
Sound is 16-bit mono at 48 kHz. No server of the computer is touched: it has its own directory.
"""

import os
import shutil
import subprocess
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from megachat_desktop.media import clock
from megachat_desktop.media.audio import opus
from megachat_desktop.media.audio.engine import AudioEngine
from megachat_desktop.media.audio.layer import DeviceLayer
from megachat_desktop.media.audio.seam import CallAudio, EncodedAudio
from megachat_desktop.media.rtp.audio_buffer import AudioPacket
from megachat_desktop.model.media import MediaChoice

RATE = 48_000
Samples = NDArray[np.int16]
_HOP = RATE // 200
_PART = 80  # 0.4 s of rows
_FIRST = ["nice", "-n", "-11"]  # goes on without where that is not allowed
_OWN = ["--exit-idle-time=-1", "--disable-shm=yes", "--realtime=yes", "--high-priority=yes"]
_RAW = ["--raw", "--latency-msec=10", "--format=s16le", f"--rate={RATE}", "--channels=1"]


class Recording:
    """What a speaker played, available after the ``with`` block."""

    def __init__(self) -> None:
        self.samples: Samples = np.zeros(0, np.int16)
        self.started_at = 0.0  # monotonic, of the first sample; some 10 ms uncertain


class PulseServer:
    """One running server; ``env`` is what a process needs to use it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._socket = directory / "native"
        self.env = {
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_RUNTIME_PATH": str(directory),
            "PULSE_COOKIE": str(directory / "cookie"),
            "XDG_RUNTIME_DIR": str(directory),
            "HOME": str(directory),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._modules: dict[str, list[str]] = {}

    def start(self) -> None:
        """Run the server until ``stop``."""
        protocol = f"module-native-protocol-unix socket={self._socket} auth-anonymous=1"
        self._process = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--system=false",
                "--use-pid-file=no",
                *_OWN,
                "-L",
                protocol,
            ],
            env={**os.environ, **self.env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while self._pactl("info", check=False) is None:
            if time.monotonic() > deadline:
                raise RuntimeError("the private PulseAudio server did not start")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def add_speaker(self, name: str) -> str:
        """A null sink called ``name``; what it plays can be recorded. Returns ``name``."""
        self._load(
            name,
            f"module-null-sink sink_name={name} rate={RATE} channels=1 format=s16le norewinds=1"
            + _described(name),
        )
        return name

    def add_microphone(self, name: str) -> str:
        """A source called ``name`` that hears what ``play`` puts into it. Returns ``name``."""
        self._load(name, f"module-null-sink sink_name={name}_in rate={RATE} channels=1 norewinds=1")
        self._load(
            name,
            f"module-remap-source source_name={name} master={name}_in.monitor"
            + _described(name, "source"),
        )
        return name

    def remove(self, name: str) -> None:
        """Unplug a speaker or a microphone."""
        for module in reversed(self._modules.pop(name)):
            self._pactl("unload-module", module)

    def set_default_speaker(self, name: str) -> None:
        """Make ``name`` the speaker of the system."""
        self._pactl("set-default-sink", name)

    def set_default_microphone(self, name: str) -> None:
        """Make ``name`` the microphone of the system."""
        self._pactl("set-default-source", name)

    def connect_speaker_to_microphone(self, speaker: str, microphone: str) -> None:
        """An echo: what ``speaker`` plays is heard by ``microphone``."""
        self._load(
            microphone,
            f"module-loopback source={speaker}.monitor sink={microphone}_in latency_msec=20",
        )

    def play(self, microphone: str, samples: Samples, *, wait: bool = True) -> Any:
        """Say ``samples`` into a microphone of ``add_microphone``."""
        return self.play_on(f"{microphone}_in", samples, wait=wait)

    def play_on(self, sink: str, samples: Samples, *, wait: bool = True) -> Any:
        """Play ``samples`` on a sink; without ``wait`` returns the running process."""
        path = self._directory / f"play-{time.monotonic_ns()}.wav"
        write_wav(path, samples)
        process = subprocess.Popen(
            [*_FIRST, "paplay", "--latency-msec=100", f"--device={sink}", str(path)],
            env={**os.environ, **self.env},
            stderr=subprocess.DEVNULL,
        )
        if wait:
            process.wait(len(samples) / RATE + 20)
        return process

    @contextmanager
    def record(self, speaker: str) -> Iterator[Recording]:
        """Record what ``speaker`` plays within the block."""
        yield from self._record(f"{speaker}.monitor")

    @contextmanager
    def record_microphone(self, microphone: str) -> Iterator[Recording]:
        """Record what ``microphone`` hears within the block."""
        yield from self._record(microphone)

    def _record(self, source: str) -> Iterator[Recording]:
        path = self._directory / f"record-{time.monotonic_ns()}.raw"
        recording = Recording()
        with path.open("wb") as file:
            process = subprocess.Popen(
                [*_FIRST, "parec", f"--device={source}", *_RAW],
                env={**os.environ, **self.env},
                stdout=file,
                stderr=subprocess.DEVNULL,
            )
            try:
                recording.started_at = self._wait_for_data(path)
                yield recording
                time.sleep(0.1)  # the last of it is still in the server
            finally:
                process.terminate()
                process.wait(10)
        recording.samples = np.frombuffer(path.read_bytes(), "<i2")

    def _wait_for_data(self, path: Path) -> float:
        """When what is in the file began to be heard."""
        deadline = time.monotonic() + 5
        while not (size := path.stat().st_size):
            if time.monotonic() > deadline:
                raise RuntimeError("the recorder hears nothing")
            time.sleep(0.001)
        return time.monotonic() - size / 2 / RATE

    def _load(self, name: str, module: str) -> None:
        number = self._pactl("load-module", *module.split())
        self._modules.setdefault(name, []).append(str(number))

    def _pactl(self, *arguments: str, check: bool = True) -> str | None:
        done = subprocess.run(
            ["pactl", *arguments],
            env={**os.environ, **self.env},
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
        if done.returncode and check:
            raise RuntimeError(f"pactl {' '.join(arguments)}: {done.stderr.strip()}")
        return None if done.returncode else done.stdout.strip()


@pytest.fixture
def pulse_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseServer]:
    """A running private server; this process uses it while the test runs."""
    if shutil.which("pulseaudio") is None:
        pytest.skip("pulseaudio is not installed")
    directory = Path(tempfile.mkdtemp(prefix="megachat-pulse-"))
    server = PulseServer(directory)
    server.start()
    for key in ("PULSE_SERVER", "PULSE_RUNTIME_PATH", "PULSE_COOKIE"):
        monkeypatch.setenv(key, server.env[key])
    yield server
    server.stop()
    shutil.rmtree(directory, ignore_errors=True)


def speak(text: str, pitch: int = 50) -> Samples:
    """A sentence spoken by espeak-ng, 48 kHz."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        subprocess.run(["espeak-ng", "-p", str(pitch), "-w", str(path), text], check=True)
        with wave.open(str(path), "rb") as file:
            rate, data = file.getframerate(), file.readframes(file.getnframes())
    return resample(np.frombuffer(data, "<i2"), rate)


def resample(samples: Samples, rate: int) -> Samples:
    """From ``rate`` to 48 kHz by way of the spectrum."""
    size = round(samples.size * RATE / rate)
    spectrum = np.fft.rfft(samples.astype(float))
    wide = np.zeros(size // 2 + 1, complex)
    wide[: min(spectrum.size, wide.size)] = spectrum[: wide.size]
    out: Samples = np.clip(np.fft.irfft(wide, size) * size / samples.size, -32768, 32767).astype(
        np.int16
    )
    return out


def write_wav(path: Path, samples: Samples) -> None:
    """A mono 16-bit file at 48 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())


def delay_of(heard: Samples, said: Samples) -> tuple[float, float]:
    """(seconds by which ``said`` is later in ``heard``, how alike the two sound there, 0..1).

    Compares loudness in bands every 5 ms, not waveforms: the jitter buffer moves pitch periods in
    and out, and Opus moves phases.
    """
    one, other = bands(heard), bands(said)
    size = 1 << (len(one) + len(other)).bit_length()
    product = sum(
        np.fft.irfft(np.fft.rfft(one[:, k], size) * np.conj(np.fft.rfft(other[:, k], size)), size)
        for k in range(one.shape[1])
    )
    at = int(np.argmax(product[: len(one)]))
    parts = [other[start : start + _PART] for start in range(0, len(other) - _PART, _PART)]
    scores = [
        _best_match(one, at + number * _PART, part)
        for number, part in enumerate(parts)
        if part.mean() > 0.3 * other.mean()
    ]
    return at * _HOP / RATE, float(np.mean(scores))


def _best_match(bands_heard: NDArray[np.float64], at: int, part: NDArray[np.float64]) -> float:
    """How alike ``part`` is to what was heard within 100 ms of ``at``."""
    places = range(max(0, at - 20), min(len(bands_heard) - len(part), at + 20) + 1)
    scores = [
        np.corrcoef(bands_heard[place : place + len(part)].ravel(), part.ravel())[0, 1]
        for place in places
    ]
    return float(max(scores, default=0.0))


def bands(sound: Samples) -> NDArray[np.float64]:
    """Loudness (square root of amplitude) in 12 bands from 100 Hz to 8 kHz, one row per 5 ms."""
    window = 4 * _HOP
    padded = np.concatenate((sound.astype(float), np.zeros(window)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[::_HOP]
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(window), axis=1))
    edges = np.geomspace(100, 8000, 13) * window / RATE
    columns = [
        spectrum[:, int(low) : max(int(low) + 1, int(high))].mean(axis=1)
        for low, high in pairwise(edges)
    ]
    return np.sqrt(np.stack(columns, axis=1))


def _described(name: str, kind: str = "sink") -> str:
    """What people see as the device's name."""
    return f" {kind}_properties=device.description={name.replace('_', '-')}"


class Line:
    """Carries one voice from an engine to another in this process, losing what ``lost`` says."""

    def __init__(self, lost: Callable[[int], bool] = lambda number: False) -> None:
        self._lost = lost
        self._next = 0
        self.to: CallAudio | None = None
        self.mouth_to_packet_s: list[float] = []
        self.packets: list[EncodedAudio] = []

    def carry(self, packet: EncodedAudio) -> None:
        """What the sending engine calls with each packet, on its thread."""
        number, self._next = self._next, self._next + 1
        now = clock.now()
        self.packets.append(packet)
        self.mouth_to_packet_s.append(now - packet.captured_at)
        if self.to is None or self._lost(number):
            return
        facts = opus.read_packet(packet.payload)
        assert facts is not None
        samples, has_fec = facts
        self.to.push(
            AudioPacket(
                number % 2**16, packet.timestamp, packet.payload, now, samples, has_fec=has_fec
            )
        )


@contextmanager
def talking(
    layer: DeviceLayer, alice: MediaChoice, bob: MediaChoice, *lines: Line
) -> Iterator[tuple[AudioEngine, AudioEngine]]:
    """alice and bob in a call over ``lines`` (to bob, to alice), both microphones on."""
    to_bob, to_alice = lines or (Line(), Line())
    engines = AudioEngine(alice, to_bob.carry, layer), AudioEngine(bob, to_alice.carry, layer)
    to_alice.to, to_bob.to = engines
    for engine in engines:
        engine.warm_up()
    for engine in engines:
        engine.start(True)
    try:
        yield engines
    finally:
        for engine in engines:
            engine.stop()


def plain(**choice: Any) -> MediaChoice:
    """A choice without voice processing: what is heard can be compared with what was said."""
    off = {"echo_cancellation": False, "noise_suppression": False, "gain_control": False}
    return MediaChoice(**{"microphone": "none", "speaker": "none", **off, **choice})


def wait_until(condition: Callable[[], bool], timeout_s: float = 5.0) -> float:
    """Wait for ``condition``; returns how long it took, fails when it never came."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > timeout_s:
            raise AssertionError("it never happened")
        time.sleep(0.002)
    return time.monotonic() - started


def level_db(samples: Samples) -> float:
    """Power in dB of full scale."""
    power = float(np.mean(samples.astype(float) ** 2)) if samples.size else 0.0
    return 10 * float(np.log10(power / 32768**2 + 1e-12))
