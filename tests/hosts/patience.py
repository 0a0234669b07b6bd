"""Waiting for what must come, and how late this machine is just now."""
import threading
import time

PATIENCE_S = 30


def wait_until(is_so, what, otherwise=lambda: ""):
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"In vain waited until {what}. {otherwise()}")
        time.sleep(0.01)


class Lateness:
    """The longest time by which a thread that only sleeps was woken too late: a busy machine makes everybody wait."""

    def __enter__(self):
        self.worst_ms = 0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def watch(self):
        nap = 0.005
        begin = time.monotonic()
        while not self.stop.wait(nap):
            now = time.monotonic()
            self.worst_ms = max(self.worst_ms, (now - begin - nap) * 1000)
            begin = now

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
