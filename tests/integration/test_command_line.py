"""The program as a shell sees it: real processes, real network on this computer, real calls."""

import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cli_support import Person, events_of, megachat

pytestmark = [pytest.mark.network, pytest.mark.timeout(180)]

LISTEN = ("listen", "--auto-accept-contacts", "--auto-answer", "video", "--play", "test")


@pytest.fixture(scope="module")
def friends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Person, Person]]:
    """Alice and bob, who have accepted each other; bob listens."""
    folder = tmp_path_factory.mktemp("people")
    alice, bob = Person(folder, "alice"), Person(folder, "bob")
    ready = bob.start(*LISTEN)
    added = alice.run("contacts", "add", ready["link_with_addresses"])
    assert added.returncode == 0, added.stderr + added.stdout
    yield alice, bob
    alice.stop()
    bob.stop()


def last_report(output: str) -> dict[str, object]:
    return [e for e in events_of(output) if e["event"] == "report"][-1]


def test_a_link_makes_two_people_contacts(friends: tuple[Person, Person]) -> None:
    alice, bob = friends
    listed = events_of(alice.run("contacts", "list").stdout)
    assert {e["name"]: e["state"] for e in listed} == {"bob": "accepted", "Echo test": "requested"}
    bob.wait_for(lambda e: e["event"] == "presence" and e["state"] == "available")


def test_a_video_call_with_its_report(friends: tuple[Person, Person]) -> None:
    alice, bob = friends
    done = alice.run("call", "bob", "--play", "test", "--for", "4")
    assert done.returncode == 0, done.stderr
    states = [e["state"] for e in events_of(done.stdout) if e["event"] == "call"]
    assert states == ["DIALING", "RINGING", "CONNECTING", "ACTIVE", "ENDED"]
    report = last_report(done.stdout)
    theirs = bob.wait_for(lambda e: e["event"] == "report")
    assert report["safety"] == theirs["safety"]
    assert len(report["safety"]) == 7  # type: ignore[arg-type]
    assert report["path"]["kind"] == "local"  # type: ignore[index]
    assert set(report["setup_ms"]) == {  # type: ignore[call-overload]
        "offer_sent", "ringing", "answered", "path", "confirmed", "first_audio", "first_picture",
    }  # fmt: skip
    for way in (report["video"]["in"], theirs["video"]["in"]):  # type: ignore[index]
        assert (way["width"], way["height"]) == (1280, 720)
        assert way["codec"] == "h264"
        assert way["frames"] > 10
    for way in (report["audio"]["in"], theirs["audio"]["in"]):  # type: ignore[index]
        assert way["played_ms"] > 2000
        assert way["concealed_ms"] < 1000


def test_a_call_without_camera_and_microphone(friends: tuple[Person, Person]) -> None:
    alice, bob = friends
    done = alice.run("call", "bob", "--audio-only", "--for", "2")
    assert done.returncode == 0, done.stderr
    report = last_report(done.stdout)
    assert report["video"]["out"]["frames"] == 0  # type: ignore[index]
    assert bob.wait_for(lambda e: e["event"] == "report")["end_reason"] == "HUNG_UP"


def test_a_peer_that_is_killed_is_noticed_within_five_seconds(
    friends: tuple[Person, Person],
) -> None:
    alice, bob = friends
    alice.start("call", "bob", "--play", "test", "--for", "30")
    bob.wait_for_call("ACTIVE")
    alice.wait_for_call("ACTIVE")
    time.sleep(1.0)
    killed = time.perf_counter()
    alice.kill()
    told = bob.wait_for(
        lambda e: e["event"] == "call" and e["state"] in ("RECONNECTING", "ENDED"), 8.0
    )
    assert told["seen"] - killed < 5.0


def test_a_restarted_peer_is_found_again_and_the_old_call_gives_way(
    friends: tuple[Person, Person],
) -> None:
    alice, bob = friends
    bob.kill()
    bob.start(*LISTEN)
    done = alice.run("call", "bob", "--play", "test", "--for", "1")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_was_played_can_be_recorded(friends: tuple[Person, Person], tmp_path: Path) -> None:
    import av

    alice, _ = friends
    file = tmp_path / "call.mkv"
    done = alice.run("call", "bob", "--play", "test", "--record", str(file), "--for", "3")
    assert done.returncode == 0, done.stderr
    with av.open(str(file)) as recording:
        assert [s.type for s in recording.streams] == ["video", "audio"]
        assert sum(1 for _ in recording.decode(video=0)) > 30


def test_the_echo_test_can_be_called_right_after_installation(tmp_path: Path) -> None:
    eve = Person(tmp_path, "eve")
    heard = tmp_path / "heard.wav"
    done = eve.run("call", "Echo test", "--play", "test", "--record", str(heard), "--for", "4")
    assert done.returncode == 0, done.stdout + done.stderr
    report = last_report(done.stdout)
    assert report["video"]["in"]["frames"] > 0  # type: ignore[index]
    with wave.open(str(heard)) as recording:
        samples = np.frombuffer(recording.readframes(recording.getnframes()), np.int16)
    assert np.abs(samples[-48_000:].astype(float)).mean() > 100  # eve's own tone came back


def test_somebody_who_is_offline(tmp_path: Path) -> None:
    alice, bob = Person(tmp_path, "alice"), Person(tmp_path, "bob")
    ready = bob.start(*LISTEN)
    assert alice.run("contacts", "add", ready["link_with_addresses"]).returncode == 0
    bob.stop()
    done = alice.run("call", "bob")
    assert done.returncode == 1
    assert "bob is offline right now." in done.stderr


def test_a_blocked_person_does_not_ring(tmp_path: Path) -> None:
    alice, mallory = Person(tmp_path, "alice"), Person(tmp_path, "mallory")
    ready = alice.start(*LISTEN)
    assert mallory.run("contacts", "add", ready["link_with_addresses"]).returncode == 0
    alice.stop()
    assert alice.run("contacts", "block", "mallory").returncode == 0
    alice.start(*LISTEN)
    assert mallory.run("call", "alice", "--for", "1").returncode == 1
    alice.stop()
    assert "INCOMING" not in alice.states()
    assert alice.run("contacts", "unblock", "mallory").returncode == 0
    alice.start(*LISTEN)
    assert mallory.run("call", "alice", "--for", "1").returncode == 0
    alice.stop()


def test_a_link_of_a_stranger_is_to_be_added_before_it_is_called(tmp_path: Path) -> None:
    alice, mallory = Person(tmp_path, "alice"), Person(tmp_path, "mallory")
    links = {p: events_of(p.run("id").stdout)[0]["link"] for p in (alice, mallory)}
    done = mallory.run("call", links[alice])
    assert done.returncode == 1
    assert "This person is not a contact yet. Add them first" in done.stderr
    done = mallory.run("call", links[mallory])
    assert "This is your own link." in done.stderr


def test_a_contact_who_forgot_us_is_asked_again(tmp_path: Path) -> None:
    alice, bob = Person(tmp_path, "alice"), Person(tmp_path, "bob")
    ready = alice.start(*LISTEN)
    assert bob.run("contacts", "add", ready["link_with_addresses"]).returncode == 0
    alice.stop()
    assert alice.run("contacts", "remove", "bob").returncode == 0
    ready = alice.start("listen")
    assert bob.run("contacts", "add", ready["link_with_addresses"]).returncode == 0
    asked = alice.wait_for(lambda e: e["event"] == "contact" and e["name"] == "bob", 5.0)
    assert asked["asked_by"] == "them"
    alice.stop()


def test_a_script_is_told_who_asked_whom(tmp_path: Path) -> None:
    alice, bob = Person(tmp_path, "alice"), Person(tmp_path, "bob")
    ready = alice.start("listen")
    bob.run("contacts", "add", ready["link_with_addresses"], "--wait", "6")
    asked = alice.wait_for(lambda e: e["event"] == "contact" and e["name"] == "bob")
    assert (asked["state"], asked["asked_by"]) == ("requested", "them")
    alice.stop()
    told = [{e["name"]: e["asked_by"] for e in events_of(p.run("contacts").stdout)}
            for p in (alice, bob)]  # fmt: skip
    assert told[0] == {"bob": "them", "Echo test": None}
    assert sorted(map(str, told[1].values())) == ["None", "me"]


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("megachat://add/1#AAAA", "This link doesn't work."),
        ("https://example.org", "This link doesn't work."),
        ("megachat://add/1#" + "A" * 200, "This link doesn't work."),
    ],
)
def test_a_bad_link_is_one_sentence(
    friends: tuple[Person, Person], link: str, sentence: str
) -> None:
    done = friends[0].run("contacts", "add", link)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_ones_own_link_is_one_sentence(friends: tuple[Person, Person]) -> None:
    identity = events_of(friends[0].run("id").stdout)[0]
    done = friends[0].run("contacts", "add", identity["link"])
    assert (done.returncode, "your own link" in done.stderr) == (1, True)


def test_a_profile_is_opened_once(friends: tuple[Person, Person]) -> None:
    done = friends[1].run("id")
    assert done.returncode == 1
    assert "already open" in done.stderr


def test_a_passphrase_that_is_missing_or_wrong(tmp_path: Path) -> None:
    right, wrong, profile = tmp_path / "right", tmp_path / "wrong", str(tmp_path / "p")
    right.write_text("correct horse battery staple\n")
    wrong.write_text("Tr0ub4dor&3\n")
    made = megachat("init", "--profile", profile, "--name", "A", "--passphrase-file", str(right))
    assert made.returncode == 0, made.stderr
    for arguments, sentence in (
        ((), "protected by a passphrase"),
        (("--passphrase-file", str(wrong)), "not the passphrase"),
        (("--passphrase-file", str(tmp_path / "none")), "can't be read"),
    ):
        done = megachat("id", "--profile", profile, "--relay", "none", *arguments)
        assert done.returncode == 1
        assert sentence in done.stderr
    done = megachat("id", "--profile", profile, "--relay", "none", "--passphrase-file", str(right))
    assert done.returncode == 0, done.stderr


def test_wrong_usage_exits_with_two(tmp_path: Path) -> None:
    assert megachat("call").returncode == 2
    assert megachat("init", "--profile", str(tmp_path / "x")).returncode == 2
    missing = megachat("id", "--profile", str(tmp_path / "nobody"))
    assert missing.returncode == 1
    assert "no profile of this name" in missing.stderr


def test_the_qr_code_is_drawn_in_the_terminal(friends: tuple[Person, Person]) -> None:
    alice, _ = friends
    done = megachat("id", "--qr", "--profile", str(alice.profile), "--relay", "none")
    assert done.returncode == 0
    assert "▀" in done.stdout or "█" in done.stdout
