"""The only source of randomness: the operating system's."""

import os


def random_bytes(count: int) -> bytes:
    """Return ``count`` unpredictable bytes. Raises nothing."""
    return os.urandom(count)
