"""``megachat contacts``: everything the window can do to a contact."""

import asyncio
from argparse import Namespace

from megachat_desktop.cli.output import Output
from megachat_desktop.cli.runtime import running_engine
from megachat_desktop.engine.engine import Engine
from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.events import ContactChanged, EngineEvent
from megachat_desktop.model.ids import AccountId


async def run(options: Namespace, output: Output) -> int:
    """Carry out one action on the contacts."""
    async with running_engine(options) as engine:
        match options.action:
            case "add":
                return await _add(engine, options, output)
            case "list" | None:
                return _list(engine, output)
            case action:
                return await _change(engine, action, options)


def _list(engine: Engine, output: Output) -> int:
    for contact in engine.contacts.all():
        output.event(
            "contact",
            f"{contact.name:24} {contact.state.value:14} {contact.fingerprint}",
            account=contact.account.hex(),
            name=contact.name,
            state=contact.state.value,
            asked_by=contact.asked_by,
            verified=contact.verified,
        )
    return 0


async def _change(engine: Engine, action: str, options: Namespace) -> int:
    account = engine.contacts.find(options.who).account
    match action:
        case "remove":
            await engine.contacts.remove(account)
        case "block":
            await engine.contacts.block(account)
        case "unblock":
            await engine.contacts.unblock(account)
        case "accept":
            await engine.contacts.accept(account)
        case "decline":
            await engine.contacts.decline(account)
        case "rename":
            await engine.contacts.rename(account, options.name)
    return 0


async def _add(engine: Engine, options: Namespace, output: Output) -> int:
    """0 once accepted, 1 when not within --wait; the request stays and goes on.

    A contact has accepted long ago, but may have forgotten us: there it is the request's arrival.
    """
    answered = asyncio.Event()
    unsubscribe = engine.subscribe(output.engine_event)
    contact = await engine.contacts.add(options.link, options.name)
    known = contact.state is ContactState.ACCEPTED
    forget = engine.subscribe(_Watcher(contact.account, answered, connected=known))
    try:
        async with asyncio.timeout(options.wait):
            await answered.wait()
    except TimeoutError:
        output.error("not_accepted", f"{contact.name} has not accepted yet. The request goes on.")
        return 1
    finally:
        forget()
        unsubscribe()
    await engine.settle()
    return 0


class _Watcher:
    """Sets an event when one contact is accepted, and ``connected`` where that is wanted too."""

    def __init__(self, account: AccountId, answered: asyncio.Event, *, connected: bool) -> None:
        self._account, self._connected = account, connected
        self._answered = answered

    def __call__(self, event: EngineEvent) -> None:
        match event:
            case ContactChanged(Contact(account=self._account, state=ContactState.ACCEPTED) as it):
                if it.presence is not Presence.OFFLINE or not self._connected:
                    self._answered.set()
            case _:
                pass
