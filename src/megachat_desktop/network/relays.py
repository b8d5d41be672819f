"""Names of relays: ``host`` or ``host:port`` in our protocol, a URL in iroh."""

import os
from urllib.parse import urlsplit

from iroh import iroh_ffi

PLAIN_RELAY_VARIABLE = "MEGACHAT_PLAIN_RELAY"
"""Names one relay, ``host:port``, that is reached over http instead of https.

For test networks only: iroh's binding trusts the compiled-in web roots and nothing else, so a
laboratory relay with a certificate of its own cannot be reached over https (decision 0042). What
travels through a relay is end-to-end encrypted either way; https hides who is connected.
"""

_DISCOVERY_PORT = 7842


def relay_name(url: str) -> str | None:
    """The ``host`` or ``host:port`` of a relay's URL, lower case, without a final dot."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    if not host or parts.port == 0:
        return None
    default = 443 if parts.scheme == "https" else None
    return host if parts.port in (None, default) else f"{host}:{parts.port}"


def relay_url(name: str) -> str:
    """The URL under which iroh reaches the relay ``name``.

    A public relay keeps exactly the URL iroh has for it: the same host in another spelling would
    be a second connection to the same server, which then silences the first.
    """
    known = _public_relay_urls().get(name)
    if known is not None:
        return known
    scheme = "http" if name == os.environ.get(PLAIN_RELAY_VARIABLE) else "https"
    return f"{scheme}://{name}/"


def own_relay(name: str) -> iroh_ffi.RelayMode:
    """Use this one relay and no other.

    A relay over https is asked for our public address too (QUIC address discovery); if it does
    not offer that, coming online takes 3 s instead of 0.2 s, and nothing else waits for it.
    """
    url = relay_url(name)
    discovery_port = _DISCOVERY_PORT if url.startswith("https:") else None
    relays = iroh_ffi.RelayMap.empty()
    relays.insert(iroh_ffi.RelayConfig(url=url, quic_port=discovery_port))
    return iroh_ffi.RelayMode.custom(relays)


def _public_relay_urls() -> dict[str, str]:
    urls = iroh_ffi.RelayMode.default_mode().relay_map().urls()
    return {name: url for url in urls if (name := relay_name(url)) is not None}
