"""Those who only ask: a request is sent until it has its answer, to any of the servers."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

import httpx

from deploy.soaking.diary import Diary
from deploy.soaking.installation import Installation

PATIENCE_SECONDS = 55
BOUND_SECONDS = 90


class Asker:
    """Asks as one organisation, by the key of a role, or another key."""

    def __init__(self, installation: Installation, org: str, role: str, diary: Diary) -> None:
        self.addresses, self.org, self.diary = installation.addresses, org, diary
        self.headers = {"Authorization": f"Bearer {installation.keys[org][role]}"}
        # Nothing is encrypted here, and reading every authority's certificate takes each client a while.
        self.http = httpx.AsyncClient(timeout=PATIENCE_SECONDS, verify=False)  # nosec B501 # http alone

    async def ask(self, path: str, expected: int = 200, method: str = "GET", **more: Any) -> httpx.Response | None:
        """The answer, which has that status, however often it has to be asked for; None, and noted, where it has
        another, or none comes. `path` is below the organisation's, or begins at the root with `//`."""
        kind = path.partition("?")[0]
        headers = self.headers | more.pop("headers", {})
        ends = time.monotonic() + BOUND_SECONDS
        while time.monotonic() < ends:
            where = random.choice(self.addresses)  # nosec B311 # any of them
            url = where + (path[1:] if path.startswith("//") else f"/v1/orgs/{self.org}{path}")
            try:
                answer = await self.http.request(method, url, headers=headers, **more)
            except httpx.TimeoutException:
                self.diary.finds(f"{method} {kind} hangs: no answer within {PATIENCE_SECONDS} s")
                return None
            except httpx.TransportError:
                self.diary.done["asked again, since the connection broke"] += 1
                answer = None
            if answer is not None and answer.status_code == expected:
                return answer
            if answer is not None and answer.status_code != 503:
                self.diary.finds(f"{method} {kind}: {answer.status_code} {answer.text[:300]}")
                return None
            if answer is not None:
                self.diary.done["asked again, since 503 said so"] += 1
                if "Retry-After" not in answer.headers:
                    self.diary.finds(f"{method} {kind}: 503, and nobody says when to come again")
            await asyncio.sleep(random.uniform(0.05, 0.3))  # nosec B311 # no secret is drawn
        self.diary.finds(f"{method} {kind} was not answered within {BOUND_SECONDS} s")
        return None
