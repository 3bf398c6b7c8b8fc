"""A site of another origin that embeds the widget, with a strict policy of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Helsehuset Nygata</title></head>
<body><main><h1>Testing og vaksiner</h1><p>Hos oss kan du teste deg gratis.</p></main>
<script src="{widget}" {attributes}></script></body></html>"""


@contextmanager
def host_page(port: int, widget_origin: str, attributes: str = "") -> Iterator[str]:
    """The address of a page on 127.0.0.1:`port` with one script tag of ours."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = PAGE.format(widget=f"{widget_origin}/widget.js", attributes=attributes).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            policy = f"default-src 'none'; script-src {widget_origin}; frame-src {widget_origin}"
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that it overrides
            """Nothing: tests keep no access log either."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
