"""What went wrong in a call: a passing fault, or a refusal and what people are told about it (semantics 2.6, 3.4)."""

from uuid import uuid4

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    CredentialRetrievalError,
    HTTPClientError,
    MetadataRetrievalError,
    NoCredentialsError,
)
from botocore.parsers import ResponseParserError

#: All that a call can end in besides its answer.
CallFailed = (ClientError, BotoCoreError, ResponseParserError)

#: Nobody has said no: nothing answered, or what came was no answer of AWS's.
_UNANSWERED = (ConnectionError, HTTPClientError, ResponseParserError, CredentialRetrievalError, MetadataRetrievalError)

#: Said by a service that would do it at another time.
_LATER = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "SlowDown",
        "PriorRequestNotComplete",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "InternalFailure",
        "InternalError",
        # Credentials that are renewed before the next call, or a clock that is being set.
        "ExpiredToken",
        "ExpiredTokenException",
        "RequestExpired",
    }
)

#: The names under which AWS's Java SDK, which Service Catalog speaks with, knows the services that we call besides.
_SPEAKERS = {
    "AssumeRole": ("AWSSecurityTokenServiceException", "AWSSecurityTokenService"),
    "PutObject": ("AmazonS3Exception", "Amazon S3"),
}


def is_passing(fault: Exception) -> bool:
    """Whether the same call may go well later."""
    if not isinstance(fault, ClientError):
        return isinstance(fault, _UNANSWERED)
    status = int(fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400))
    return code(fault) in _LATER or status >= 500 or status == 429


def code(fault: Exception) -> str:
    """The error code of a service's refusal; empty for any other fault."""
    return str(fault.response.get("Error", {}).get("Code", "")) if isinstance(fault, ClientError) else ""


def message(fault: Exception) -> str:
    """What the service said, or what is wrong with the call."""
    if isinstance(fault, ClientError):
        return str(fault.response.get("Error", {}).get("Message", ""))
    return str(fault)


def reason(fault: Exception) -> str:
    """A fault in words; a refusal as Service Catalog hands it on, two blanks included (semantics 3.4)."""
    if isinstance(fault, ClientError):
        return _refusal(fault)
    if isinstance(fault, NoCredentialsError):
        return (
            "CloudFormation could not be asked: the engine has no AWS credentials. The operator gives it some through "
            "the environment, AWS's configuration files or the machine's role; then repeat the request."
        )
    if is_passing(fault):
        return f"CloudFormation does not answer: {fault}"
    return f"CloudFormation could not be asked: {fault}"


def _refusal(fault: ClientError) -> str:
    exception, service = _SPEAKERS.get(fault.operation_name, ("AmazonCloudFormationException", "AmazonCloudFormation"))
    metadata = fault.response.get("ResponseMetadata", {})
    return (
        f"{exception}  {message(fault)} (Service: {service}; Status Code: {metadata.get('HTTPStatusCode', 400)}; "
        f"Error Code: {code(fault)}; Request ID: {metadata.get('RequestId') or uuid4()})"
    )
