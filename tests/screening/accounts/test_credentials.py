"""What a kept password costs whoever tries to guess it, in a process of its own as the service is one."""

import subprocess
import sys

SHOW = """
from screening.accounts import credentials
print(credentials.hash_password("correct horse battery"))
print(credentials._NOBODYS)
print(credentials.is_outdated(credentials._NOBODYS))
"""


def test_passwords_are_hashed_with_argon2id_as_rfc_9106_recommends_and_an_unknown_name_costs_the_same():
    said = subprocess.run([sys.executable, "-c", SHOW], check=True, capture_output=True, text=True).stdout
    kept, nobodys, outdated = said.splitlines()
    parameters = "$argon2id$v=19$m=65536,t=3,p=4$"
    assert kept.startswith(parameters)
    assert nobodys.startswith(parameters)
    assert outdated == "False"
