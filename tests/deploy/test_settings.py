"""Where the servers are: the environment says both, or neither."""

from __future__ import annotations

import pytest

from deploy.commands import Failure
from deploy.settings import Settings, named, running

POSTGRES, REDIS = "postgresql://app@db/okr_ledger", "redis://cache:6379/0"


def test_an_empty_environment_names_no_servers() -> None:
    assert named({}) is None
    assert named({"DATABASE_URL": "", "REDIS_URL": ""}) is None


def test_the_other_roles_default_to_the_first() -> None:
    found = named({"DATABASE_URL": POSTGRES, "REDIS_URL": REDIS, "SEALER_DATABASE_URL": "postgresql://sealer@db/x"})
    assert found == Settings(
        database_url=POSTGRES,
        worker_database_url=POSTGRES,
        sealer_database_url="postgresql://sealer@db/x",
        migrate_database_url=POSTGRES,
        redis_url=REDIS,
    )


@pytest.mark.parametrize("given", [{"DATABASE_URL": POSTGRES}, {"REDIS_URL": REDIS}])
def test_one_without_the_other_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(Failure, match="set both, or neither"):
        named(given)


def test_named_servers_are_used_and_none_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", POSTGRES)
    monkeypatch.setenv("REDIS_URL", REDIS)
    progress: list[str] = []
    with running(progress.append) as settings:
        assert settings.database_url == POSTGRES
    assert progress == []
