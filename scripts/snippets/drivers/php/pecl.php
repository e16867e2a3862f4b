<?php
// pecl_http does not read the proxy variables.
function proxied(http\Client $client): http\Client
{
    $proxy = parse_url(getenv("http_proxy"));
    $client->setOptions([
        "proxyhost" => $proxy["host"],
        "proxyport" => $proxy["port"],
        "proxyauthtype" => http\Client\Curl\AUTH_BASIC,
        "proxyauth" => "$proxy[user]:$proxy[pass]",
    ]);
    return $client;
}
