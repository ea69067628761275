import unittest

from faire_simple import FaireSimple
from sandbox import InSandbox


class FaireSimpleTest(InSandbox, unittest.TestCase):
    sandbox_options = {"state": {"users": [{"uid": 9, "ville": "Corte"}]}}
    except_ = [{"operation": "getUser", "status": 200}]

    def setUp(self):
        super().setUp()
        self.client = FaireSimple(**self.sandbox.client)

    def test_registers_a_partner(self):
        self.assertEqual(self.client.get_user(9)["ville"], "Corte")
        self.client.set_statut(9, 1)
        self.assertEqual(self.sandbox.record("users", 9)["statut"], 1)
        self.sandbox.verify(operation="setUserStatut", uid=9, times=1)

    def test_tries_again_after_a_503(self):
        answer = {"action": "answer", "status": 503, "headers": {"retry-after": "0"}}
        self.sandbox.add_rule(operation="getUser", times=1, then=answer)
        self.assertEqual(self.client.get_user(9)["uid"], 9)
        self.sandbox.verify(operation="getUser", uid=9, times=2)


if __name__ == "__main__":
    unittest.main()
