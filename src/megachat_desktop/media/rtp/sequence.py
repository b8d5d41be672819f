"""Numbers that wrap on the wire, continued without a wrap."""


class Unwrapper:
    """Continues a wrapping counter: 65535, 0, 1 become 65535, 65536, 65537."""

    def __init__(self, bits: int) -> None:
        self._modulus = 1 << bits
        self._half = self._modulus >> 1
        self._highest: int | None = None

    def unwrap(self, value: int) -> int:
        """The unwrapped number nearest to the highest one seen; may be negative at the start."""
        if self._highest is None:
            self._highest = value
            return value
        delta = (value - self._highest) % self._modulus
        if delta >= self._half:
            return self._highest + delta - self._modulus
        self._highest += delta
        return self._highest

    def peek(self, value: int) -> int:
        """Like ``unwrap`` but remembers nothing: for numbers that others quote back to us."""
        if self._highest is None:
            return value
        delta = (value - self._highest) % self._modulus
        return self._highest + (delta - self._modulus if delta >= self._half else delta)

    @property
    def highest(self) -> int | None:
        """The highest number so far."""
        return self._highest
