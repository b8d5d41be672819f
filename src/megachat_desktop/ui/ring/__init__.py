"""What rings: the stack of popups and the sounds."""
