import json
import os
import unittest
import urllib.request

from faire_simple import FaireSimple


def control(method, path, body=None):
    """Asks the control plane; an answer of 400 or more raises."""
    request = urllib.request.Request(
        os.environ["FAIRE_SIMPLE_CONTROL_URL"] + path, method=method
    )
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    if "FAIRE_SIMPLE_CONTROL_TOKEN" in os.environ:
        token = os.environ["FAIRE_SIMPLE_CONTROL_TOKEN"]
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.loads(response.read() or "null")


class FaireSimpleTest(unittest.TestCase):
    def setUp(self):
        sandbox = control("POST", "/sandboxes")
        self.sandbox = sandbox["id"]
        self.addCleanup(control, "DELETE", f"/sandboxes/{self.sandbox}")
        self.client = FaireSimple(
            os.environ["FAIRE_SIMPLE_URL"],
            sandbox["login"],
            sandbox["password"],
            sandbox["key"],
        )

    def verify(self, **expected):
        control("POST", f"/journal/verify?sandbox={self.sandbox}", expected)

    def test_registers_a_partner(self):
        self.assertEqual(self.client.get_user(9)["statut"], 0)
        self.client.set_statut(9, 1)
        self.assertEqual(self.client.get_user(9)["statut"], 1)
        self.verify(operation="setUserStatut", uid=9, times=1)

    def test_tries_again_after_a_503(self):
        answer = {"action": "answer", "status": 503, "headers": {"retry-after": "0"}}
        rule = {"operation": "getUser", "times": 1, "then": answer}
        control("POST", f"/rules?sandbox={self.sandbox}", rule)
        self.assertEqual(self.client.get_user(9)["uid"], 9)
        self.verify(operation="getUser", uid=9, times=2)


if __name__ == "__main__":
    unittest.main()
