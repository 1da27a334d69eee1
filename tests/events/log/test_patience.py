"""Nobody holds an organisation's lock for ever: the transaction that appends has its end."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from events.log.append import append
from tests.events.log.acts import act, check_in

LEFT = "select current_setting('transaction_timeout', true)"


@pytest_asyncio.fixture(autouse=True)
async def known(app: Any) -> None:
    """Postgres has such a setting from version 17 on."""
    if app.get_server_version().major < 17:
        pytest.skip("this Postgres knows no end of a transaction")


async def test_a_transaction_that_appends_has_an_end_and_the_session_has_none(app: Any) -> None:
    async with app.transaction():
        assert await app.fetchval(LEFT) == "0"
        await append(app, act(check_in()))
        assert await app.fetchval(LEFT) == "10s"
    assert await app.fetchval(LEFT) == "0"


async def test_an_end_that_the_caller_has_set_stays(app: Any) -> None:
    async with app.transaction():
        await app.execute("set local transaction_timeout = '5min'")
        await append(app, act(check_in()))
        assert await app.fetchval(LEFT) == "5min"
