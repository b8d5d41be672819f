"""The parts of the call window."""
