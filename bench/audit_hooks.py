"""What schemathesis cannot make up by itself: bodies that begin as an age file does, and receipts whose keys are keys.

Loaded by bench/audit.sh through SCHEMATHESIS_HOOKS. Must not know what the program answers.
"""

import base64

import schemathesis
from hypothesis import strategies as st

HEADER = b"age-encryption.org/v1\n-> X25519 " + b"A" * 43 + b"\n" + b"B" * 43 + b"\n--- " + b"C" * 43 + b"\n"
# The base point of Ed25519: a key that everyone may know.
ED25519 = bytes([0x58]) + bytes([0x66]) * 31
# After the header: a nonce of 16 bytes, and at least one byte with its tag.
LEAST = 33


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def receipt(mailbox, key):
    return ".".join([text(mailbox), text(key), text(ED25519)])


keys = st.binary(min_size=32, max_size=32).filter(lambda key: any(key))
schemathesis.openapi.format("waymark-receipt", st.builds(receipt, st.binary(min_size=16, max_size=16), keys))


@schemathesis.serializer("application/age-encryption")
def age(_context, value):
    """Whatever is right by the schema is put into an envelope; what is wrong by it is sent as it is."""
    data = getattr(value, "data", value)
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    if not isinstance(data, bytes):
        return str(value).encode()
    return HEADER + data.ljust(LEAST, b"\0")
