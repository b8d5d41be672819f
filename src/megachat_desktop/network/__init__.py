"""The iroh endpoint and the local network; drives the machines of ``protocol``."""

import os

# Before iroh makes its first error value: the answer is kept for the life of the process.
os.environ.setdefault("RUST_LIB_BACKTRACE", "0")  # docs/decisions/0147
