"""A program that stands in for a service while the process handling is tested: it serves its readiness, nothing else.

Started as `python stand_in.py` with KLADKA_PORT; KLADKA_STAND_IN changes how it behaves.
"""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Readiness(BaseHTTPRequestHandler):
    """Answers 200 to everything, with the settings that the stand-in was given."""

    def do_GET(self) -> None:
        settings = {name: value for name, value in os.environ.items() if name.startswith("KLADKA_")}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(settings).encode())

    def log_message(self, *_: object) -> None:
        """Silent: a test reads the log."""


def main() -> None:
    match os.environ.get("KLADKA_STAND_IN"):
        case "broken":
            sys.exit("this stand-in never starts")
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
    HTTPServer(("127.0.0.1", int(os.environ["KLADKA_PORT"])), Readiness).serve_forever()


if __name__ == "__main__":
    main()
