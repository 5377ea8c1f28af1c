#!/usr/bin/env python3
"""Writes the corpus of broken requests, `corpus.json` beside this file.

Every request is signed and then broken here, by Python's own means. Which cause has to be named is
said case by case. It shares nothing with the core, whose search has to undo what is done here.

    python3 tests/explain/generate.py            writes the file
    python3 tests/explain/generate.py --check    exits 1 where it differs from what is there
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # nothing else is to appear in this folder

from corpus.body_faults import body_cases
from corpus.pairs import pair_cases, scheme_pairs
from corpus.providers import NOW, PROVIDERS
from corpus.secret_faults import secret_cases
from corpus.signature_faults import FAMILIES
from corpus.suite import Suite
from corpus.wrong_secrets import wrong_secret_cases

FILE = Path(__file__).resolve().parent / "corpus.json"


def corpus():
    suite = Suite()
    for provider in PROVIDERS:
        for family in (body_cases, secret_cases, *FAMILIES, pair_cases):
            family(suite, provider)
        scheme_pairs(suite, provider, PROVIDERS)
    wrong_secret_cases(suite)
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in suite.cases)
    return f'{{"now":{NOW},"cases":[\n{lines}\n]}}\n'.encode()


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit("usage: generate.py [--check]")
    if not arguments:
        FILE.write_bytes(corpus())
    elif FILE.read_bytes() != corpus():
        sys.exit(f"{FILE} is not what generate.py writes: run it without --check")


main(sys.argv[1:])
