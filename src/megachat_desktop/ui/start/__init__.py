"""What happens around the windows: first run, passphrase, single instance, orders from outside."""
