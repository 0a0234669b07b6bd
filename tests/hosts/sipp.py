"""Calls a SIP server with sipp: so many calls, so many a second, each with a Call-ID of its own that the next run can use
again."""
import dataclasses
import os
import pathlib
import subprocess

from patience import Lateness, wait_until

SCENARIO = pathlib.Path(__file__).with_name("invite.xml")
TURNS = 3  # sipp, the worker and sipp again each wait for the processor


@dataclasses.dataclass
class Answer:
    call_id: str
    status: int
    words: list  # of X-CRM

    @property
    def recorded(self):
        return self.words[0] == "recorded"


class Calls:
    """Begins at once; finish() waits for the end."""

    def __init__(self, kamailio, callers, name, count, rate):
        self.folder = kamailio.folder / f"calls_{name}"
        self.folder.mkdir(exist_ok=True)
        for left in self.folder.iterdir():
            left.unlink()
        (self.folder / "callers.csv").write_text("SEQUENTIAL\n" + "".join(f"{caller}\n" for caller in callers), encoding="ascii")
        self.callers, self.name, self.count = callers, name, count
        self.lateness = Lateness()
        self.lateness.__enter__()
        self.process = subprocess.Popen(
            [os.environ["CRM_SIPP"], f"127.0.0.1:{kamailio.port}", "-sf", SCENARIO, "-inf", "callers.csv", "-cid_str", f"%u-{name}",
             "-m", str(count), "-r", str(rate), "-nostdin", "-trace_rtt", "-rtt_freq", "1", "-trace_logs", "-log_file", "answers",
             "-trace_err", "-error_file", "errors", "-timeout", "60s", "-timeout_error"],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def caller_of(self, call_id):
        return self.callers[(int(call_id.split("-")[0]) - 1) % len(self.callers)]

    def call_ids(self):
        return [f"{number}-{self.name}" for number in range(1, self.count + 1)]

    def answers(self):
        log = self.folder / "answers"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        return [Answer(words[0], int(words[1]), words[2:]) for words in map(str.split, lines) if len(words) > 2]

    def wait_for(self, answered):
        wait_until(lambda: len(self.answers()) >= answered, f"{answered} calls of {self.name} are answered")
        return self

    def finish(self):
        """Each call has had its answer; also how long the slowest took, less what this machine made everybody wait."""
        try:
            if self.process.wait(90) != 0:
                errors = self.folder / "errors"
                raise AssertionError("sipp: " + (errors.read_text(encoding="utf-8") if errors.exists() else "failed"))
        finally:
            self.give_up()
        return self

    def give_up(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.lateness.__exit__()

    def slowest_ms(self):
        lines = next(self.folder.glob("*_rtt.csv")).read_text(encoding="ascii").splitlines()[1:]
        times = [float(line.split(";")[1]) for line in lines]
        if len(times) != self.count:
            raise AssertionError(f"{len(times)} response times of {self.count} calls")
        return max(times) - TURNS * self.lateness.worst_ms
