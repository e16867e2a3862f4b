"""The client's classes that sign requests, and what Postman calls their arguments."""

from __future__ import annotations

from collections.abc import Mapping

from generator.frozen import Frozen


class Signer(Frozen):
    """A runtime class: what its texts and its switches are called here and there."""

    module: str
    class_name: str
    texts: Mapping[str, str]
    flags: Mapping[str, str]


SIGNERS = {
    "ntlm": Signer(
        "ntlm", "Ntlm", {"username": "username", "password": "password", "domain": "domain"}, {}
    ),
    "awsv4": Signer(
        "aws",
        "AwsV4",
        {
            "accessKey": "access_key",
            "secretKey": "secret_key",
            "sessionToken": "session_token",
            "region": "region",
            "service": "service",
        },
        {"addAuthDataToQuery": "in_query"},
    ),
    "oauth1": Signer(
        "oauth1",
        "OAuth1",
        {
            "consumerKey": "consumer_key",
            "consumerSecret": "consumer_secret",
            "privateKey": "private_key",
            "token": "token",
            "tokenSecret": "token_secret",
            "signatureMethod": "signature_method",
            "callback": "callback",
            "verifier": "verifier",
            "timestamp": "timestamp",
            "nonce": "nonce",
            "version": "version",
            "realm": "realm",
        },
        {
            "addParamsToHeader": "in_header",
            "includeBodyHash": "with_body_hash",
            "addEmptyParamsToSign": "with_empty",
            "disableHeaderEncoding": "is_raw",
        },
    ),
    "hawk": Signer(
        "hawk",
        "Hawk",
        {
            "authId": "key_id",
            "authKey": "key",
            "algorithm": "algorithm",
            "nonce": "nonce",
            "timestamp": "timestamp",
            "extraData": "ext",
            "app": "app",
            "delegation": "dlg",
        },
        {"includePayloadHash": "with_payload_hash"},
    ),
    "edgegrid": Signer(
        "edgegrid",
        "EdgeGrid",
        {
            "accessToken": "access_token",
            "clientToken": "client_token",
            "clientSecret": "client_secret",
            "baseURL": "base_url",
            "nonce": "nonce",
            "timestamp": "timestamp",
            "headersToSign": "headers_to_sign",
            "maxBodySize": "max_body",
        },
        {},
    ),
    "jwt": Signer(
        "jwt",
        "Jwt",
        {
            "algorithm": "algorithm",
            "secret": "secret",
            "privateKey": "private_key",
            "passphrase": "passphrase",
            "payload": "payload",
            "header": "header",
            "headerPrefix": "prefix",
            "queryParamKey": "query_name",
        },
        {"isSecretBase64Encoded": "is_base64"},
    ),
    "asap": Signer(
        "asap",
        "Asap",
        {
            "privateKey": "private_key",
            "alg": "algorithm",
            "kid": "key_id",
            "iss": "issuer",
            "sub": "subject",
            "aud": "audience",
            "exp": "lifetime",
            "claims": "claims",
        },
        {},
    ),
}
