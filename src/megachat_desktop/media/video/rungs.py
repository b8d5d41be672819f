"""The ladder of sizes and rates (MEDIA.md, section 5), and the choice of a rung by rate alone."""

from msgspec import Struct

VBV_SECONDS = 0.4


class Rung(Struct, frozen=True):
    """One step: the picture's limits in pixels, frames and bits per second."""

    width: int
    height: int
    fps: int
    min_bps: int
    max_bps: int

    @property
    def buffer_bits(self) -> int:
        """The rate buffer: bounds a key frame to 0.4 s of the rung's smallest rate."""
        return int(VBV_SECONDS * self.min_bps)


RUNGS = (
    Rung(320, 180, 15, 50_000, 150_000),
    Rung(480, 270, 20, 120_000, 300_000),
    Rung(640, 360, 30, 250_000, 700_000),
    Rung(960, 540, 30, 500_000, 1_200_000),
    Rung(1280, 720, 30, 900_000, 2_200_000),
    Rung(1920, 1080, 30, 2_000_000, 4_500_000),
)
_UP_HEADROOM = 1.3
_DOWN_AFTER_S = 0.5
_UP_AFTER_S = 5.0


def fit(width: int, height: int, rung: Rung) -> tuple[int, int]:
    """The source's size scaled down into a rung, aspect kept, both numbers even, never enlarged."""
    scale = min(1.0, rung.width / width, rung.height / height)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


class RungChoice:
    """Moves along the ladder with the target rate: down soon, up late (MEDIA.md, section 8)."""

    def __init__(self, width: int, height: int, target_bps: float) -> None:
        """Start on the highest rung that the source fills and the target can feed."""
        highest = [
            i for i, rung in enumerate(RUNGS) if rung.width <= width or rung.height <= height
        ]
        self._best = self._highest = max(highest, default=0)
        self._steps = 0  # below the best, because of the computer
        self._max_height: int | None = None
        fed = [i for i in range(self._highest + 1) if RUNGS[i].min_bps <= target_bps]
        self._index = max(fed, default=0)
        self._low_since: float | None = None
        self._high_since: float | None = None

    @property
    def rung(self) -> Rung:
        """The rung in use."""
        return RUNGS[self._index]

    def cap(self, steps: int) -> bool:
        """Stay this many rungs below the source's best; True when that moves us now."""
        self._steps = steps
        return self._keep_within()

    def limit(self, height: int | None) -> bool:
        """Stay on rungs of at most so many pixels; True when that moves us now."""
        self._max_height = height
        return self._keep_within()

    def _keep_within(self) -> bool:
        allowed = [i for i, r in enumerate(RUNGS) if r.height <= (self._max_height or r.height)]
        self._highest = max(0, min(self._best - self._steps, max(allowed, default=0)))
        moved = self._index > self._highest
        self._index = min(self._index, self._highest)
        return moved

    @property
    def at_top(self) -> bool:
        """Whether this is the best rung that the source allows."""
        return self._index == self._highest

    def update(self, target_bps: float, now: float) -> bool:
        """Follow the target; True when the rung changed."""
        if target_bps < self.rung.min_bps and self._index > 0:
            self._high_since = None
            self._low_since = now if self._low_since is None else self._low_since
            return now - self._low_since >= _DOWN_AFTER_S and self._move(-1)
        self._low_since = None
        if self._index < self._highest and target_bps > _UP_HEADROOM * self._next_minimum():
            self._high_since = now if self._high_since is None else self._high_since
            return now - self._high_since >= _UP_AFTER_S and self._move(1)
        self._high_since = None
        return False

    def _next_minimum(self) -> int:
        return RUNGS[self._index + 1].min_bps

    def _move(self, step: int) -> bool:
        self._index += step
        self._low_since = self._high_since = None
        return True
