"""Identifiers with a type each, so that one can never be passed for another (PROTOCOL.md R17)."""

from typing import NewType

AccountId = NewType("AccountId", bytes)  # 32 bytes, hash of the account key
DeviceId = NewType("DeviceId", bytes)  # 16 random bytes
NodeKey = NewType("NodeKey", bytes)  # 32 bytes, Ed25519 public key of an iroh endpoint
CallId = NewType("CallId", bytes)  # 16 random bytes
MessageId = NewType("MessageId", bytes)  # 16 random bytes, one record
EnvelopeId = NewType("EnvelopeId", bytes)  # 16 bytes, hash of one envelope
SessionId = NewType("SessionId", bytes)  # 16 bytes, hash of a PQXDH transcript
LinkId = NewType("LinkId", int)  # one DTLS link of a call, counted from 0: the PATH number
