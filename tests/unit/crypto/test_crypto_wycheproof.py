"""Every Wycheproof case of the primitives, with the counts PROTOCOL.md section 19 expects."""

from collections import Counter

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto_support import refused, unhex, wycheproof
from megachat_desktop.crypto import aead, kem, signing
from megachat_desktop.crypto.hashing import (
    constant_time_equal,
    expand_sha512,
    extract_sha512,
    hkdf,
    hmac_sha256,
)
from megachat_desktop.crypto.keys import KemPair, KemPublic, exchange_raw


def test_x25519_agrees_and_refuses_every_zero_result() -> None:
    counts: Counter[str] = Counter()
    for _, case in wycheproof("x25519"):
        public, private, shared = unhex(case, "public", "private", "shared")
        if shared == bytes(32):
            assert refused(lambda k=private, p=public: exchange_raw(k, p)), case["tcId"]
            counts["refused"] += 1
        else:
            assert exchange_raw(private, public) == shared, case["tcId"]
            counts[case["result"]] += 1
    assert counts == {"valid": 264, "acceptable": 223, "refused": 31}


def test_ed25519_accepts_exactly_the_valid_signatures() -> None:
    counts: Counter[str] = Counter()
    for group, case in wycheproof("ed25519"):
        public = bytes.fromhex(group["publicKey"]["pk"])
        message, signature = unhex(case, "msg", "sig")
        bad = refused(lambda k=public, m=message, s=signature: signing.verify_raw(k, m, s))
        assert bad is (case["result"] == "invalid"), case["tcId"]
        counts[case["result"]] += 1
    assert counts == {"valid": 88, "invalid": 63}


def test_xchacha20_poly1305_opens_exactly_the_valid_cases() -> None:
    counts: Counter[str] = Counter()
    for _, case in wycheproof("xchacha20_poly1305"):
        key, nonce, ad, message, ct, tag = unhex(case, "key", "iv", "aad", "msg", "ct", "tag")
        if case["result"] == "invalid":
            assert refused(lambda k=key, n=nonce, s=ct + tag, a=ad: aead.open_raw(k, n, s, a))
        else:
            assert aead.open_raw(key, nonce, ct + tag, ad) == message, case["tcId"]
            if ad:
                assert aead.seal(key, message, ad, nonce) == nonce + ct + tag
        counts[case["result"]] += 1
    assert counts == {"valid": 246, "invalid": 69}


def test_chacha20_poly1305_opens_exactly_the_valid_cases() -> None:
    counts: Counter[str] = Counter()
    for _, case in wycheproof("chacha20_poly1305"):
        key, nonce, ad, message, ct, tag = unhex(case, "key", "iv", "aad", "msg", "ct", "tag")
        if case["result"] == "invalid":
            assert refused(lambda k=key, n=nonce, s=ct + tag, a=ad: aead.open_chunk(k, n, s, a))
        else:
            assert aead.open_chunk(key, nonce, ct + tag, ad) == message, case["tcId"]
            assert aead.seal_chunk(key, nonce, message, ad) == ct + tag
        counts[case["result"]] += 1
    assert counts == {"valid": 256, "invalid": 69}


def test_aes_gcm_accepts_no_forgery_and_refuses_odd_nonces() -> None:
    counts: Counter[str] = Counter()
    for _, case in wycheproof("aes_gcm"):
        key, nonce, ad, message, ct, tag = unhex(case, "key", "iv", "aad", "msg", "ct", "tag")
        try:
            opened = AESGCM(key).decrypt(nonce, ct + tag, ad)
        except (InvalidTag, ValueError):
            counts[f"{case['result']} refused"] += 1
        else:
            assert opened == message, case["tcId"]
            counts[f"{case['result']} opened"] += 1
    assert counts == {"valid opened": 202, "valid refused": 27, "invalid refused": 87}


def test_hkdf_sha256_agrees() -> None:
    counts: Counter[str] = Counter()
    for _, case in wycheproof("hkdf_sha256"):
        ikm, salt, info, okm = unhex(case, "ikm", "salt", "info", "okm")
        size = case["size"]
        if case["result"] == "invalid":
            assert refused(lambda i=ikm, s=salt, f=info, n=size: hkdf(i, s, f, n), ValueError)
        else:
            assert hkdf(ikm, salt, info, size) == okm, case["tcId"]
        counts[case["result"]] += 1
    assert counts == {"valid": 83, "invalid": 3}


def test_hkdf_sha512_agrees() -> None:
    counts: Counter[str] = Counter()
    for _, case in wycheproof("hkdf_sha512"):
        ikm, salt, info, okm = unhex(case, "ikm", "salt", "info", "okm")
        prk, size = extract_sha512(salt, ikm), case["size"]
        if case["result"] == "invalid":
            assert refused(lambda p=prk, f=info, n=size: expand_sha512(p, f, n), ValueError)
        else:
            assert expand_sha512(prk, info, size) == okm, case["tcId"]
        counts[case["result"]] += 1
    assert counts == {"valid": 80, "invalid": 3}


def test_hmac_sha256_agrees_with_truncated_tags_too() -> None:
    counts: Counter[str] = Counter()
    for group, case in wycheproof("hmac_sha256"):
        key, message, tag = unhex(case, "key", "msg", "tag")
        made = hmac_sha256(key, message)[: group["tagSize"] // 8]
        assert constant_time_equal(made, tag) is (case["result"] == "valid"), case["tcId"]
        counts[case["result"]] += 1
    assert counts == {"valid": 66, "invalid": 108}


def test_mlkem_decapsulates_and_refuses_wrong_lengths() -> None:
    counts: Counter[str] = Counter()
    for _, case in wycheproof("mlkem_768"):
        seed, ciphertext = unhex(case, "seed", "c")
        if case["result"] == "invalid":
            assert refused(lambda s=seed, c=ciphertext: kem.decapsulate(KemPair(s), c))
        else:
            pair = KemPair(seed)
            assert pair.public.raw.hex() == case["ek"], case["tcId"]
            assert kem.decapsulate(pair, ciphertext).hex() == case["K"], case["tcId"]
        counts[case["result"]] += 1
    assert counts == {"valid": 153, "invalid": 40}


def test_mlkem_makes_the_published_keys_from_their_seeds() -> None:
    cases = [case for _, case in wycheproof("mlkem_768_keygen_seed")]
    made = [KemPair(bytes.fromhex(case["seed"])).public.raw.hex() for case in cases]
    assert made == [case["ek"] for case in cases]
    assert len(made) == 100


def test_mlkem_refuses_bad_encapsulation_keys_when_they_are_loaded() -> None:
    counts: Counter[str] = Counter()
    for _, case in wycheproof("mlkem_768_encaps"):
        key = bytes.fromhex(case["ek"])
        assert refused(lambda k=key: KemPublic(k)) is (case["result"] == "invalid"), case["tcId"]
        counts[case["result"]] += 1
    assert counts == {"valid": 133, "invalid": 132}
