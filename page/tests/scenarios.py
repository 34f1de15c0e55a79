"""Requests as the server describes them: one of each kind, or many."""

import datetime

BEGIN = datetime.datetime(2026, 11, 26, 16, 0, tzinfo=datetime.timezone.utc)
REGIONS = [
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-south-1", "ap-northeast-1", "ap-northeast-2",
    "ap-southeast-1", "ap-southeast-2", "eu-west-1", "eu-west-2", "eu-central-1", "sa-east-1",
]
SKIPPED = {
    "no-function": "The behavior has no function for this event.",
    "viewer-request-responded": "viewer-request generated the response: no other function runs then.",
    "cache-hit": "The response came from the cache: the origin was not contacted.",
    "function-failed": "An earlier function failed, or its result was refused: CloudFront responded with an error page.",
    "origin-error": "The origin's status was 400 or above: CloudFront does not run viewer-response then.",
}
STAGES = ["viewer-request", "origin-request", "origin-response", "viewer-response"]
OUTCOMES = ["accepted", "refused", "failed", "timed-out", "out-of-memory", "crashed", "throttled"]


def moment(milliseconds):
    time = BEGIN + datetime.timedelta(milliseconds=milliseconds)
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"


def status():
    return {
        "manifest": "samples/site/stacktape.yml",
        "addresses": ["http://localhost:8080"],
        "region": "us-east-1",
        "regions": REGIONS,
        "functions": [
            {"name": "auth", "runtime": "nodejs18.x", "state": "ok", "message": None, "loadedAt": moment(0)},
            {"name": "visit-cookie", "runtime": "python3.11", "state": "ok", "message": None, "loadedAt": moment(0)},
        ],
        "problems": [],
        "reloads": 3,
        "cache": {"entries": 12, "bytes": 34567, "maximumBytes": 268435456, "hits": 10, "misses": 3},
        "distributions": [
            {"name": "site", "id": "E2QWRUHAPOMQZL", "domainName": "d111111abcdef8.cloudfront.net"},
        ],
    }


def headers(**values):
    return {
        name.replace("_", "-").lower(): [{"key": name.replace("_", "-"), "value": value}]
        for name, value in values.items()
    }


def event(kind, method="GET", uri="/account", query="", response=None):
    cf = {
        "config": {
            "distributionDomainName": "d111111abcdef8.cloudfront.net",
            "distributionId": "E2QWRUHAPOMQZL",
            "eventType": kind,
            "requestId": "4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==",
        },
        "request": {
            "clientIp": "127.0.0.1",
            "headers": headers(Host="localhost:8080", User_Agent="curl/7.88.1", Accept="*/*"),
            "method": method,
            "querystring": query,
            "uri": uri,
        },
    }
    if response:
        cf["response"] = response
    return {"Records": [{"cf": cf}]}


def report(outcome="accepted", cold=False, memory=7_340_032, runtime="nodejs18.x"):
    values = {
        "requestId": "0b3c7a0e-5a36-4a8e-9f21-6b5b1f6f0c11",
        "runtime": runtime,
        "isolation": "in-process",
        "coldStart": cold,
        "durationMs": 3000.0 if outcome == "timed-out" else 0.42,
        "billedDurationMs": 3000 if outcome == "timed-out" else 1,
        "cpuTimeMs": 0.4,
        "memoryLimitMB": 128,
        "maxMemoryUsedBytes": 134_100_000 if outcome == "out-of-memory" else memory,
    }
    if cold:
        values["initDurationMs"] = 12.3
    return values


def log(*messages, stream="stdout"):
    return [{"timestamp": moment(index), "stream": stream, "message": text} for index, text in enumerate(messages)]


PLATFORM = log("START RequestId: 0b3c7a0e-5a36-4a8e-9f21-6b5b1f6f0c11 Version: 1\n", stream="platform")


def stage(kind, function, outcome="accepted", given=None, result=None, start=0.05, **more):
    """One run of a function; by default it returns its input."""
    given = given or event(kind)
    cf = given["Records"][0]["cf"]
    made = {
        "type": kind,
        "function": function,
        "region": "us-east-1",
        "outcome": outcome,
        "startMs": start,
        "durationMs": 0.52,
        "event": given,
        "logs": PLATFORM + log("2026-11-26T16:00:00.001Z\t0b3c7a0e\tINFO\tchecked\rand found\n"),
        "report": report(outcome),
    }
    if outcome in ("accepted", "refused"):
        made["result"] = result if result is not None else cf.get("response", cf["request"])
    made.update(more)
    return made


def request(
    number, stages=(), method="GET", url="/account?x=1", status=200, cache="Miss from cloudfront", why="no-function", **more
):
    """A request in full; `summary` derives the list's entry, and `why` is the reason for all skipped stages."""
    timeline = [
        {
            "name": run["type"],
            "kind": "function",
            "startMs": run["startMs"],
            "durationMs": run["durationMs"],
            "detail": f"{run['function']} in {run['region']}",
        }
        for run in stages
    ]
    generated = cache.startswith("LambdaGenerated")
    if not generated and (not stages or stages[-1]["outcome"] == "accepted"):
        hit = cache.startswith("Hit")
        timeline.append(
            {"name": "cache", "kind": "cache", "startMs": 0.6, "durationMs": 0.02, "detail": "hit" if hit else "miss"}
        )
        if not hit:
            timeline.append(
                {"name": "origin", "kind": "origin", "startMs": 0.65, "durationMs": 0.4, "detail": "folder public"}
            )
    made = {
        "id": number,
        "time": moment(number * 37),
        "method": method,
        "host": "localhost:8080",
        "url": url,
        "status": status,
        "cache": cache,
        "region": "us-east-1",
        "distribution": "site",
        "durationMs": 1.234,
        "bytes": 120,
        "requestId": "4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==",
        "client": "127.0.0.1",
        "country": "DE",
        "device": "desktop",
        "httpVersion": "1.1",
        "requestHeaders": [["Host", "localhost:8080"], ["User-Agent", "curl/7.88.1"], ["Accept", "*/*"]],
        "responseHeaders": [["Content-Type", "text/html"], ["X-Cache", cache], ["Via", "1.1 brink (CloudFront)"]],
        "timeline": timeline,
        "stages": list(stages),
        "skipped": [
            {"type": kind, "reason": why, "sentence": SKIPPED[why]}
            for kind in STAGES
            if all(run["type"] != kind for run in stages)
        ],
    }
    made.update(more)
    return made


def summary(made):
    names = "id time method host url status cache region distribution durationMs bytes".split()
    shown = {name: made[name] for name in names if made.get(name) is not None}
    shown["stages"] = [
        {name: run[name] for name in ("type", "function", "outcome", "durationMs")} for run in made["stages"]
    ]
    return shown


def redirect(number):
    """viewer-request generates the response."""
    result = {
        "status": "302",
        "statusDescription": "Found",
        "headers": headers(Location="/login?back=%2Faccount", Cache_Control="no-store"),
    }
    run = stage("viewer-request", "auth", result=result, report=report(cold=True))
    return request(number, [run], status=302, cache="LambdaGeneratedResponse from cloudfront",
                   why="viewer-request-responded", bytes=0)


def delivered(number, cache="Miss from cloudfront", url="/account"):
    """Functions change the request on its way in, and the response on its way out."""
    given = event("viewer-request")
    changed = dict(given["Records"][0]["cf"]["request"], uri="/account/index.html")
    changed["headers"] = dict(changed["headers"], **headers(X_User="42"))
    del changed["headers"]["accept"]
    response = {"status": "200", "statusDescription": "OK", "headers": headers(Content_Type="text/html")}
    answer = dict(response, headers=dict(response["headers"], **headers(Set_Cookie="visits=1; Path=/")))
    return request(
        number,
        [
            stage("viewer-request", "auth", given=given, result=changed),
            stage(
                "viewer-response",
                "visit-cookie",
                given=event("viewer-response", response=response),
                result=answer,
                start=1.1,
                report=report(runtime="python3.11"),
                warnings=[{"rule": "result.unknown-members", "message": "The member bodyy has no effect."}],
            ),
        ],
        url=url,
        cache=cache,
        why="cache-hit" if cache.startswith("Hit") else "no-function",
        bytes=4321,
    )


def refused(number):
    given = event("viewer-request")
    result = dict(given["Records"][0]["cf"]["request"], headers=headers(Host="elsewhere.example"))
    run = stage(
        "viewer-request",
        "auth",
        "refused",
        given=given,
        result=result,
        refusal={
            "status": 502,
            "rule": "header.read-only",
            "message": "The Lambda function result failed validation: The function tried to change the read-only "
            "header, headerName : Host.",
            "log": "Validation error: Lambda function result failed validation, the function tried to change the "
            "read-only header, headerName : Host.",
        },
    )
    return request(number, [run], status=502, cache="LambdaValidationError from cloudfront", why="function-failed",
                   bytes=1024)


def broken(number, outcome):
    """A function that failed."""
    errors = {
        "failed": ("TypeError", "Cannot read properties of undefined (reading 'value')"),
        "timed-out": ("Sandbox.Timedout", "Task timed out after 3.00 seconds"),
        "out-of-memory": ("Runtime.OutOfMemory", "more than 128 MB were used"),
        "crashed": ("Runtime.ExitError", "Runtime exited with error: exit status 1"),
        "throttled": ("Brink.Throttled", "no instance became free within 1 s"),
    }
    kind, message = errors[outcome]
    trace = [f"{kind}: {message}", "    at handler (auth.ts:12:34)", "    at Runtime.handleOnce (index.mjs:1:1)"]
    run = stage("viewer-request", "auth", outcome, error={"errorType": kind, "errorMessage": message, "trace": trace})
    cause = "LambdaLimitExceeded" if outcome == "throttled" else "LambdaExecutionError"
    return request(number, [run], status=503, cache=f"{cause} from cloudfront", why="function-failed", bytes=1024)


def python_failure(number):
    given = event("origin-request", uri="/price")
    run = stage(
        "origin-request",
        "pricing",
        "failed",
        given=given,
        report=report(runtime="python3.11"),
        error={
            "errorType": "KeyError",
            "errorMessage": "'country'",
            "requestId": "0b3c7a0e",
            "stackTrace": ['  File "/var/task/pricing.py", line 7, in handler\n    return prices[country]\n'],
        },
    )
    return request(number, [run], url="/price", status=503, cache="LambdaExecutionError from cloudfront",
                   why="function-failed")


def of_outcome(number, outcome):
    if outcome == "accepted":
        return delivered(number)
    return refused(number) if outcome == "refused" else broken(number, outcome)


MARKUP = "<img src=x onerror=\"window.attacked='{0}'\"><script>window.attacked='{0}'</script>"


def hostile(number):
    """Markup in every text that comes from outside."""
    given = event("viewer-request", uri=MARKUP.format("uri"), query=MARKUP.format("query"))
    sent = given["Records"][0]["cf"]["request"]
    sent["headers"].update(headers(X_Attack=MARKUP.format("event header")))
    sent["headers"][MARKUP.format("header name")] = [{"key": "X", "value": "\u202egnp.exe"}]
    sent["body"] = {"action": "read-only", "data": MARKUP.format("body"), "encoding": "text", "inputTruncated": False}
    result = dict(sent, __proto__={"attacked": 1}, uri="/" + MARKUP.format("result"))
    run = stage(
        "viewer-request",
        MARKUP.format("function"),
        "refused",
        given=given,
        result=result,
        logs=log(MARKUP.format("log"), "\u001b[31mred\u0000"),
        refusal={name: MARKUP.format(name) for name in ("status", "rule", "message", "log")},
        error={"errorType": MARKUP.format("type"), "errorMessage": MARKUP.format("error"), "trace": [MARKUP.format("trace")]},
        warnings=[{"rule": MARKUP.format("warned"), "message": MARKUP.format("warning")}],
    )
    return request(
        number,
        [run],
        method="GET",
        url="/" + MARKUP.format("url"),
        host="javascript:window.attacked='host'",
        cache=MARKUP.format("cache"),
        status=502,
        requestHeaders=[["X-Attack", MARKUP.format("request header")], [MARKUP.format("name"), "1"]],
        responseHeaders=[["Location", "javascript:window.attacked='location'"]],
        timeline=[
            {"name": MARKUP.format("step"), "kind": MARKUP.format("kind"), "startMs": 0, "durationMs": 1,
             "detail": MARKUP.format("detail")},
        ],
    )


def many(count):
    """Many requests of all kinds, with small events."""
    paths = ["/", "/account", "/assets/app.3f9c1b.js", "/assets/style.css", "/products/1234?color=green&size=m",
             "/api/cart", "/images/hero@2x.avif", "/favicon.ico", "/blog/2026/11/a-cdn-on-localhost/"]
    caches = ["Hit from cloudfront", "Miss from cloudfront", "Hit from cloudfront", "RefreshHit from cloudfront"]
    made = []
    for number in range(1, count + 1):
        path = paths[number * 7 % len(paths)]
        if number % 40 == 0:
            made.append(of_outcome(number, OUTCOMES[1 + number // 40 % 6]))
        elif path == "/account" and number % 2:
            made.append(redirect(number))
        elif number % 3 == 0:
            made.append(delivered(number, caches[number % 4], path))
        else:
            known = 404 if number % 29 == 0 else 304 if number % 11 == 0 else 200
            made.append(request(number, [], "POST" if path == "/api/cart" else "GET", path, known, caches[number % 4]))
        made[-1].update(
            region=REGIONS[number * 5 % 13] if number % 4 == 0 else "us-east-1",
            durationMs=round(0.08 + number * 7919 % 1000 / (3 if number % 17 == 0 else 400), 3),
        )
        if made[-1]["bytes"] == 120:
            made[-1]["bytes"] = number * 104729 % 90000
    return made
