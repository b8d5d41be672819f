"""A laboratory of network namespaces: two home networks behind NATs, and a public segment.

    mcl-a  ──┐ 192.168.71.0/24                                     10.71.0.0/24
    mcl-a2 ──┴── mcl-nat-a ── 45.0.0.11 ──┬── 45.0.0.12 ── mcl-nat-b ── mcl-b
                                       mcl-pub 45.0.0.1: iroh relay :3340, STUN server :3478

Nothing leaves this computer. Needs root, `ip`, `nft`, `turnserver`; the relay is built once with
cargo into the user's cache. The relay speaks plain http, because iroh's Python binding trusts the
compiled-in web roots only (docs/decisions/0042).

    python tools/netlab.py test            build the relay if need be, run tests/nat
    python tools/netlab.py up [--symmetric]     stand until Ctrl+C; `down` removes leftovers
    python tools/netlab.py exec a -- megachat ...   run something on a host: a, a2, b, pub
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

RELAY_VERSION = "1.4.1"  # what iroh 1.2's binding is built from
PUBLIC = "45.0.0.1"
RELAY = f"{PUBLIC}:3340"
STUN = f"{PUBLIC}:3478"
NAT_A, NAT_B = "45.0.0.11", "45.0.0.12"
HOSTS = {"a": "192.168.71.2", "a2": "192.168.71.3", "b": "10.71.0.2"}
_NAMESPACES = ("pub", "nat-a", "nat-b", "a", "a2", "b")
_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "megachat-netlab"
_ROOT = Path(__file__).resolve().parent.parent


def namespace(host: str) -> str:
    """The network namespace of a host of the laboratory."""
    return f"mcl-{host}"


def inside(host: str, *command: str) -> list[str]:
    """``command`` as it is run on ``host``, told how to reach the laboratory's relay."""
    variable = f"MEGACHAT_PLAIN_RELAY={RELAY}"
    return ["ip", "netns", "exec", namespace(host), "env", variable, *command]


def relay_binary() -> Path | None:
    """The relay server, if it is installed."""
    ours = _CACHE / "bin" / "iroh-relay"
    found = str(ours) if ours.exists() else shutil.which("iroh-relay")
    return Path(found) if found else None


def missing() -> str | None:
    """Why the laboratory cannot be set up here, in one sentence; None when it can."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "network namespaces need Linux and root"
    for tool in ("ip", "nft", "turnserver"):
        if shutil.which(tool) is None:
            return f"{tool} is not installed"
    if subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode != 0:
        return "this root may not make network namespaces"
    if relay_binary() is None:
        return "the relay is not built: python tools/netlab.py install"
    return None


def install_relay() -> bool:
    """Build the relay server with cargo; return whether it is there afterwards."""
    if relay_binary() is not None:
        return True
    cargo = shutil.which("cargo")
    if cargo is None:
        return False
    print(f"building iroh-relay {RELAY_VERSION} into {_CACHE}, once, some minutes")
    lighter = {"CARGO_PROFILE_RELEASE_OPT_LEVEL": "1", "CARGO_PROFILE_RELEASE_LTO": "off"}
    command = [cargo, "install", "iroh-relay", "--version", RELAY_VERSION, "--locked"]
    command += ["--features", "server", "-j1", "--root", str(_CACHE)]
    done = subprocess.run(command, env={**os.environ, **lighter}, check=False)
    return done.returncode == 0


@dataclass
class Laboratory:
    """The namespaces and servers; ``symmetric`` NATs give every destination another port."""

    symmetric: bool = False
    _servers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _files: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="megachat-netlab-")))

    def __enter__(self) -> "Laboratory":
        self.build()
        self.start_relay()
        self.start_stun()
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._servers):
            self.stop(name)
        remove()
        shutil.rmtree(self._files, ignore_errors=True)

    def build(self) -> None:
        """Make the namespaces and cables anew."""
        remove()
        for host in _NAMESPACES:
            _run("ip", "netns", "add", namespace(host))
            _ip(host, "link", "set", "lo", "up")
        _bridge("pub", "seg", f"{PUBLIC}/24")
        for nat, wan, lan in (("nat-a", NAT_A, "192.168.71.1"), ("nat-b", NAT_B, "10.71.0.1")):
            _cable("pub", "seg", nat, "wan", f"{wan}/24")
            _bridge(nat, "lan", f"{lan}/24")
            self._translate(nat)
        for host, nat in (("a", "nat-a"), ("a2", "nat-a"), ("b", "nat-b")):
            _cable(nat, "lan", host, "eth0", f"{HOSTS[host]}/24")
            gateway = HOSTS[host].rsplit(".", 1)[0] + ".1"
            _ip(host, "route", "add", "default", "via", gateway)

    def start_relay(self) -> None:
        """Run the relay and wait until it answers."""
        binary = relay_binary()
        assert binary is not None
        config = self._files / "relay.toml"
        config.write_text(f'http_bind_addr = "{RELAY}"\nenable_metrics = false\n')
        self._serve("relay", str(binary), "--config-path", str(config))

    def start_stun(self) -> None:
        """Run the STUN server and wait until it answers."""
        host, _, port = STUN.partition(":")
        options = [f"--listening-ip={host}", f"--listening-port={port}", "--stun-only", "-n"]
        quiet = ["--no-tls", "--no-dtls", "--no-cli", "--log-file=stdout"]
        pid = f"--pidfile={self._files / 'stun.pid'}"
        self._serve("stun", "turnserver", *options, *quiet, pid)

    def stop(self, name: str) -> None:
        """Stop the server ``name``: relay or stun."""
        server = self._servers.pop(name)
        server.terminate()
        server.wait(10)

    def _serve(self, name: str, *command: str) -> None:
        log = (self._files / f"{name}.log").open("ab")
        with log:
            self._servers[name] = subprocess.Popen(
                inside("pub", *command), stdout=log, stderr=subprocess.STDOUT
            )
        _wait_for_port(RELAY if name == "relay" else STUN)

    def _translate(self, nat: str) -> None:
        """A home router: forwards outwards, lets nothing in that was not asked for."""
        _run(*_on(nat, "sysctl", "-qw", "net.ipv4.ip_forward=1"))
        how = "masquerade fully-random" if self.symmetric else "masquerade"
        rules = f"""
            table ip home {{
                chain out {{ type nat hook postrouting priority srcnat; oifname "wan" {how}; }}
                chain through {{ type filter hook forward priority filter;
                    iifname "wan" ct state new drop; }}
                chain router {{ type filter hook input priority filter;
                    iifname "wan" ct state new drop; }}
            }}"""
        _run(*_on(nat, "nft", "-f", "-"), text=rules)


def remove() -> None:
    """Take down whatever stands of a laboratory."""
    standing = subprocess.run(["ip", "netns", "list"], capture_output=True, check=True).stdout
    names = {line.split()[0].decode() for line in standing.splitlines() if line}
    for host in _NAMESPACES:
        if namespace(host) in names:
            _run("ip", "netns", "del", namespace(host))


def _on(host: str, *command: str) -> list[str]:
    return ["ip", "netns", "exec", namespace(host), *command]


def _run(*command: str, text: str | None = None) -> None:
    subprocess.run(command, input=text.encode() if text else None, check=True)


def _ip(host: str, *arguments: str) -> None:
    _run("ip", "-n", namespace(host), *arguments)


def _bridge(host: str, name: str, address: str) -> None:
    _ip(host, "link", "add", name, "type", "bridge")
    _ip(host, "addr", "add", address, "dev", name)
    _ip(host, "link", "set", name, "up")


def _cable(side: str, bridge: str, host: str, interface: str, address: str) -> None:
    """A cable from ``bridge`` on one host to a new ``interface`` of another."""
    port = f"to-{host}"
    peer = ("peer", "name", interface, "netns", namespace(host))
    _ip(side, "link", "add", port, "type", "veth", *peer)
    _ip(side, "link", "set", port, "master", bridge, "up")
    _ip(host, "addr", "add", address, "dev", interface)
    _ip(host, "link", "set", interface, "up")


def _wait_for_port(where: str) -> None:
    host, _, port = where.partition(":")
    knock = f"import socket; socket.create_connection(({host!r}, {port}), 1).close()"
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        done = subprocess.run(_on("pub", sys.executable, "-c", knock), stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            return
        time.sleep(0.1)
    raise TimeoutError(f"nobody answers at {where}")


def _test(arguments: Sequence[str]) -> int:
    if not install_relay():
        print("skipped: neither the relay nor cargo is here")
        return 0
    reason = missing()
    if reason is not None:
        print(f"skipped: {reason}")
        return 0
    chosen = arguments or ["tests/nat"]
    command = [sys.executable, "-m", "pytest", "-q", "--timeout=300", *chosen]
    return subprocess.run(command, cwd=_ROOT, check=False).returncode


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of the laboratory."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("test").add_argument("pytest", nargs="*")
    commands.add_parser("install")
    commands.add_parser("up").add_argument("--symmetric", action="store_true")
    commands.add_parser("down")
    run = commands.add_parser("exec")
    run.add_argument("host", choices=[*HOSTS, "pub", "nat-a", "nat-b"])
    run.add_argument("run", nargs="+")
    given = parser.parse_args(arguments)
    match given.command:
        case "test":
            return _test(given.pytest)
        case "install":
            return 0 if install_relay() else 1
        case "up":
            return _stand(given.symmetric)
        case "down":
            remove()
        case "exec":
            return subprocess.run(inside(given.host, *given.run), check=False).returncode
    return 0


def _stand(symmetric: bool) -> int:
    if reason := missing():
        print(reason)
        return 1
    with Laboratory(symmetric):
        print(f"relay {RELAY}, STUN {STUN}; Ctrl+C takes the laboratory down")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
