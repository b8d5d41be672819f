"""Everything at rest, encrypted; one writer, one transaction per acknowledged effect."""
