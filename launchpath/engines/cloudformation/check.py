"""Whether the engine has what it needs at AWS: credentials, the right account, CloudFormation's answer, a bucket."""

from collections.abc import Callable, Iterator

from botocore.exceptions import ClientError, NoCredentialsError

from launchpath.engines.cloudformation import faults, stack
from launchpath.engines.cloudformation.identity import Identities
from launchpath.engines.cloudformation.settings import PREFIX, Settings
from launchpath.engines.cloudformation.templates import FOLDER, MOST_BYTES, TAGS
from launchpath.engines.offers import Checked

_REACH = f"See that this machine reaches it, and {PREFIX}ENDPOINT."
_CREDENTIALS = "Give it some: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the machine's role."


def check(identities: Identities, settings: Settings, account: str, region: str) -> Iterator[Checked]:
    """One after the other; without credentials nothing else can be asked."""
    caller = _asked("credentials", lambda: _caller(identities, account, region), settings)
    yield caller
    if caller.works:
        yield _asked("stacks", lambda: _stacks(identities, region), settings)
        yield _asked("bucket", lambda: _bucket(identities, settings, region), settings)


def _asked(what: str, question: Callable[[], Checked], settings: Settings) -> Checked:
    try:
        return question()
    except NoCredentialsError:
        return Checked(what=what, found="There are no AWS credentials.", mend=_CREDENTIALS, works=False)
    except faults.CallFailed as fault:
        return Checked(what=what, found=faults.reason(fault), mend=_remedy(fault, settings), works=False)


def _remedy(fault: Exception, settings: Settings) -> str:
    if isinstance(fault, ClientError) and fault.operation_name == "AssumeRole":
        return f"Let the trust policy of {settings.role_arn} name whom the credentials belong to."
    if isinstance(fault, ClientError) and fault.operation_name == "PutObject":
        allowed = f"s3:PutObject and s3:PutObjectTagging on arn:aws:s3:::{settings.bucket}/{FOLDER}/*"
        return f"See that the bucket is there, in the catalog's region, and allow the engine {allowed}."
    return _REACH if faults.is_passing(fault) or not isinstance(fault, ClientError) else _CREDENTIALS


def _caller(identities: Identities, account: str, region: str) -> Checked:
    told = identities.own("sts", region).get_caller_identity()
    found = f"The engine is {told['Arn']}."
    if told["Account"] == account:
        return Checked(what="credentials", found=found)
    found += f" That is in the account {told['Account']}, and the catalog's is {account}."
    mend = f"launchpath serve --account {told['Account']}, or credentials of the account {account}"
    return Checked(what="credentials", found=found, mend=mend)


def _stacks(identities: Identities, region: str) -> Checked:
    client = identities.own("cloudformation", region)
    try:
        stack.find(client, "SC-launchpath-engine-check")
    except ClientError as refusal:
        if faults.is_passing(refusal) or not faults.code(refusal).startswith("AccessDenied"):
            raise
        mend = "Nothing, if every product has a LAUNCH constraint; else allow it what a launch role may do."
        found = "The engine itself may not look at stacks: it launches by means of launch roles alone."
        return Checked(what="stacks", found=found, mend=mend)
    return Checked(what="stacks", found=f"CloudFormation answers at {client.meta.endpoint_url}.")


def _bucket(identities: Identities, settings: Settings, region: str) -> Checked:
    if settings.bucket is None:
        found = f"Templates over {MOST_BYTES:,} bytes can't be launched, since no bucket is configured."
        return Checked(what="bucket", found=found)
    identities.own("s3", region).put_object(Bucket=settings.bucket, Key=f"{FOLDER}/check", Body=b"", Tagging=TAGS)
    return Checked(what="bucket", found=f"Large templates go by way of {settings.bucket}.")
