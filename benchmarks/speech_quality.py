"""What became of a spoken sample on its way: each round of it found in a recording, and judged.

PESQ wide-band (ITU-T P.862.2) by the ``pesq`` package at 16 kHz; ``make bench`` installs it.
"""

import numpy as np
from numpy.typing import NDArray

from media_files import resample

Samples = NDArray[np.int16]

_RATE = 16_000
_MARGIN_S = 0.25
_SKIP_S = 1.0  # of a recording: a call's first second


def rounds_of(recording: Samples, reference: Samples) -> list[Samples]:
    """Every whole round of the ``reference`` (16 kHz) in a recording at 48 kHz, at 16 kHz."""
    heard = resample(recording, 48_000, _RATE)[round(_SKIP_S * _RATE) :]
    length, found = reference.size, []
    start = 0
    while start + length <= heard.size:
        window = heard[start : start + 2 * length]
        begin = start + _best_match(window, reference)
        if begin + length > heard.size:
            break
        margin = round(_MARGIN_S * _RATE)
        found.append(heard[max(0, begin - margin) : begin + length + margin])
        start = begin + length - margin
    return found


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


def _best_match(window: Samples, reference: Samples) -> int:
    """Where in the window the reference begins: the peak of the cross-correlation."""
    size = 1 << int(np.ceil(np.log2(window.size + reference.size)))
    spectrum = np.fft.rfft(window.astype(np.float64), size)
    spectrum *= np.conj(np.fft.rfft(reference.astype(np.float64), size))
    correlation = np.fft.irfft(spectrum, size)[: max(1, window.size - reference.size + 1)]
    return int(np.argmax(np.abs(correlation)))
