"""iroh's errors are ordinary answers here: they carry no back-traces unless somebody asks."""

import os
import subprocess
import sys

import pytest

ASK = "import megachat_desktop.network, os; print(os.environ['RUST_LIB_BACKTRACE'])"


@pytest.mark.parametrize(("asked", "expected"), [(None, "0"), ("1", "1")])
def test_errors_of_the_network_carry_back_traces_only_when_asked(
    asked: str | None, expected: str
) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "RUST_LIB_BACKTRACE"}
    environment |= {"RUST_BACKTRACE": "1"} | ({"RUST_LIB_BACKTRACE": asked} if asked else {})
    command = [sys.executable, "-c", ASK]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == expected
