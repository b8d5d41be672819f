"""Opus by way of libopus itself: the library that PyAV's wheel brings, called through ctypes.

FFmpeg's wrapper can neither conceal nor decode FEC, and ignores a rate change after opening.
Sound is mono, 16-bit native-endian, 48 kHz everywhere. A coder belongs to one thread at a time.
"""

import ctypes
import ctypes.util
import importlib.util
from pathlib import Path
from typing import Any

from megachat_desktop.errors import MediaEngineError
from megachat_desktop.media.audio.seam import BLOCK, RATE

_APPLICATION_VOIP = 2048
_SET_BITRATE = 4002
_GET_BITRATE = 4003
_SET_VBR = 4006
_SET_COMPLEXITY = 4010
_SET_INBAND_FEC = 4012
_SET_PACKET_LOSS_PERC = 4014
_SET_DTX = 4016
_SET_SIGNAL = 4024
_GET_LOOKAHEAD = 4027
_SIGNAL_VOICE = 3001
_MAX_PACKET = 1275  # RFC 6716, section 3.2.1, for one frame
_MAX_SAMPLES = 5760  # 120 ms, the longest packet there is
_DTX_BYTES = 2  # a packet this short says "nothing to send" (RFC 6716, section 2.1.9)

_FEC_FROM_LOSS = 0.01
_FEC_LEAST_PERCENT = 10
_FEC_LEAST_BITRATE = 24_000


class OpusError(MediaEngineError):
    """Sound could not be coded."""


def _library_path() -> str:
    """The libopus next to PyAV, without importing PyAV; else the system's."""
    spec = importlib.util.find_spec("av")
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        for folder in (package.parent / "av.libs", package / ".dylibs"):
            found = sorted(folder.glob("libopus*"))
            if found:
                return str(found[0])
    system = ctypes.util.find_library("opus")
    if system is None:
        raise MediaEngineError
    return system


def _declare(library: Any) -> Any:
    """Give every function its argument types; without them a pointer is cut to 32 bits."""
    pointer, size = ctypes.c_void_p, ctypes.c_int
    library.opus_encoder_create.restype = pointer
    library.opus_encoder_create.argtypes = [size, size, size, ctypes.POINTER(size)]
    library.opus_encoder_destroy.argtypes = [pointer]
    library.opus_encoder_destroy.restype = None
    library.opus_encode.argtypes = [pointer, ctypes.c_char_p, size, pointer, size]
    # Variadic: only the fixed arguments may be declared, or arm64 passes the third wrongly.
    library.opus_encoder_ctl.argtypes = [pointer, size]
    library.opus_decoder_create.restype = pointer
    library.opus_decoder_create.argtypes = [size, size, ctypes.POINTER(size)]
    library.opus_decoder_destroy.argtypes = [pointer]
    library.opus_decoder_destroy.restype = None
    library.opus_decode.argtypes = [pointer, ctypes.c_char_p, size, pointer, size, size]
    library.opus_packet_get_nb_samples.argtypes = [ctypes.c_char_p, size, size]
    library.opus_packet_has_lbrr.argtypes = [ctypes.c_char_p, size]
    library.opus_get_version_string.restype = ctypes.c_char_p
    library.opus_strerror.argtypes = [size]
    library.opus_strerror.restype = ctypes.c_char_p
    return library


_path = _library_path()
# Decoding takes 30 us: shorter than it costs to get the GIL back from a busy thread. Encoding
# takes 300 us and lets the others run meanwhile (docs/decisions/0071).
_short = _declare(ctypes.PyDLL(_path))
_long = _declare(ctypes.CDLL(_path))


def version() -> str:
    """What libopus says it is, such as ``libopus 1.6.1``."""
    return str(_short.opus_get_version_string().decode())


def packet_samples(payload: bytes) -> int:
    """How many samples at 48 kHz a packet holds; 0 when it is not an Opus packet."""
    return max(0, int(_short.opus_packet_get_nb_samples(payload, len(payload), RATE)))


def packet_has_lbrr(payload: bytes) -> bool:
    """Whether a packet carries a coarse copy of the one before it (in-band FEC)."""
    return int(_short.opus_packet_has_lbrr(payload, len(payload))) > 0


def is_dtx(payload: bytes) -> bool:
    """Whether a packet only says that the sender is silent."""
    return len(payload) <= _DTX_BYTES


def _checked(code: int) -> int:
    if code < 0:
        raise OpusError(f"Sound could not be coded: {_short.opus_strerror(code).decode()}.")
    return code


class OpusEncoder:
    """One voice on its way out. ``close`` frees it."""

    def __init__(self, bitrate: int = 32_000, complexity: int = 9, dtx: bool = False) -> None:
        error = ctypes.c_int()
        self._state = _long.opus_encoder_create(RATE, 1, _APPLICATION_VOIP, ctypes.byref(error))
        _checked(error.value)
        self._out = ctypes.create_string_buffer(_MAX_PACKET)
        self._bitrate = self._loss_percent = -1
        self._set(_SET_SIGNAL, _SIGNAL_VOICE)
        self._set(_SET_VBR, 1)
        self._set(_SET_COMPLEXITY, complexity)
        self._set(_SET_DTX, int(dtx))
        self.tune(bitrate, 0.0)

    @property
    def bitrate(self) -> int:
        """Bits per second in effect."""
        return self._get(_GET_BITRATE)

    @property
    def lookahead(self) -> int:
        """Samples by which decoded sound is later than what went in."""
        return self._get(_GET_LOOKAHEAD)

    def tune(self, bitrate: int, loss: float) -> None:
        """Fit rate and FEC to the path: ``bitrate`` in bit/s, ``loss`` 0..1 as the peer sees it.

        Under 10 % told, libopus leaves most voiced frames without FEC, and under 24 kbit/s all.
        """
        wants_fec = loss >= _FEC_FROM_LOSS
        percent = min(100, max(_FEC_LEAST_PERCENT, round(loss * 100))) if wants_fec else 0
        bitrate = max(bitrate, _FEC_LEAST_BITRATE) if wants_fec else bitrate
        if bitrate != self._bitrate:
            self._set(_SET_BITRATE, bitrate)
        if percent != self._loss_percent:
            self._set(_SET_INBAND_FEC, int(percent > 0))
            self._set(_SET_PACKET_LOSS_PERC, percent)
        self._bitrate, self._loss_percent = bitrate, percent

    def encode(self, pcm: bytes) -> bytes:
        """Encode 10, 20, 40 or 60 ms. Raises OpusError on another length."""
        samples = len(pcm) // 2
        size = _long.opus_encode(self._state, pcm, samples, self._out, _MAX_PACKET)
        return ctypes.string_at(self._out, _checked(size))

    def close(self) -> None:
        """Free the encoder; idempotent."""
        if self._state:
            _long.opus_encoder_destroy(self._state)
            self._state = None

    def _set(self, request: int, value: int) -> None:
        _checked(_long.opus_encoder_ctl(self._state, request, ctypes.c_int(value)))

    def _get(self, request: int) -> int:
        value = ctypes.c_int()
        _checked(_long.opus_encoder_ctl(self._state, request, ctypes.byref(value)))
        return value.value


class OpusDecoder:
    """One voice on its way in: decodes, recovers from the next packet, or makes up what is lost."""

    def __init__(self) -> None:
        error = ctypes.c_int()
        self._state = _short.opus_decoder_create(RATE, 1, ctypes.byref(error))
        _checked(error.value)
        self._out = ctypes.create_string_buffer(_MAX_SAMPLES * 2)

    def decode(self, payload: bytes) -> bytes:
        """The sound of one packet. Raises OpusError when it is not Opus."""
        return self._run(payload, len(payload), _MAX_SAMPLES, 0)

    def decode_fec(self, next_payload: bytes, samples: int) -> bytes:
        """The lost packet of ``samples`` before ``next_payload``; concealed if that has no FEC."""
        return self._run(next_payload, len(next_payload), samples, 1)

    def conceal(self, samples: int) -> bytes:
        """Make up ``samples`` (a multiple of 120, 2.5 ms) that never came."""
        return self._run(None, 0, samples, 0)

    def close(self) -> None:
        """Free the decoder; idempotent."""
        if self._state:
            _short.opus_decoder_destroy(self._state)
            self._state = None

    def _run(self, payload: bytes | None, size: int, samples: int, fec: int) -> bytes:
        made = _short.opus_decode(self._state, payload, size, self._out, samples, fec)
        return ctypes.string_at(self._out, _checked(made) * 2)


def warm_up() -> None:
    """Run both coders once, so that the first packet of a call costs no page faults."""
    encoder, decoder = OpusEncoder(), OpusDecoder()
    for _ in range(3):
        decoder.decode(encoder.encode(bytes(2 * BLOCK * 2)))
    encoder.close()
    decoder.close()


def read_packet(payload: bytes) -> tuple[int, bool] | None:
    """(samples, has FEC) of a packet; None when it is not an Opus packet."""
    samples = packet_samples(payload)
    return (samples, packet_has_lbrr(payload)) if samples else None
