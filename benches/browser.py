"""A browser as far as benches/preview needs one: it asks for pages, and listens until it is told to load one again.

`EventStream` listens to `generate serve`: server-sent events (HTML Living Standard). `LiveReload` listens to Hugo: the
LiveReload protocol, version 7, over a WebSocket (RFC 6455).
"""

import base64
import http.client
import json
import os
import re
import socket
import struct
import time
from urllib.parse import quote

HOST = "127.0.0.1"

# Hugo renders a page again only if a browser has gone to it, which it tells by these headers.
NAVIGATION = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"}


class Browser:
    """Asks a server of this machine for pages, over one connection."""

    def __init__(self, port, timeout):
        self.connection = http.client.HTTPConnection(HOST, port, timeout=timeout)

    def get(self, address):
        """The status and the bytes at an address."""
        self.connection.request("GET", address, headers=NAVIGATION)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def close(self):
        """Ends the connection."""
        self.connection.close()


class Listener:
    """A connection over which a server tells when a page is to be loaded again."""

    def __init__(self, port, timeout):
        self.socket = socket.create_connection((HOST, port), timeout)
        self.stream = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def reloaded(self):
        """Waits for the message and returns when it came, by the clock `time.perf_counter`."""
        while not self.is_reload(self.message()):
            pass
        return time.perf_counter()

    def line(self):
        """The next line; the server may not end the connection."""
        if not (line := self.stream.readline()):
            raise ConnectionError("the server has ended the connection over which it tells of changes")
        return line.decode().rstrip("\r\n")

    def exactly(self, length):
        """The next bytes."""
        if len(found := self.stream.read(length)) < length:
            raise ConnectionError("the server has ended the connection over which it tells of changes")
        return found


class EventStream(Listener):
    """Listens to `generate serve` as the page `html` at an address does."""

    def __init__(self, port, timeout, address, html):
        super().__init__(port, timeout)
        tag = re.search(rb'data-page="([^"]*)"', html)[1].decode()
        request = f"GET /_preview/events?page={tag}&address={quote(address)} HTTP/1.0\r\nHost: {HOST}:{port}\r\n\r\n"
        self.socket.sendall(request.encode())
        # The first message is that there are no errors: from then on the server knows the page.
        self.message()

    def message(self):
        """The name of the next event."""
        while not (line := self.line()).startswith("event: "):
            pass
        return line.removeprefix("event: ")

    @staticmethod
    def is_reload(message):
        """Whether a message is that the page has to be loaded again."""
        return message == "reload"


class LiveReload(Listener):
    """Listens to `hugo server` as the script that it puts into pages does."""

    TEXT, CLOSE, PING, PONG = 1, 8, 9, 10

    def __init__(self, port, timeout, _address, _html):
        super().__init__(port, timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET /livereload HTTP/1.1\r\nHost: {HOST}:{port}\r\nOrigin: http://{HOST}:{port}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n"
        )
        self.socket.sendall(request.encode())
        if " 101 " not in (status := self.line()):
            raise ConnectionError(f"/livereload answers {status}")
        while self.line():
            pass
        protocols = ["http://livereload.com/protocols/official-7"]
        self.send(self.TEXT, json.dumps({"command": "hello", "protocols": protocols}, separators=(",", ":")).encode())
        while self.message().get("command") != "hello":
            pass

    def send(self, kind, payload):
        """Sends a frame; those of clients are masked."""
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        # 126 stands for a length in the two bytes after it.
        length = [len(payload)] if len(payload) < 126 else [126, *struct.pack(">H", len(payload))]
        self.socket.sendall(bytes([0x80 | kind, 0x80 | length[0], *length[1:]]) + mask + masked)

    def message(self):
        """The next message. Servers do not mask, and Hugo's messages are short enough for one frame."""
        while True:
            first, length = self.exactly(2)
            if length >= 126:
                form, size = (">H", 2) if length == 126 else (">Q", 8)
                (length,) = struct.unpack(form, self.exactly(size))
            payload = self.exactly(length)
            kind = first & 0x0F
            if kind == self.TEXT:
                return json.loads(payload)
            if kind == self.PING:
                self.send(self.PONG, payload)
            if kind == self.CLOSE:
                raise ConnectionError("the server has closed the WebSocket")

    @staticmethod
    def is_reload(message):
        """Whether a message is that the page has to be loaded again."""
        return message.get("command") == "reload"
