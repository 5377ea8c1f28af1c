#!/usr/bin/env python3
"""Signs a request for each provider of `providers.json`, and writes what it made
to `independent.json`.

It reads the facts as they were gathered, and none of the schemes: what verifies
here and there was understood alike by two that do not know of each other.
`--check` compares with the file instead of writing it."""

import base64
import hashlib
import hmac
import json
import pathlib
import sys
import urllib.parse

HERE = pathlib.Path(__file__).parent
NOW_MS = 1790000000000
URL = "https://hooks.example.com/in?data.id=42&z=%C3%A9+x"
RAW_KEY = bytes(range(7, 39))


def secret_of(record):
    """The secret as a person has it, and the bytes of the key."""
    how = record["secret_encoding"]
    if how.startswith("base64 (after prefix whsec_)"):
        return "whsec_" + base64.b64encode(RAW_KEY).decode(), RAW_KEY
    if how.startswith("base64 (after last"):
        return "team_prod_" + base64.b64encode(RAW_KEY).decode(), RAW_KEY
    if how == "base64":
        return base64.b64encode(RAW_KEY).decode(), RAW_KEY
    if how == "hex":
        return RAW_KEY.hex(), RAW_KEY
    if how.startswith("utf8"):
        text = "shared secret" if "NFKD" in how else "shared s\u00e9cret"
        return text, text.encode()
    raise ValueError(f"{record['id']}: {how}")


def timestamp_of(record):
    return {
        "s": str(NOW_MS // 1000),
        "ms": str(NOW_MS),
        "iso8601": "2026-09-21T14:13:20Z",
        "none": None,
    }[record["timestamp_unit"]]


def encode(record, digest):
    match record["encoding"]:
        case "hex":
            return digest.hex()
        case "base64":
            return base64.b64encode(digest).decode()
        case "base64url":
            return base64.urlsafe_b64encode(digest).decode().rstrip("=")
    raise ValueError(record["encoding"])


def sorted_form(body):
    fields = {}
    for name, value in urllib.parse.parse_qsl(body.decode(), keep_blank_values=True):
        fields.setdefault(name, set()).add(value)
    return "".join(name + value for name in sorted(fields) for value in sorted(fields[name]))


def sign(record):
    headers = {key: name for key, name in record["headers"].items() if name}
    sent = {}
    url = URL
    secret, key = secret_of(record)
    timestamp = timestamp_of(record)
    body = b'{"id":"evt_1","type":"thing.happened","text":"\xc3\xa9\xe2\x9c\x93","nested":{"a":[1,2.50]}}'
    content = record["signed_content"] or ""

    if "sorted_form_params" in content:
        body = "b=2&a=%C3%A9+x&a=1&a=1&C=3".encode()
    if record["id"] == "linear":
        body = json.dumps({"webhookTimestamp": NOW_MS, "type": "Issue"}).encode()
    if record["id"] == "twilio-json":
        url += "&bodySHA256=" + hashlib.sha256(body).hexdigest()
    if record["id"] == "box":
        sent[headers["version"]] = "1"
        sent[headers["algorithm"]] = "HmacSHA256"

    values = {
        "timestamp": timestamp,
        "url": url,
        "url_no_query": url.split("?")[0],
        "method": "POST",
        "query:data.id": "42",
        "id": "msg_1",
        "nonce": "12345",
        "/signature/timestamp": timestamp,
        "/signature/token": "0123456789abcdef",
    }
    if "sorted_form_params" in content:
        values["sorted_form_params"] = sorted_form(body)
    if "{id}" in content:
        sent[headers["id"]] = values["id"]
    if "{nonce}" in content:
        sent[headers["nonce"]] = values["nonce"]

    if record["family"] == "token":
        return token(record, headers, sent, secret, body)

    # The body and a secret are bytes, and nothing in them is a part of the template.
    message = content.encode()
    for name, value in values.items():
        if value is not None:
            message = message.replace(b"{%s}" % name.encode(), value.encode())
    head, *tail = message.split(b"{body}") if b"{body}" in message else message.split(b"{payload}")
    message = body.join([head, *tail]).replace(b"{secret}", key)

    if record["construction"] == "plain-hash":
        digest = hashlib.new(record["algorithm"], message).digest()
    else:
        digest = hmac.new(key, message, record["algorithm"]).digest()
    text = encode(record, digest)

    parse = record["parse"] or {}
    if "ts_key" in parse:
        joiner = ", " if record["id"] == "workos" else parse["item_sep"]
        text = f"{parse['ts_key']}{parse['kv_sep']}{timestamp}{joiner}{parse['sig_key']}{parse['kv_sep']}{text}"
    elif "sig_key" in parse:
        text = f"{parse['sig_key']}{parse['kv_sep']}{text}"
    else:
        text = parse.get("prefix", "") + text
    if "timestamp" in headers:
        sent[headers["timestamp"]] = timestamp

    match record["signature_location"]:
        case "header":
            sent[headers["signature"]] = text
        case "query-param":
            url += "&signature=" + text
        case "body-field":
            signature = {"timestamp": timestamp, "token": values["/signature/token"], "signature": text}
            body = json.dumps({"signature": signature, "event-data": {}}).encode()
    return case_of(record, secret, sent, body, url)


def token(record, headers, sent, secret, body):
    if record["signature_location"] == "body-field":
        body = json.dumps({"passcode": secret, "event_type": "PING"}).encode()
    elif record["signature_format"].startswith("Basic"):
        secret = "user:pass word"
        sent[headers["signature"]] = "Basic " + base64.b64encode(secret.encode()).decode()
    else:
        secret = "plain-token"
        sent[headers["signature"]] = secret
    return case_of(record, secret, sent, body, URL)


def case_of(record, secret, sent, body, url):
    return {
        "scheme": record["id"],
        "secret": secret,
        "headers": sent,
        "body": body.decode(),
        "url": url,
        "method": "POST",
    }


def main():
    records = json.loads((HERE / "providers.json").read_text("utf-8"))
    made = json.dumps([sign(record) for record in records], indent=1, ensure_ascii=False) + "\n"
    file = HERE / "independent.json"
    if "--check" in sys.argv:
        if file.read_text("utf-8") != made:
            sys.exit(f"{file} is not what {__file__} makes")
        return
    file.write_text(made, "utf-8")


main()
