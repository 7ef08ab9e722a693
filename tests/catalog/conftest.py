"""The sample catalog as the tests read it, and a sandbox in which its versions are really launched."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import boto3
import jmespath
import pytest
import yaml
from moto.server import ThreadedMotoServer

SAMPLE = Path(str(files("launchpath"))) / "catalog" / "sample"

#: Everything switched on that a template leaves to choice, by product.
ALL_OPTIONS = {
    "Encrypted bucket": {"BucketName": "reports-of-the-shop", "Encryption": "own", "OldVersionDays": "7"},
    "Event pipeline": {"SigningSecret": "a secret of sixteen".replace(" ", "-"), "Processing": "paused"},
    "Function": {"ApiKey": "k-1234567890", "Memory": "512", "Schedule": "rate(5 minutes)"},
    "Key-value table": {"Stage": "production", "SortKey": "at", "ExpiryAttribute": "until", "Access": "read only"},
    "Notification topic": {"Email": "team@example.com", "Publishers": "programs"},
    "PostgreSQL database": {"Stage": "production", "Size": "large", "StandbyCopy": "yes", "BackupDays": "35"},
    "Private network": {"AddressPrefix": "10.0", "Zones": "three"},
    "Static website": {"Kind": "single page application", "ReaderCidr": "192.0.2.0/24"},
}


#: Service, operation and where the names are in its answer.
INVENTORY = [
    ("dynamodb", "list_tables", "TableNames"),
    ("ec2", "describe_network_interfaces", "NetworkInterfaces[].NetworkInterfaceId"),
    ("ec2", "describe_route_tables", "RouteTables[].RouteTableId"),
    ("ec2", "describe_security_groups", "SecurityGroups[].GroupId"),
    ("ec2", "describe_subnets", "Subnets[].SubnetId"),
    ("ec2", "describe_vpcs", "Vpcs[].VpcId"),
    ("ecr", "describe_repositories", "repositories[].repositoryArn"),
    ("events", "list_archives", "Archives[].ArchiveName"),
    ("events", "list_event_buses", "EventBuses[].Arn"),
    ("events", "list_rules", "Rules[].Arn"),
    ("iam", "list_policies", "Policies[?starts_with(Arn, 'arn:aws:iam::1')].Arn"),
    ("iam", "list_roles", "Roles[].Arn"),
    ("kms", "list_keys", "Keys[].KeyId"),
    ("lambda", "list_event_source_mappings", "EventSourceMappings[].UUID"),
    ("lambda", "list_functions", "Functions[].FunctionArn"),
    ("logs", "describe_log_groups", "logGroups[].arn"),
    ("rds", "describe_db_instances", "DBInstances[].DBInstanceArn"),
    ("rds", "describe_db_snapshots", "DBSnapshots[].DBSnapshotArn"),
    ("rds", "describe_db_subnet_groups", "DBSubnetGroups[].DBSubnetGroupArn"),
    ("s3", "list_buckets", "Buckets[].Name"),
    ("sns", "list_subscriptions", "Subscriptions[].SubscriptionArn"),
    ("sns", "list_topics", "Topics[].TopicArn"),
    ("sqs", "list_queues", "QueueUrls"),
]


class TemplateLoader(yaml.SafeLoader):
    """Reads CloudFormation's short forms (`!Ref X`) as their long ones (`{"Ref": "X"}`)."""


def long_form(loader: TemplateLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.SequenceNode):
        value: Any = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_scalar(node)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


TemplateLoader.add_multi_constructor("!", long_form)


@dataclass(frozen=True)
class Version:
    """One version of one product of the sample catalog."""

    product: str
    name: str
    file: str

    def __str__(self) -> str:
        return f"{self.product} {self.name}"

    @cached_property
    def text(self) -> str:
        return (SAMPLE / self.file).read_text(encoding="utf-8")

    @cached_property
    def template(self) -> dict[str, Any]:
        return yaml.load(self.text, TemplateLoader)

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        return self.template["Parameters"]


CATALOG: dict[str, Any] = yaml.safe_load((SAMPLE / "catalog.yaml").read_text(encoding="utf-8"))
VERSIONS = [
    Version(product["name"], version["name"], version["template"])
    for product in CATALOG["products"]
    for version in product["versions"]
]
STEPS = [(old, new) for old, new in itertools.pairwise(VERSIONS) if old.product == new.product]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `version` runs for every version, one that asks for `step` for every way to update."""
    if "version" in metafunc.fixturenames:
        metafunc.parametrize("version", VERSIONS, ids=str)
    if "step" in metafunc.fixturenames:
        metafunc.parametrize("step", STEPS, ids=lambda step: f"{step[0]} to {step[1].name}")
    if "options" in metafunc.fixturenames:
        metafunc.parametrize("options", [{}, ALL_OPTIONS], ids=["as offered", "with all options"])


class Sandbox:
    """A CloudFormation that makes real resources, and the services to look at them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.numbers = itertools.count(1)
        self.clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        if service not in self.clients:
            credentials = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}
            self.clients[service] = boto3.client(service, "us-east-1", endpoint_url=self.url, **credentials)
        return self.clients[service]

    @cached_property
    def required(self) -> dict[str, str]:
        """What a person must give because the templates have no default for it."""
        [network] = self.client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
        subnets = self.client("ec2").describe_subnets(Filters=[{"Name": "vpc-id", "Values": [network["VpcId"]]}])
        return {
            "NetworkId": network["VpcId"],
            "SubnetIds": ",".join(subnet["SubnetId"] for subnet in subnets["Subnets"][:2]),
            "Password": "correct-horse-battery-staple",
            "RepositoryName": "shop/checkout",
        }

    def order(self, version: Version, choices: dict[str, str]) -> dict[str, Any]:
        given = {**self.required, **choices}
        return {
            "TemplateBody": version.text,
            "Parameters": [
                {"ParameterKey": key, "ParameterValue": given[key]} for key in version.parameters if key in given
            ],
            "Capabilities": ["CAPABILITY_IAM"],
        }

    def launch(self, version: Version, choices: dict[str, str]) -> str:
        stack = f"SC-123456789012-pp-{next(self.numbers):013d}"
        self.client("cloudformation").create_stack(StackName=stack, **self.order(version, choices))
        return stack

    def update(self, stack: str, version: Version, choices: dict[str, str]) -> None:
        self.client("cloudformation").update_stack(StackName=stack, **self.order(version, choices))

    def describe(self, stack: str) -> dict[str, Any]:
        return self.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]

    def outputs(self, stack: str) -> dict[str, str]:
        return {output["OutputKey"]: output["OutputValue"] for output in self.describe(stack).get("Outputs", [])}

    def terminate(self, stack: str) -> None:
        self.client("cloudformation").delete_stack(StackName=stack)

    def inventory(self) -> set[str]:
        """All that exists, by asking every service that the catalog uses."""
        found = {
            f"{service} {name}"
            for service, operation, names in INVENTORY
            for name in jmespath.search(names, getattr(self.client(service), operation)()) or []
        }
        return found - {f"kms {key}" for key in self.shared_keys()}

    def shared_keys(self) -> list[str]:
        """The keys that a service makes once for the whole account; they belong to no stack."""
        aliases = self.client("kms").list_aliases()
        return jmespath.search("Aliases[?starts_with(AliasName, 'alias/aws/')].TargetKeyId", aliases)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield Sandbox(f"http://{host}:{port}")
    server.stop()


class Launches:
    """The launches of one test, which are terminated when it ends."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.stacks: list[str] = []

    def __call__(self, product: str, name: str = "", **choices: str) -> dict[str, str]:
        """Launches the version `name`, or else the newest, and hands over its outputs."""
        versions = [version for version in VERSIONS if version.product == product and name in ("", version.name)]
        self.stacks.append(self.sandbox.launch(versions[-1], choices))
        return self.sandbox.outputs(self.stacks[-1])

    def update(self, version: Version, **choices: str) -> dict[str, str]:
        """Updates the last launch to `version`."""
        self.sandbox.update(self.stacks[-1], version, choices)
        return self.sandbox.outputs(self.stacks[-1])


@pytest.fixture
def launched(sandbox: Sandbox) -> Iterator[Launches]:
    launches = Launches(sandbox)
    yield launches
    for stack in launches.stacks:
        sandbox.terminate(stack)


@pytest.fixture(scope="session")
def sample() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def versions() -> dict[str, list[Version]]:
    """All versions by product, oldest first."""
    return {name: list(group) for name, group in itertools.groupby(VERSIONS, lambda version: version.product)}


@pytest.fixture(scope="session")
def rules() -> dict[str, dict[str, Any]]:
    """All template rules by product, those of several portfolios together."""
    merged: dict[str, dict[str, Any]] = {product["name"]: {} for product in CATALOG["products"]}
    for portfolio in CATALOG["portfolios"]:
        for constraint in portfolio.get("constraints", []):
            merged[constraint["product"]] |= constraint["parameters"].get("Rules", {})
    return merged


@pytest.fixture
def chosen(version: Version, sandbox: Sandbox) -> dict[str, str]:
    """All that the tests choose for `version`, required and optional."""
    return {**sandbox.required, **ALL_OPTIONS.get(version.product, {})}
