#!/usr/bin/env python3
"""A voice agent's webhook: the platform asks who is calling before it says its first word.

    examples/python/webhook.py sqlite:///crm.db 8080
    curl -d '{"from_number": "+15551234567"}' http://127.0.0.1:8080

What is due may be told only after the agent has verified who is on the line (12 CFR 1006.6(d)), so the answer says who
it may be and nothing of the debt. Put it behind a server with authentication and TLS.
"""

import json
import sys
from wsgiref.simple_server import make_server

import crm


def webhook(request, start):
    try:
        call = json.loads(request["wsgi.input"].read(int(request["CONTENT_LENGTH"] or 0)))
        candidates = session.pre_call(call["from_number"]).candidates
    except crm.Error:  # no answer is no reason to keep the caller waiting
        candidates = ()
    except (ValueError, KeyError, TypeError):
        start("400 Bad Request", [("Content-Type", "text/plain")])
        return [b'Send {"from_number": "+15551234567"}.\n']
    callers = [{"customer_id": who.customer.id, "first_name": who.customer.first_name} for who in candidates]
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"callers": callers}).encode()]


session = crm.open(sys.argv[1]).session("voice-agent")
server = make_server("127.0.0.1", int(sys.argv[2]), webhook)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
