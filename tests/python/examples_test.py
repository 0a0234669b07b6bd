"""The examples are run, as a user runs them, and what they leave in the database is looked at."""

import json
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

import crm

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples/python"


def test_the_portfolio_is_loaded_called_and_plotted(url, tmp_path):
    chart = tmp_path / "delinquency.png"
    command = [sys.executable, EXAMPLES / "portfolio.py", url, EXAMPLES / "portfolio.csv", chart]
    for _ in range(2):  # again changes nothing
        said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout
        assert said.startswith("5 customers, 5 loans\n")
    assert chart.read_bytes().startswith(b"\x89PNG") and chart.stat().st_size > 5000
    with crm.open(url) as db:
        session = db.session("test")
        dashboard = session.dashboard()
        assert [(bucket.key, bucket.loans) for bucket in dashboard.by_bucket] == [
            ("0", 2),
            ("1-30", 1),
            ("31-60", 1),
            ("91+", 1),
        ]
        assert dashboard.total_interactions >= said.count("promised")


@pytest.fixture
def webhook(db, url):
    db.session("test").customers.create(first_name="John", primary_phone_number="+15551234567")
    command = [sys.executable, EXAMPLES / "webhook.py", url, "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        yield server.stdout.readline().split()[-1]
        server.terminate()


def post(address, question):
    with urllib.request.urlopen(urllib.request.Request(address, question), timeout=60) as answer:
        return json.load(answer)


def ask(address, number):
    return post(address, json.dumps({"from_number": number}).encode())


def test_the_webhook_says_who_may_be_calling(webhook):
    assert ask(webhook, "+15551234567") == {"callers": [{"customer_id": 1, "first_name": "John"}]}
    assert ask(webhook, "+15550000000") == {"callers": []}
    assert ask(webhook, "anonymous") == {"callers": []}


@pytest.mark.parametrize("question", [b"", b"{", b"[]", b"{}", b'{"from_number": 5551234567}', b"\xff"])
def test_the_webhook_says_what_is_wrong_with_a_question_and_goes_on(webhook, question):
    with pytest.raises(urllib.error.HTTPError, match="400") as caught:
        post(webhook, question)
    assert "from_number" in caught.value.read().decode()
    caught.value.close()
    assert ask(webhook, "+15550000000") == {"callers": []}
