"""The golden files of our own compositions: fixed inputs, results of the reference.

``python tests/crypto_golden.py`` writes tests/vectors/megachat/*.json anew; that is only right
together with a change of PROTOCOL.md.
"""

import json
from pathlib import Path
from typing import Any

import crypto_reference as ref

FOLDER = Path(__file__).parent / "vectors" / "megachat"


def fixed(name: str, size: int) -> bytes:
    """Fixed bytes for a named input; the files repeat them, so nobody needs this rule."""
    return ref.expand(b"golden", name.encode(), size)


def inputs(**sizes: int) -> dict[str, bytes]:
    return {name: fixed(name, size) for name, size in sizes.items()}


def hexed(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.hex() if isinstance(v, bytes) else v for k, v in values.items()}


def pqxdh(with_one_time: bool) -> dict[str, Any]:
    given = inputs(
        identity_i=32, ephemeral=32, ratchet=32, identity_r=32, spk=32, opk=32, kem_seed=64,
        ciphertext=1088, certificate_i=271, certificate_r=271, features_i=18, header=170,
        spk_item=126, opk_item=126, kem_item=1278, old_session_id=16, payload=300, nonce=24,
    )  # fmt: skip
    if not with_one_time:
        given |= {"opk": b"", "opk_item": b"", "old_session_id": b""}
    public = {name: ref.x25519_public(given[name]) for name in ("identity_r", "spk", "ephemeral")}
    exchanges = [
        ref.x25519(given["identity_i"], public["spk"]),
        ref.x25519(given["ephemeral"], public["identity_r"]),
        ref.x25519(given["ephemeral"], public["spk"]),
    ]
    if with_one_time:
        exchanges.append(ref.x25519(given["ephemeral"], ref.x25519_public(given["opk"])))
    kem_secret = ref.kem_rejection_secret(given["kem_seed"], given["ciphertext"])
    order = ["certificate_i", "certificate_r", "features_i", "header", "spk_item", "opk_item"]
    parts = [given[name] for name in [*order, "kem_item"]]
    parts += [b"\x05" + public["ephemeral"], given["ciphertext"], given["old_session_id"]]
    sk, t, sid = ref.pqxdh(exchanges, kem_secret, parts)
    ratchet_pub, body = ref.first_ratchet_message(
        sk, t, public["spk"], given["ratchet"], given["payload"], given["nonce"]
    )
    results = {"kem_secret": kem_secret, "sk": sk, "t": t, "sid": sid}
    return hexed(given | results | {"ratchet_pub": ratchet_pub, "body": body})


def call() -> dict[str, Any]:
    given = inputs(
        call_id=16, caller_account=32, caller_device=16, callee_account=32, callee_device=16,
        offer_body=1700, callee_answer=1400, n_c=32, s=32, exporter=32, caller_fingerprint=32,
        callee_fingerprint=32,
    )  # fmt: skip
    parties = [
        given["caller_account"] + given["caller_device"],
        given["callee_account"] + given["callee_device"],
    ]
    th = ref.call_transcript(parties, given["offer_body"], given["callee_answer"], given["n_c"])
    prints = given["caller_fingerprint"] + given["callee_fingerprint"]
    results = {
        "path": 2,
        "offer_hash": ref.H(ref.L("call-offer"), given["offer_body"]),
        "commit": ref.H(ref.L("sas-commit"), given["call_id"], given["n_c"]),
        "th": th,
        **ref.call_keys(th, given["s"], 2, given["exporter"], prints),
    }
    return hexed(given | results)


def identity() -> dict[str, Any]:
    given = inputs(account_seed=32, other_account=32, node_key=32, body=207)
    public, _ = ref.ed25519(given["account_seed"])
    aid = ref.account_id(public)
    results = {
        "account_public": public,
        "aid": aid,
        "fingerprint": ref.fingerprint(aid),
        "safety_number": ref.safety_number(aid, given["other_account"]),
        "epoch": 1_953_125,
        "lan_token": ref.lan_token(given["node_key"], 1_953_125),
        "signature": ref.sign(given["account_seed"], "device-cert", given["body"]),
    }
    return hexed(given | results)


def sframe() -> dict[str, Any]:
    given = inputs(base_key=64, frame=321)
    stepped = ref.sframe_next(given["base_key"])
    results = {
        "generation_0_step_0_ctr_0": ref.sframe_seal(
            given["base_key"], b"\x00", 0, 0, given["frame"]
        ),
        "generation_0_step_0_ctr_300": ref.sframe_seal(
            given["base_key"], b"\x09\x01\x2c", 0, 300, given["frame"]
        ),
        "generation_2_step_3_ctr_0": ref.sframe_seal(
            given["base_key"], b"\x80\x23", 0x23, 0, given["frame"]
        ),
        "generation_2_step_4_base_key": stepped,
        "generation_2_step_4_ctr_0": ref.sframe_seal(stepped, b"\x80\x24", 0x24, 0, given["frame"]),
    }
    return hexed(given | results)


def stream() -> dict[str, Any]:
    given = inputs(file_key=32, nonce=16)
    files = {}
    for size in (0, 1, 65536, 65537):
        chunks = ref.stream_chunks(given["file_key"], given["nonce"], bytes(size))
        files[str(size)] = [ref.H(chunk).hex() for chunk in chunks]
    return hexed(given) | {"sha256_of_sealed_chunks_of_zero_bytes": files}


def key_file() -> dict[str, Any]:
    given = inputs(device_secret=32, salt=16, nonce=24, dek=32)
    passphrase = "Gr\u00fc\u00dfe, 4 W\u00f6rter"
    files = [
        ref.key_file(
            mode, passphrase.encode(), given["device_secret"], given["salt"], given["nonce"],
            given["dek"],
        ).hex()
        for mode in (1, 2, 3, 4)
    ]  # fmt: skip
    return hexed(given) | {"passphrase": passphrase, "files_of_modes_1_to_4": files}


def build() -> dict[str, dict[str, Any]]:
    """Every golden file by its name."""
    return {
        "pqxdh": pqxdh(with_one_time=True),
        "pqxdh-last-resort": pqxdh(with_one_time=False),
        "call": call(),
        "identity": identity(),
        "sframe": sframe(),
        "stream": stream(),
        "key-file": key_file(),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in build().items():
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
