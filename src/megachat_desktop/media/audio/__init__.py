"""Sound of a call: Opus, devices, echo cancellation, the thread between them, and the ringing."""
