"""For pytest: copy this file beside your tests, and run them under `faire-simple-mock exec`."""

import json
import os
import urllib.error
import urllib.request

import pytest


class Sandbox:
    """A world of its own in the mock server; options as for POST /_mock/sandboxes."""

    def __init__(self, **options):
        created = control("POST", "/sandboxes", options)
        self.id = created["id"]
        self.client = {name: created[name] for name in ("login", "password", "key")}
        self.client["url"] = os.environ["FAIRE_SIMPLE_URL"]
        # The variables for a program in a process of its own.
        self.environment = created["environment"]

    def control(self, method, path, body=None):
        """Asks the control plane about this world."""
        return control(method, f"{path}?sandbox={self.id}", body)

    def add_rule(self, **rule):
        return self.control("POST", "/rules", rule)

    def record(self, collection, key):
        return self.control("GET", f"/records/{collection}/{key}")

    def verify(self, **expected):
        self.control("POST", "/journal/verify", expected)

    def unexpected(self, *except_):
        """The requests that nothing has verified, except those that match an expectation."""
        return self.control("POST", "/journal/unexpected", {"except": except_})

    def close(self):
        control("DELETE", f"/sandboxes/{self.id}")


def control(method, path, body=None):
    """Asks the control plane; an answer of 400 or more is an AssertionError."""
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if "FAIRE_SIMPLE_CONTROL_TOKEN" in os.environ:
        headers["Authorization"] = f"Bearer {os.environ['FAIRE_SIMPLE_CONTROL_TOKEN']}"
    data = None if body is None else json.dumps(body).encode()
    url = os.environ["FAIRE_SIMPLE_CONTROL_URL"] + path
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read() or "null")
    except urllib.error.HTTPError as error:
        with error:
            raise AssertionError(f"{method} {path}: {error.read().decode()}") from None


@pytest.fixture
def sandbox(request):
    """A sandbox of the test's own. Its options, and `except_`, are those of the test's mark `sandbox`."""
    mark = request.node.get_closest_marker("sandbox")
    options = dict(mark.kwargs) if mark else {}
    except_ = options.pop("except_", ())
    sandbox = Sandbox(**options)
    try:
        yield sandbox
        found = sandbox.unexpected(*except_)
        lines = [f"{each['method']} {each['path']} {each['status']}" for each in found]
        assert lines == [], "unexpected requests"
    finally:
        sandbox.close()


def pytest_configure(config):
    config.addinivalue_line("markers", "sandbox(except_, **options): options of the test's sandbox")
