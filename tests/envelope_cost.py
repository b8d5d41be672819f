"""What one envelope costs: ``python tests/envelope_cost.py``. Figures for docs/decisions/0031."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from megachat_desktop.engine import messaging_outgoing as outgoing
from megachat_desktop.engine.messaging_incoming import receive
from megachat_desktop.engine.messaging_ports import Peer
from megachat_desktop.model.call import EndReason
from megachat_desktop.model.ids import CallId
from megachat_desktop.protocol.call_records import HangUp
from megachat_desktop.protocol.delivery import StrangerRation
from megachat_desktop.protocol.records import RecordBody
from megachat_desktop.protocol.text_records import Text
from megachat_desktop.storage.transaction import Transaction
from messaging_support import FakeClock, Person, Wire, befriend

COUNT = 300
KINDS: dict[str, RecordBody] = {
    "a call record": HangUp(CallId(bytes(16)), EndReason.HUNG_UP),
    "a text of 3 kB, with its receipt": Text("x" * 3000),
}


def milliseconds(work: Callable[[], object]) -> float:
    """What one of ``COUNT`` costs."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) / COUNT * 1000


def measure(alice: Person, bob: Person, body: RecordBody) -> tuple[float, float]:
    """Milliseconds of (sending, receiving) without the commit: all share one transaction."""
    envelopes: list[bytes] = []
    origin, ration = Peer(alice.node_key, "address"), StrangerRation()

    def post(tx: Transaction) -> None:
        for _ in range(COUNT):
            queued = outgoing.post_records(tx, bob.id, [body], alice.clock.now)
            envelopes.extend(sealed.data for sealed in queued.envelopes)

    def take(tx: Transaction) -> None:
        for data in envelopes:
            receive(tx, origin, data, bob.on_record, ration, bob.clock.now)

    sending = milliseconds(lambda: alice.store.run_sync(post))
    return sending, milliseconds(lambda: bob.store.run_sync(take))


async def main(directory: Path) -> None:
    """Print the table."""
    clock = FakeClock()
    alice, bob = Person("alice", directory / "a", clock), Person("bob", directory / "b", clock)
    wire: Wire = await befriend(alice, bob)
    await wire.cut()
    for name, body in KINDS.items():
        sending, receiving = measure(alice, bob, body)
        sys.stdout.write(
            f"{name}: out {sending:.2f} ms, in {receiving:.2f} ms, and a commit each\n"
        )
    await alice.stop()
    await bob.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder)))
