"""Widgets, colours and painting that know nothing of contacts or calls."""
