"""Registers the partners whose uids are in a file, one a line: python3 register.py FILE"""

import base64
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


class Refused(Exception):
    """The service does not accept the tool: it must not go on."""


class Unavailable(Exception):
    """The service did not answer as it should, several times."""


class Registration:
    """A client of faire-simple; `pause` and `timeout` are in seconds."""

    def __init__(self, url, login, password, key, attempts=4, timeout=10, pause=1):
        self.url, self.query = url, urllib.parse.urlencode({"key": key})
        credentials = base64.b64encode(f"{login}:{password}".encode()).decode()
        self.headers = {
            "Authorization": f"Basic {credentials}",
            "Content-Type": "application/json",
        }
        self.attempts, self.timeout, self.pause = attempts, timeout, pause

    def register(self, uid):
        """True if the partner is registered now, False if the service knows no such partner."""
        # It does no harm to repeat this request: a partner is registered once.
        body = json.dumps({"action": 1}).encode()
        url = f"{self.url}/users/{uid}/statut?{self.query}"
        request = urllib.request.Request(url, body, self.headers)
        for attempt in range(1, self.attempts + 1):
            pause = self.pause * 2 ** (attempt - 1)
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as response:
                    return json.load(response)["statut"] == 1
            except urllib.error.HTTPError as error:
                with error:
                    text = error.read().decode(errors="replace")
                    if error.code == 404 and "partenaire_inconnu" in text:
                        return False
                    if error.code < 500 and error.code != 429:
                        raise Refused(f"{error.code} {text}") from error
                    pause = int(error.headers.get("Retry-After", pause))
            except (OSError, http.client.HTTPException, ValueError):
                # No connection, none in time, an answer that ended early or is not JSON.
                pass
            if attempt < self.attempts:
                time.sleep(pause)
        raise Unavailable(f"uid {uid}: no answer after {self.attempts} attempts")


def register_all(registration, uids):
    """Registers each partner. Returns the uids that are registered, unknown, and to be tried again later."""
    registered, unknown, later = [], [], []
    for uid in uids:
        try:
            (registered if registration.register(uid) else unknown).append(uid)
        except Unavailable:
            later.append(uid)
    return registered, unknown, later


def main(file):
    with open(file, encoding="utf-8") as lines:
        uids = [int(line) for line in lines if line.strip()]
    names = ("URL", "LOGIN", "PASSWORD", "KEY")
    account = {name.lower(): os.environ[f"FAIRE_SIMPLE_{name}"] for name in names}
    registered, unknown, later = register_all(Registration(**account), uids)
    print(f"registered {len(registered)}, unknown {unknown}, later {later}")
    return 1 if unknown or later else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
