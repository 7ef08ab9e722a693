"""Resource types that templates often use and moto's CloudFormation lacks, made of what moto's services can do."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from moto.cloudformation.parsing import get_model_map, get_name_type_map
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.common_models import CloudFormationModel
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.utilities.utils import get_partition


class Kind(CloudFormationModel):
    """One more type. It is replaced when its definition changes: moto's models need no more."""

    type: ClassVar[str]
    name_property: ClassVar[str] = ""

    def __init__(self, name: str, account: str, region: str, properties: Mapping[str, Any]) -> None:
        self.physical_resource_id = name
        self.account, self.region = account, region
        self.attributes: dict[str, str] = {}
        self.make(properties)

    def make(self, properties: Mapping[str, Any]) -> None:
        """Have moto make it; whatever moto raises is why it failed."""

    def unmake(self) -> None:
        """Have moto remove it."""

    def delete(self, *_: Any) -> None:
        self.unmake()

    def get_cfn_attribute(self, attribute: str) -> str:
        return self.attributes[attribute]

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return True

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: dict[str, Any], account_id: str, region_name: str, **_: Any
    ) -> Any:
        return cls(resource_name, account_id, region_name, cloudformation_json["Properties"])


class BucketPolicy(Kind):
    type = "AWS::S3::BucketPolicy"

    def make(self, properties: Mapping[str, Any]) -> None:
        self.bucket = properties["Bucket"]
        self.store.put_bucket_policy(self.bucket, json.dumps(properties["PolicyDocument"]).encode())

    def unmake(self) -> None:
        self.store.delete_bucket_policy(self.bucket)

    @property
    def store(self) -> Any:
        return s3_backends[self.account][get_partition(self.region)]


class QueuePolicy(Kind):
    type = "AWS::SQS::QueuePolicy"

    def make(self, properties: Mapping[str, Any]) -> None:
        self.queues = [url.split("/")[-1] for url in properties["Queues"]]
        self._set(json.dumps(properties["PolicyDocument"]))

    def unmake(self) -> None:
        self._set("")

    def _set(self, policy: str) -> None:
        for queue in self.queues:
            sqs_backends[self.account][self.region].set_queue_attributes(queue, {"Policy": policy})


class TopicPolicy(Kind):
    type = "AWS::SNS::TopicPolicy"

    def make(self, properties: Mapping[str, Any]) -> None:
        self.before: dict[str, str] = {}
        for arn in properties["Topics"]:
            topic = sns_backends[self.account][self.region].get_topic(arn)
            self.before[arn] = topic.policy
            topic.policy = json.dumps(properties["PolicyDocument"])

    def unmake(self) -> None:
        for arn, policy in self.before.items():
            sns_backends[self.account][self.region].get_topic(arn).policy = policy


class Subscription(Kind):
    type = "AWS::SNS::Subscription"

    def make(self, properties: Mapping[str, Any]) -> None:
        topics = sns_backends[self.account][self.region]
        made = topics.subscribe(properties["TopicArn"], properties.get("Endpoint", ""), properties["Protocol"])
        self.physical_resource_id = made.arn
        try:
            # The scope decides how the policy is read.
            for name in ("FilterPolicyScope", "FilterPolicy", "RawMessageDelivery", "RedrivePolicy"):
                if name in properties:
                    topics.set_subscription_attributes(made.arn, name, _as_text(properties[name]))
        except Exception:
            self.unmake()
            raise

    def unmake(self) -> None:
        sns_backends[self.account][self.region].unsubscribe(self.physical_resource_id)


class Alarm(Kind):
    type = "AWS::CloudWatch::Alarm"
    name_property = "AlarmName"

    def make(self, properties: Mapping[str, Any]) -> None:
        given = properties.get
        alarm = cloudwatch_backends[self.account][self.region].put_metric_alarm(
            name=self.physical_resource_id,
            namespace=given("Namespace", ""),
            metric_name=given("MetricName", ""),
            comparison_operator=properties["ComparisonOperator"],
            evaluation_periods=int(properties["EvaluationPeriods"]),
            period=int(given("Period", 60)),
            threshold=float(given("Threshold", 0)),
            statistic=given("Statistic", ""),
            description=given("AlarmDescription", ""),
            dimensions=given("Dimensions", []),
            alarm_actions=given("AlarmActions", []),
            ok_actions=given("OKActions", []),
            insufficient_data_actions=given("InsufficientDataActions", []),
            unit=given("Unit"),
            treat_missing_data=given("TreatMissingData"),
        )
        self.attributes["Arn"] = alarm.alarm_arn

    def unmake(self) -> None:
        cloudwatch_backends[self.account][self.region].delete_alarms([self.physical_resource_id])


class Secret(Kind):
    type = "AWS::SecretsManager::Secret"
    name_property = "Name"

    def make(self, properties: Mapping[str, Any]) -> None:
        recipe = properties.get("GenerateSecretString")
        short = self.vault.create_secret(
            name=self.physical_resource_id,
            secret_string=self._generated(recipe) if recipe is not None else properties.get("SecretString"),
            secret_binary=None,
            description=properties.get("Description"),
            tags=properties.get("Tags"),
            kms_key_id=properties.get("KmsKeyId"),
            client_request_token=None,
            replica_regions=[],
            force_overwrite=False,
        )
        self.physical_resource_id = self.attributes["Id"] = json.loads(short)["ARN"]

    def unmake(self) -> None:
        self.vault.delete_secret(self.physical_resource_id, None, force_delete_without_recovery=True)

    def _generated(self, recipe: Mapping[str, Any]) -> str:
        answer = self.vault.get_random_password(
            int(recipe.get("PasswordLength", 32)),
            recipe.get("ExcludeCharacters", ""),
            bool(recipe.get("ExcludeNumbers")),
            bool(recipe.get("ExcludePunctuation")),
            bool(recipe.get("ExcludeUppercase")),
            bool(recipe.get("ExcludeLowercase")),
            bool(recipe.get("IncludeSpace")),
            bool(recipe.get("RequireEachIncludedType", True)),
        )
        password = str(json.loads(answer)["RandomPassword"])
        if "GenerateStringKey" not in recipe:
            return password
        return json.dumps({**json.loads(recipe["SecretStringTemplate"]), recipe["GenerateStringKey"]: password})

    @property
    def vault(self) -> Any:
        return secretsmanager_backends[self.account][self.region]


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(value)


KINDS: tuple[type[Kind], ...] = (BucketPolicy, QueuePolicy, TopicPolicy, Subscription, Alarm, Secret)


def install() -> None:
    """Make the types known to moto in this process."""
    for kind in KINDS:
        get_model_map()[kind.type] = kind
        get_name_type_map()[kind.type] = kind.name_property
