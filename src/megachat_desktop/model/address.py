"""Where a device can be dialled."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Self

from msgspec import Struct


@dataclass(frozen=True, order=True)
class SocketAddress:
    """An IP address and a port, 1 to 65535."""

    ip: str
    port: int

    @property
    def parsed(self) -> IPv4Address | IPv6Address:
        """The IP address as a value of its family."""
        return ip_address(self.ip)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``1.2.3.4:5`` or ``[::1]:5``. Raises ValueError."""
        host, _, port = text.rpartition(":")
        ip = str(ip_address(host.strip("[]").partition("%")[0]))
        number = int(port)
        if not 0 < number < 65536:
            raise ValueError("port out of range")
        return cls(ip, number)

    def __str__(self) -> str:
        return f"[{self.ip}]:{self.port}" if ":" in self.ip else f"{self.ip}:{self.port}"


class DialTarget(Struct, frozen=True):
    """Everything known about how to reach one device; all of it is raced."""

    node_key: bytes  # NodeKey
    addresses: tuple[SocketAddress, ...] = ()
    relay: str | None = None  # "host" or "host:port", always https


class PathKind:
    """How packets travel to a contact, as the report and the window name it."""

    LOCAL = "local"
    DIRECT = "direct"
    RELAY = "relay"
