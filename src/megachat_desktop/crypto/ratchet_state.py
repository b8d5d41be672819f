"""The stored form of a ratchet: fixed fields, then the skipped message keys.

    u8 form | ad[32] | …
    form 1, initiator that has not sent:   secret[32] | responder ratchet_pub[32]
    form 2, responder that got nothing:    secret[32] | own private[32]
    form 3, running:  own private[32] | peer pub[32] | root key[32]
                      | receiving chain? | sending chain | u32 pn | [{pub[32], u32 n, key[32]}]
    chain = key[32] | u32 length; a flag byte says whether the receiving one is there

It is read back from our own encrypted database only; damage is a CryptoError all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from doubleratchet.models import (
    DiffieHellmanRatchetModel,
    DoubleRatchetModel,
    KDFChainModel,
    SkippedMessageKeyModel,
    SymmetricKeyRatchetModel,
)

from megachat_desktop.errors import CryptoError, LocalProtocolError

_SKIPPED_SIZE = 68


class Form(Enum):
    """Which of the three layouts follows."""

    INITIATOR = 1
    RESPONDER = 2
    RUNNING = 3


@dataclass(frozen=True, eq=False)
class Pending:
    """A ratchet before its first message: SK, and the key it starts with."""

    form: Form
    shared_secret: bytes = field(repr=False)
    key: bytes = field(repr=False)  # responder's public for the initiator, own private else


def write_pending(ad: bytes, pending: Pending) -> bytes:
    """Encode a ratchet before its first message."""
    return bytes((pending.form.value,)) + ad + pending.shared_secret + pending.key


def write_running(ad: bytes, model: DoubleRatchetModel) -> bytes:
    """Encode a running ratchet."""
    dh = model.diffie_hellman_ratchet
    chains = dh.symmetric_key_ratchet
    parts = [
        bytes((Form.RUNNING.value,)),
        ad,
        dh.own_ratchet_priv,
        dh.other_ratchet_pub,
        dh.root_chain.key,
        _write_optional_chain(chains.receiving_chain),
        _write_chain(chains.sending_chain),
        (chains.previous_sending_chain_length or 0).to_bytes(4, "big"),
    ]
    for skipped in model.skipped_message_keys:
        parts += (skipped.ratchet_pub, skipped.index.to_bytes(4, "big"), skipped.message_key)
    return b"".join(parts)


def read(data: bytes) -> tuple[bytes, Pending | DoubleRatchetModel]:
    """Decode what either writer made: the associated data and the state. Raises CryptoError."""
    reader = _Reader(data)
    try:
        form = Form(reader.take(1)[0])
    except ValueError as error:
        raise CryptoError("ratchet state damaged") from error
    ad = reader.take(32)
    if form is not Form.RUNNING:
        pending = Pending(form, reader.take(32), reader.take(32))
        reader.end()
        return ad, pending
    return ad, _read_running(reader)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        part = self._data[self._at : self._at + count]
        if len(part) != count:
            raise CryptoError("ratchet state damaged")
        self._at += count
        return part

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def skipped(self) -> Iterator[SkippedMessageKeyModel]:
        while self._at < len(self._data):
            pub, index, key = self.take(32), self.number(), self.take(32)
            yield SkippedMessageKeyModel.model_construct(
                ratchet_pub=pub, index=index, message_key=key
            )

    def end(self) -> None:
        if self._at != len(self._data):
            raise CryptoError("ratchet state damaged")


def _write_chain(chain: KDFChainModel | None) -> bytes:
    if chain is None:
        raise LocalProtocolError("a running ratchet has a sending chain")
    return chain.key + chain.length.to_bytes(4, "big")


def _write_optional_chain(chain: KDFChainModel | None) -> bytes:
    return b"\x00" if chain is None else b"\x01" + _write_chain(chain)


def _read_chain(reader: _Reader) -> KDFChainModel:
    key = reader.take(32)
    return KDFChainModel.model_construct(key=key, length=reader.number())


def _read_optional_chain(reader: _Reader) -> KDFChainModel | None:
    flag = reader.take(1)
    if flag not in (b"\x00", b"\x01"):
        raise CryptoError("ratchet state damaged")
    return _read_chain(reader) if flag == b"\x01" else None


def _read_running(reader: _Reader) -> DoubleRatchetModel:
    """Rebuild the package's model; unvalidated, because every field was sized here."""
    own, other, root = reader.take(32), reader.take(32), reader.take(32)
    chains = SymmetricKeyRatchetModel.model_construct(
        receiving_chain=_read_optional_chain(reader),
        sending_chain=_read_chain(reader),
        previous_sending_chain_length=reader.number(),
    )
    dh = DiffieHellmanRatchetModel.model_construct(
        own_ratchet_priv=own,
        other_ratchet_pub=other,
        root_chain=KDFChainModel.model_construct(key=root, length=0),
        symmetric_key_ratchet=chains,
    )
    return DoubleRatchetModel.model_construct(
        diffie_hellman_ratchet=dh, skipped_message_keys=list(reader.skipped())
    )
