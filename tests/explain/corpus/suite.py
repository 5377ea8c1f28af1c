"""Collects cases."""

import base64


class Suite:
    def __init__(self):
        self.cases = []

    def add(self, kind, provider, codes, headers, body, *, what, secrets=None, certainty=None, **more):
        """A broken request, and the causes that have to be named: the first one first."""
        body = body.encode() if isinstance(body, str) else body
        case = {"kind": kind, "scheme": provider.scheme, "what": what, "codes": codes}
        if certainty:
            case["certainty"] = certainty
        case["secrets"] = [provider.secret] if secrets is None else secrets
        case["headers"] = headers
        try:
            case["body"] = body.decode()
        except UnicodeDecodeError:
            case["body_base64"] = base64.b64encode(body).decode()
        case.update(more)
        self.cases.append(case)

    def single(self, provider, code, headers, body, **more):
        self.add("single", provider, [code], headers, body, certainty=more.pop("certainty", "proven"), **more)

    def pair(self, provider, codes, headers, body, **more):
        self.add("pair", provider, list(codes), headers, body, **more)
