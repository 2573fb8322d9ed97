"""Settings of all tests: examples may take their time, and a submission is judged on the same examples every time."""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, settings

settings.register_profile("census", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
# as many as the library itself would try: --hypothesis-profile=thorough
settings.register_profile("thorough", parent=settings.get_profile("census"), max_examples=100)
settings.register_profile("ci", parent=settings.get_profile("census"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "census")

# all modules of the program live in one process: looked through after every 700 new objects they are a twelfth of it
gc.set_threshold(10_000, 20, 20)

# no test is about a power cut: half the waiting for the disk is saved, in the test's own process alone
os.fsync = lambda _file: None
