"""The same as loop.js, in Python."""

import json
import runpy
import sys
from time import perf_counter_ns

handler_file, events_file = sys.argv[1:]
handler = runpy.run_path(handler_file)["handler"]
with open(events_file) as events:
    texts = events.read().strip().split("\n")


def mean():
    begin = perf_counter_ns()
    for text in texts:
        json.dumps(handler(json.loads(text), None))
    return [(perf_counter_ns() - begin) / 1000 / len(texts)]


def each():
    times = []
    for text in texts:
        begin = perf_counter_ns()
        json.dumps(handler(json.loads(text), None))
        times.append((perf_counter_ns() - begin) / 1000)
    return times


for line in sys.stdin:
    print(json.dumps(each() if line == "each\n" else mean()), flush=True)
