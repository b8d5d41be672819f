"""A device in a process of its own, for tests that kill it: says its address, answers HELLO."""

import asyncio
import json
import sys

from megachat_desktop.network.network import IrohNetwork
from network_support import ALONE, HELLO, TOGETHER, Memory


async def _serve(seed: bytes, together: bool) -> None:
    network, memory = IrohNetwork(), Memory()
    settings = TOGETHER if together else ALONE
    await network.start(seed, bytes(32), bytes(16), settings, memory)
    line = {"node_key": network.node_key.hex(), "addresses": [str(a) for a in network.addresses()]}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    keep = []
    while True:
        connection = await memory.connections.get()
        await connection.send(HELLO)
        keep.append(connection)


if __name__ == "__main__":
    asyncio.run(_serve(bytes.fromhex(sys.argv[1]), sys.argv[2] == "together"))
