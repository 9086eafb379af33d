"""What a call across the border costs: `cargo xtask bindings bench`. Never part of the proof."""

import os
import statistics
import subprocess
import time

import town
from town import g


def microseconds(call, times):
    """The median of nine rounds, after one that warms up."""
    rounds = []
    for _ in range(10):
        begun = time.perf_counter_ns()
        for _ in range(times):
            call()
        rounds.append((time.perf_counter_ns() - begun) / times / 1000)
    return statistics.median(rounds[1:])


folder, flag = str(town.folder()), g.Cancellation()
book = g.Book.open(folder)
book.enrol(town.invitation(), "Example P1")
book.sync()
home = book.households(limit=1).lines[0].household
calls = [
    ("a trivial call", lambda: flag.is_cancelled(), 20_000),
    ("a status", lambda: book.status(), 1_000),
    ("a page of 50 households", lambda: book.households(limit=50), 100),
    ("a saved visit", lambda: book.submit_visit(town.visit(home)), 20),
]
for what, call, times in calls:
    print(f"Python  {what:<24} {microseconds(call, times):>10.1f} µs", flush=True)
subprocess.run([os.environ["GRIDBOOK_COST"], folder], check=True)
