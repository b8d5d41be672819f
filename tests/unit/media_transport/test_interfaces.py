"""Which addresses take part in a call, and in which order."""

from megachat_desktop.media.interfaces import LocalAddress, local_addresses, usable_addresses

CABLE = LocalAddress("enp3s0", "enp3s0", "192.168.1.5", 24)
WIFI = LocalAddress("wlp2s0", "wlp2s0", "192.168.1.6", 24)
WIFI_ON_WINDOWS = LocalAddress("{0A-1B}", "Intel(R) Wi-Fi 6 AX200", "192.168.1.7", 24)
IPV6 = LocalAddress("enp3s0", "enp3s0", "2001:db8::5", 64)
VPN = LocalAddress("wg0", "wg0", "10.9.0.2", 24)
LOOPBACK = LocalAddress("lo", "lo", "127.0.0.1", 8)
LINK_LOCAL = LocalAddress("enp3s0", "enp3s0", "fe80::1", 64)
SELF_ASSIGNED = LocalAddress("enp3s0", "enp3s0", "169.254.3.4", 16)
DOCKER = LocalAddress("docker0", "docker0", "172.17.0.1", 16)
BRIDGE = LocalAddress("br-5f2c", "br-5f2c", "172.18.0.1", 16)


def test_cable_before_wireless_before_ipv6_before_vpn() -> None:
    given = [VPN, IPV6, WIFI_ON_WINDOWS, CABLE]
    expected = (CABLE.ip, WIFI_ON_WINDOWS.ip, IPV6.ip, VPN.ip)
    assert usable_addresses(given, allow_loopback=False) == expected


def test_what_leads_to_nobody_is_left_out() -> None:
    given = [LOOPBACK, LINK_LOCAL, SELF_ASSIGNED, DOCKER, BRIDGE, WIFI]
    assert usable_addresses(given, allow_loopback=False) == (WIFI.ip,)


def test_loopback_comes_last_when_it_is_wanted() -> None:
    assert usable_addresses([LOOPBACK, WIFI], allow_loopback=True) == (WIFI.ip, LOOPBACK.ip)


def test_loopback_serves_where_there_is_nothing_else() -> None:
    given = [LOOPBACK, LINK_LOCAL, DOCKER]
    assert usable_addresses(given, allow_loopback=False) == (LOOPBACK.ip,)


def test_no_address_is_named_twice() -> None:
    assert usable_addresses([CABLE, CABLE], allow_loopback=False) == (CABLE.ip,)


def test_this_computer_has_an_address() -> None:
    assert usable_addresses(local_addresses(), allow_loopback=True)
