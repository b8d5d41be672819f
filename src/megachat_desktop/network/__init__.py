"""The iroh endpoint and the local network; drives the machines of ``protocol``."""
