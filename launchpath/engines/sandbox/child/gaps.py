"""Small repairs of moto, each of a thing that would mislead people who look at what they launched."""

from collections.abc import Callable
from typing import Any

import yaml
from moto.cloudformation.models import Event
from moto.cloudformation.utils import yaml_tag_constructor
from moto.rds.models import DBInstance
from moto.redshift.models import Cluster
from moto.s3.exceptions import BucketNotEmpty
from moto.s3.models import FakeBucket, S3Backend
from moto.sns.models import sns_backends
from moto.sqs.models import Queue


def install(endpoint: str) -> None:
    """Repair moto in this process, which is reached at `endpoint`."""
    _read_yaml_safely()
    _forgive_missing_topics()
    _name_queues_by(endpoint)
    _keep_full_buckets()
    _take_names_of_subnet_groups()


def _read_yaml_safely() -> None:
    # Change sets and template summaries would run code that a YAML tag names.
    yaml.SafeLoader.add_multi_constructor("!", yaml_tag_constructor)
    yaml.Loader = yaml.SafeLoader


def _forgive_missing_topics() -> None:
    # A message that cannot be delivered fails no stack, and a topic made by hand is gone after a restart.
    send = Event.sendToSns

    def try_to_send(event: Event, account_id: str, region: str, topics: list[str]) -> None:
        known = sns_backends[account_id][region].topics
        send(event, account_id, region, [topic for topic in topics if topic in known])

    Event.sendToSns = try_to_send  # type: ignore[method-assign,assignment]


def _name_queues_by(endpoint: str) -> None:
    # A queue's URL is where it is reached: here, not at AWS.
    def url(queue: Queue) -> str:
        return f"{endpoint}/{queue.account_id}/{queue.name}"

    Queue.physical_resource_id = property(url)  # type: ignore[method-assign,assignment]


def _keep_full_buckets() -> None:
    # moto leaves a bucket with objects standing without a word, and the stack is gone.
    known = S3Backend.delete_bucket

    def delete(backend: S3Backend, bucket_name: str) -> FakeBucket:
        bucket = known(backend, bucket_name)
        if bucket is None:
            raise BucketNotEmpty(bucket_name)
        return bucket

    S3Backend.delete_bucket = delete  # type: ignore[method-assign,assignment]


class _GroupName(str):
    """A subnet group's name that moto may take for the group."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return str(self)

    cluster_subnet_group_name = name


def _take_names_of_subnet_groups() -> None:
    # moto expects the object itself, which only a Ref to a group of the same template gives.
    for model, member in ((DBInstance, "DBSubnetGroupName"), (Cluster, "ClusterSubnetGroupName")):
        made = _accepting_name(model.create_from_cloudformation_json, member)
        model.create_from_cloudformation_json = staticmethod(made)  # type: ignore[method-assign]


def _accepting_name(create: Callable[..., Any], member: str) -> Callable[..., Any]:
    def created(resource_name: str, cloudformation_json: dict[str, Any], *place: str, **about: Any) -> Any:
        properties = cloudformation_json["Properties"]
        if isinstance(properties.get(member), str):
            properties = {**properties, member: _GroupName(properties[member])}
        return create(resource_name, {**cloudformation_json, "Properties": properties}, *place, **about)

    return created
