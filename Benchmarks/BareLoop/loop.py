"""The same as loop.js, in Python."""

import json
import runpy
import sys
from time import perf_counter_ns

handler_file, events_file, warm_ups = sys.argv[1:4]
handler = runpy.run_path(handler_file)["handler"]
with open(events_file) as events:
    texts = events.read().strip().split("\n")


def run():
    for text in texts:
        json.dumps(handler(json.loads(text), None))


def timed_calls():
    for text in texts:
        begin = perf_counter_ns()
        json.dumps(handler(json.loads(text), None))
        yield (perf_counter_ns() - begin) / 1000


for _ in range(int(warm_ups)):
    run()
if len(sys.argv) > 4:
    print(json.dumps(list(timed_calls())))
else:
    begin = perf_counter_ns()
    run()
    print(json.dumps([(perf_counter_ns() - begin) / 1000 / len(texts)]))
