"""Composition root of the command line; runs without a display."""
