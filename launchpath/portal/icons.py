"""Which of our icons stands for a product or a resource."""

#: By words that a product's name has, most particular first.
_BY_WORD = (
    ("queue", "queue"),
    ("topic", "megaphone"),
    ("notification", "megaphone"),
    ("mail", "megaphone"),
    ("event", "flow"),
    ("pipeline", "flow"),
    ("stream", "flow"),
    ("workflow", "flow"),
    ("bucket", "bucket"),
    ("storage", "bucket"),
    ("file", "bucket"),
    ("table", "table"),
    ("dynamo", "table"),
    ("postgres", "database"),
    ("mysql", "database"),
    ("database", "database"),
    ("aurora", "database"),
    ("cache", "database"),
    ("function", "function"),
    ("lambda", "function"),
    ("website", "globe"),
    ("site", "globe"),
    ("domain", "globe"),
    ("repository", "container"),
    ("container", "container"),
    ("kubernetes", "container"),
    ("cluster", "container"),
    ("network", "network"),
    ("vpc", "network"),
    ("subnet", "network"),
    ("key", "key"),
    ("secret", "key"),
    ("role", "shield"),
    ("policy", "shield"),
    ("server", "server"),
    ("instance", "server"),
    ("desktop", "server"),
    ("log", "list"),
)

#: By the beginning of a resource's type.
_BY_TYPE = (
    ("AWS::SQS::", "queue"),
    ("AWS::SNS::", "megaphone"),
    ("AWS::Events::", "flow"),
    ("AWS::Kinesis", "flow"),
    ("AWS::StepFunctions::", "flow"),
    ("AWS::S3::", "bucket"),
    ("AWS::DynamoDB::", "table"),
    ("AWS::RDS::", "database"),
    ("AWS::ElastiCache::", "database"),
    ("AWS::Lambda::", "function"),
    ("AWS::CloudFront::", "globe"),
    ("AWS::Route53::", "globe"),
    ("AWS::ApiGateway", "globe"),
    ("AWS::EC2::Instance", "server"),
    ("AWS::EC2::SecurityGroup", "shield"),
    ("AWS::EC2::", "network"),
    ("AWS::ECR::", "container"),
    ("AWS::ECS::", "container"),
    ("AWS::EKS::", "container"),
    ("AWS::KMS::", "key"),
    ("AWS::SecretsManager::", "key"),
    ("AWS::SSM::", "key"),
    ("AWS::IAM::", "shield"),
    ("AWS::Logs::", "list"),
)

#: So many tints there are in the stylesheet.
TINTS = 6


def of_product(name: str) -> str:
    """The icon of a product."""
    plain = name.lower()
    return next((icon for word, icon in _BY_WORD if word in plain), "box")


def of_resource(resource_type: str) -> str:
    """The icon of a resource."""
    return next((icon for start, icon in _BY_TYPE if resource_type.startswith(start)), "box")


def tint(name: str) -> int:
    """The tint of an icon's tile: the same for the same name, from 1 on."""
    return sum(map(ord, name)) % TINTS + 1
