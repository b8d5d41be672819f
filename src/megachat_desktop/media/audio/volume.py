"""The volume a person chose, applied to 16-bit sound."""

import numpy as np

FULL = 100


def with_volume(block: bytes, percent: int) -> bytes:
    """``block`` at this volume, 0 to 100: half of it sounds about half as loud.

    Loudness is heard on a bent scale, so the factor is the square of the share.
    """
    if percent >= FULL:
        return block
    factor = (max(0, percent) / FULL) ** 2
    return (np.frombuffer(block, np.int16) * factor).astype(np.int16).tobytes()
