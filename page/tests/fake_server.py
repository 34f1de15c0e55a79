"""The page and the server's API over scripted data; run `fake_server.py [COUNT] [PORT]` to see the page."""

import copy
import http.server
import json
import pathlib
import queue
import re
import socket
import sys
import threading
import urllib.parse

import scenarios

PAGE = pathlib.Path(__file__).resolve().parent.parent
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
JSON = "application/json; charset=utf-8"
KEPT = 1000


class FakeServer:
    """A server on its own port that can stop, and start again on the same port."""

    def __init__(self, requests=(), port=0):
        self.lock = threading.RLock()
        self.restart(requests)
        self.status = scenarios.status()
        self.cases = set()
        self.orders = []
        self.streams = set()
        self.port = port
        self.start()

    @property
    def url(self):
        return f"http://localhost:{self.port}/_brink/"

    def start(self):
        owner = self

        class Handler(Responder):
            server_state = owner

        self.http = Listener(("127.0.0.1", self.port), Handler)
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self):
        """Stops, and closes open connections."""
        self.http.shutdown()
        self.http.server_close()
        for stream in list(self.streams):
            stream.put(None)
        self.http.cut()

    def add(self, *made):
        with self.lock:
            for one in made:
                self.requests[one["id"]] = one
                self.summaries[one["id"]] = json.dumps(scenarios.summary(one))
                self.publish("request", self.summaries[one["id"]])
            for number in sorted(self.requests)[:-KEPT]:
                self.forget(number)

    def forget(self, number):
        with self.lock:
            del self.requests[number]
            del self.summaries[number]

    def restart(self, requests=()):
        """Acts as a restarted server, which counts from 1 again."""
        with self.lock:
            self.requests = {made["id"]: made for made in requests}
            # Written ahead, so that load times do not include it.
            self.summaries = {made["id"]: json.dumps(scenarios.summary(made)) for made in requests}

    def change_status(self, **members):
        with self.lock:
            self.status.update(members)
            self.publish("status", json.dumps(self.status))

    def next_id(self):
        return max(self.requests, default=0) + 1

    def publish(self, name, text):
        for stream in self.streams:
            stream.put(f"event: {name}\ndata: {text}\n\n".encode())


class Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    # Browsers open more connections at once than the default backlog of five.
    request_queue_size = 128

    def __init__(self, *arguments):
        self.sockets = set()
        super().__init__(*arguments)

    def process_request(self, request, client):
        self.sockets.add(request)
        super().process_request(request, client)

    def shutdown_request(self, request):
        self.sockets.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client):
        """Ignores browsers that go away during a response."""

    def cut(self):
        for open_socket in list(self.sockets):
            try:
                open_socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Responder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: otherwise each response waits until its head is acknowledged.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        """Keeps the output to the tests."""

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        parts = url.path.removeprefix("/_brink/").split("/")
        if not url.path.startswith("/_brink/"):
            self.refuse(404, "not found")
        elif parts[0] != "api":
            self.file(parts[-1] or "index.html")
        elif parts[1:] == ["status"]:
            self.answer(200, self.server_state.status)
        elif parts[1:] == ["requests"]:
            query = dict(urllib.parse.parse_qsl(url.query))
            self.summaries(int(query["after"]), int(query["limit"]))
        elif parts[1] == "requests":
            self.answer_request(parts[2])
        elif parts[1:] == ["events"]:
            self.events()
        else:
            self.refuse(404, "not found")

    def summaries(self, after, limit):
        with self.server_state.lock:
            numbers = sorted(number for number in self.server_state.requests if number > after)
            text = ",".join(self.server_state.summaries[number] for number in numbers[-limit:])
        self.send(200, JSON, f'{{"requests":[{text}]}}'.encode(), "no-store")

    def answer_request(self, number):
        made = self.server_state.requests.get(int(number))
        if made:
            self.answer(200, made)
        else:
            self.refuse(404, "this request is no longer kept")

    def file(self, name):
        path = PAGE / name
        if path.suffix not in TYPES or not path.is_file():
            self.refuse(404, f"not found: {name}")
        else:
            self.send(200, TYPES[path.suffix] + "; charset=utf-8", path.read_bytes(), "no-cache")

    def events(self):
        stream = queue.Queue()
        with self.server_state.lock:
            self.server_state.streams.add(stream)
            stream.put(b"retry: 100\n\n")
            stream.put(f"event: status\ndata: {json.dumps(self.server_state.status)}\n\n".encode())
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            self.wfile.flush()
            while (text := stream.get()) is not None:
                self.wfile.write(text)
                self.wfile.flush()
        except OSError:
            pass
        finally:
            self.server_state.streams.discard(stream)

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Brink-Request"] != "1":
            return self.refuse(403, "missing header: send Brink-Request: 1")
        if self.headers["Content-Type"] != "application/json":
            return self.refuse(415, "expected application/json")
        body = json.loads(text)
        path = self.path.removeprefix("/_brink/api/")
        self.server_state.orders.append((path, body))
        if path == "invalidations":
            return self.invalidate(body)
        if found := re.fullmatch(r"requests/(\d+)/again", path):
            return self.again(int(found[1]))
        if found := re.fullmatch(r"requests/(\d+)/stages/([a-z-]+)/case", path):
            return self.save(int(found[1]), found[2], body)
        return self.refuse(404, "not found")

    def invalidate(self, body):
        if any(not path.startswith("/") for path in body["paths"]):
            return self.refuse(400, f"{body['paths'][0]}: expected a path that begins with /")
        with self.server_state.lock:
            cache = self.server_state.status["cache"]
            count = cache["entries"]
            self.server_state.change_status(cache=dict(cache, entries=0, bytes=0))
        return self.answer(200, {"invalidated": count})

    def again(self, number):
        state = self.server_state
        with state.lock:
            if number not in state.requests:
                return self.refuse(404, "this request is no longer kept")
            made = copy.deepcopy(state.requests[number])
            made["id"] = state.next_id()
            made["time"] = scenarios.moment(made["id"] * 37)
            state.add(made)
        return self.answer(200, {"id": made["id"]})

    def save(self, number, kind, body):
        state = self.server_state
        if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}", body["name"]):
            return self.refuse(400, f"invalid name \"{body['name']}\": expected 1 to 80 letters, digits, '.', '_' or '-'")
        folder = f"cases/{body['name']}"
        if folder in state.cases:
            return self.refuse(409, f"{folder} already exists; choose another name")
        if all(run["type"] != kind for run in state.requests[number]["stages"]):
            return self.refuse(404, "this request is no longer kept")
        state.cases.add(folder)
        return self.answer(200, {"folder": folder})

    def refuse(self, code, text):
        self.answer(code, {"error": text})

    def answer(self, code, value):
        self.send(code, JSON, json.dumps(value).encode(), "no-store")

    def send(self, code, content_type, content, caching):
        self.send_response(code)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", caching)
        self.send_header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


if __name__ == "__main__":
    count, port = (int(text) for text in (sys.argv[1:] + ["1000", "8081"][len(sys.argv) - 1 :])[:2])
    print(FakeServer(scenarios.many(count), port).url)
    threading.Event().wait()
