"""Calls: the desk that knows all of them, and one run for each that carries out its orders."""
