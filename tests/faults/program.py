"""What a process of the tests is told of its servers."""

from __future__ import annotations

from deploy.servers import Servers
from tests.workers.sealing import KEYS


def environment(servers: Servers) -> dict[str, str]:
    """The variables that name these servers, and the key that logs are sealed with."""
    return {
        "DATABASE_URL": servers.app_url,
        "WORKER_DATABASE_URL": servers.worker_url,
        "SEALER_DATABASE_URL": servers.sealer_url,
        "MIGRATE_DATABASE_URL": servers.migrate_url,
        "REDIS_URL": servers.redis_url,
        "SEALING_KEY": "\n".join(each.text for each in KEYS.signers),
    }
