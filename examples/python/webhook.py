#!/usr/bin/env python3
"""A voice agent's webhook: the platform asks who is calling before it says its first word.

    examples/python/webhook.py sqlite:///crm.db 8080
    curl -d '{"from_number": "+15551234567"}' http://127.0.0.1:8080

What is due may be told only after the agent has verified who is on the line (12 CFR 1006.6(d)), so the answer says who
it may be and nothing of the debt. Put it behind a server with authentication and TLS.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import crm


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            candidates = session.pre_call(call["from_number"]).candidates
        except crm.Error:  # no answer is no reason to keep the caller waiting
            candidates = ()
        callers = [{"customer_id": who.customer.id, "first_name": who.customer.first_name} for who in candidates]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"callers": callers}).encode())


session = crm.open(sys.argv[1]).session("voice-agent")
server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Webhook)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
