"""The impairment proxy of ``tools``, loaded as a module."""

import importlib.util
import sys
from pathlib import Path

_FILE = Path(__file__).parents[1] / "tools" / "impairment_proxy.py"
_spec = importlib.util.spec_from_file_location("impairment_proxy", _FILE)
assert _spec is not None
assert _spec.loader is not None
proxy = importlib.util.module_from_spec(_spec)
sys.modules["impairment_proxy"] = proxy
_spec.loader.exec_module(proxy)

Impairment = proxy.Impairment
Impairer = proxy.Impairer
ImpairmentProxy = proxy.ImpairmentProxy
