"""``megachat init`` and ``megachat id``."""

from argparse import Namespace

import segno

from megachat_desktop.cli.output import Output
from megachat_desktop.cli.runtime import open_named_profile, read_passphrase, running_engine
from megachat_desktop.model.account import Protection
from megachat_desktop.storage.profile import create_profile, profile_directory


async def init(options: Namespace, output: Output) -> int:
    """Create the profile; no window, no question."""
    passphrase = read_passphrase(options.passphrase_file)
    if options.unprotected:
        protection = Protection.UNPROTECTED
    elif passphrase is not None:
        protection = Protection.PASSPHRASE
    else:
        protection = Protection.KEYRING
    directory = profile_directory(options.profile)
    create_profile(directory, options.name, protection, passphrase)
    profile = open_named_profile(options)
    name = profile.store.run_sync(lambda tx: tx.account.get()).name
    profile.close()
    note = ", not protected" if protection is Protection.UNPROTECTED else ""
    output.event(
        "created",
        f"Profile for {name} created{note}.",
        name=name,
        protection=protection.name.lower(),
    )
    return 0


async def show_identity(options: Namespace, output: Output) -> int:
    """Print name, account id, link and, when asked, the QR code."""
    async with running_engine(options) as engine:
        account = engine.account
        link = await engine.own_link(options.with_addresses)
        protected = account.protection is not Protection.UNPROTECTED
        sentence = f"{account.name}\n{account.account.hex()}\n{account.fingerprint}\n{link}"
        if not protected:
            sentence += "\nThis profile is not protected: its key lies beside it."
        output.event(
            "identity",
            sentence,
            name=account.name,
            account=account.account.hex(),
            fingerprint=account.fingerprint,
            link=link,
            protected=protected,
        )
        if options.qr:
            segno.make(link, error="m", boost_error=False).terminal(compact=True)
    return 0
