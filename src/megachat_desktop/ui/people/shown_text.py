"""Texts of other people made fit for a bubble: plain, bounded, line by line."""

from functools import lru_cache

from megachat_desktop.model.names import clean_line

TEXT_BYTES = 16_384
LINES = 400


@lru_cache(maxsize=256)  # asked for every bubble at every change
def shown_text(body: str) -> str:
    """``body`` with its line breaks and nothing that plays tricks; never empty."""
    lines = body[:TEXT_BYTES].splitlines()[:LINES]
    return "\n".join(clean_line(line, TEXT_BYTES) for line in lines).strip() or "…"
