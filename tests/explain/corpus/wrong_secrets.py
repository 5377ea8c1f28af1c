"""Requests that were signed with a secret that the receiver does not have: nothing can be proven."""

import base64
import random

from . import json_styles as styles
from .providers import PROVIDERS, event

COUNT = 203


def wrong_secret_cases(suite):
    chance = random.Random(20260921)
    writers = [styles.javascript, styles.python, styles.php, styles.go, lambda value: styles.indented(value, 2)]
    for number in range(COUNT):
        provider = PROVIDERS[number % len(PROVIDERS)]
        secret = given(chance, provider)
        key = chance.randbytes(chance.choice([16, 24, 32]))
        value = {**event(provider.scheme), "n": number}
        signed = chance.choice(writers)(value).encode()
        arrived = signed if number % 3 else styles.javascript(value).encode()
        headers = provider.signed(signed, key=key)
        if number % 5 == 0:
            headers[-1][1] = headers[-1][1][:24 + number % 30]
        if number % 7 == 0:
            headers[-1][1] = "v1=" + headers[-1][1]
        secrets = [secret] if number % 4 else [secret, given(chance, provider)]
        suite.add("wrong", provider, [], headers, arrived, what=str(number), secrets=secrets)


def given(chance, provider):
    raw = base64.b64encode(chance.randbytes(24)).decode()
    return f"whsec_{raw}" if provider.base or chance.random() < 0.3 else raw[: chance.choice([8, 20, 32])]
