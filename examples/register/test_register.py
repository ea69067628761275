import os
import pathlib
import subprocess
import sys

import pytest
from register import Refused, Registration, register_all


@pytest.fixture
def registration(sandbox):
    return Registration(**sandbox.client, attempts=2, timeout=2, pause=0)


def posts(uid, times, **more):
    return {"operation": "setUserStatut", "uid": uid, "body": {"action": 1}, "times": times, **more}


def test_registers_each_partner_once(sandbox, registration):
    assert register_all(registration, [9, 12]) == ([9, 12], [], [])
    assert sandbox.record("users", 9)["statut"] == 1
    sandbox.verify(**posts(9, 1))
    sandbox.verify(**posts(12, 1))


def test_reads_the_uids_from_a_file_and_tells_what_it_did(sandbox, tmp_path):
    file = tmp_path / "uids.txt"
    file.write_text("9\n123456\n")
    program = pathlib.Path(__file__).parent / "register.py"
    environment = {**os.environ, **sandbox.environment}
    run = subprocess.run(
        [sys.executable, program, file], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (run.returncode, run.stdout) == (1, "registered 1, unknown [123456], later []\n")
    sandbox.verify(**posts(9, 1))
    sandbox.verify(**posts(123456, 1, status=404))


def test_goes_on_after_an_unknown_partner(sandbox, registration):
    assert register_all(registration, [123456, 9]) == ([9], [123456], [])
    sandbox.verify(**posts(123456, 1, status=404))
    sandbox.verify(**posts(9, 1))


def test_stops_at_once_when_its_password_is_changed(sandbox, registration):
    assert registration.register(9)
    sandbox.control("POST", f"/applications/{sandbox.client['login']}/rotate-password")
    with pytest.raises(Refused):
        register_all(registration, [12, 16])
    sandbox.verify(**posts(9, 1))
    sandbox.verify(status=401, times=1)


def test_repeats_a_registration_whose_answer_was_lost(sandbox, registration):
    # The partner is registered, but the tool cannot know.
    sandbox.add_rule(operation="setUserStatut", times=1, then={"action": "drop", "perform": True})
    assert registration.register(9)
    assert sandbox.record("users", 9)["statut"] == 1
    sandbox.verify(operation="setUserStatut", uid=9, times=2)


def test_waits_as_long_as_the_service_asks(sandbox, registration):
    sandbox.control("POST", "/clock/freeze", {"at": "2016-03-14T09:26:53Z"})
    limit = {"action": "rate-limit", "requests": 1, "seconds": 1}
    sandbox.add_rule(operation="setUserStatut", then=limit)
    assert registration.register(9)
    # In a frozen second, no attempt can succeed.
    assert register_all(registration, [12]) == ([], [], [12])
    sandbox.verify(operation="setUserStatut", uid=9, times=1)
    sandbox.verify(operation="setUserStatut", uid=12, status=429, times=2)


@pytest.mark.parametrize("action", ["reset", "stall", "cut", "garbage"])
def test_leaves_for_later_what_the_service_does_not_answer(sandbox, registration, action):
    sandbox.add_rule(operation="setUserStatut", match={"uid": 9}, then={"action": action})
    assert register_all(registration, [9, 12]) == ([12], [], [9])
    sandbox.verify(operation="setUserStatut", uid=9, times=2)
    sandbox.verify(operation="setUserStatut", uid=12, times=1)
