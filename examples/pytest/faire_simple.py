import base64
import json
import time
import urllib.error
import urllib.parse
import urllib.request

ATTEMPTS = 3


class FaireSimple:
    """A client of faire-simple."""

    def __init__(self, url, login, password, key):
        self.url = url
        credentials = base64.b64encode(f"{login}:{password}".encode()).decode()
        self.headers = {"Authorization": f"Basic {credentials}"}
        self.query = urllib.parse.urlencode({"key": key})

    def get_user(self, uid):
        return self._call(f"/users/{uid}")

    def set_statut(self, uid, action):
        """1 registers the partner, 0 unregisters it."""
        return self._call(f"/users/{uid}/statut", {"action": action})

    def _call(self, path, body=None):
        headers, data = self.headers, None
        if body is not None:
            headers = {**headers, "Content-Type": "application/json"}
            data = json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}?{self.query}", data, headers)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with urllib.request.urlopen(request, timeout=10) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code != 503 or attempt == ATTEMPTS:
                        raise
                    time.sleep(int(error.headers.get("Retry-After", "1")))
