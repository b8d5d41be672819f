"""MegaChat Desktop: calls between people who are keys, direct and end-to-end encrypted."""

__version__ = "0.1.0"
