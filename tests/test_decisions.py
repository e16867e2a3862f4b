"""Every decision of Postman's format has one test; its id or name carries the number."""

from __future__ import annotations

import re
from collections import Counter

from tests import (
    test_decisions_auth,
    test_decisions_body,
    test_decisions_files,
    test_decisions_url,
    test_decisions_variables,
)

# 55, a collection that is a folder of YAML files, is held with the reader of that format.
NUMBERS = set(range(1, 61)) - {55}


def test_every_decision_has_one_test() -> None:
    cases = [
        *test_decisions_url.CASES,
        *test_decisions_auth.CASES,
        *test_decisions_body.CASES,
        *test_decisions_variables.CASES,
        *test_decisions_files.CASES,
        *test_decisions_files.V1_CASES,
    ]
    names = [one.name for one in cases]
    functions = (re.match(r"test_decision_(\d+_.*)", name) for name in vars(test_decisions_files))
    names += [found[1] for found in functions if found]
    counted = Counter(int(name[:2]) for name in names)
    assert counted == dict.fromkeys(NUMBERS, 1)
