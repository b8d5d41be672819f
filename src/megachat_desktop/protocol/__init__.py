"""What two devices say to each other, sans-IO. Time and randomness are parameters."""
