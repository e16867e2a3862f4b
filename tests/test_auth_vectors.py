"""Signatures against the examples that the specifications themselves publish."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import httpx
import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512

from tests.signers import SOURCE, runtime
from tests.trees import generated, imported


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported(generated(tmp_path_factory.mktemp("vectors"), SOURCE)) as module:
        yield module


def _fill(text: str) -> str:
    return text


def _signed(signer: Any, method: str, url: str, **more: Any) -> httpx.Request:
    moment = more.pop("moment", None)
    request = httpx.Request(method, url, **more)
    signed = signer.sign(request, _fill, moment) if moment else signer.sign(request, _fill)
    assert isinstance(signed, httpx.Request)
    return signed


# OAuth 1.0

PRINTER = {"consumer_key": "dpf43f3p2l4k3l03", "consumer_secret": "kd94hf93k423kf44"}
OAUTH1 = [
    # RFC 5849, section 1.2: the request for a token.
    (
        PRINTER
        | {"token": "hh5s93j4hdidpola", "token_secret": "hdhd0244k9j7ao03"}
        | {"timestamp": "137131201", "nonce": "walatlh", "verifier": "hfdp7dh39dks9884"},
        ("POST", "https://photos.example.net/token", {}),
        "gKgrFCywp7rO0OXSjdot/IHF7IU=",
    ),
    # The same section: the request for a photo.
    (
        PRINTER
        | {"token": "nnch734d00sl2jdk", "token_secret": "pfkkdhi9sl3r4s00"}
        | {"timestamp": "137131202", "nonce": "chapoH"},
        ("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", {}),
        "MdpQcU8iPSUjWoN/UDMsK2sui9I=",
    ),
    # Section 3.4.1.1, with the secrets and the signature of its erratum 2550.
    (
        {"consumer_key": "9djdj82h48djs9d2", "consumer_secret": "j49sk3j29djd"}
        | {"token": "kkk9d7dh3k39sjv7", "token_secret": "dh893hdasih9"}
        | {"timestamp": "137131201", "nonce": "7d8f3e4a"},
        (
            "POST",
            "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
            {
                "content": b"c2&a3=2+q",
                "headers": {"Content-Type": "application/x-www-form-urlencoded"},
            },
        ),
        "r6/TJjbCOr97/+UU0NsvSne7s5g=",
    ),
    # Twitter, "Creating a signature".
    (
        {"consumer_key": "xvz1evFS4wEEPTGEFPHBog", "version": "1.0"}
        | {"consumer_secret": "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"}
        | {"token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"}
        | {"token_secret": "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"}
        | {"timestamp": "1318622958", "nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"},
        (
            "POST",
            "https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
            {"data": {"status": "Hello Ladies + Gentlemen, a signed OAuth request!"}},
        ),
        "hCtSmYh+iHYCEqBWrE7C7hYmtUk=",
    ),
]


@pytest.mark.parametrize(("settings", "request_", "signature"), OAUTH1)
def test_oauth1(settings: dict[str, str], request_: Any, signature: str, package: Any) -> None:
    signer = runtime(package, "oauth1").OAuth1(
        signature_method="HMAC-SHA1", in_header=True, **settings
    )
    method, url, more = request_
    sent = _signed(signer, method, url, **more).headers["Authorization"]
    quoted = signature.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D")
    assert f'oauth_signature="{quoted}"' in sent


def test_the_base_string_of_rfc_5849(package: Any) -> None:
    settings, (method, url, _), _ = OAUTH1[2]
    oauth1 = runtime(package, "oauth1")
    query = [("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b"), ("c2", ""), ("a3", "2 q")]
    names = ("consumer_key", "token", "timestamp", "nonce")
    pairs = [(f"oauth_{name}", settings[name]) for name in names]
    pairs.append(("oauth_signature_method", "HMAC-SHA1"))
    assert oauth1.base_string(httpx.Request(method, url), [*query, *pairs]) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D"
        "%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D"
        "7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26"
        "oauth_token%3Dkkk9d7dh3k39sjv7"
    )


def test_oauth1_settings_that_are_empty(package: Any) -> None:
    oauth1 = runtime(package, "oauth1")
    fixed = {"timestamp": "1", "nonce": "2", "signature_method": "PLAINTEXT"}
    signer = oauth1.OAuth1("k", consumer_secret="s&", with_empty=True, **fixed)
    query = _signed(signer, "GET", "https://h.test/?a").url.query.decode()
    assert query == (
        "a&oauth_consumer_key=k&oauth_token=&oauth_signature_method=PLAINTEXT&oauth_timestamp=1"
        "&oauth_nonce=2&oauth_version=&oauth_signature=s%2526%26"
    )
    signer = oauth1.OAuth1("k", consumer_secret="s&", in_header=True, is_raw=True, **fixed)
    assert _signed(signer, "GET", "https://h.test/").headers["Authorization"] == (
        'OAuth oauth_consumer_key="k",oauth_signature_method="PLAINTEXT",oauth_timestamp="1",'
        'oauth_nonce="2",oauth_signature="s%26&"'
    )


@pytest.mark.parametrize(("name", "algorithm"), [("1", SHA1), ("256", SHA256), ("512", SHA512)])
def test_oauth1_with_a_private_key(name: str, algorithm: Any, package: Any) -> None:
    oauth1 = runtime(package, "oauth1")
    key = rsa.generate_private_key(65537, 2048)
    signer = oauth1.OAuth1(
        "k", f"RSA-SHA{name}", private_key=_pem(key), timestamp="1", nonce="2", in_header=True
    )
    sent = _signed(signer, "GET", "https://h.test/").headers["Authorization"]
    signature = sent.partition('oauth_signature="')[2].rstrip('"')
    pairs = {"consumer_key": "k", "signature_method": f"RSA-SHA{name}", "timestamp": "1"}
    rows = [(f"oauth_{n}", v) for n, v in (pairs | {"nonce": "2"}).items()]
    base = oauth1.base_string(httpx.Request("GET", "https://h.test/"), rows)
    raw = base64.b64decode(httpx.QueryParams(f"s={signature}")["s"])
    key.public_key().verify(raw, base.encode(), padding.PKCS1v15(), algorithm())


def _pem(key: Any, passphrase: str = "") -> str:
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        encryption = serialization.BestAvailableEncryption(passphrase.encode())
    form = serialization.PrivateFormat.PKCS8
    pem: bytes = key.private_bytes(serialization.Encoding.PEM, form, encryption)
    return pem.decode()


# AWS: cases of the test suite for Signature Version 4, which all have this key and moment

AWS = {"access_key": "AKIDEXAMPLE", "secret_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
MOMENT = datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc)
SESSION = (
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfI"
    "eoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0"
    "wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDry"
    "pNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
)
FORM = {
    "content": b"Param1=value1",
    "headers": {"Content-Type": "application/x-www-form-urlencoded"},
}
SUITE: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "get-vanilla": (
        "GET",
        "/",
        {},
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ),
    "get-vanilla-query-order-key": (
        "GET",
        "/?Param1=value2&Param1=Value1",
        {},
        "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1",
    ),
    "get-vanilla-query-order-key-case": (
        "GET",
        "/?Param2=value2&Param1=value1",
        {},
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ),
    "get-relative-relative": (
        "GET",
        "/example1/example2/../..",
        {},
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ),
    "get-slashes": (
        "GET",
        "//example//",
        {},
        "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
    ),
    "post-vanilla": (
        "POST",
        "/",
        {},
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    ),
    "post-x-www-form-urlencoded": (
        "POST",
        "/",
        FORM,
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    ),
    "post-sts-header-before": (
        "POST",
        "/",
        {"token": SESSION},
        "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
    ),
}


@pytest.mark.parametrize("case", SUITE)
def test_signatures_of_the_suite_of_aws(case: str, package: Any) -> None:
    method, target, more, signature = SUITE[case]
    more = dict(more)
    signer = runtime(package, "aws").AwsV4(
        **AWS, service="service", session_token=more.pop("token", "")
    )
    url = "https://example.amazonaws.com" + target
    sent = _signed(signer, method, url, moment=MOMENT, **more).headers["Authorization"]
    assert sent.startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/")
    assert sent.rpartition("Signature=")[2] == signature


def test_a_presigned_url_of_s3(package: Any) -> None:
    """The example of "Authenticating requests: using query parameters" in the S3 reference."""
    signer = runtime(package, "aws").AwsV4(
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", service="s3",
        in_query=True,
    )  # fmt: skip
    moment = datetime(2013, 5, 24, tzinfo=timezone.utc)
    url = "https://examplebucket.s3.amazonaws.com/test.txt"
    query = dict(_signed(signer, "GET", url, moment=moment).url.params)
    assert query["X-Amz-Expires"] == "86400"
    signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    assert query["X-Amz-Signature"] == signature


# Hawk: the example of its documentation, without and with the hash of a payload

HAWK = {
    "key_id": "dh37fgj492je",
    "key": "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn",
    "algorithm": "sha256",
    "timestamp": "1353832234",
    "nonce": "j4h3g2",
    "ext": "some-app-ext-data",
}


def test_signatures_of_the_specification_of_hawk(package: Any) -> None:
    signer = runtime(package, "hawk").Hawk(**HAWK)
    url = "http://example.com:8000/resource/1?b=1&a=2"
    assert _signed(signer, "GET", url).headers["Authorization"] == (
        'Hawk id="dh37fgj492je", ts="1353832234", nonce="j4h3g2", ext="some-app-ext-data", '
        'mac="6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE="'
    )
    sent = _signed(
        replace(signer, with_payload_hash=True),
        "POST",
        url,
        content=b"Thank you for flying Hawk",
        headers={"Content-Type": "text/plain"},
    ).headers["Authorization"]
    assert 'hash="Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY="' in sent
    assert sent.endswith('mac="aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw="')


# EdgeGrid: the test data of Akamai's own libraries

EDGEGRID = {
    "client_token": "akab-client-token-xxx-xxxxxxxxxxxxxxxx",
    "access_token": "akab-access-token-xxx-xxxxxxxxxxxxxxxx",
    "client_secret": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=",
    "nonce": "nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
    "timestamp": "20140321T19:34:21+0000",
    "headers_to_sign": "X-Test1, X-Test2,X-Test3",
    "max_body": "2048",
}
EDGEGRID_CASES: list[tuple[str, str, dict[str, Any], str]] = [
    (
        "GET",
        "/",
        {},
        "tL+y4hxyHxgWVD30X3pWnGKHcPzmrIF+LThiAOhMxYU=",
    ),
    (
        "GET",
        "/testapi/v1/t1?p1=1&p2=2",
        {},
        "hKDH1UlnQySSHjvIcZpDMbQHihTQ0XyVAKZaApabdeA=",
    ),
    (
        "POST",
        "/testapi/v1/t3",
        {"content": b"data" * 8},
        "hXm4iCxtpN22m4cbZb4lVLW5rhX8Ca82vCFqXzSTPe4=",
    ),
    (
        "POST",
        "/testapi/v1/t3",
        {"content": b"d" * 3000},
        "6Q6PiTipLae6n4GsSIDTCJ54bEbHUBp+4MUXrbQCBoY=",
    ),
    (
        "GET",
        "/testapi/v1/t4",
        {"headers": {"X-Test1": "test-simple-header"}},
        "8F9AybcRw+PLxnvT+H0JRkjROrrUgsxJTnRXMzqvcwY=",
    ),
]


@pytest.mark.parametrize(("method", "target", "more", "signature"), EDGEGRID_CASES)
def test_signatures_of_the_tests_of_edgegrid(
    method: str, target: str, more: dict[str, Any], signature: str, package: Any
) -> None:
    signer = runtime(package, "edgegrid").EdgeGrid(**EDGEGRID)
    host = "https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net"
    sent = _signed(signer, method, host + target, **more).headers["Authorization"]
    assert sent.rpartition("signature=")[2] == signature


# JSON Web Tokens


def test_the_signature_of_rfc_7515(package: Any) -> None:
    """Appendix A.1: HS256 with a key in base64url."""
    jwt = runtime(package, "jwt")
    key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    content = (
        b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogI"
        b"mh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    )
    secret = base64.urlsafe_b64decode(key + "==")
    signature = base64.urlsafe_b64encode(jwt.with_secret("HS256", secret)(content))
    assert signature.rstrip(b"=") == b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    token = jwt.Jwt("HS256", secret=key, is_base64=True, payload='{"a": "é"}').token(_fill)
    assert pyjwt.decode(token, secret, algorithms=["HS256"]) == {"a": "é"}


def test_the_token_of_jwt_io(package: Any) -> None:
    signer = runtime(package, "jwt").Jwt(
        "HS256",
        secret="your-256-bit-secret",
        header='{"typ": "JWT", "alg": "none"}',
        payload='{"sub": "1234567890", "name": "John Doe", "iat": 1516239022}',
    )
    assert signer.token(_fill) == (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwia"
        "WF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
    )


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "ES256", "ES512"])
@pytest.mark.parametrize("passphrase", ["", "pass"])
def test_a_token_with_a_private_key(algorithm: str, passphrase: str, package: Any) -> None:
    curves = {"ES256": ec.SECP256R1(), "ES512": ec.SECP521R1()}
    key: Any = rsa.generate_private_key(65537, 2048)
    if algorithm in curves:
        key = ec.generate_private_key(curves[algorithm])
    written = _pem(key, passphrase).replace("\n", "\\n")
    signer = runtime(package, "jwt").Jwt(
        algorithm, private_key=written, passphrase=passphrase, payload='{"a": 1}'
    )
    assert pyjwt.decode(signer.token(_fill), key.public_key(), algorithms=[algorithm]) == {"a": 1}


@pytest.mark.parametrize("form", ["pem", "one line", "data uri"])
def test_keys_of_asap_in_each_form(form: str, package: Any) -> None:
    key = rsa.generate_private_key(65537, 2048)
    written = _pem(key)
    if form == "one line":
        written = written.replace("\n", "")
    elif form == "data uri":
        der = "".join(written.splitlines()[1:-1])
        written = f"data:application/pkcs8;kid=k%2F1;base64,{der}"
    signer = runtime(package, "asap").Asap(
        written, key_id="k/1", issuer="me", audience="you", claims='{"sub": "it", "x": [1]}'
    )
    token = signer.headers(_fill)["Authorization"].removeprefix("Bearer ")
    claims = pyjwt.decode(token, key.public_key(), algorithms=["RS256"], audience="you")
    assert (claims["iss"], claims["sub"], claims["x"]) == ("me", "it", [1])
    assert claims["exp"] - claims["iat"] == 3600
    assert len(claims["jti"]) == 36
    assert pyjwt.get_unverified_header(token) == {"alg": "RS256", "kid": "k/1"}


@pytest.mark.parametrize("module", ["jwt", "oauth1"])
def test_a_key_that_cannot_be_read_is_said(module: str, package: Any) -> None:
    unreadable = "-----BEGIN PRIVATE KEY-----\nTest\n-----END PRIVATE KEY-----"
    with pytest.warns(UserWarning, match="sent unsigned: the private key cannot be read"):
        if module == "jwt":
            signer = runtime(package, "jwt").Jwt("RS256", private_key=unreadable, payload="{}")
            assert signer.headers(_fill) == {}
        else:
            signer = runtime(package, "oauth1").OAuth1("k", "RSA-SHA1", private_key=unreadable)
            assert _signed(signer, "GET", "https://h.test/?a=1").url.query == b"a=1"
