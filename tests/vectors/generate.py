#!/usr/bin/env python3
"""Writes the verification vectors, a file beside this one for each scheme, and for each other form
of one that a provider sends.

This is a second implementation of every scheme, written from the providers' documents and sharing
nothing with the core: it never reads a scheme file, so a mistake in one does not repeat itself
here. It only signs. What a verifier must answer is stated case by case, not computed by a verifier.

    python3 tests/vectors/generate.py            writes the files
    python3 tests/vectors/generate.py --check    exits 1 where a file differs from what it writes

README.md describes the format.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True  # nothing but vectors is to appear in this folder

from generator import event_cases, request_cases
from generator.json_text import written
from generator.material import NOW
from generator.providers import PROVIDERS
from generator.suite import Suite

HERE = Path(__file__).resolve().parent

FAMILIES = (
    request_cases.authentic_cases,
    request_cases.header_cases,
    request_cases.signature_cases,
    request_cases.timestamp_cases,
    request_cases.freshness_cases,
    request_cases.secret_cases,
    event_cases.body_cases,
    event_cases.not_json_cases,
    event_cases.event_id_cases,
    event_cases.event_type_cases,
    event_cases.event_tenant_cases,
    lambda suite: suite.provider.time_cases(suite),
    request_cases.order_cases,
    lambda suite: suite.provider.own_cases(suite),
)


def vectors(provider):
    suite = Suite(provider)
    for family in FAMILIES:
        family(suite)
    variant = {"variant": provider.variant} if provider.variant else {}
    return {"scheme": provider.scheme, **variant, "now": NOW, "cases": suite.cases}


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit("usage: generate.py [--check]")
    files = {f"{p.file}.json": (written(vectors(p)) + "\n").encode() for p in PROVIDERS}

    if not arguments:
        for name, content in files.items():
            (HERE / name).write_bytes(content)
        return

    present = {path.name for path in HERE.glob("*.json")}
    wrong = [
        f"{name}: {'missing' if name not in present else 'not what generate.py writes'}"
        for name, content in files.items()
        if name not in present or (HERE / name).read_bytes() != content
    ]
    wrong += [f"{name}: not written by generate.py" for name in sorted(present - set(files))]
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
