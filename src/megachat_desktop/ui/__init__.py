"""Qt starts here."""
