"""Fetches what an identity provider publishes: its description, and the keys that its tokens are checked by."""

from __future__ import annotations

import httpx

from services.http.tokens import Provider, Tokens

SECONDS = 5.0
BYTES = 256 * 1024


def tokens(provider: Provider | None) -> Tokens | None:
    """What checks the provider's tokens; None without one."""
    return None if provider is None else Tokens(provider, fetched)


async def fetched(address: str) -> bytes:
    """What the address answers: at once, briefly, and itself. Raises OSError for anything else."""
    try:
        async with (
            httpx.AsyncClient(timeout=SECONDS, follow_redirects=False) as client,
            client.stream("GET", address, headers={"Accept": "application/json"}) as answer,
        ):
            if answer.status_code != 200:
                raise OSError(f"the identity provider answered {answer.status_code}")
            body = bytearray()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > BYTES:
                    raise OSError(f"the identity provider answered more than {BYTES} bytes")
            return bytes(body)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OSError(f"the identity provider does not answer: {type(error).__name__}") from None
