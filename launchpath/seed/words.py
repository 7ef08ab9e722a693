"""What the things of a synthetic catalog are called, and what is said of them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of product: the sample templates that it is made of, and what a launch of it makes and hands out."""

    noun: str
    says: str
    #: Files of the sample catalog, a version each.
    templates: Sequence[str]
    #: Name in the template and type.
    resources: Sequence[tuple[str, str]]
    #: Key, value and description; {name} is that of the launched product.
    outputs: Sequence[tuple[str, str, str]]


_QUEUE = (
    ("queue-v1.yaml", "queue-v2.yaml"),
    (("DeadLetters", "AWS::SQS::Queue"), ("Queue", "AWS::SQS::Queue")),
    (
        ("QueueUrl", "https://sqs.example.com/{name}", "Send messages to this address, and receive them from it."),
        ("QueueArn", "arn:aws:sqs:us-east-1:123456789012:{name}", "The queue's ARN, for policies and subscriptions."),
    ),
)
_TOPIC = (
    ("topic-v1.yaml", "topic-v2.yaml"),
    (("Topic", "AWS::SNS::Topic"), ("Inbox", "AWS::SQS::Queue")),
    (
        ("TopicArn", "arn:aws:sns:us-east-1:123456789012:{name}", "Publish to this topic."),
        ("InboxUrl", "https://sqs.example.com/{name}-inbox", "A program fetches what was published from here."),
    ),
)
_BUCKET = (
    ("bucket-v1.yaml", "bucket-v2.yaml"),
    (("Bucket", "AWS::S3::Bucket"), ("Policy", "AWS::S3::BucketPolicy")),
    (
        ("BucketName", "{name}", "The bucket's name, for programs."),
        ("BucketArn", "arn:aws:s3:::{name}", "The bucket's ARN, for policies."),
    ),
)
_TABLE = (
    ("table-v1.yaml", "table-v2.yaml"),
    (("Table", "AWS::DynamoDB::Table"),),
    (
        ("TableName", "{name}", "The table's name, for programs."),
        ("TableArn", "arn:aws:dynamodb:us-east-1:123456789012:table/{name}", "The table's ARN, for policies."),
    ),
)

KINDS = (
    Kind("message queue", "Takes messages in and keeps them until a program has time for them.", *_QUEUE),
    Kind("work queue", "Hands each job to one worker, and again to another one if that worker fails.", *_QUEUE),
    Kind("retry queue", "Sets messages aside that could not be processed, and offers them again later.", *_QUEUE),
    Kind("import queue", "Holds what partners deliver until it has been checked and booked.", *_QUEUE),
    Kind("notification topic", "Says it once and tells everybody who has subscribed.", *_TOPIC),
    Kind("alarm topic", "Wakes the person on call when a threshold is crossed.", *_TOPIC),
    Kind("event topic", "Publishes what happened to any number of programs that want to know.", *_TOPIC),
    Kind("audit topic", "Passes on who changed what, to those who have to look at it.", *_TOPIC),
    Kind("file store", "Keeps files of any size, encrypted, closed to the public, restorable for 30 days.", *_BUCKET),
    Kind("archive", "Keeps what has to be kept for ten years, at the lowest price and out of reach.", *_BUCKET),
    Kind("backup vault", "Takes a copy every night, and lets nobody delete one before its time.", *_BUCKET),
    Kind("data lake", "Raw data of all sources in one place, partitioned by day.", *_BUCKET),
    Kind("key-value table", "Finds an entry by its key in milliseconds, however many there are.", *_TABLE),
    Kind("session store", "Remembers who is signed in, and forgets it after a day.", *_TABLE),
    Kind("lookup table", "Reference data that changes rarely and is read all day.", *_TABLE),
    Kind("feature flags", "Switches features on and off without a release.", *_TABLE),
)

# fmt: off
SUBJECTS = (
    "Orders", "Invoices", "Payments", "Customers", "Stock", "Shipping", "Returns", "Pricing", "Marketing", "Search",
    "Reviews", "Loyalty", "Fraud", "Tax", "Payroll", "Recruiting", "Travel", "Facilities", "Procurement", "Contracts",
    "Ledger", "Treasury", "Budget", "Forecast", "Sensors", "Fleet", "Telemetry", "Maps", "Weather", "Energy",
    "Metering", "Claims", "Policies", "Underwriting", "Patients", "Laboratory", "Pharmacy", "Admissions", "Courses",
    "Exams", "Library", "Alumni", "Newsroom", "Subscriptions", "Advertising", "Streaming", "Gaming", "Tickets",
    "Venues", "Catering",
)
# fmt: on

SIZES = ("small", "medium", "large", "shared", "dedicated", "trial")

PLACES = ("Frankfurt", "Dublin", "Virginia", "Oregon", "Tokyo", "Sydney", "São Paulo", "Mumbai")

OWNERS = (
    "Integration Team",
    "Data Team",
    "Developer Experience Team",
    "Storage Team",
    "Payments Platform",
    "Security Engineering",
    "Site Reliability",
    "Analytics Guild",
    "Machine Learning Platform",
    "Retail IT",
    "Finance IT",
    "Research Computing",
)

DISTRIBUTORS = ("Platform Engineering", "Cloud Centre of Excellence", "Group IT", "Partner Solutions", "")

PORTFOLIOS = (
    "Messaging and Events",
    "Storage and Data",
    "Applications and Network",
    "Approved for Production",
    "Sandboxes and Trials",
    "Analytics",
    "Machine Learning",
    "Payments",
    "Retail",
    "Finance",
    "Research",
    "Regulated Workloads",
)

#: A product that is not described well.
TERSE = "Ask the owner."


def product_name(number: int) -> str:
    """A name that no other product has, such as "Orders message queue, small"; far numbers get a place and a count."""
    rest, subject = divmod(number, len(SUBJECTS))
    rest, kind = divmod(rest, len(KINDS))
    # Neighbours should not all be of one kind.
    kind = (kind + subject) % len(KINDS)
    rest, size = divmod(rest, len(SIZES))
    name = f"{SUBJECTS[subject]} {KINDS[kind].noun}, {SIZES[size]}"
    if not rest:
        return name
    rest, place = divmod(rest - 1, len(PLACES))
    return f"{name}, {PLACES[place]}" + (f" {rest + 1}" if rest else "")


def kind_of(number: int) -> Kind:
    """What the product of that number is."""
    rest, subject = divmod(number, len(SUBJECTS))
    return KINDS[(rest % len(KINDS) + subject) % len(KINDS)]


def portfolio_name(number: int) -> str:
    """A name that no other portfolio has."""
    rest, name = divmod(number, len(PORTFOLIOS))
    return PORTFOLIOS[name] + (f" {rest + 1}" if rest else "")
