"""Our iroh endpoint: one UDP port on every interface, named by the device's node key."""

import asyncio
import hashlib
import logging
from collections.abc import Sequence

from iroh import iroh_ffi
from msgspec import Struct

from megachat_desktop.errors import MegaChatError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.model.settings import RelayMode, Settings
from megachat_desktop.network import iroh_bytes
from megachat_desktop.network.keys import endpoint_id
from megachat_desktop.network.relays import own_relay, relay_name, relay_url

_log = logging.getLogger(__name__)

ALPN = b"megachat/1"
CLOSE_S = 1.0  # iroh itself would wait 3 s for half-open connections
_FIRST_PORT, _PORTS = 20_000, 12_000  # below what systems hand out by themselves


class RelayChoice(Struct, frozen=True):
    """Which servers outside this network may help; ``name`` is the own relay's.

    ``only`` says that nobody may learn our addresses: every packet to others goes to the relay.
    """

    mode: RelayMode
    name: str = ""
    only: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "RelayChoice":
        """What the settings say; an own relay without a name is none."""
        if settings.relay_mode is RelayMode.OWN:
            name = settings.relay_url.strip().rstrip("/").removeprefix("https://").lower()
            mode = RelayMode.OWN if name else RelayMode.NONE
            return cls(mode, name, settings.relay_only)
        return cls(settings.relay_mode, only=settings.relay_only)


class IrohEndpoint:
    """A bound endpoint. Binding waits for nothing outside this computer.

    Once closed it has no ports, no addresses, and connects to nobody.
    """

    def __init__(self, endpoint: iroh_ffi.Endpoint) -> None:
        self._endpoint = endpoint
        self._closed = False
        self.node_key = NodeKey(endpoint.id().to_bytes())

    @classmethod
    async def bind(cls, node_seed: bytes, relay: RelayChoice) -> "IrohEndpoint":
        """Bind with the 32-byte libsodium seed of NK. Raises MegaChatError when no port is free.

        The port is the same after every start if it is free, so that addresses which contacts
        remember still hold; it comes from the seed, so nobody can tell it from the node key.
        """
        iroh_bytes.install()
        port = preferred_port(node_seed)
        for addresses in _places(relay, port):
            try:
                return cls(await _builder(node_seed, relay, addresses).bind())
            except iroh_ffi.IrohError as error:
                _log.info("could not bind %s: %s", addresses or "any port", error.kind().name)
        raise MegaChatError("no UDP port could be bound")

    def ports(self) -> dict[int, int]:
        """The bound UDP port by IP version, 4 and 6."""
        if self._closed:
            return {}
        bound = [SocketAddress.parse(text) for text in self._endpoint.bound_sockets()]
        return {address.parsed.version: address.port for address in bound}

    def reflexive_addresses(self) -> tuple[SocketAddress, ...]:
        """Addresses that iroh knows of us, those seen by relays included."""
        if self._closed:
            return ()
        texts = self._endpoint.addr().direct_addresses()
        return tuple(sorted({SocketAddress.parse(text) for text in texts}))

    def home_relay(self) -> str | None:
        """The relay we are connected to, ``host`` or ``host:port``."""
        if self._closed:
            return None
        url = self._endpoint.addr().relay_url()
        return relay_name(url) if url else None

    async def connect(
        self, node_key: NodeKey, addresses: Sequence[SocketAddress], relay: str | None
    ) -> iroh_ffi.Connection:
        """One attempt over all of the ways at once, iroh's own look-up included.

        Raises ConnectionError, after up to 30 s; the dialler has the deadline.
        """
        if self._closed:
            raise ConnectionError("endpoint closed")
        target = iroh_ffi.EndpointAddr(
            endpoint_id(node_key),
            relay_url(relay) if relay else None,
            [str(address) for address in addresses],
        )
        try:
            return await self._endpoint.connect(target, ALPN)
        except iroh_ffi.IrohError as error:
            raise ConnectionError(error.kind().name.lower()) from error

    async def next_incoming(self) -> iroh_ffi.Incoming | None:
        """The next attempt to connect to us; None once the endpoint is closed."""
        return await self._endpoint.accept_next()

    async def close(self) -> None:
        """Close everything with code 0 and free the port; idempotent."""
        if self._closed:
            return
        self._closed = True
        endpoint = self._endpoint
        try:
            async with asyncio.timeout(CLOSE_S):
                await endpoint.close()
        except TimeoutError:
            _log.debug("somebody did not confirm the end in time")
        # The port is free once Rust drops the endpoint, and tracebacks may keep the object alive.
        endpoint.__del__()  # type: ignore[no-untyped-call]  # generated code
        del endpoint._handle


def _places(relay: RelayChoice, port: int) -> tuple[tuple[str, ...], ...]:
    """Where to bind, best first.

    iroh looks for direct paths by itself and cannot be told not to. On loopback its UDP socket has
    nothing to find and nothing to tell; the relay is reached over TCP.
    """
    if relay.only:
        return ((f"127.0.0.1:{port}", f"[::1]:{port}"), (f"127.0.0.1:{port}",), ("127.0.0.1:0",))
    return ((f"0.0.0.0:{port}", f"[::]:{port}"), (f"0.0.0.0:{port}",), ())


def preferred_port(node_seed: bytes) -> int:
    """The UDP port this device tries first, 20000 to 31999."""
    digest = hashlib.blake2b(b"MegaChat/1 port\0", key=node_seed, digest_size=4).digest()
    return _FIRST_PORT + int.from_bytes(digest, "big") % _PORTS


def _builder(
    node_seed: bytes, relay: RelayChoice, addresses: Sequence[str]
) -> iroh_ffi.EndpointBuilder:
    builder = iroh_ffi.EndpointBuilder()  # type: ignore[no-untyped-call]  # generated code
    match relay.mode:
        case RelayMode.PUBLIC:
            builder.apply_n0()
        case RelayMode.OWN:
            builder.apply_minimal()
            builder.relay_mode(own_relay(relay.name))
        case RelayMode.NONE:
            builder.apply_minimal()
            builder.relay_mode(iroh_ffi.RelayMode.disabled())
    builder.secret_key(node_seed)
    builder.alpns([ALPN])
    for address in addresses:
        builder.bind_addr(address)
    return builder
