"""Parity with PyTorch is tested where PyTorch is installed (`make parity`); elsewhere there is nothing to collect."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["test_*.py"]
