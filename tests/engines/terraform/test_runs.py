"""How a run goes: what it sees, what it may take, what it leaves, and how it is made to end."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from moto import mock_aws

from launchpath.domain.record import RecordType
from launchpath.engines.base import EngineUnavailable, Order, State
from launchpath.engines.conformance import Samples, finish, provision, terminate, update
from launchpath.engines.terraform import credentials
from launchpath.engines.terraform.credentials import RoleRefused
from launchpath.engines.terraform.engine import Terraform
from launchpath.engines.terraform.folder import Folder
from launchpath.engines.terraform.watch import Run
from launchpath.work.engine_memory import DatabaseMemory
from tests.engines.terraform.conftest import Open
from tests.processes import running_with
from tests.running import wait_for
from tests.terraform import archive

NOTHING = archive(main='output "x" {\n  value = "y"\n}')


def order(content: bytes, **parameters: str) -> Order:
    samples = Samples(
        good=content, update=b"", fails_to_create=b"", fails_to_update=b"", parameters=parameters, secret="-"
    )
    return provision(samples)


def command(text: str, more: str = "") -> bytes:
    """A module that runs this in a shell."""
    block = f'resource "null_resource" "it" {{\n  provisioner "local-exec" {{\n    command = "{text}"\n  }}\n}}\n'
    return archive(main=block + more)


def test_a_run_leaves_no_file_behind(engine: Terraform) -> None:
    assert finish(engine, order(NOTHING)).state is State.SUCCEEDED
    assert finish(engine, order(archive(main="}{"))).state is State.FAILED
    place = engine.place
    assert place is not None
    assert list(place.runs.iterdir()) == []


def test_a_run_sees_what_was_passed_on_and_nothing_else_of_ours(
    open_one: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOOGLE_PROJECT", "passed-on")
    monkeypatch.setenv("SOME_SECRET", "kept-back")
    engine = open_one(PASS_ON="GOOGLE_*")
    assert finish(engine, order(command(f"env > {tmp_path}/env"))).state is State.SUCCEEDED
    seen = (tmp_path / "env").read_text()
    assert "GOOGLE_PROJECT=passed-on" in seen
    assert "kept-back" not in seen
    assert "TF_AWS_DEFAULT_TAGS_team=blue" in seen
    assert "AWS_REGION=us-east-1" in seen
    engine.close()


def test_a_run_that_takes_too_long_is_interrupted_and_says_so(open_one: Open) -> None:
    """In order: what was under way is kept, to be mended or taken down, and nothing more is begun."""
    more = 'resource "null_resource" "next" {\n  depends_on = [null_resource.it]\n}\n'
    engine = open_one(PATIENCE=0.02, GRACE=20)
    failed = finish(engine, order(command("sleep 60", more)))
    assert failed.state is State.FAILED
    assert failed.reason.startswith("Terraform did not end within 0.02 minutes, and was interrupted.")
    assert failed.stands
    assert "null_resource.next" not in {one.resource for one in failed.events}
    engine.close()


def test_a_backend_that_the_module_names_is_laid_over(engine: Terraform, memory: DatabaseMemory) -> None:
    backend = 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n    region = "r"\n  }\n}\n'
    asked = order(archive(main=backend + 'output "x" {\n  value = "y"\n}'))
    assert finish(engine, asked).state is State.SUCCEEDED
    assert '"y"' in memory.newest(asked.provisioned_product_id)["state"]


def test_a_provider_that_can_not_be_had_fails_with_terraforms_own_words(engine: Terraform) -> None:
    failed = finish(engine, order(archive(main='resource "random_id" "it" {\n  byte_length = 2\n}')))
    assert failed.state is State.FAILED
    assert failed.reason.startswith("Error: Failed to query available provider packages")
    assert "hashicorp/random" in failed.reason


def test_a_module_in_a_folder_of_the_archive_is_found(engine: Terraform) -> None:
    inner = 'output "deep" {\n  value = "here"\n}'
    outer = 'module "net" {\n  source = "./net"\n}\noutput "x" {\n  value = module.net.deep\n}'
    done = finish(engine, order(archive(main=outer, net__main=inner)))
    assert [(one.key, one.value) for one in done.outputs] == [("x", "here")]


def test_what_a_module_says_for_itself_gives_way_to_what_was_asked_for(engine: Terraform) -> None:
    variable = 'variable "it" {\n  type = string\n  default = "a"\n}\noutput "x" {\n  value = var.it\n}'
    files = ("terraform.tfvars", "terraform.tfvars.json", "z.auto.tfvars", "z.auto.tfvars.json")
    forged = {name: '{"it": "b"}' if name.endswith("json") else 'it = "b"' for name in files}
    module = archive(main=variable, **forged)
    assert finish(engine, order(module, it="c")).outputs[0].value == "c"
    # The default is what people were shown.
    assert finish(engine, order(module, it="a")).outputs[0].value == "a"


def test_a_state_in_an_archive_is_nobodys(engine: Terraform) -> None:
    """Taken for the product's own, what it names would be destroyed with the product."""
    launched = order(command("true"))
    assert finish(engine, launched).state is State.SUCCEEDED
    theirs = engine.memory.newest(launched.provisioned_product_id)["state"]
    forged = {name: theirs for name in ("terraform.tfstate", "terraform.tfstate.backup", "terraform.tfstate.d__x.tf")}
    thief = order(archive(main='output "x" {\n  value = 1\n}', **forged))
    assert finish(engine, thief).outputs[0].value == "1"
    mine = engine.memory.newest(thief.provisioned_product_id)["state"]
    assert "null_resource" not in mine
    assert finish(engine, terminate(thief)).state is State.SUCCEEDED
    assert engine.memory.newest(launched.provisioned_product_id)["state"] == theirs


def test_a_lock_file_that_lies_fails_its_own_run_and_no_other(engine: Terraform) -> None:
    lies = (
        f'provider "registry.terraform.io/hashicorp/null" {{\n  version = "2.1.2"\n  hashes  = ["h1:{"A" * 43}="]\n}}\n'
    )
    resource = 'resource "null_resource" "it" {}\n'
    failed = finish(engine, order(archive(main=resource, **{".terraform.lock.hcl": lies})))
    assert failed.state is State.FAILED
    assert "checksum" in failed.reason
    assert finish(engine, order(archive(main=resource))).state is State.SUCCEEDED


def test_a_failed_update_can_be_terminated(engine: Terraform, memory: DatabaseMemory) -> None:
    launched = order(command("true"))
    finish(engine, launched)
    assert finish(engine, update(launched, command("true", "}{"))).state is State.FAILED
    assert finish(engine, terminate(launched)).state is State.SUCCEEDED
    assert memory.newest(launched.provisioned_product_id) == {}


def test_two_processes_never_have_one_product_at_the_same_time(open_one: Open, tmp_path: Path) -> None:
    one, two = open_one(), open_one()
    slow = order(command(f"echo made >> {tmp_path}/made; sleep 1"))
    one.start(slow)
    wait_for((tmp_path / "made").exists)
    finish(two, slow)
    finish(one, slow)
    assert (tmp_path / "made").read_text() == "made\n"
    one.close()
    two.close()


def test_a_hanging_worker_that_comes_back_finds_the_answer(
    open_one: Open, memory: DatabaseMemory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its signs of life stop, the heir goes on, another worker has the answer, and so has this one at last."""
    from launchpath.engines.terraform import step

    monkeypatch.setattr(step.Step, "beat", lambda _: None)
    hanging, other = open_one(), open_one()
    slow = order(command(f"echo made >> {tmp_path}/made; until [ -e {tmp_path}/gate ]; do sleep 0.1; done"))
    hanging.start(slow)
    wait_for((tmp_path / "made").exists)
    time.sleep(step._SILENCE + 1)
    (tmp_path / "gate").touch()
    first = finish(other, slow)
    assert first.state is State.SUCCEEDED
    assert finish(hanging, slow).outputs == first.outputs
    assert (tmp_path / "made").read_text() == "made\n"
    hanging.close()
    other.close()


def test_a_closed_engine_takes_no_orders(open_one: Open) -> None:
    engine = open_one()
    engine.close()
    with pytest.raises(EngineUnavailable, match="stopped"):
        engine.start(order(NOTHING))


def test_a_binary_that_does_not_work_keeps_the_house_from_being_ready(open_one: Open, tmp_path: Path) -> None:
    broken = tmp_path / "terraform"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    engine = open_one(str(broken))
    with pytest.raises(EngineUnavailable, match="does not tell its version"):
        engine.wait_until_ready()
    engine.close()


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "operator")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with mock_aws():
        yield


def test_an_orders_tags_are_the_aws_providers_default_tags() -> None:
    """It takes no key that begins with aws:, so the automatic ones are renamed."""
    tags = {"team": "blue", "aws:servicecatalog:productArn": "arn"}
    assert credentials.of(replace(order(NOTHING), tags=tags), None) == {
        "AWS_REGION": "us-east-1",
        "TF_AWS_DEFAULT_TAGS_team": "blue",
        "TF_AWS_DEFAULT_TAGS_launchpath:productArn": "arn",
    }


@pytest.mark.usefixtures("sts")
def test_a_launch_role_is_assumed_for_one_run() -> None:
    role = "arn:aws:iam::123456789012:role/launch/network"
    given = credentials.of(replace(order(NOTHING), launch_role_arn=role), "outside")
    assert given["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} <= given.keys()


def test_a_launch_role_that_is_refused_fails_the_order(engine: Terraform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Semantics 7.4 has the words."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    role = "arn:aws:iam::123456789012:role/launch/network"
    failed = finish(engine, replace(order(NOTHING), launch_role_arn=role))
    assert failed.state is State.FAILED
    assert failed.reason == f"Access denied while assuming launch role {role}: Unable to locate credentials"
    with pytest.raises(RoleRefused):
        credentials.of(replace(order(NOTHING), launch_role_arn=role), None)


def test_a_product_that_is_retained_stays_in_memory(engine: Terraform, memory: DatabaseMemory) -> None:
    launched = order(command("true"))
    finish(engine, launched)
    assert finish(engine, terminate(launched, retain=True)).state is State.SUCCEEDED
    assert "null_resource" in memory.newest(launched.provisioned_product_id)["state"]


def test_the_last_module_is_the_one_that_a_termination_uses(engine: Terraform, tmp_path: Path) -> None:
    leaving = (
        'resource "null_resource" "it" {\n  provisioner "local-exec" {\n    when = destroy\n'
        f'    command = "echo gone > {tmp_path}/gone"\n  }}\n}}\n'
    )
    launched = order(command("true"))
    finish(engine, launched)
    assert finish(engine, update(launched, archive(main=leaving))).state is State.SUCCEEDED
    assert finish(engine, replace(terminate(launched), type=RecordType.TERMINATE)).state is State.SUCCEEDED
    assert (tmp_path / "gone").read_text() == "gone\n"


def _left(engine: Terraform, of: Order, serial: int, holder: str) -> Path:
    """A folder as a crash of everything leaves it, with a state that did not reach the database."""
    place = engine.place
    assert place is not None
    left = Folder(place.runs / f"left-{serial}")
    left.root.mkdir()
    run = Run(product_id=of.provisioned_product_id, record_id=of.record_id, holder=holder, type=of.type)
    left.run.write_bytes(msgspec.json.encode(run))
    left.state.write_text(json.dumps({"lineage": "same", "serial": serial}))
    return left.root


def test_what_a_crash_of_everything_left_is_salvaged_at_the_next_start(
    engine: Terraform, open_one: Open, memory: DatabaseMemory
) -> None:
    launched = order(NOTHING)
    product = launched.provisioned_product_id
    memory.take(product, "dead")
    memory.save(product, "dead", launched.record_id, {"state": json.dumps({"lineage": "same", "serial": 3})})
    older, newer = _left(engine, launched, 2, "dead"), _left(engine, launched, 4, "dead")
    open_one().close()
    assert json.loads(memory.newest(product)["state"])["serial"] == 4
    assert not older.exists()
    assert not newer.exists()
    assert memory.take(product, "next")


def test_nothing_is_salvaged_over_the_head_of_whoever_has_gone_on(
    engine: Terraform, open_one: Open, memory: DatabaseMemory
) -> None:
    launched = order(NOTHING)
    memory.take(launched.provisioned_product_id, "living")
    left = _left(engine, launched, 9, "dead")
    open_one().close()
    assert memory.newest(launched.provisioned_product_id) == {}
    assert not left.exists()


def test_it_says_what_it_has_and_what_it_lacks(open_one: Open, tmp_path: Path) -> None:
    engine = open_one(CLI_CONFIG=tmp_path / "nowhere", PASS_ON="PATH")
    found = {one.what: one for one in engine.check("123456789012", "us-east-1")}
    assert found["binary"].found.endswith("terraform is Terraform v1.0.3.")
    assert found["folder"].works
    assert (found["providers"].works, found["providers"].found) == (False, f"{tmp_path}/nowhere does not exist.")
    assert found["environment"].works
    engine.close()


def test_what_is_cancelled_or_stopped_leaves_no_process(open_one: Open, tmp_path: Path) -> None:
    """Nor any that a provisioner has started, wherever that has gone."""
    for name in ("cancelled", "stopped"):
        engine, file = open_one(), tmp_path / name
        sleeper = f"sh -c 'sleep 600; : {file}'"
        begun = order(command(f"(setsid {sleeper} &) ; touch {file}.begun; {sleeper}; true"))
        engine.start(begun)
        wait_for(file.with_suffix(".begun").exists)
        if name == "cancelled":
            engine.cancel(begun)
            wait_for(lambda path=file: running_with(str(path)) == [])
        engine.close()
        assert running_with(str(file)) == []
