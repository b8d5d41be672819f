"""The key agreement of one call, as each end lives through it (PROTOCOL.md 7.3).

    caller: offer ─▶ take_callee ─▶ reveal          callee: callee_part ─▶ take_reveal
                        both: secrets ─▶ confirm / check_confirm per path, sas, media_keys

No media object is touched here and nothing is sent; the bytes hashed are those that travelled.
"""

from megachat_desktop.crypto.call_keys import (
    CallSecrets,
    Party,
    PathProof,
    call_transcript,
    check_commit,
    offer_hash,
    open_call_secret,
    sas_commit,
    seal_call_secret,
)
from megachat_desktop.crypto.keys import HpkePair, HpkePublic
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.media import MediaKeys, StreamNo
from megachat_desktop.protocol.call_records import OFFER_VIDEO, Callee, Offer, Reveal
from megachat_desktop.protocol.features import VERSION
from megachat_desktop.protocol.records import encode_body

_STREAMS = tuple(int(number) for number in StreamNo)


class CallExchange:
    """What both ends have in common once the secret is agreed."""

    def __init__(self, role: CallRole, call_id: CallId, caller: Party, callee: Party) -> None:
        self.role = role
        self.call_id = call_id
        self._caller = caller
        self._callee = callee
        self._secrets: CallSecrets | None = None

    def __repr__(self) -> str:
        return f"<CallExchange {self.role.name}>"

    @property
    def peer(self) -> Party:
        """The other end."""
        return self._callee if self.role is CallRole.CALLER else self._caller

    @property
    def agreed(self) -> bool:
        """Whether both ends' contributions are known here."""
        return self._secrets is not None

    @property
    def transcript(self) -> bytes:
        """``th``, the context of the DTLS exporter."""
        return self._agreed_secrets().transcript

    def confirm(self, path: int, exporter: bytes, own: bytes, peer: bytes) -> bytes:
        """Our MAC over a path; ``own`` and ``peer`` are live certificate fingerprints."""
        proof = self._proof(path, exporter, own, peer)
        return self._agreed_secrets().confirm_mac(self.role, proof)

    def check_confirm(
        self, path: int, exporter: bytes, own: bytes, peer: bytes, mac: bytes
    ) -> None:
        """Check the peer's MAC over a path. Raises CryptoError."""
        proof = self._proof(path, exporter, own, peer)
        self._agreed_secrets().check_confirm(self.role.other, proof, mac)

    def sas_numbers(self) -> tuple[int, ...]:
        """The numbers of the seven safety pictures; show them only after both CONFIRMs."""
        return self._agreed_secrets().sas_numbers()

    def media_keys(self) -> MediaKeys:
        """SFrame base keys of every stream, both ways."""
        secrets = self._agreed_secrets()
        return MediaKeys(
            send={s: secrets.sframe_base_key(self.role, s) for s in _STREAMS},
            receive={s: secrets.sframe_base_key(self.role.other, s) for s in _STREAMS},
        )

    def wipe(self) -> None:
        """Let go of every secret of this call; records that come later find nothing to agree on."""
        self._secrets = None

    def _proof(self, path: int, exporter: bytes, own: bytes, peer: bytes) -> PathProof:
        caller, callee = (own, peer) if self.role is CallRole.CALLER else (peer, own)
        return PathProof(path, exporter, caller, callee)

    def _agree(self, offer_body: bytes, callee: bytes, caller_nonce: bytes, secret: bytes) -> None:
        transcript = call_transcript(self._caller, self._callee, offer_body, callee, caller_nonce)
        self._secrets = CallSecrets(transcript, secret)

    def _agreed_secrets(self) -> CallSecrets:
        if self._secrets is None:
            raise LocalProtocolError("the call has no keys yet")
        return self._secrets


class CallerExchange(CallExchange):
    """The end that calls: commits to n_c before it sees anything of the callee."""

    def __init__(self, call_id: CallId, caller: Party, callee: Party) -> None:
        super().__init__(CallRole.CALLER, call_id, caller, callee)
        self._nonce = random_bytes(32)
        self._kem: HpkePair | None = HpkePair.generate()
        self._offer_body = b""

    def offer(self, description: bytes, ts_ms: int, video: bool) -> Offer:
        """The OFFER; once per call."""
        assert self._kem is not None
        offer = Offer(
            call_id=self.call_id,
            ts_ms=ts_ms,
            versions=(VERSION,),
            flags=OFFER_VIDEO if video else 0,
            kem=self._kem.public.raw,
            commit=sas_commit(self.call_id, self._nonce),
            description=description,
        )
        self._offer_body = encode_body(offer)
        return offer

    @property
    def offer_hash(self) -> bytes:
        """What RINGING and ANSWER must name."""
        return offer_hash(self._offer_body)

    def take_callee(self, part: bytes) -> Callee:
        """Agree on the secret. Raises RemoteProtocolError; a second part is a violation."""
        if self._kem is None:
            raise RemoteProtocolError("a second callee part")
        callee = Callee.decode(part)
        if callee.version != VERSION:
            raise RemoteProtocolError("a version that was not offered")
        secret = open_call_secret(self._kem, self.call_id, self.offer_hash, callee.sealed)
        self._kem = None
        self._agree(self._offer_body, part, self._nonce, secret)
        return callee

    def reveal(self) -> Reveal:
        """Opens our commitment; only after the callee's part is fixed."""
        self._agreed_secrets()
        return Reveal(self.call_id, self._nonce)

    def wipe(self) -> None:
        """See ``CallExchange``; of a call nobody answered, the key and the nonce too."""
        super().wipe()
        self._kem, self._nonce = None, b""


class CalleeExchange(CallExchange):
    """The end that is called: fixes n_r and s before it sees n_c."""

    def __init__(self, offer: Offer, offer_body: bytes, caller: Party, callee: Party) -> None:
        super().__init__(CallRole.CALLEE, offer.call_id, caller, callee)
        if VERSION not in offer.versions:
            raise RemoteProtocolError("no common call version")
        self._offer = offer
        self._offer_body = offer_body
        self._part = b""
        self._secret = random_bytes(32)

    @property
    def offer_hash(self) -> bytes:
        """What our RINGING and ANSWER name."""
        return offer_hash(self._offer_body)

    def callee_part(self, description: bytes) -> bytes:
        """Our half, the same bytes for the whole call. Raises RemoteProtocolError."""
        if not self._part:
            if not self._secret:
                raise LocalProtocolError("a callee part after the end of the call")
            kem = HpkePublic(self._offer.kem)
            sealed = seal_call_secret(kem, self.call_id, self.offer_hash, self._secret)
            self._part = Callee(random_bytes(32), sealed, VERSION, description).encode()
        return self._part

    def take_reveal(self, nonce: bytes) -> None:
        """Check the caller's commitment and agree. Raises RemoteProtocolError."""
        if not self._part or not self._secret:
            raise RemoteProtocolError("REVEAL at the wrong time")
        check_commit(self._offer.commit, self.call_id, nonce)
        self._agree(self._offer_body, self._part, nonce, self._secret)
        self._secret = b""

    def wipe(self) -> None:
        """See ``CallExchange``; of a call nobody answered, our half of the secret too."""
        super().wipe()
        self._secret = b""
