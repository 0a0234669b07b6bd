"""A browser opens crm_server's documentation page and runs a call from it.

Chromium is driven through its debugging pipe (--remote-debugging-pipe): JSON texts that end with a NUL.
"""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

BIN = pathlib.Path(os.environ["CRM_BIN_DIR"])
CHROMIUM = os.environ["CRM_CHROMIUM"]
PATIENCE = 60  # seconds


class Browser:
    def __init__(self, folder):
        to_read, self.to = os.pipe()
        self.answers, from_write = os.pipe()

        def connect():  # Chromium reads from file 3 and writes to file 4
            read_copy, write_copy = os.dup(to_read), os.dup(from_write)
            os.dup2(read_copy, 3)
            os.dup2(write_copy, 4)

        self.process = subprocess.Popen(
            [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe", f"--user-data-dir={folder}"],
            preexec_fn=connect, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)
        self.buffer, self.count, self.session, self.events = b"", 0, None, []

    def message(self):
        while b"\0" not in self.buffer:
            more = os.read(self.answers, 65536)
            if not more:
                raise RuntimeError("the browser has ended")
            self.buffer += more
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, **params):
        self.count += 1
        request = {"id": self.count, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.to, json.dumps(request).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self.count:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return message["result"]
            self.events.append(message)

    def open(self, url):
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Log.enable")
        self.ask("Network.enable")
        self.ask("Page.enable")
        self.ask("Page.navigate", url=url)

    def value(self, script):
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def wait_for(self, script):
        """The first value of the script that is not false."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := self.value(script):
                return found
            time.sleep(0.05)
        raise AssertionError(f"this never came: {script}; the page says {self.value('document.body.innerText')!r}")

    def requested(self):
        return [event["params"]["request"]["url"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]

    def complaints(self):
        return [event["params"]["entry"]["text"] for event in self.events
                if event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] == "error"]

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Page(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.addCleanup(self.folder.cleanup)
        self.server = subprocess.Popen(
            [BIN / "crm_server", "--port", "0", "--auth", "off", "--sample-data", "--log", "off"], cwd=self.folder.name,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | {"DATABASE_URL": "sqlite:///crm.db"})
        self.addCleanup(self.end_server)
        port = None
        while port is None:
            port = re.search(r"Listening on http://[^:]*:(\d+)/", self.server.stdout.readline())
        self.url = f"http://localhost:{port[1]}"
        self.browser = Browser(self.folder.name + "/profile")
        self.addCleanup(self.browser.stop)

    def end_server(self):
        self.server.terminate()
        self.assertEqual(self.server.wait(30), 0)
        self.server.stdout.close()

    def test_a_call_is_run_from_the_documentation_page(self):
        operation = "#operations-Customers-get_api_customers"
        self.browser.open(self.url + "/docs")
        self.browser.wait_for(f"document.querySelector('{operation}') !== null")
        self.browser.value(f"document.querySelector('{operation} .opblock-summary-control').click()")
        self.browser.wait_for(f"document.querySelector('{operation} .execute') !== null")
        self.browser.value(f"document.querySelector('{operation} .execute').click()")
        answer = self.browser.wait_for(f"document.querySelector('{operation} .live-responses-table .highlight-code')?.innerText")
        self.assertIn("john.doe@email.com", answer)
        self.assertEqual(self.browser.value(f"document.querySelector('{operation} .live-responses-table tr.response .response-col_status').innerText.trim()")[:3], "200")
        self.assertEqual([url for url in self.browser.requested() if not url.startswith((self.url, "data:"))], [])
        self.assertEqual(self.browser.complaints(), [])


if __name__ == "__main__":
    unittest.main()
