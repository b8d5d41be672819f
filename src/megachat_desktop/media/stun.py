"""Asks STUN servers where others see us, beside the call and never before its offer.

The gatherer is given no servers: it would wait up to five seconds for the slowest adapter.
"""

import asyncio
from collections.abc import Callable, Iterable

from megachat_desktop.media.ice_path import IcePath
from megachat_desktop.protocol.call_description import Candidate

DEFAULT_PORT = 3478
ANSWER_LIMIT_S = 2.0


def parse_server(text: str) -> tuple[str, int] | None:
    """``host`` or ``host:port``; None when it is neither."""
    host, colon, port = text.strip().rpartition(":")
    if not colon:
        host, port = text.strip(), str(DEFAULT_PORT)
    if not host or ":" in host or not port.isdecimal() or not 0 < int(port) < 65536:
        return None
    return host, int(port)


async def discover(
    path: IcePath, servers: Iterable[str], found: Callable[[Candidate], None]
) -> None:
    """Report each server-reflexive candidate once, as the answers come. Raises nothing."""
    seen: set[str] = set()

    def report(candidate: Candidate) -> None:
        if str(candidate.address) not in seen:
            seen.add(str(candidate.address))
            found(candidate)

    known = filter(None, map(parse_server, servers))
    await asyncio.gather(*(path.query_stun(server, report, ANSWER_LIMIT_S) for server in known))
