import pytest
from faire_simple import FaireSimple


@pytest.fixture
def client(sandbox):
    return FaireSimple(**sandbox.client)


@pytest.mark.sandbox(
    state={"users": [{"uid": 9, "ville": "Corte"}]},
    except_=[{"operation": "getUser"}],
)
def test_registers_a_partner(sandbox, client):
    assert client.get_user(9)["ville"] == "Corte"
    client.set_statut(9, 1)
    assert sandbox.record("users", 9)["statut"] == 1
    sandbox.verify(operation="setUserStatut", uid=9, times=1)


def test_tries_again_after_a_503(sandbox, client):
    answer = {"action": "answer", "status": 503, "headers": {"retry-after": "0"}}
    sandbox.add_rule(operation="getUser", times=1, then=answer)
    assert client.get_user(9)["uid"] == 9
    sandbox.verify(operation="getUser", uid=9, times=2)
