"""What is wrong with secrets: for each case, the key that signed, and the text that the receiver has."""

import base64

from . import json_styles as styles
from .providers import event

WRONG = {True: "whsec_" + base64.b64encode(b"another secret, of 32 bytes, ok!").decode(), False: "another secret"}


def secret_cases(suite, provider):
    body = styles.javascript(event(provider.scheme))
    secret = provider.secret

    def add(code, key, given, what, **more):
        headers = provider.signed(body.encode(), key=key)
        suite.single(provider, code, headers, body, what=what, secrets=[given], **more)

    own = provider.key(secret)
    add("secret_whitespace", own, secret + "\n", "LF at the end")
    add("secret_whitespace", own, secret + "\r", "CR at the end")
    add("secret_whitespace", own, f" {secret} ", "blanks around")
    if not provider.base:
        add("secret_whitespace", (secret + "\n").encode(), secret, "LF signed")

    add("secret_quoted", own, f'"{secret}"', "double")
    add("secret_quoted", own, f"'{secret}'", "single")

    add("secret_prefix", own, f"WEBHOOK_SECRET={secret}", "the variable's name")
    if provider.base:
        add("secret_prefix", own, f"v1,{secret}", "v1, ahead")
        text = secret.removeprefix("whsec_")
        add("secret_encoding", text.encode(), secret, "used as text, without its prefix")
        add("secret_encoding", secret.encode(), "whsec_" + text if secret.startswith("whsec_") else secret,
            "used as text")
        raw = provider.key(secret).hex()
        add("secret_encoding", raw.encode(), secret, "decoded, and used in hex")
    else:
        bare = secret.split("_", 1)[-1] if "_" in secret else secret.split("-", 1)[-1]
        add("secret_prefix", bare.encode(), secret, "signed without its prefix")
        add("secret_prefix", ("whsec_" + bare).encode(), bare, "whsec_ cut off")
        text = base64.b64encode(b"a key of binary \x00\xff bytes").decode()
        add("secret_encoding", base64.b64decode(text), text, "base64, decoded")
        digits = "00ff8a61c2d9e4b7a1f3"
        add("secret_encoding", bytes.fromhex(digits), digits, "hex, decoded")
        add("secret_encoding", base64.b64encode(secret.encode()), secret, "encoded in base64")

    headers = provider.signed(body.encode())
    suite.single(provider, "secret_other", headers, body, what="the second one", secrets=[WRONG[provider.base], secret])
    for given in ["sk_live_51HxAbCdEfGh", "<your webhook secret>", "https://dashboard.example.com/webhooks"]:
        suite.single(provider, "secret_wrong_kind", headers, body, what=given, secrets=[given], certainty="hint")
