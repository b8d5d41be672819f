"""Frozen values that every layer shares: what exists, never what to do with it."""
