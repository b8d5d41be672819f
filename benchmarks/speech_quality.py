"""What became of a spoken sample on its way: each round of it found in a recording, and judged.

PESQ wide-band (ITU-T P.862.2) by the ``pesq`` package at 16 kHz; ``make bench`` installs it.
"""

import numpy as np
from numpy.typing import NDArray

from media_files import resample

Samples = NDArray[np.int16]

_RATE = 16_000
_STEP = 160
_MARGIN_S = 0.25
_SKIP_S = 1.0  # of a recording: a call's first second
_SEARCH_S = 0.5
_LEAST_FIT = 0.3


def rounds_of(recording: Samples, reference: Samples) -> list[Samples]:
    """Every whole round of the ``reference`` (16 kHz) in a recording at 48 kHz, at 16 kHz.

    The sample was played round and round without a pause. A round that began with the call is left
    out, except where there is no other.
    """
    heard = resample(recording, 48_000, _RATE)
    fits = _fits(heard, reference)
    if not fits.size:
        return []
    period, search = reference.size // _STEP, round(_SEARCH_S * _RATE) // _STEP
    phase, begins = int(np.argmax(fits)) % period, []
    for expected in range(phase - period, fits.size, period):
        near = fits[max(0, expected - search) : max(0, expected + search + 1)]
        if near.size and near.max() > _LEAST_FIT:
            begins.append((max(0, expected - search) + int(np.argmax(near))) * _STEP)
    settled = [begin for begin in begins if begin > _SKIP_S * _RATE]
    margin = round(_MARGIN_S * _RATE)
    return [
        heard[max(0, begin - margin) : begin + reference.size + margin]
        for begin in settled or begins
    ]


def pesq_of(recording: Samples, reference: Samples) -> list[float]:
    """One score (1.0 to 4.6) for each round. Raises ImportError without the package."""
    from pesq import NoUtterancesError, pesq  # type: ignore[import-not-found]

    scores = []
    for part in rounds_of(recording, reference):
        try:
            scores.append(float(pesq(_RATE, reference, part, "wb")))
        except NoUtterancesError:
            scores.append(1.0)
    return scores


def _fits(sound: Samples, reference: Samples) -> NDArray[np.float64]:
    """How well the reference fits (up to 1) at each 10 ms of the sound, by its loudness.

    The waveform itself would not do: a buffer that adapts moves parts of it by some 10 ms.
    """
    wanted, heard = _loudness(reference), _loudness(sound)
    if heard.size < wanted.size:
        return np.zeros(0)
    wanted = (wanted - wanted.mean()) / (wanted.std() * wanted.size)
    parts = np.lib.stride_tricks.sliding_window_view(heard, wanted.size)
    fits: NDArray[np.float64] = (parts @ wanted) / (parts.std(axis=1) + 1.0)
    return fits


def _loudness(sound: Samples) -> NDArray[np.float64]:
    """The root mean square of each 10 ms."""
    whole = sound[: sound.size // _STEP * _STEP].astype(np.float64)
    loudness: NDArray[np.float64] = np.sqrt((whole.reshape(-1, _STEP) ** 2).mean(axis=1))
    return loudness
