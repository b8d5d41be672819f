"""Which hardware encoder works on this computer, found out where it can do no harm.

    find_hardware_encoder -> cache of this driver and version, else
        for each candidate: a process of its own, 5 s -> proof.prove_encoder

A driver may hang, crash or promise what it does not do; all of that counts as "no".
"""

import contextlib
import json
import logging
import multiprocessing
import platform
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import av

from megachat_desktop.errors import MediaEngineError
from megachat_desktop.media.video.encoder import AvEncoder
from megachat_desktop.media.video.proof import PROOF_SETTINGS, Verdict, prove_encoder

LIMIT_S = 5.0
_CANDIDATES = {
    "win32": ("h264_nvenc", "h264_qsv", "h264_amf", "h264_mf"),
    "darwin": ("h264_videotoolbox",),
    "linux": ("h264_nvenc", "h264_qsv"),
}
_DRIVER_FILES = (Path("/proc/driver/nvidia/version"), Path("/sys/module/i915/srcversion"))

Prover = Callable[[str], Verdict]

log = logging.getLogger(__name__)


def find_hardware_encoder(
    cache: Path, version: str, prove: Prover | None = None, platform_name: str = sys.platform
) -> str | None:
    """The name of the first encoder that works here, None when none does.

    Blocks for some seconds the first time; then ``cache`` (a small JSON file) answers until the
    driver, the codec library or ``version`` of the program changes.
    """
    key = _key(version)
    known = _read(cache, key)
    if known is not None:
        return known or None
    found = ""
    for name in _CANDIDATES.get(platform_name, ()):
        if name not in av.codecs_available:
            continue
        verdict = prove(name) if prove else prove_apart(name)
        log.info("encoder %s: %s", name, verdict.reason or f"{verdict.encode_ms:.1f} ms")
        if verdict.works:
            found = name
            break
    _write(cache, key, found)
    return found or None


def prove_apart(name: str, prove: Prover | None = None, limit_s: float = LIMIT_S) -> Verdict:
    """Prove an encoder in a process of its own; a crash or a hang is a verdict as well.

    ``prove`` must be importable by name in the new process.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(theirs, name, prove or prove_here), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(limit_s):
            return Verdict(False, 0.0, "hangs")
        answer = ours.recv()
        return answer if isinstance(answer, Verdict) else Verdict(False, 0.0, "crashes")
    except EOFError:
        return Verdict(False, 0.0, "crashes")
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def prove_here(name: str) -> Verdict:
    """Open the encoder in this process and prove it."""
    try:
        encoder = AvEncoder(name, PROOF_SETTINGS)
    except MediaEngineError:
        return Verdict(False, 0.0, "does not open")
    try:
        return prove_encoder(encoder)
    finally:
        encoder.close()


def _answer(connection: Connection, name: str, prove: Prover) -> None:
    with contextlib.suppress(BrokenPipeError):  # the program has quit meanwhile
        connection.send(prove(name))
    connection.close()


def _key(version: str) -> str:
    drivers = [path.read_text() for path in _DRIVER_FILES if path.is_file()]
    return "|".join([version, av.__version__, platform.platform(), *drivers])


def _read(cache: Path, key: str) -> str | None:
    """The remembered answer ("" for none); None when there is none for this key."""
    try:
        stored = json.loads(cache.read_text())
        encoder = stored["encoder"] if stored["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return encoder if isinstance(encoder, str) else None


def _write(cache: Path, key: str, encoder: str) -> None:
    try:
        cache.write_text(json.dumps({"key": key, "encoder": encoder}))
    except OSError as problem:
        log.info("the choice of encoder is not remembered: %s", type(problem).__name__)
